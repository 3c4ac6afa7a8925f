#pragma once
/// How much one card or scenario may hold, and the sentences for what is too much.
///
/// No device or skin comes near these numbers. They keep a file of somebody else, of at most a megabyte, from
/// asking for hours or for all memory: what a reader does grows with the square of some of them. All limits
/// of the language stand in one table of scenarios/README.md.

#include <cstddef>
#include <string>
#include <string_view>

namespace puncta::models {

inline constexpr std::size_t longest_text = 1000;  ///< of one value [bytes]
inline constexpr std::size_t most_layers = 100;
inline constexpr std::size_t most_numbers = 1000;   ///< in a list of them
inline constexpr std::size_t most_terms = 50;       ///< of a Prony series
inline constexpr std::size_t most_points = 200;     ///< of a needle's profile
inline constexpr std::size_t most_corners = 1000;   ///< of a polygon; also of region and zones together
inline constexpr std::size_t most_zones = 100;      ///< to spare
inline constexpr int most_needles = 2500;           ///< of a list, an array or a cartridge
inline constexpr int most_lattice_needles = 20000;  ///< of rows around a drum

/// "has 1001 corners; at most 1000"; empty up to `most`.
std::string too_many(std::size_t count, std::size_t most, std::string_view what);

/// What is wrong with a text that people are shown: too long, no UTF-8, or it holds characters that do not
/// print, which could drive a terminal, end a line of a file early, or turn the direction of writing. Empty
/// if it is fine.
std::string text_fault(std::string_view text, std::size_t longest = longest_text);

}  // namespace puncta::models

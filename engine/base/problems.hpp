#pragma once
/// Collects everything that is wrong with a user's input and reports it all at once.
///
/// A person who mistyped three keys should learn of three in one go, each with its place, the line itself
/// and what would have been right:
///     cheek.toml:12:8: treatment.load must be greater than 0 N, but is -4 N
///        12 | load = "-4 N"
///           |        ^^^^^^
/// Problems are sorted by source and place, whatever the order in which they were found.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace puncta {

/// A place in one of the sources of a `Problems`; line 0 means the source as a whole.
struct Place {
    std::size_t source = 0;
    std::size_t line = 0;    ///< from 1
    std::size_t column = 0;  ///< from 1, counted in code points
    std::size_t width = 1;   ///< code points to underline
};

class Problems {
  public:
    /// Registers a text that places refer to: a file, or the assignments of the command line.
    std::size_t add_source(std::string name, std::string_view text);

    void add(const Place& place, std::string message);

    [[nodiscard]] bool empty() const { return entries_.empty(); }
    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    /// All problems, sorted, each once with its excerpt; no newline at the end. Of more than a hundred the
    /// first hundred, and of a message that quotes much of a file its beginning.
    [[nodiscard]] std::string text() const;
    /// Throws InputError with the whole text if there is any problem.
    void throw_if_any() const;

  private:
    struct Source {
        std::string name;
        std::vector<std::string> lines;
    };
    struct Entry {
        Place place;
        std::string message;
    };
    std::vector<Source> sources_;
    std::vector<Entry> entries_;
};

/// Smallest number of inserted, deleted, replaced or swapped letters between two words.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The known word nearest to a misspelt one; empty when none is near enough to be meant.
std::string nearest(std::string_view word, std::span<const std::string> known);

/// "a", "b" and "c" as text: `a, b, c`; "none" for an empty list.
std::string joined(std::span<const std::string> words);

}  // namespace puncta

#include "models/cards/limits.hpp"

#include <array>
#include <cstdint>

#include <fmt/format.h>

namespace puncta::models {
namespace {

constexpr std::uint32_t no_code_point = 0xffffffff;

/// The code point that starts at `at`, which moves behind it; no_code_point where the text is not UTF-8.
std::uint32_t code_point(std::string_view text, std::size_t& at) {
    const auto lead = static_cast<unsigned char>(text[at++]);
    if (lead < 0x80) return lead;
    if (lead < 0xc2 || lead > 0xf4) return no_code_point;
    const int more = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    std::uint32_t code = lead & (0x3fU >> more);
    for (int k = 0; k < more; ++k) {
        const unsigned next = at < text.size() ? static_cast<unsigned char>(text[at++]) : 0;
        if ((next & 0xc0U) != 0x80) return no_code_point;
        code = code << 6U | (next & 0x3fU);
    }
    constexpr std::array<std::uint32_t, 4> least = {0, 0x80, 0x800, 0x10000};
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    return code < least[std::size_t(more)] || surrogate || code > 0x10ffff ? no_code_point : code;
}

/// Control characters, line and paragraph separators, and the marks that turn the direction of writing.
bool is_hidden(std::uint32_t code) {
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 || code == 0x2029 ||
           (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

}  // namespace

std::string too_many(std::size_t count, std::size_t most, std::string_view what) {
    return count <= most ? "" : fmt::format("has {} {}; at most {}", count, what, most);
}

std::string text_fault(std::string_view text, std::size_t longest) {
    if (text.size() > longest) return fmt::format("is {} bytes long; at most {}", text.size(), longest);
    for (std::size_t at = 0; at < text.size();) {
        const std::uint32_t code = code_point(text, at);
        if (code == no_code_point) return "is not UTF-8 text";
        if (is_hidden(code)) return fmt::format("holds a character that does not print, U+{:04X}", code);
    }
    return {};
}

}  // namespace puncta::models

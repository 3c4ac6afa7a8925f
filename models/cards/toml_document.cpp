// A TOML document from text: the checks that toml++ 3.3 leaves to its caller, then its own.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "models/cards/toml_value.hpp"

namespace puncta::models {
namespace {

bool continues(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// Length of the UTF-8 sequence a byte starts; 0 for a byte that cannot start one.
std::size_t sequence_length(char first) {
    const auto byte = static_cast<unsigned char>(first);
    if (byte < 0x80) return 1;
    if (byte >= 0xC2 && byte < 0xE0) return 2;
    if (byte >= 0xE0 && byte < 0xF0) return 3;
    if (byte >= 0xF0 && byte < 0xF5) return 4;
    return 0;
}

/// toml++ bounds the depth of nested values but not that of dotted keys, each part of which is a table in a
/// table: a line of them ends in a stack overflow.
constexpr std::size_t most_parts = 32;
constexpr int deepest = 64;  ///< tables and lists within each other

/// Whether nothing lies deeper than so many levels.
bool is_flat(const toml::node& node, int levels) {
    if (levels == 0) return false;
    if (const toml::table* table = node.as_table())
        return std::all_of(table->begin(), table->end(),
                           [&](const auto& entry) { return is_flat(entry.second, levels - 1); });
    if (const toml::array* list = node.as_array())
        return std::all_of(list->begin(), list->end(),
                           [&](const toml::node& item) { return is_flat(item, levels - 1); });
    return true;
}

/// Walks the text once: bytes that are no text at all, letters beyond ASCII outside strings and comments,
/// such as typographic quotes from a word processor, and keys of too many parts.
class Scan {
  public:
    explicit Scan(std::string_view text) : text_(text) {}

    /// The first problem, with `place` set; empty when there is none.
    std::string problem(Place& place) {
        for (std::size_t i = 0; i < text_.size();) {
            const std::size_t length = sequence_length(text_[i]);
            place.line = line_;
            place.column = column_;
            if (length == 0 || i + length > text_.size()) return "this is not UTF-8 text";
            for (std::size_t k = 1; k < length; ++k)
                if (!continues(text_[i + k])) return "this is not UTF-8 text";
            if (text_[i] == '\0') return "this is not text but a binary file";
            if (length > 1 && delimiter_.empty() && !comment_)
                return fmt::format("\"{}\" may stand only in a string or a comment", text_.substr(i, length));
            if (delimiter_.empty() && !comment_ && !fits_a_key(text_[i]))
                return fmt::format("a key of more than {} parts", most_parts);
            i += step(i, length);
        }
        return {};
    }

  private:
    /// Counts the dots of a key.
    bool fits_a_key(char c) {
        constexpr std::string_view ends = "=,[]{}\n#";
        if (c == '.') ++dots_;
        if (ends.find(c) != std::string_view::npos) dots_ = 0;
        return dots_ < most_parts;
    }

    /// Follows strings and comments; returns how many bytes were taken.
    std::size_t step(std::size_t i, std::size_t length) {
        const char c = text_[i];
        if (c == '\n') {
            ++line_;
            column_ = 1;
            comment_ = false;
            if (delimiter_.size() == 1) delimiter_ = {};
            return 1;
        }
        std::size_t taken = length;
        if (!delimiter_.empty()) {
            if (c == '\\' && delimiter_.front() == '"' && i + 1 < text_.size() && text_[i + 1] != '\n') {
                ++column_;
                return 1 + skip_escaped(i + 1);
            }
            if (text_.substr(i).starts_with(delimiter_)) {
                taken = delimiter_.size();
                delimiter_ = {};
            }
        } else if (!comment_) {
            if (c == '#') comment_ = true;
            for (const std::string_view quote : {"\"\"\"", "'''", "\"", "'"})
                if (text_.substr(i).starts_with(quote)) {
                    delimiter_ = quote;
                    taken = quote.size();
                    break;
                }
        }
        column_ += taken == length ? 1 : taken;
        return taken;
    }

    std::size_t skip_escaped(std::size_t i) {
        if (sequence_length(text_[i]) != 1) return 0;
        ++column_;
        return 1;
    }

    std::string_view text_;
    std::string_view delimiter_;
    bool comment_ = false;
    std::size_t line_ = 1;
    std::size_t column_ = 1;
    std::size_t dots_ = 0;
};

}  // namespace

std::optional<toml::table> parse_toml(std::string_view text, std::size_t source, Problems& problems) {
    Place place{source, 0, 0, 1};
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    if (std::string problem = Scan(text).problem(place); !problem.empty()) {
        problems.add(place, std::move(problem));
        return {};
    }
    try {
        toml::table document = toml::parse(text);
        if (is_flat(document, deepest)) return document;
        problems.add({source, 0, 0, 0},
                     fmt::format("tables and lists lie more than {} deep in each other", deepest));
        return {};
    } catch (const toml::parse_error& error) {
        std::string message(error.description());
        if (message.starts_with("Error while parsing "))
            message.erase(0, std::string_view("Error while ").size());
        problems.add(place_of(error.source(), source), "not valid TOML: " + message);
        return {};
    }
}

}  // namespace puncta::models

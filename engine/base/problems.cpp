#include "engine/base/problems.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace puncta {
namespace {

constexpr std::size_t longest_excerpt = 160;
constexpr std::size_t longest_message = 2000;  ///< that quotes what somebody wrote
constexpr std::size_t most_shown = 100;
constexpr std::size_t longest_word = 100;  ///< that can be a misspelt key

bool continues_code_point(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// Spaces up to a column, with the line's own tabs kept so that the caret stands below its letter.
std::string indent_to(std::string_view line, std::size_t column) {
    std::string indent;
    std::size_t at = 1;
    for (const char c : line) {
        if (continues_code_point(c)) continue;
        if (at++ >= column) break;
        indent += c == '\t' ? '\t' : ' ';
    }
    while (at++ < column) indent += ' ';
    return indent;
}

std::size_t code_points(std::string_view line) {
    return static_cast<std::size_t>(
        std::count_if(line.begin(), line.end(), [](char c) { return !continues_code_point(c); }));
}

}  // namespace

std::size_t Problems::add_source(std::string name, std::string_view text) {
    Source source{std::move(name), {}};
    std::string_view rest = text;
    while (true) {
        const auto end = rest.find('\n');
        std::string_view line = rest.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        source.lines.emplace_back(line);
        for (char& c : source.lines.back())  // keep control codes off the user's terminal
            if (static_cast<unsigned char>(c) < 0x20 && c != '\t') c = '?';
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + 1);
    }
    sources_.push_back(std::move(source));
    return sources_.size() - 1;
}

void Problems::add(const Place& place, std::string message) {
    PUNCTA_EXPECT(place.source < sources_.size(), "source {} of {}", place.source, sources_.size());
    entries_.push_back({place, std::move(message)});
}

namespace {

/// Length of the well-formed UTF-8 sequence at `at` that prints, 0 for a control character or a broken one.
std::size_t printable_length(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const unsigned lead = byte(at);
    if (lead < 0x80) return lead == '\n' || lead == '\t' || (lead >= 0x20 && lead != 0x7f) ? 1 : 0;
    const std::size_t length = lead >= 0xc2 && lead < 0xe0   ? 2
                               : lead >= 0xe0 && lead < 0xf0 ? 3
                               : lead >= 0xf0 && lead < 0xf5 ? 4
                                                             : 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(at + i) & 0xc0U) != 0x80) return 0;
    if (lead == 0xc2 && byte(at + 1) < 0xa0) return 0;  // C1 controls can drive a terminal
    return length;
}

/// What a terminal may be shown of a stranger's file: everything else becomes a question mark.
std::string printable(std::string_view text) {
    std::string shown;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = printable_length(text, at);
        shown += length > 0 ? text.substr(at, length) : std::string_view("?");
        at += std::max<std::size_t>(1, length);
    }
    return shown;
}

/// A message that quotes a megabyte is cut, between two letters.
std::string_view shortened(std::string_view message) {
    if (message.size() <= longest_message) return message;
    std::size_t end = longest_message;
    while (end > 0 && continues_code_point(message[end])) --end;
    return message.substr(0, end);
}

}  // namespace

std::string Problems::text() const {
    std::vector<Entry> sorted = entries_;
    std::stable_sort(sorted.begin(), sorted.end(), [](const Entry& a, const Entry& b) {
        return std::tuple(a.place.source, a.place.line, a.place.column) <
               std::tuple(b.place.source, b.place.line, b.place.column);
    });
    // Sites share statements, and so what is wrong with them.
    const auto same = [](const Entry& a, const Entry& b) {
        return a.place.source == b.place.source && a.place.line == b.place.line &&
               a.place.column == b.place.column && a.message == b.message;
    };
    sorted.erase(std::unique(sorted.begin(), sorted.end(), same), sorted.end());
    const std::size_t more = sorted.size() - std::min(sorted.size(), most_shown);
    sorted.resize(sorted.size() - more);
    std::string text;
    for (const Entry& entry : sorted) {
        const Source& source = sources_[entry.place.source];
        const std::string message =
            fmt::format("{}{}", shortened(entry.message), entry.message.size() > longest_message ? "…" : "");
        const Place& place = entry.place;
        if (!text.empty()) text += '\n';
        if (place.line == 0 || place.line > source.lines.size()) {
            text += fmt::format("{}: {}", source.name, message);
            continue;
        }
        text += fmt::format("{}:{}:{}: {}", source.name, place.line, place.column, message);
        const std::string& line = source.lines[place.line - 1];
        if (line.size() > longest_excerpt) continue;
        const std::size_t room = std::max(code_points(line) + 1, place.column) - place.column;
        text += fmt::format("\n{:>5} | {}\n      | {}{}", place.line, line, indent_to(line, place.column),
                            std::string(std::max<std::size_t>(1, std::min(place.width, room)), '^'));
    }
    if (more > 0) text += fmt::format("\n{}: and more problems", sources_[sorted.back().place.source].name);
    return printable(text);
}

void Problems::throw_if_any() const {
    if (!empty()) throw InputError(text());
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1), previous(b.size() + 1), current(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        current[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            current[j] = std::min({replaced, previous[j] + 1, current[j - 1] + 1});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                current[j] = std::min(current[j], before[j - 2] + 1);
        }
        std::swap(before, previous);
        std::swap(previous, current);
    }
    return previous[b.size()];
}

std::string nearest(std::string_view word, std::span<const std::string> known) {
    std::string best;
    if (word.size() > longest_word) return best;
    std::size_t least = std::max<std::size_t>(2, word.size() / 3) + 1;
    for (const std::string& candidate : known) {
        const std::size_t distance = edit_distance(word, candidate);
        if (distance < least) {
            least = distance;
            best = candidate;
        }
    }
    return best;
}

std::string joined(std::span<const std::string> words) {
    return words.empty() ? "none" : fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace puncta

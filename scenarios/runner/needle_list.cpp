#include "scenarios/runner/needle_list.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <numbers>
#include <sstream>

#include <fmt/format.h>

#include "engine/base/quantity.hpp"
#include "models/cards/field.hpp"
#include "models/cards/limits.hpp"

namespace puncta::scenarios {
namespace {

const std::vector<std::string> columns = {"row", "angle", "length", "tip"};

struct Cell {
    std::string text;
    Place place;
};

std::size_t code_points(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

/// A line cut at its commas, blanks around each cell left out.
std::vector<Cell> cells_of(std::string_view line, std::size_t source, std::size_t number) {
    std::vector<Cell> cells;
    for (std::size_t start = 0; start <= line.size();) {
        const std::size_t end = std::min(line.find(',', start), line.size());
        const std::string_view raw = line.substr(start, end - start);
        const std::size_t lead = std::min(raw.find_first_not_of(" \t"), raw.size());
        const std::size_t tail = raw.find_last_not_of(" \t");
        const std::string_view text =
            lead == raw.size() ? raw.substr(0, 0) : raw.substr(lead, tail - lead + 1);
        const std::size_t at = text.empty() ? start : start + lead;
        cells.push_back({std::string(text),
                         {source, number, code_points(line.substr(0, at)) + 1,
                          std::max<std::size_t>(1, code_points(text))}});
        start = end + 1;
    }
    return cells;
}

/// Which column stands where; empty when the head of the list is wrong.
std::vector<std::size_t> columns_of(const std::vector<Cell>& head, Problems& problems) {
    std::vector<std::size_t> found;
    for (const Cell& cell : head) {
        const auto known = std::find(columns.begin(), columns.end(), cell.text);
        const auto column = static_cast<std::size_t>(known - columns.begin());
        if (known == columns.end())
            problems.add(cell.place,
                         fmt::format("unknown column \"{}\"; the first line names the columns: {}", cell.text,
                                     joined(columns)));
        else if (std::find(found.begin(), found.end(), column) != found.end())
            problems.add(cell.place, fmt::format("column {} is named twice", cell.text));
        else
            found.push_back(column);
    }
    if (found.size() != head.size()) return {};
    for (const std::size_t needed : {std::size_t{0}, std::size_t{1}})
        if (std::find(found.begin(), found.end(), needed) == found.end()) {
            problems.add(head.front().place, fmt::format("there is no column {}", columns[needed]));
            return {};
        }
    return found;
}

/// Reads one cell into its place of the needle; returns what is wrong with it.
std::string read_cell(const std::string& text, std::size_t column, ListedNeedle& needle) {
    if (column == 0) {
        int row = -1;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), row);
        if (error != std::errc() || end != text.data() + text.size() || row < 0 || row > 199)
            return fmt::format("row must be a whole number from 0 to 199, not \"{}\"", text);
        needle.row = row;
        return {};
    }
    constexpr double turn = 2 * std::numbers::pi;
    const Dimension dimension = column == 1 ? Dimension::angle : Dimension::length;
    const models::Range range = column == 1   ? models::Range{-turn, turn}
                                : column == 2 ? models::Range{0, 0.1, true, false}
                                              : models::Range{0, 1e-3, true, false};
    if (text.empty()) return column == 1 ? "angle is missing" : "";
    const ParsedQuantity read = parse_quantity(text, dimension);
    if (!read.problem.empty()) {
        const bool own_subject = read.problem.starts_with('"') || read.problem.starts_with("unknown");
        return fmt::format("{}{} {}", columns[column], own_subject ? ":" : "", read.problem);
    }
    if (!range.contains(read.value))
        return fmt::format("{} must be {}, but is {}", columns[column], range_text(range, dimension),
                           format_quantity(read.value, dimension));
    (column == 1 ? needle.angle : column == 2 ? needle.length : needle.tip_diameter) = read.value;
    return {};
}

}  // namespace

std::vector<ListedNeedle> read_needle_list(const std::string& text, const std::string& file,
                                           Problems& problems) {
    const std::size_t source = problems.add_source(file, text), before = problems.size();
    std::vector<ListedNeedle> needles;
    std::vector<std::size_t> order;
    std::istringstream lines(text);
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        if (line.ends_with('\r')) line.pop_back();
        const auto first = line.find_first_not_of(" \t");
        if (first == std::string::npos || line[first] == '#') continue;
        const std::vector<Cell> cells = cells_of(line, source, number);
        if (order.empty()) {
            order = columns_of(cells, problems);
            if (order.empty()) return {};
            continue;
        }
        if (cells.size() != order.size()) {
            problems.add(cells.back().place, fmt::format("{} cells where the first line names {} columns",
                                                         cells.size(), order.size()));
            continue;
        }
        ListedNeedle needle;
        for (std::size_t i = 0; i < cells.size(); ++i)
            if (std::string problem = read_cell(cells[i].text, order[i], needle); !problem.empty())
                problems.add(cells[i].place, std::move(problem));
        if (needles.size() == models::most_needles) {
            problems.add({source, number, 1, 1}, fmt::format("more than {} needles", models::most_needles));
            return {};
        }
        needles.push_back(needle);
    }
    if (needles.empty() && problems.size() == before)
        problems.add({source, 0, 0, 0},
                     "the list has no needles: a first line row,angle,length,tip and a line "
                     "for each needle");
    return needles;
}

}  // namespace puncta::scenarios

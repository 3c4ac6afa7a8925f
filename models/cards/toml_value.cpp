#include "models/cards/toml_value.hpp"

#include <cmath>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "models/cards/limits.hpp"
#include "models/cards/toml_number.hpp"
#include "models/cards/toml_polygon.hpp"

namespace puncta::models {
namespace {

template <class Integer>
std::string read_integer(const toml::node& node, const Range& range, Integer& value) {
    if (!node.is_integer()) {
        const auto fraction = node.value<double>();
        return fraction ? fmt::format("must be a whole number, not {}", *fraction)
                        : expected("a whole number", node);
    }
    const std::int64_t read = node.as_integer()->get();
    if (std::string problem = out_of_range(static_cast<double>(read), range, Dimension::dimensionless);
        !problem.empty())
        return problem;
    if (!std::in_range<Integer>(read)) return fmt::format("is too large or negative: {}", read);
    value = static_cast<Integer>(read);
    return {};
}

std::string read_term(const toml::node& node, PronyTerm& term) {
    const toml::table* table = node.as_table();
    if (table == nullptr || table->size() != 2 || !table->contains("share") || !table->contains("time"))
        return "must be a list of { share = 0.4, time = \"0.35 s\" }";
    std::string problem =
        read_number(*table->get("share"), Dimension::dimensionless, {0, 1, true, true}, term.share);
    if (!problem.empty()) return "share " + problem;
    problem = read_number(*table->get("time"), Dimension::time, {1e-6, 1e6}, term.time);
    return problem.empty() ? problem : "time " + problem;
}

/// { row = 0, angle = "15 deg", length = "1.5 mm", tip_diameter = "8 um" }, the last two optional.
std::string read_needle(const toml::node& node, const Range& range, ListedNeedle& needle) {
    const toml::table* table = node.as_table();
    if (table == nullptr || !table->contains("row") || !table->contains("angle"))
        return "must be a list of { row = 0, angle = \"15 deg\", length = \"1.5 mm\", tip_diameter = \"8 "
               "um\" }";
    for (const auto& [key, value] : *table) {
        std::string problem;
        if (key == "row")
            problem = read_integer(value, {0, 199}, needle.row);
        else if (key == "angle")
            problem =
                read_number(value, Dimension::angle, {-6.2831853071795865, 6.2831853071795865}, needle.angle);
        else if (key == "length")
            problem = read_number(value, Dimension::length, range, needle.length);
        else if (key == "tip_diameter")
            problem = read_number(value, Dimension::length, {0, 1e-3, true, false}, needle.tip_diameter);
        else
            return fmt::format("has the unknown key {}; known: row, angle, length, tip_diameter", key.str());
        if (!problem.empty()) return about(key.str(), problem);
    }
    return {};
}

std::string write_needle(const ListedNeedle& needle) {
    std::string text = fmt::format("{{ row = {}, angle = {}", needle.row,
                                   quoted(format_quantity(needle.angle, Dimension::angle)));
    if (needle.length > 0)
        text += fmt::format(", length = {}", quoted(format_quantity(needle.length, Dimension::length)));
    if (needle.tip_diameter > 0)
        text += fmt::format(", tip_diameter = {}",
                            quoted(format_quantity(needle.tip_diameter, Dimension::length)));
    return text + " }";
}

/// ["50 um", "30 um"] as a point of a profile.
std::string read_point(const toml::node& node, Dimension dimension, const Range& range, ProfilePoint& point) {
    const toml::array* pair = node.as_array();
    if (pair == nullptr || pair->size() != 2)
        return fmt::format(
            "must be a pair of distance from the tip and diameter, such as [{0}, {0}], not {1}",
            example_of(dimension), pair == nullptr ? kind_of(node) : "a list of another size");
    std::string problem = read_number((*pair)[0], dimension, range, point.distance);
    if (!problem.empty()) return about("distance", problem);
    problem = read_number((*pair)[1], dimension, range, point.diameter);
    return problem.empty() ? problem : about("diameter", problem);
}

template <class List>
std::string write_list(const List& list, auto&& write) {
    std::string text = "[";
    for (const auto& item : list) text += (text.size() > 1 ? ", " : "") + write(item);
    return text + "]";
}

}  // namespace

std::string read_value(const toml::node& node, Dimension dimension, const Range& range, const Slot& slot,
                       const toml::node** culprit) {
    struct Reader {
        const toml::node& node;
        Dimension dimension;
        const Range& range;
        const toml::node** culprit;

        std::string at_item(const toml::array& list, std::size_t i, const std::string& problem) const {
            if (culprit != nullptr) *culprit = &list[i];
            return about(fmt::format("[{}]", i), problem);
        }
        std::string at(const toml::node* const& where, std::string problem) const {
            if (culprit != nullptr) *culprit = where;
            return problem;
        }
        std::string operator()(double* v) const { return read_number(node, dimension, range, *v); }
        std::string operator()(int* v) const { return read_integer(node, range, *v); }
        std::string operator()(std::uint64_t* v) const { return read_integer(node, range, *v); }
        std::string operator()(bool* v) const {
            if (!node.is_boolean()) return expected("true or false", node);
            *v = node.as_boolean()->get();
            return {};
        }
        std::string operator()(std::string* v) const {
            if (!node.is_string()) return expected("a text in quotes", node);
            if (std::string problem = text_fault(node.as_string()->get()); !problem.empty()) return problem;
            *v = node.as_string()->get();
            return {};
        }
        std::string operator()(std::vector<double>* v) const {
            const toml::array* list = node.as_array();
            if (list == nullptr || list->empty())
                return fmt::format("must be a list, such as [{}]", example_of(dimension));
            if (std::string problem = too_many(list->size(), most_numbers, "entries"); !problem.empty())
                return problem;
            std::vector<double> values(list->size());
            for (std::size_t i = 0; i < values.size(); ++i)
                if (std::string problem = read_number((*list)[i], dimension, range, values[i]);
                    !problem.empty())
                    return at_item(*list, i, problem);
            *v = std::move(values);
            return {};
        }
        std::string operator()(std::array<double, 2>* v) const {
            const toml::array* list = node.as_array();
            if (list == nullptr || list->size() != 2)
                return fmt::format("must be a list of two, such as [{0}, {0}]", example_of(dimension));
            for (std::size_t i = 0; i < 2; ++i)
                if (std::string problem = read_number((*list)[i], dimension, range, (*v)[i]);
                    !problem.empty())
                    return at_item(*list, i, problem);
            return {};
        }
        std::string operator()(std::vector<PronyTerm>* v) const {
            const toml::array* list = node.as_array();
            if (list == nullptr) return "must be a list of { share = 0.4, time = \"0.35 s\" }";
            if (std::string problem = too_many(list->size(), most_terms, "terms"); !problem.empty())
                return problem;
            std::vector<PronyTerm> terms(list->size());
            for (std::size_t i = 0; i < terms.size(); ++i)
                if (std::string problem = read_term((*list)[i], terms[i]); !problem.empty())
                    return at_item(*list, i, problem);
            *v = std::move(terms);
            return {};
        }
        std::string operator()(Polygon* v) const {
            const toml::node* where = &node;
            return at(where, read_polygon(node, dimension, range, *v, where));
        }
        std::string operator()(std::vector<ExclusionZone>* v) const {
            const toml::node* where = &node;
            return at(where, read_zones(node, dimension, range, *v, where));
        }
        std::string operator()(std::vector<ListedNeedle>* v) const {
            const toml::array* list = node.as_array();
            if (list == nullptr || list->empty())
                return "must be a list of { row = 0, angle = \"15 deg\" }, one for each needle";
            if (std::string problem = too_many(list->size(), most_needles, "needles"); !problem.empty())
                return problem;
            std::vector<ListedNeedle> needles(list->size());
            for (std::size_t i = 0; i < needles.size(); ++i)
                if (std::string problem = read_needle((*list)[i], range, needles[i]); !problem.empty())
                    return at_item(*list, i, problem);
            *v = std::move(needles);
            return {};
        }
        std::string operator()(std::vector<ProfilePoint>* v) const {
            const toml::array* list = node.as_array();
            if (list == nullptr)
                return fmt::format("must be a list of pairs, such as [[{0}, {0}], [{0}, {0}]], not {1}",
                                   example_of(dimension), kind_of(node));
            if (std::string problem = too_many(list->size(), most_points, "points"); !problem.empty())
                return problem;
            std::vector<ProfilePoint> points(list->size());
            for (std::size_t i = 0; i < points.size(); ++i)
                if (std::string problem = read_point((*list)[i], dimension, range, points[i]);
                    !problem.empty())
                    return at_item(*list, i, problem);
            *v = std::move(points);
            return {};
        }
    };
    return std::visit(Reader{node, dimension, range, culprit}, slot);
}

std::string about(std::string_view key, std::string_view problem) {
    const bool own_subject = problem.starts_with('"') || problem.starts_with("unknown");
    return fmt::format("{}{}{}", key,
                       own_subject                                            ? ": "
                       : problem.starts_with('[') || problem.starts_with('.') ? ""
                                                                              : " ",
                       problem);
}

std::string write_value(const Slot& slot, Dimension dimension) {
    struct Writer {
        Dimension dimension;

        std::string number(double v) const {
            if (dimension != Dimension::dimensionless) return quoted(format_quantity(v, dimension));
            PUNCTA_EXPECT(std::isfinite(v), "v = {}", v);
            return format_number(v);
        }
        std::string operator()(const double* v) const { return number(*v); }
        std::string operator()(const int* v) const { return fmt::format("{}", *v); }
        std::string operator()(const std::uint64_t* v) const { return fmt::format("{}", *v); }
        std::string operator()(const bool* v) const { return *v ? "true" : "false"; }
        std::string operator()(const std::string* v) const { return quoted(*v); }
        std::string operator()(const std::vector<double>* v) const {
            return write_list(*v, [this](double x) { return number(x); });
        }
        std::string operator()(const std::array<double, 2>* v) const {
            return write_list(*v, [this](double x) { return number(x); });
        }
        std::string operator()(const std::vector<PronyTerm>* v) const {
            return write_list(*v, [](const PronyTerm& term) {
                return fmt::format("{{ share = {}, time = {} }}", format_number(term.share),
                                   quoted(format_quantity(term.time, Dimension::time)));
            });
        }
        std::string operator()(const Polygon* v) const {
            return write_list(*v, [this](const Corner& corner) { return (*this)(&corner); });
        }
        std::string operator()(const std::vector<ExclusionZone>* v) const {
            return write_list(*v, [this](const ExclusionZone& zone) {
                return fmt::format("{{ name = {}, polygon = {}, action = \"{}\" }}", quoted(zone.name),
                                   (*this)(&zone.polygon),
                                   zone_actions.at(static_cast<std::size_t>(zone.action)));
            });
        }
        std::string operator()(const std::vector<ListedNeedle>* v) const {
            return write_list(*v, write_needle);
        }
        std::string operator()(const std::vector<ProfilePoint>* v) const {
            return write_list(*v, [this](const ProfilePoint& point) {
                return fmt::format("[{}, {}]", number(point.distance), number(point.diameter));
            });
        }
    };
    return std::visit(Writer{dimension}, slot);
}

std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            result += '\\';
            result += c;
        } else if (code < 0x20 || code == 0x7F) {
            result += fmt::format("\\u{:04X}", code);
        } else {
            result += c;
        }
    }
    return result + '"';
}

Place place_of(const toml::source_region& region, std::size_t source) {
    Place place{source, region.begin.line, region.begin.column, 1};
    if (region.end.line == region.begin.line && region.end.column > region.begin.column)
        place.width = region.end.column - region.begin.column;
    return place;
}

Place place_of(const toml::node& node, std::size_t source) {
    return place_of(node.source(), source);
}

}  // namespace puncta::models

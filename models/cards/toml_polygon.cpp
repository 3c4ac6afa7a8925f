#include "models/cards/toml_polygon.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/cards/limits.hpp"
#include "models/cards/toml_number.hpp"
#include "models/cards/toml_value.hpp"

namespace puncta::models {

namespace {

std::string read_zone(const toml::node& node, Dimension dimension, const Range& range, ExclusionZone& zone,
                      const toml::node*& culprit) {
    culprit = &node;
    const toml::table* table = node.as_table();
    if (table == nullptr) return "must be a table { name = \"eyelid\", polygon = [ … ], action = \"error\" }";
    for (const auto& [key, value] : *table)
        if (key != "name" && key != "polygon" && key != "action") {
            culprit = &value;
            return fmt::format("knows no \"{}\"; known: name, polygon, action", key.str());
        }
    for (const std::string_view needed : {"name", "polygon"})
        if (!table->contains(needed)) return fmt::format("lacks its {}", needed);
    const toml::node& name = *table->get("name");
    if (!name.is_string() || name.as_string()->get().empty()) {
        culprit = &name;
        return ".name must be a text in quotes";
    }
    if (std::string problem = text_fault(name.as_string()->get()); !problem.empty()) {
        culprit = &name;
        return about(".name", problem);
    }
    zone.name = name.as_string()->get();
    if (const toml::node* action = table->get("action"); action != nullptr) {
        const auto word = action->value<std::string_view>().value_or("");
        const auto found = std::find(zone_actions.begin(), zone_actions.end(), word);
        if (found == zone_actions.end()) {
            culprit = action;
            return fmt::format(".action must be one of {}", fmt::join(zone_actions, ", "));
        }
        zone.action = static_cast<ZoneAction>(found - zone_actions.begin());
    }
    const toml::node& polygon = *table->get("polygon");
    culprit = &polygon;
    const std::string problem = read_polygon(polygon, dimension, range, zone.polygon, culprit);
    return problem.empty() ? problem : about(".polygon", problem);
}

}  // namespace

std::string read_polygon(const toml::node& node, Dimension dimension, const Range& range, Polygon& polygon,
                         const toml::node*& culprit) {
    const toml::array* list = node.as_array();
    if (list == nullptr || list->size() < 3)
        return fmt::format("must be a list of at least three corners, such as [[{0}, {0}], …]{1}",
                           example_of(dimension),
                           list == nullptr ? fmt::format(", not {}", kind_of(node))
                                           : fmt::format("; it has {}", list->size()));
    if (std::string problem = too_many(list->size(), most_corners, "corners"); !problem.empty())
        return problem;
    Polygon corners(list->size());
    for (std::size_t i = 0; i < corners.size(); ++i) {
        culprit = &(*list)[i];
        const toml::array* corner = culprit->as_array();
        if (corner == nullptr || corner->size() != 2)
            return about(fmt::format("[{}]", i),
                         fmt::format("must be a corner, such as [{0}, {0}]", example_of(dimension)));
        for (std::size_t k = 0; k < 2; ++k)
            if (std::string problem = read_number((*corner)[k], dimension, range, corners[i][k]);
                !problem.empty()) {
                culprit = &(*corner)[k];
                return about(fmt::format("[{}][{}]", i, k), problem);
            }
    }
    polygon = std::move(corners);
    return {};
}

std::string read_zones(const toml::node& node, Dimension dimension, const Range& range,
                       std::vector<ExclusionZone>& zones, const toml::node*& culprit) {
    const toml::array* list = node.as_array();
    if (list == nullptr) return expected("a list of zones { name = …, polygon = …, action = … }", node);
    if (std::string problem = too_many(list->size(), most_zones, "zones"); !problem.empty()) return problem;
    std::vector<ExclusionZone> read(list->size());
    for (std::size_t i = 0; i < read.size(); ++i) {
        const std::string problem = read_zone((*list)[i], dimension, range, read[i], culprit);
        if (!problem.empty()) return about(fmt::format("[{}]", i), problem);
    }
    zones = std::move(read);
    return {};
}

}  // namespace puncta::models

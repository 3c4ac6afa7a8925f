#pragma once
/// Polygons and exclusion zones of a TOML document.

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "engine/motion/treatment_spec.hpp"
#include "models/cards/field.hpp"

namespace puncta::models {

/// As written; the order is that of ZoneAction.
inline constexpr std::array<std::string_view, 3> zone_actions = {"error", "warning", "lift"};

/// A list of corners [["0 mm", "0 mm"], …]. Returns the problem; `culprit` is then set to the node at fault.
std::string read_polygon(const toml::node& node, Dimension dimension, const Range& range, Polygon& polygon,
                         const toml::node*& culprit);

/// A list of { name = "eyelid", polygon = [ … ], action = "lift" }.
std::string read_zones(const toml::node& node, Dimension dimension, const Range& range,
                       std::vector<ExclusionZone>& zones, const toml::node*& culprit);

}  // namespace puncta::models

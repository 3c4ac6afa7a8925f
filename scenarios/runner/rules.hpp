#pragma once
/// Rules between several keys of a scenario.

#include <array>
#include <vector>

#include "models/cards/card_reader.hpp"
#include "scenarios/runner/scenario.hpp"

namespace puncta::scenarios {

/// Everything that cannot hold together, with keys as the scenario writes them. `skin` and `device` say which
/// parts have been read and can be judged.
std::vector<models::Contradiction> scenario_contradictions(const Scenario& scenario, bool skin, bool device);

/// What is wrong with maps in cells of side `cell` over a box with these sides [m], one for each layer.
std::vector<models::Contradiction> map_contradictions(const std::array<double, 2>& area, double cell,
                                                      std::size_t layers);

}  // namespace puncta::scenarios

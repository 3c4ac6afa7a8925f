#pragma once
/// Keys with their values into one `Scenario`, a site of its own: schema, cards and rules in this order.
///
/// Defaults first, then the cards that are named, then what is written, then what follows from it (a taper
/// that scales with the length, a round needle that stays round, the box of a polygon), last the rules that
/// tie values together. What is wrong is added to the problems, nothing is thrown.

#include <filesystem>

#include "scenarios/runner/leaves.hpp"
#include "scenarios/runner/scenario.hpp"

namespace puncta::scenarios {

/// `folder` is where paths of cards start. Leaves that others replace are dropped.
void read_one(Leaves& leaves, const std::filesystem::path& folder, Scenario& scenario, Problems& problems);

}  // namespace puncta::scenarios

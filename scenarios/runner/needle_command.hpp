#pragma once
/// `puncta needle`: the law of one needle of the scenario's device on its skin.

#include <filesystem>
#include <string>
#include <vector>

#include "models/skin/single_needle.hpp"
#include "scenarios/runner/needle_motion.hpp"
#include "scenarios/runner/scenario.hpp"

namespace puncta::scenarios {

/// Displacements [m] from "FROM:TO:STEP UNIT" or "FROM:TO UNIT" (200 points), e.g. "0:3:0.01 mm".
std::vector<double> parse_displacements(const std::string& text);

/// The nominal needle on the card's mean skin with its moduli times `stiffening` (see contact_time).
models::NeedleTrace needle_law(const Scenario& scenario, double stiffening,
                               const std::vector<double>& displacements);

/// Prints events and a short table on stdout; writes all points to `csv` unless it is empty. A motion other
/// than slow takes the last displacement as its amplitude.
int needle_command(const Scenario& scenario, const std::string& displacement, const MotionOptions& motion,
                   const std::filesystem::path& csv);

}  // namespace puncta::scenarios

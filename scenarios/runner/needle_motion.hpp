#pragma once
/// `puncta needle --motion`: one needle pressed in and drawn out as a device moves it.

#include <string>

#include "models/skin/timed_needle.hpp"
#include "scenarios/runner/scenario.hpp"

namespace puncta::scenarios {

/// As given on the command line; texts with units, empty where nothing was said.
struct MotionOptions {
    std::string motion = "slow";  ///< slow, roller, stamp or pen
    std::string press_time, hold_time, frequency;
    [[nodiscard]] bool timed() const { return motion != "slow"; }
};

/// Refuses unknown motions, and options that belong to another motion or are missing.
void check_motion(const MotionOptions& options);

/// The history of a motion other than slow with this amplitude [m]: axle depression, depth of the stamp, or
/// stroke.
models::History motion_history(const Scenario& scenario, const MotionOptions& options, double amplitude);

/// The nominal needle on the card's mean skin; with model.relaxation = false on its long-time moduli.
models::TimedTrace needle_in_time(const Scenario& scenario, const models::History& history);

}  // namespace puncta::scenarios

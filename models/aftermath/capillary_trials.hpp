#pragma once
/// A regular array of needles pressed into many independent fields of capillaries: the experiment of the
/// public statistical model of needle arrays, flat and without depth.

#include <cstdint>

#include "models/aftermath/capillary_field.hpp"

namespace puncta::models {

struct CapillaryTrialSpec {
    CapillarySpec capillaries;
    LoopShape shape = LoopShape::disc;
    int columns = 1, rows = 1;     ///< of needles
    double pitch = 0;              ///< between neighbours [m]
    double width = 0, height = 0;  ///< of a needle's footprint [m]
    double side = 0;               ///< of the periodic box [m]
    std::int64_t trials = 0;       ///< independent fields, with the array at a place of its own in each
};

/// Mean hits of all needles of the array in one trial and their standard errors over trials.
struct CapillaryTrials {
    double total = 0, total_error = 0;
    double direct = 0, direct_error = 0;
    std::int64_t insertions = 0;  ///< needles pressed in, over all trials
};

/// Throws InputError for fewer than two trials, no needle, or needles that do not fit into the box. The same
/// for any number of threads (0: all processors).
CapillaryTrials run_capillary_trials(const CapillaryTrialSpec& spec, std::uint64_t seed, int threads);

}  // namespace puncta::models

#pragma once
/// One stroke: the roller is put down, rolled station by station over the skin and lifted, needles keeping
/// their history. Produces the punctures inside the area.

#include <functional>

#include "engine/motion/strokes.hpp"
#include "engine/records/puncture.hpp"
#include "engine/records/run_record.hpp"
#include "engine/simulation/replicate_setup.hpp"

namespace puncta {

/// Takes a puncture inside the region as the needle leaves, with the needle of the head and the skin there.
using PunctureSink = std::function<void(const Puncture& puncture, std::size_t needle, const LocalSkin& skin)>;

/// Sums of strokes besides their punctures.
struct StrokeTotals {
    std::int64_t contacts = 0;  ///< needles that passed their lowest point inside the area
    double drum_share_sum = 0;  ///< over stations with the axle over the area
    double depression_sum = 0;  ///< [m]
    double sideways_sum = 0;    ///< force of all needles on the skin, forward; where the plan asks for it [N]
    double drum_load_sum = 0;   ///< [N]
    std::int64_t stations = 0;  ///< of those
    double seconds = 0;         ///< rolled, without pauses
    void add(const StrokeTotals& other);
};

/// Simulates a stroke; punctures are told in the order in which needles leave.
void simulate_stroke(ReplicateSetup& setup, const Stroke& stroke, const PunctureSink& keep,
                     StrokeTotals& totals, SolverCounts& counts);

}  // namespace puncta

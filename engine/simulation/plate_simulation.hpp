#pragma once
/// One stroke of a stamp or a pen: press after press along a straight line, each on its own.
///
/// Every press begins on skin at rest: what earlier presses have relaxed is forgotten, their holes are not.
/// Within a press all needles and the plate share the load (stamp), or the needles are driven beyond the nose
/// that the hand holds on the skin (pen, pen_nose.hpp), station by station in time. Needles stand upright on
/// their plate but for the tilts of the head; where they enter at an angle is told, depth is along the normal
/// of the skin.

#include "engine/simulation/stroke_simulation.hpp"

namespace puncta {

/// Simulates a stroke; punctures are told press by press, needle by needle.
void simulate_presses(ReplicateSetup& setup, const Stroke& stroke, const PunctureSink& keep,
                      StrokeTotals& totals, SolverCounts& counts);

}  // namespace puncta

#pragma once
/// The radius at which a roller rolls freely over skin: no net tangential force on needles and drum.
///
/// A needle that is in the skin is carried along the surface by the roll and pulls the skin with it (as a
/// spring, up to where it cuts; NeedleLaw::Sideways). Were there only needles, the roller would advance per
/// angle by about R + L - p, the radius at which the mouths of the holes turn with it. The drum that touches
/// rubs with a friction coefficient mu and holds the roller to its own radius R, or, where needles are
/// stronger, is dragged. With N the mean force of all needles on the skin, forward, and Q the mean load on
/// the drum,
///     N(R_roll) = -mu Q sign(R_roll - R) ,   or R_roll = R where |N(R)| <= mu Q.
///
/// Quasi-static, straight strokes, without the hand's own torque on the axle (a free bearing).

#include "engine/simulation/run_plan.hpp"

namespace puncta {

/// R_roll [m] of the plan's nominal roller on the skin of its replicate 0, to 1e-3 of the drum's radius.
/// `friction` mu >= 0.
double free_rolling_radius(RunPlan plan, double friction);

}  // namespace puncta

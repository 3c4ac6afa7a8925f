#pragma once
/// One needle alone in time: pressed in along a history u(t) and drawn out again.
///
/// The dimple's force is quasi-linear viscoelastic,
///     F(t) = F_slow(D) + ∫ h(t-s) d[F_fast(D) - F_slow(D)]/ds ds ,   D = u - p ,
/// F_slow the dimple's law with the long-time moduli, F_fast that with the instantaneous ones (long-time over
/// g_inf), h the relaxing part of g (models/viscosity). Without tension F_fast = F_slow/g_inf and this is
/// ∫ g dF_e; tension does not relax, as elsewhere. The needle inserts when the force reaches F_p; from then
/// on its depth is the first crossing with F_res as in single_needle, and never goes back. On the way out it
/// carries what the history of the dimple above p leaves, never tension: where the force has fallen to zero
/// the skin recovers freely and the needle slides out of it.
///
/// All moduli grow with the power of rate_stiffening of the fastest way in up to the insertion. Neglected:
/// relaxation of what cutting and spreading cost: F_res and the channel take one factor for the whole
/// history, the secant one at its bottom for a force as u². The samples' error is quadratic in their spacing.

#include <optional>
#include <vector>

#include "models/skin/layered_skin.hpp"
#include "models/skin/single_needle.hpp"
#include "models/viscosity/history.hpp"

namespace puncta::models {

/// A state and when it is. Where the needle has lost the skin, `dimple` is the skin's own sink, more than u -
/// p.
struct TimedPoint {
    double time = 0;  ///< [s]
    NeedlePoint state;
};

struct TimedTrace {
    std::vector<TimedPoint> points;       ///< one per sample of the history
    std::optional<TimedPoint> breach;     ///< first breach of the stratum corneum
    std::optional<TimedPoint> insertion;  ///< state just before the needle inserts
    double jump = 0;                      ///< depth gained at once by the insertion [m]
    double peak_force = 0;                ///< largest force at the samples and events [N]
    double contact_time = 0;              ///< time with a force on the needle [s]
    double depth = 0;                     ///< left behind: deepest reach of the tip [m]
    NeedleLaw::Channel channel{};         ///< left behind: the hole
    double rate_factor = 1;               ///< on all moduli, for the speed
    double cutting_factor = 1;            ///< on the long-time moduli in F_res, for time and speed
};

/// Follows the history for a needle of this length, whose hub stops it there, on a card's own skin;
/// `threshold_factor` scales the puncture force of this insertion.
TimedTrace trace_in_time(const SkinCard& card, const NeedleProfile& needle, double length,
                         const History& history, double threshold_factor = 1);

}  // namespace puncta::models

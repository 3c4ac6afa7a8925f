#pragma once
/// One needle alone pressed into the skin at imposed displacement: the law of theory section 4, in scalar
/// form.
///
/// p(u) is the smallest p >= p_before with F_iso(u - p) <= F_res(p), and 0 while F_iso(u) < F_p: a sudden
/// jump for blunt tips, a smooth entry for sharp ones. Going back, the needle carries what the dimple above p
/// still carries.

#include <optional>
#include <span>
#include <vector>

#include "models/skin/layered_skin.hpp"

namespace puncta::models {

/// State of the needle at one displacement u. u = dimple + depth.
struct NeedlePoint {
    double displacement = 0;     ///< u [m]
    double dimple = 0;           ///< D [m]
    double depth = 0;            ///< p [m]
    double force = 0;            ///< [N]
    ResistanceParts resistance;  ///< what the inserted needle could carry at p
};

struct NeedleTrace {
    std::vector<NeedlePoint> points;       ///< one per displacement given
    std::optional<NeedlePoint> breach;     ///< first breach of the stratum corneum, at its exact displacement
    std::optional<NeedlePoint> insertion;  ///< state just before the needle inserts
    double jump = 0;                       ///< depth gained at once by the insertion [m]
    NeedleLaw::Channel channel{};          ///< what the needle leaves behind after the deepest point
};

/// Follows the displacements in the order given (any order, each >= 0) for a needle of this length, whose hub
/// stops it there; `threshold_factor` scales the puncture force of this insertion.
NeedleTrace trace_needle(const LayeredSkin& skin, const NeedleProfile& needle, double length,
                         std::span<const double> displacements, double threshold_factor = 1);

}  // namespace puncta::models

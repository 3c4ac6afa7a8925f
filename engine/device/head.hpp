#pragma once
/// One real roller: every needle's true length and tip, drawn once and kept for the whole treatment.

#include <vector>

#include "engine/device/needle_profile.hpp"
#include "engine/device/roller_spec.hpp"
#include "engine/random/draws.hpp"

namespace puncta {

struct HeadNeedle {
    double length;  ///< true tip to drum distance [m]
    NeedleProfile profile;
};

/// Needles in row-major order: index row·needles_per_row + needle.
using Head = std::vector<HeadNeedle>;

/// Draws a head. Lengths are normal, held within four standard deviations; tips lognormal, kept below the
/// shaft, or before the first point of a profile, and above
/// a lumen.
Head draw_head(const RollerSpec& roller, const Draws& draws, std::uint64_t replicate);

/// The needle as specified, without scatter.
NeedleProfile nominal_needle(const NeedleSpec& spec);

/// Half the distance to the nearest needle of the layout, along the arc and the axle [m].
double tributary_radius(const RollerSpec& roller);

}  // namespace puncta

#pragma once
/// Needles that several tests of the shaft take.

#include "engine/base/units.hpp"
#include "engine/device/needle_profile.hpp"

namespace puncta {

inline const NeedleProfile& plain_needle() {
    using namespace units;
    static const NeedleProfile shape(10.0_um, 0.75_mm, 0.25_mm);
    return shape;
}

/// As thick as the plain needle and 0.3 mm broader.
inline const NeedleProfile& plain_blade() {
    using namespace units;
    static const NeedleProfile shape(10.0_um, 0.75_mm, 0.25_mm, 0.3_mm);
    return shape;
}

}  // namespace puncta

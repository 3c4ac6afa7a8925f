#pragma once
/// The contact branch of a plain needle (cap, cone, shaft) as a table, by what all needles share.
///
/// The contacts of contact_dimple (dimple.hpp) in a ninth of the time: at Chebyshev's points of z
/// (tip_integrals.hpp), where all that depends on the shape is interpolated from a table, and between them ln
/// D, ln F and ln c by the polynomial through these points. The table's quintics touch that with the exact
/// slope dD/dF = c and curvature dc/dF. From the shaft on the contact is a flat punch, a straight line.
///
/// Depths are within 3e-6 of those of contacts solved one by one, 1e-8 on the cap; 1e-4 where the punch's
/// table begins, at radii of 0.02 of the top layer (tests/verification/test_tip_contact.cpp). contact_dimple,
/// one polynomial for the whole cap, is up to 3e-4 off there and 5e-5 beyond.

#include <optional>

#include "engine/device/needle_profile.hpp"
#include "engine/numerics/curve_table.hpp"
#include "models/elasticity/punch.hpp"

namespace puncta::models {

/// None where the needle has more than one point behind its tip, is broader than a cone of 77 degrees, or
/// where several radii of contact have one depth (dimple.hpp).
std::optional<CurveTable> tip_contact(const PunchTable& punch, const NeedleProfile& needle);

}  // namespace puncta::models

#pragma once
/// The dimple a lone needle presses into the skin: force against depth D of the dimple.
///
/// F_iso(D) = max(contact, deep):
/// - contact: the exact one of the needle's profile on the stack (axisymmetric_contact.hpp), dF/ddelta = 2 a
///   E*(a) = 1/c(a); from the first cylinder of the generatrix on, the shaft, the contact stays a flat punch;
///   where the generatrix flares a disc may not be the whole contact (a ring outside a gap): the largest
///   force of all discs is taken, a lower bound (axisymmetric_contact.hpp);
/// - deep, tip-independent law of soft solids: F = beta E*(D/2) D² = beta D / c(D/2) (Shojaeifard & Bacca
/// 2025). Both are convex in D here, so D_iso(F), the inverse, is concave. Neglected: adhesion, finite strain
/// beyond beta.

#include "engine/device/needle_profile.hpp"
#include "engine/numerics/curve_table.hpp"
#include "engine/numerics/log_curve.hpp"
#include "models/elasticity/punch.hpp"

namespace puncta::models {

/// Deep branch as D(F) [m]; shared by all needles on one subject.
LogCurve deep_dimple(const PunchTable& punch, double deep_factor);

/// Contact branch as D(F) [m] for one needle. A blade counts as the round needle of its section area: a flat
/// elliptical punch on a half-space is stiffer than the circle of its area by pi sqrt(k)/(2 K(sqrt(1 -
/// 1/k²))), k its aspect, K the complete elliptic integral (Johnson 1985): 1.030 at k = 2, 1.122 at 4, 1.278
/// at 8; so the force of a blade is low by that (on a stack: not measured). The circle of the thickness
/// alone would be low by sqrt(k) besides.
LogCurve contact_dimple(const PunchTable& punch, const NeedleProfile& shape);

/// The same as a table, for a plain needle by tip_contact.hpp.
CurveTable contact_table(const PunchTable& punch, const NeedleProfile& shape);

}  // namespace puncta::models

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
#include "engine/numerics/log_curve.hpp"
#include "models/elasticity/punch.hpp"

namespace puncta::models {

/// Deep branch as D(F) [m]; shared by all needles on one subject.
LogCurve deep_dimple(const PunchTable& punch, double deep_factor);

/// Contact branch as D(F) [m] for one needle.
LogCurve contact_dimple(const PunchTable& punch, const NeedleProfile& needle);

}  // namespace puncta::models

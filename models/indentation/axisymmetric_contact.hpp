#pragma once
/// Frictionless contact of a rigid convex indenter with the layered stack, for a given contact radius.
///
/// Exact: the function phi of the contact solves ∫ g(k) phî(k) cos(kt) dk = delta - h(t), 0 < t < a
/// (elasticity/punch.hpp), and its pressure ends without a peak, phi(a) = 0. With phi_1 the flat punch's
/// solution, k(a) = ∫ phi_1 = 1/(2 pi c(a)) and W(a) = ∫ phi_1 h dt, symmetry gives F = 2 pi (delta k - W);
/// at given delta the force is stationary in a where phi(a) = 0, so
///     delta(a) = W'(a)/k'(a),   F(a) = 2 pi (delta k - W),   dF/ddelta = 1/c(a).
/// (F(delta) is the largest value of delta k - W over a: an error in delta(a) enters it squared only.)
/// On one layer delta(a) = h(a).
///
/// Reduced: delta = h(a), F = ∫_0^a h'(t)/c(t) dt: the method of dimensionality reduction with springs of
/// stiffness d(1/c), exact on one layer only. Kept so that its error can be stated: it grows with the
/// contrast.
///
/// Holds for a contact that is a disc with no tension in it, which convex profiles give. A profile that
/// flares may touch in a ring as well; the largest force over all discs is then a lower bound. Neglected:
/// friction, adhesion, finite strain. Measured against Fredholm's equation with phi(a) = 0: F(delta) within
/// 1e-5 on skin and 5e-5 at contrast 1e5, delta(a) within 3e-4 and 2e-3
/// (tests/verification/test_contact.cpp).

#include "models/elasticity/punch.hpp"
#include "models/indentation/contact_integrals.hpp"

namespace puncta::models {

struct ContactPoint {
    double radius;      ///< a [m]
    double depth;       ///< delta: how far the tip stands below the undeformed surface [m]
    double force;       ///< F [N]
    double compliance;  ///< d delta/dF = c(a) [m/N]
};

/// Exact contact of radius a, 0 < a < profile.largest_radius().
ContactPoint contact_at(const PunchTable& punch, const ContactProfile& profile, double radius);

/// The same from the integrals of the profile at this radius, whose unit of length is `unit`; force F =
/// press/c.
struct LogContact {
    double depth, press;    ///< delta and delta - W/k [m]
    double log_compliance;  ///< ln c
};
LogContact log_contact(const PunchTable& punch, const ContactIntegrals& integrals, double unit,
                       double radius);

/// The same by the method of dimensionality reduction.
ContactPoint reduced_contact_at(const PunchTable& punch, const ContactProfile& profile, double radius);

}  // namespace puncta::models

#pragma once
/// What a contact needs of an indenter's profile h(t), apart from the stack.
///
/// A stack enters a contact of radius a by the amplitudes A_n(a) of its flat punch's solution phi
/// (PunchTable::shape), the profile by its integrals over the trial functions,
///     P_n = ∫ b_n(s) h(as) ds,   Q_n = ∫ b_n(s) as h'(as) ds,   0 < s < 1.
/// The mean of h under phi is Σ A_n P_n, its derivative by ln a Σ (A_n' P_n + A_n Q_n).

#include "models/elasticity/punch.hpp"
#include "models/indentation/contact_profile.hpp"

namespace puncta::models {

/// [m], or whatever unit the profile has.
struct ContactIntegrals {
    PunchRow depth{}, rise{};  ///< P_n, Q_n, and 0 behind them
};

/// `panels` of 28 nodes of Gauss's rule up to the first corner and behind each, there in the root of the
/// angle from it. One is enough for the mean of h under any phi; the highest functions, that have next to no
/// amplitude, are integrated to 1e-3 of the first then, to 1e-9 by three.
ContactIntegrals contact_integrals(const ContactProfile& profile, double radius, int panels = 1);

}  // namespace puncta::models

#pragma once
/// Stiffening of the skin for the time it is loaded.
///
/// Quasi-linear viscoelastic with a Prony series (Crichton 2013). While a roller's needle comes down its
/// displacement rises for the contact time t; for a linear ramp the secant modulus over the long-time one is
///     [ g_inf + Σ g_i (tau_i/t) (1 - exp(-t/tau_i)) ] / g_inf ,
/// exact for a linear solid at constant rate. It scales every layer of the stack by one number. Neglected:
/// the history within the contact and the unloading (the withdrawal is stiffer than computed).

#include <span>

#include "models/skin/skin_card.hpp"

namespace puncta::models {

/// Factor on the long-time moduli for a ramp of duration `time` [s] (> 0); 1 for an empty series.
double ramp_stiffening(std::span<const PronyTerm> series, double time);

}  // namespace puncta::models

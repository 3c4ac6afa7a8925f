#pragma once
/// How the skin's force depends on the time and the speed of loading.
///
/// Quasi-linear viscoelastic with a Prony series (Crichton 2013): F(t) = ∫ g(t-s) dF_e/ds ds, F_e the
/// instantaneous elastic force of the displacement and g(t) = g_inf + Σ g_i exp(-t/tau_i), g(0) = 1, of the
/// force alone. For a linear solid pressed at constant rate for the time t the secant modulus over the
/// long-time one is in closed form
///     [ g_inf + Σ g_i (tau_i/t) (1 - exp(-t/tau_i)) ] / g_inf ,
/// to which any other history is held (history.hpp). Neglected: change of g with strain, with depth and from
/// layer to layer.

#include <span>
#include <vector>

#include "models/skin/skin_card.hpp"

namespace puncta::models {

/// g_inf, the part of the instantaneous modulus that never relaxes.
double long_time_share(std::span<const PronyTerm> series);

/// Factor on the long-time moduli for a ramp of duration `time` [s] (> 0); 1 for an empty series.
double ramp_stiffening(std::span<const PronyTerm> series, double time);

/// Factor on all moduli when the tip moves at `speed` [m/s]: (speed / 1 m/s)^exponent above 1 m/s, else 1.
double rate_stiffening(double exponent, double speed);

/// The part of a force that relaxes: h(t) = Σ g_i exp(-t/tau_i) / Σ g_i folded with the changes of an elastic
/// force y(t), ∫ h(t-s) dy/ds ds, from rest at y = 0.
///
/// One variable per term. Where y runs straight over a step the recursion
///     q_i' = exp(-x) q_i + (g_i/Σg) (1 - exp(-x))/x Δy ,  x = step/tau_i
/// is exact for any size of the step; a step of no duration takes the jump of y in full.
class Overstress {
  public:
    explicit Overstress(std::span<const PronyTerm> series);

    /// What the overstress will be after a step, as a line in the elastic force y at its end.
    struct Line {
        double rest, gain;
        double operator()(double y) const { return rest + gain * y; }
    };
    [[nodiscard]] Line after(double step) const;
    /// Goes on by a step [s] over which the elastic force runs straight to y.
    void advance(double step, double y);

  private:
    struct Term {
        double weight, time, q;
    };
    std::vector<Term> terms_;
    double y_ = 0;
};

}  // namespace puncta::models

#pragma once
/// How the tip of a needle goes into the skin and out again: displacement u(t) below the undeformed surface.
///
/// Histories are sampled; between samples u runs straight. Each starts and ends at u = 0 and t = 0 is the
/// first touch. Neglected: the hand's tremor, chatter of a pen's drive, bending of the needle.

#include <span>
#include <vector>

#include "models/skin/skin_card.hpp"

namespace puncta::models {

struct History {
    std::vector<double> time;          ///< [s], not falling, first 0
    std::vector<double> displacement;  ///< u [m], >= 0
    std::vector<double> speed;         ///< du/dt [m/s], at a corner that of the way in

    /// Fastest way in until time `until` [m/s].
    [[nodiscard]] double peak_speed(double until) const;
    [[nodiscard]] double peak_speed() const;
    /// First sample of the largest displacement.
    [[nodiscard]] std::size_t bottom() const;
};

/// Needle of a roller: u = u_0 - (R+L)(1 - cos theta), theta = v t/R_roll from the bottom, down and up again.
/// `tip_radius` R+L, `rolling_radius` and the axle's `depression` u_0 < R+L in m, `speed` v of the axle in
/// m/s.
History roller_history(double tip_radius, double rolling_radius, double depression, double speed,
                       int steps = 512);

/// Stamp: pressed to `depth` [m] at constant speed in `press` [s], held for `hold` >= 0, withdrawn as fast as
/// it came.
History stamp_history(double depth, double press, double hold, int steps = 512);

/// One stroke of a pen: u = stroke (1 - cos 2 pi f t)/2, f in Hz.
History pen_history(double stroke, double frequency, int steps = 512);

/// Power of the deep dimple, F = beta E* D² (models/indentation): most of a needle's way is its dimple.
constexpr double deep_dimple_power = 2;

/// Factor on the long-time moduli at the bottom of a history for an elastic force that grows as u^power:
///     ∫_0^T g(T-s) d(u^power)/ds ds / (g_inf u(T)^power) ,
/// power 1 for a linear solid, deep_dimple_power for skin. The relaxing part only, without the law of rate.
double secant_stiffening(std::span<const PronyTerm> series, const History& history, double power);

}  // namespace puncta::models

#pragma once
/// The flat punch's problem on one stack, made discrete: which radii, which samples of the stack's
/// compliance, which trial functions; and the solution of one radius. Lengths in units of the grid's `scale`.

#include <vector>

#include "models/elasticity/layered_half_space.hpp"
#include "models/elasticity/punch_quadrature.hpp"

namespace puncta::models {

/// How many of the trial functions are used; fewer only to show convergence.
struct PunchTerms {
    std::size_t smooth = smooth_functions, ring = ring_functions;
};

/// g = k C of the top layer alone is p / (1 + q k): its compliance and its tension.
struct TopLayer {
    double p;  ///< 2 (1 - nu²)/E [1/Pa]
    double q;  ///< T p [m]
    explicit TopLayer(const ElasticStack& stack)
        : p(2 * (1 - stack.front().poisson * stack.front().poisson) / stack.front().modulus),
          q(p * stack.front().tension) {}
    [[nodiscard]] double g(double k) const { return p / (1 + q * k); }
};

/// Radii a = scale R^i and wave numbers k = R^j / scale, R = 10^(1/16).
struct PunchGrid {
    double scale =
        1;  ///< [m]: the thinnest layer, or the length of the tension, or 1 where nothing has length
    int first_radius = 0, last_radius = 0;
    int first_wave = 0, last_wave = 0;  ///< beyond them g is constant, or falls like 1/k above in tension
    PunchTail tail = PunchTail::constant;
    std::vector<std::size_t> used;  ///< trial functions
    std::size_t energies = 0;       ///< how many entries of a row they need

    PunchGrid(const ElasticStack& stack, PunchTerms terms);
    /// g(k) at the wave numbers [m²/N].
    [[nodiscard]] std::vector<double> sample(const ElasticStack& stack) const;
    /// Sink 1 at radius index i: amplitudes of phi(as) by the trial functions, and ∫_0^1 phi(as) ds.
    double solve(const std::vector<double>& samples, int radius, PunchFunctions& amplitudes) const;
};

}  // namespace puncta::models

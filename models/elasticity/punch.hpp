#pragma once
/// A rigid, frictionless flat punch on the stack: its compliance c(a) and the pressure under it, over all
/// radii.
///
/// The mixed boundary-value problem (sink 1 for r < a, no pressure for r > a) is the integral equation
///     ∫_0^∞ g(k) [∫_0^a phi(s) cos(ks) ds] cos(kt) dk = 1,   0 < t < a,   g(k) = k C(k),
/// for the function phi that writes the pressure (punch_basis.hpp; Sneddon 1966, "Mixed boundary value
/// problems in potential theory", ch. 4). It is symmetric and positive definite and solved by Galerkin's
/// method, so k(a) = ∫_0^a phi dt grows, and c(a) = 1/(2 pi k(a)) falls, with every function added; one
/// function is the old flat-pressure bound. The effective modulus is E*(a) = 1/(2 a c(a)).
///
/// All lengths are relative to the stack: radii from 0.02 of the thinnest layer to 20 times the reach of the
/// stack (the sum of the thicknesses, each times the cube root of its stiffness over that of the support if
/// above 1: the bending length) and at least over four decades, 16 per decade, polynomials of degree 7 in
/// between. Above it c goes on as a power law, below as that of the top layer alone plus a constant (the sink
/// of everything under it).
///
/// Measured against Fredholm's equation solved by collocation (tests/oracles), on skins with and without
/// tension, a film of contrast 1e5 and nu = 0.5 on a rigid base: c within 2e-6 for radii up to 100 times the
/// thinnest layer, 1e-5 up to 1000 times, 2e-5 below the table. Eleven smooth functions give 1e-4 in all of
/// these, six to seven on skin for radii up to 1 mm; all sixteen serve the contact, whose depth hangs on the
/// edge (axisymmetric_contact.hpp). A surface tension whose length T (1 - nu²)/E is below 1e-8 of the
/// thinnest layer is left out.

#include <array>
#include <vector>

#include "models/elasticity/punch_problem.hpp"

namespace puncta::models {

/// One number for each trial function, padded to whole vectors.
using PunchRow = std::array<double, 20>;
static_assert(std::tuple_size_v<PunchRow> > punch_functions);

class PunchTable {
  public:
    explicit PunchTable(const ElasticStack& stack, PunchTerms terms = {});

    /// c(a) [m/N] for any radius a > 0 [m].
    [[nodiscard]] double compliance(double radius) const { return at(radius).compliance; }
    /// d ln c / d ln a: negative, -1 on one layer, -4 at most (incompressible on a rigid base).
    [[nodiscard]] double log_slope(double radius) const { return at(radius).log_slope; }
    /// E*(a) = 1/(2 a c(a)) [Pa].
    [[nodiscard]] double modulus(double radius) const { return 1 / (2 * radius * compliance(radius)); }

    struct Compliance {
        double compliance;  ///< c [m/N]
        double log_slope;   ///< d ln c / d ln a
    };
    [[nodiscard]] Compliance at(double radius) const;

    /// phi(as)/∫phi as amplitudes of the trial functions times 1/a, behind them ln c, and the derivatives of
    /// all by ln a.
    struct Shape {
        PunchRow amplitude{}, slope{};
        [[nodiscard]] double log_compliance() const { return amplitude[punch_functions]; }
        [[nodiscard]] double log_slope() const { return slope[punch_functions]; }
    };
    [[nodiscard]] Shape shape(double radius) const;

    [[nodiscard]] double smallest_radius() const { return radius_of(0); }  ///< [m]
    [[nodiscard]] double largest_radius() const;                           ///< [m]

  private:
    [[nodiscard]] Compliance below(double radius) const;
    [[nodiscard]] double radius_of(double index) const;
    [[nodiscard]] double index_of(double radius) const;

    double scale_ = 1;           ///< unit of the grid of radii [m]
    int first_ = 0;              ///< index of the smallest radius
    double top_compliance_ = 0;  ///< p = 2 (1 - nu²)/E of the top layer [1/Pa]
    double top_tension_ = 0;     ///< q = T p, the length of its tension [m]; 0 where that is left out
    std::vector<double> log_compliance_;
    std::vector<PunchRow> shape_;  ///< as Shape::amplitude
};

}  // namespace puncta::models

#pragma once
/// Compliance of a flat punch on the stack, tabulated over six decades of its radius.
///
/// c(a) = 1/(2 pi) ∫ C(k) [sin(ka)/(ka)]² k dk, the mean sink per force under the pressure of a rigid flat
/// punch on a homogeneous half-space (a variational upper bound of the compliance, exact for one layer), and
/// the effective modulus E*(a) = 1/(2 a c(a)).
///
/// Method: with x = ka the integral is 1/(2 pi a) ∫ g(x/a) (sin x / x)² dx, g(k) = k C(k), a convolution in
/// ln k. On grids of k and a with the same ratio the quadrature is one fixed vector of weights, shared by all
/// stacks (g interpolated by degree-5 polynomials in ln k). Checked to 1e-6 against adaptive quadrature
/// for stacks up to 10 mm thick; the grids are fixed (k from 0.1 to 1e10 per metre), 64 mm of stack cost
/// 5e-6.

#include <vector>

#include "models/elasticity/layered_half_space.hpp"

namespace puncta::models {

class PunchTable {
  public:
    explicit PunchTable(const ElasticStack& stack);

    /// c(a) [m/N] for a radius a in [smallest_radius(), largest_radius()]; the ends continue as power laws.
    [[nodiscard]] double compliance(double radius) const;
    /// d ln c / d ln a, between -1 and 0.
    [[nodiscard]] double log_slope(double radius) const;
    /// E*(a) = 1/(2 a c(a)) [Pa].
    [[nodiscard]] double modulus(double radius) const { return 1 / (2 * radius * compliance(radius)); }

    static double smallest_radius();  ///< 0.1 um
    static double largest_radius();   ///< 0.1 m
    static int samples_per_decade();

  private:
    std::vector<double> log_compliance_;  ///< ln c at the grid radii
    struct Local {
        double value, slope;
    };
    [[nodiscard]] Local evaluate(double log_radius) const;
};

}  // namespace puncta::models

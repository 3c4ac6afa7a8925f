#pragma once
/// Sink at one surface patch per force on another: the far-field Green's function averaged over both patches.
///
/// G(r) = 1/(2 pi) ∫ C(k) exp(-k² (w1² + w2²)/2) J0(kr) k dk: both patches are Gaussian with widths w1, w2.
/// A Gaussian of w = a/sqrt(pi) has the self-compliance of a flat disc of radius a on a homogeneous
/// half-space; it is smooth, so no quadrature of a slowly decaying tail is needed, and G is positive definite
/// because its transform is positive (decision 3 of engine/README.md).
///
/// The nodes and the matrix of Bessel functions depend on the layout only and are shared by all stacks.

#include <memory>
#include <vector>

#include <Eigen/Core>

#include "engine/contact/radial_table.hpp"
#include "models/elasticity/layered_half_space.hpp"

namespace puncta::models {

/// Width [m] of the Gaussian patch that stands for a flat disc of radius a [m].
double gaussian_width(double disc_radius);

/// Quadrature for distances up to `reach` [m] and patches not narrower than `smallest_width` [m] each.
class InfluenceQuadrature {
  public:
    InfluenceQuadrature(double reach, double smallest_width);

    /// k·C(k) at the nodes [m/(N/m)…]: the part of the work that depends on the stack.
    [[nodiscard]] std::vector<double> sample(const ElasticStack& stack) const;

    /// G(r) [m/N] for patches of widths w1 and w2 from the samples of a stack.
    [[nodiscard]] RadialTable table(const std::vector<double>& samples, double w1, double w2) const;

    [[nodiscard]] double reach() const { return reach_; }

  private:
    double reach_, pair_width_;
    std::vector<double> node_;
    Eigen::MatrixXd bessel_;  ///< J0(k_j r_i) and the weight of node j, row per distance of the table
};

/// Point Green's function G(r) [m/N], r > 0: 1/(2 pi) ∫ C(k) J0(kr) k dk, integrated between the zeros of J0
/// with the alternating tail summed by repeated averaging (Euler). For studies and tests; the engine uses
/// patches. Checked from 1 um to 0.1 m against direct quadrature (tests/oracles): 1e-8 on skins, films of
/// contrast 1e5, and on a rigid base, where it oscillates and dies, relative to the top layer alone.
double point_green(const ElasticStack& stack, double r);

}  // namespace puncta::models

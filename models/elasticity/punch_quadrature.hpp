#pragma once
/// Energies of the punch's trial functions as fixed weights of samples of the surface compliance.
///
/// A_mn(a) = ∫_0^∞ g(x/a) b̂_m(x) b̂_n(x) dx, g(k) = k C(k), is a convolution in ln k. With radii and wave
/// numbers on grids of the same ratio, a = u R^i and k = R^j/u (u any length, R = 10^(1/16)), it is a sum
/// over samples of g with weights that depend on i + j only and serve every stack. Between samples g is the
/// polynomial of degree 7 in ln k; the weights integrate it against the products, so that the matrix is
/// positive definite and as accurate, relative to itself, as the interpolation of g (1e-8 for skin).
///
/// Products are integrated wave by wave up to x = 300; from there to 1000 their oscillation is faded out, and
/// beyond only their mean over a period counts.

#include <vector>

#include "engine/numerics/gauss_legendre.hpp"
#include "models/elasticity/punch_basis.hpp"

namespace puncta::models {

/// How g goes on above the last sample.
enum class PunchTail { constant, inverse };

class PunchQuadrature {
  public:
    PunchQuadrature();  ///< some 5 ms
    /// Computed once per process, at first use; thread-safe.
    static const PunchQuadrature& shared();

    static constexpr int per_decade = 16;
    static constexpr std::size_t pairs = punch_functions * (punch_functions + 1) / 2;
    static constexpr std::size_t smooth_pairs = smooth_functions * (smooth_functions + 1) / 2;
    static constexpr std::size_t block = 16;  ///< pairs summed at once
    static constexpr std::size_t row = (pairs + block - 1) / block * block;

    /// Place of (m, n), m <= n, in a row: the smooth functions come first.
    static constexpr std::size_t pair(std::size_t m, std::size_t n) { return n * (n + 1) / 2 + m; }

    /// Entries A_mn of radius index i into `energies` (row values, `count` of them needed) from samples of g
    /// at wave indices first, first + 1, …; below the first g is constant.
    void energies(int radius, const std::vector<double>& samples, int first, PunchTail tail,
                  std::size_t count, double* energies) const;

  private:
    void add_interval(const PunchTransforms& transforms, int index);
    template <std::size_t Nodes>
    void add_panel(const PunchTransforms& transforms, int index, double start, double end,
                   const GaussLegendre<Nodes>& rule);
    void accumulate();

    static constexpr int first_index = -12 * per_decade, last_index = 9 * per_decade;
    [[nodiscard]] static std::size_t at(int index) {
        return static_cast<std::size_t>(index - first_index) * row;
    }
    std::vector<double> weight_;              ///< of the sample at x = R^index, a row per index
    std::vector<double> below_;               ///< sum of the weights before each index
    std::vector<double> constant_, inverse_;  ///< from each index on, for the two tails
};

}  // namespace puncta::models

#pragma once
/// A function of distance as polynomials of degree 5 in the distance squared, read in some 3 ns.
///
/// Used for the influence G(r) of one surface patch on another, which is even in r and analytic up to about
/// r² = -c², c twice the width of the pair. With q = 1 + r²/c² every octave of q, sampled at 16 of
/// Chebyshev's points, is known to 1e-12; it is cut into 16 equal pieces with a polynomial each (truncation
/// 1e-11). Piece and place in it are bits of q, so that there is no root, logarithm or division. Neighbouring
/// pieces share their ends: the function is continuous.

#include <span>
#include <vector>

namespace puncta {

class RadialTable {
  public:
    RadialTable() = default;
    /// Distances [m], ascending from 0, at which to sample a function that varies over `width` [m] near 0,
    /// and is smoother farther away, to know it up to `reach` [m].
    static std::vector<double> distances(double width, double reach);
    /// From the samples at those distances.
    RadialTable(double width, double reach, std::span<const double> samples);

    /// Value at r in [0, reach()].
    [[nodiscard]] double operator()(double r) const { return at_square(r * r); }
    [[nodiscard]] double at_square(double r_squared) const;
    /// The same for many; all within the reach.
    void at_squares(std::span<const double> r_squared, std::span<double> values) const;
    [[nodiscard]] double slope(double r) const;  ///< derivative of the same polynomials by r
    [[nodiscard]] double reach() const { return reach_; }
    [[nodiscard]] double at_zero() const { return at_zero_; }
    [[nodiscard]] bool empty() const { return coefficient_.empty(); }

  private:
    [[nodiscard]] double checked(double r_squared) const;  ///< q
    double reach_ = 0, per_square_ = 0, at_zero_ = 0;
    std::vector<double> coefficient_;  ///< rows of `stride`, one per piece; the constant first
};

}  // namespace puncta

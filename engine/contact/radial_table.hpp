#pragma once
/// A function of distance, tabulated at equal steps and read by degree-7 polynomials.
///
/// Used for the influence G(r) of one surface patch on another: smooth on the scale of the patch width w, so
/// a step of w/8 leaves an interpolation error near 1e-8 of G(0). The function is even in r, so the
/// polynomial is centred everywhere, also at r = 0.

#include <vector>

namespace puncta {

class RadialTable {
  public:
    RadialTable() = default;
    /// `samples[i]` is the value at i·step.
    RadialTable(double step, std::vector<double> samples);

    /// Value at r in [0, reach()].
    [[nodiscard]] double operator()(double r) const;
    [[nodiscard]] double slope(double r) const;  ///< derivative by the same polynomial
    [[nodiscard]] double reach() const;
    [[nodiscard]] double at_zero() const { return padded_.empty() ? 0.0 : padded_[3]; }
    [[nodiscard]] bool empty() const { return padded_.empty(); }

  private:
    double inverse_step_ = 0;
    std::vector<double> padded_;  ///< three mirrored samples in front
};

}  // namespace puncta

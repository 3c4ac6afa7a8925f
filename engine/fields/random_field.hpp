#pragma once
/// A correlated random field over the skin: one realisation, evaluated anywhere.
///
/// Normal with mean 0, variance 1 and the covariance of `FieldSpectrum`; as a factor lognormal with mean 1
/// and a given coefficient of variation, F = exp(sigma z - sigma²/2), sigma² = ln(1 + cv²), like
/// Draws::lognormal. The noise under it is keyed by seed, replicate, field and grid point counted from the
/// origin of the area, so a place has the same skin in a larger area, up to 0.3 % of a standard deviation
/// (what the filter reaches beyond the padding). Places outside the area are as good: the field goes on
/// periodically, 6 correlation lengths and the area apart. A value of plain numbers: copies are deep,
/// evaluation is const, allocates nothing and may run in several threads.

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/fields/field_spectrum.hpp"
#include "engine/fields/white_noise.hpp"

namespace puncta {

class RandomField {
  public:
    /// Varies nowhere: factor 1.
    RandomField() = default;
    /// Makes the field; with cv = 0 nothing is made and the factor is exactly 1.
    RandomField(const FieldSpectrum& spectrum, const Draws& draws, const FieldKey& key, double cv);

    /// Standard normal value z at a place [m].
    [[nodiscard]] double normal(double x, double y) const;
    /// Lognormal factor F at a place [m].
    [[nodiscard]] double factor(double x, double y) const;

  private:
    /// Where a place lies along one axis: the first of four splines over it and their weights.
    struct Span {
        std::ptrdiff_t cell;
        std::array<double, 4> weight;
    };
    [[nodiscard]] Span span(double place, double length, double per_length) const;

    double columns_ = 0, rows_ = 0, per_columns_ = 0, per_rows_ = 0;  ///< spacings in a period, and inverse
    double per_spacing_ = 0, first_ = 0, sigma_ = 0;
    std::ptrdiff_t stride_ = 0;
    std::vector<double> coefficient_;  ///< with a margin that repeats the other end
};

}  // namespace puncta

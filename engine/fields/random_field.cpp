#include "engine/fields/random_field.hpp"

#include <cmath>

#include <Eigen/Core>

#include "engine/base/error.hpp"

namespace puncta {
namespace {

constexpr int margin = 1;               ///< splines before the first cell
constexpr int extra = 4;                ///< … and in all, for the cells 0 … length
constexpr double farthest_place = 1e9;  ///< in spacings; beyond it a place has no digits left

/// Coefficients of the splines on one period.
std::vector<double> filtered(const FieldSpectrum& spectrum, const std::vector<double>& noise) {
    auto waves = fourier_plane(spectrum.grid().size, noise);
    for (std::size_t k = 0; k < waves.size(); ++k) waves[k] *= spectrum.gain()[k];
    return inverse_fourier_plane(spectrum.grid().size, waves);
}

std::vector<double> with_margin(const PlaneSize& size, const std::vector<double>& period) {
    std::vector<double> all;
    all.reserve(static_cast<std::size_t>(size.rows + extra) * static_cast<std::size_t>(size.columns + extra));
    auto add_row = [&](int row) {
        const double* from = period.data() + std::size_t(row) * static_cast<std::size_t>(size.columns);
        all.push_back(from[size.columns - margin]);
        all.insert(all.end(), from, from + size.columns);
        all.insert(all.end(), from, from + extra - margin);
    };
    static_assert(margin == 1);
    for (int row = -margin; row < size.rows + extra - margin; ++row) add_row((row + size.rows) % size.rows);
    return all;
}

/// Cubic B-splines around a place at t in [0, 1] of its cell.
std::array<double, 4> spline_weights(double t) {
    const double s = 1 - t, t2 = t * t, s2 = s * s;
    return {s2 * s / 6, (4 - 3 * t2 * (2 - t)) / 6, (4 - 3 * s2 * (2 - s)) / 6, t2 * t / 6};
}

}  // namespace

RandomField::RandomField(const FieldSpectrum& spectrum, const Draws& draws, const FieldKey& key, double cv)
    : columns_(spectrum.grid().size.columns),
      rows_(spectrum.grid().size.rows),
      per_columns_(1 / columns_),
      per_rows_(1 / rows_),
      per_spacing_(1 / spectrum.grid().spacing),
      first_(spectrum.grid().first),
      sigma_(std::sqrt(std::log1p(cv * cv))),
      stride_(spectrum.grid().size.columns + extra) {
    PUNCTA_EXPECT(cv >= 0, "cv = {}", cv);
    if (cv > 0)
        coefficient_ =
            with_margin(spectrum.grid().size, filtered(spectrum, white_noise(spectrum.grid(), draws, key)));
}

inline RandomField::Span RandomField::span(double place, double length, double per_length) const {
    const double cells = place * per_spacing_ - first_;
    PUNCTA_EXPECT(std::abs(cells) < farthest_place, "place = {} m", place);
    const double turned = cells - length * std::floor(cells * per_length);
    const double wrapped = turned > 0 ? turned : 0;  // rounding may leave a hair below
    const auto cell = static_cast<std::ptrdiff_t>(wrapped);
    return {cell, spline_weights(wrapped - static_cast<double>(cell))};
}

double RandomField::normal(double x, double y) const {
    using Row = Eigen::Map<const Eigen::Vector4d>;
    if (coefficient_.empty()) return 0;
    const Span across = span(x, columns_, per_columns_), down = span(y, rows_, per_rows_);
    const double* corner = coefficient_.data() + down.cell * stride_ + across.cell;
    const Eigen::Vector4d column =
        (down.weight[0] * Row(corner) + down.weight[1] * Row(corner + stride_)) +
        (down.weight[2] * Row(corner + 2 * stride_) + down.weight[3] * Row(corner + 3 * stride_));
    return (across.weight[0] * column[0] + across.weight[1] * column[1]) +
           (across.weight[2] * column[2] + across.weight[3] * column[3]);
}

double RandomField::factor(double x, double y) const {
    if (coefficient_.empty()) return 1;
    return std::exp(sigma_ * normal(x, y) - 0.5 * sigma_ * sigma_);
}

}  // namespace puncta

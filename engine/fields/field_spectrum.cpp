#include "engine/fields/field_spectrum.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/base/error.hpp"

namespace puncta {
namespace {

constexpr double decay = 2.146193220620582;  ///< s_0: (1 + s) exp(-s) = 1/e
constexpr int cells_per_length = 8;
constexpr int padding = 3 * cells_per_length;  ///< before and behind the area
constexpr double covariance_reach = 16;        ///< in lengths; rho is below 1e-13 there

double cells_along(double side, double correlation_length) {
    return std::ceil(side / correlation_length * cells_per_length) + 2 * padding;
}

FieldGrid grid_for(const std::array<double, 2>& area, double correlation_length) {
    PUNCTA_EXPECT(area[0] > 0 && area[1] > 0 && correlation_length > 0, "{} x {}, {}", area[0], area[1],
                  correlation_length);
    const double points = field_points(area, correlation_length);
    if (!(points <= most_field_points))
        throw InputError(
            fmt::format("a skin that varies over {:.4g} mm needs a grid of {:.3g} points over "
                        "{:.4g} mm x {:.4g} mm, at most {:.3g}",
                        correlation_length * 1e3, points, area[0] * 1e3, area[1] * 1e3, most_field_points));
    auto length = [&](double side) {
        return good_transform_length(static_cast<int>(cells_along(side, correlation_length)));
    };
    return {{length(area[1]), length(area[0])}, correlation_length / cells_per_length, -padding};
}

/// The covariance between grid points a number of rows and columns apart, summed over all periods.
double wrapped_covariance(const PlaneSize& size, int row, int column) {
    constexpr double reach = covariance_reach * cells_per_length;
    auto periods = [&](int length) { return 1 + static_cast<int>(std::lround(reach / length)); };
    double sum = 0;
    for (int j = -periods(size.rows); j <= periods(size.rows); ++j)
        for (int i = -periods(size.columns); i <= periods(size.columns); ++i) {
            const double y = row + j * size.rows, x = column + i * size.columns;
            const double square = x * x + y * y;
            if (square < reach * reach) sum += field_covariance(std::sqrt(square), cells_per_length);
        }
    return sum;
}

std::vector<double> wrapped_covariance(const PlaneSize& size) {
    std::vector<double> covariance(size.values());
    auto at = [&](int row, int column) -> double& {
        return covariance[static_cast<std::size_t>(row) * static_cast<std::size_t>(size.columns) +
                          static_cast<std::size_t>(column)];
    };
    for (int row = 0; row <= size.rows / 2; ++row)
        for (int column = 0; column <= size.columns / 2; ++column) {
            const int other_row = (size.rows - row) % size.rows;
            const int other_column = (size.columns - column) % size.columns;
            at(row, column) = at(other_row, column) = at(row, other_column) = at(other_row, other_column) =
                wrapped_covariance(size, row, column);
        }
    return covariance;
}

/// Spectrum of the cubic B-spline sampled at the grid, (1/6, 2/3, 1/6), at wave number index k of n.
double spline_spectrum(std::size_t k, int n) {
    return (2 + std::cos(2 * std::numbers::pi * static_cast<double>(k) / n)) / 3;
}

}  // namespace

double field_covariance(double distance, double correlation_length) {
    const double s = decay * distance / correlation_length;
    return (1 + s) * std::exp(-s);
}

double field_points(const std::array<double, 2>& area, double correlation_length) {
    return cells_along(area[0], correlation_length) * cells_along(area[1], correlation_length);
}

FieldSpectrum::FieldSpectrum(const std::array<double, 2>& area, double correlation_length)
    : grid_(grid_for(area, correlation_length)) {
    const PlaneSize& size = grid_.size;
    const std::vector<double> covariance = wrapped_covariance(size);
    const auto eigenvalues = fourier_plane(size, covariance);
    gain_.resize(eigenvalues.size());
    for (std::size_t k = 0; k < gain_.size(); ++k) {
        const double eigenvalue = eigenvalues[k].real() / covariance.front();
        if (!(eigenvalue > 0))
            throw NumericsError(fmt::format("eigenvalue {} of a random field is {}", k, eigenvalue));
        gain_[k] = std::sqrt(eigenvalue) / (spline_spectrum(k / size.half(), size.rows) *
                                            spline_spectrum(k % size.half(), size.columns));
    }
}

}  // namespace puncta

/// Random fields have the mean, variance, covariance and marginals they state.
///
/// Every mean is taken per realisation over places one correlation length apart, then over realisations; its
/// standard error comes from the scatter between realisations, which are independent. Tolerances are 4
/// standard errors plus what the spline takes (0.15 %) and the period adds (4e-5).

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "engine/fields/random_field.hpp"

namespace puncta {
namespace {

constexpr double length = 2e-3;
constexpr int realisations = 600;
constexpr double truncation = 0.0016;

/// One number per realisation.
struct Sample {
    double sum = 0, squares = 0;
    int count = 0;
    void add(double value) {
        sum += value;
        squares += value * value;
        ++count;
    }
    [[nodiscard]] double mean() const { return sum / count; }
    [[nodiscard]] double error() const {
        return std::sqrt((squares / count - mean() * mean()) / (count - 1));
    }
};

/// Mean over 8 x 8 places of one period, which lie on different spots of their cells.
template <class Quantity>
double over_places(Quantity&& quantity) {
    double sum = 0;
    for (int i = 0; i < 8; ++i)
        for (int j = 0; j < 8; ++j) sum += quantity((i + 0.017 * j) * length, (j + 0.019 * i) * length);
    return sum / 64;
}

/// Fields over an area of 2 x 2 lengths: a period of 8.
const FieldSpectrum& spectrum() {
    static const FieldSpectrum shared({2 * length, 2 * length}, length);
    return shared;
}

constexpr double cv = 0.1;

/// The realisations most tests look at.
const std::vector<RandomField>& fields() {
    static const std::vector<RandomField> shared = [] {
        std::vector<RandomField> all;
        for (std::uint64_t n = 0; n < realisations; ++n)
            all.emplace_back(spectrum(), Draws(2027), FieldKey{n, 0}, cv);
        return all;
    }();
    return shared;
}

template <class Quantity>
Sample sampled(Quantity&& quantity) {
    Sample sample;
    for (const RandomField& field : fields())
        sample.add(over_places([&](double x, double y) { return quantity(field, x, y); }));
    return sample;
}

/// What a spline adds at a place t in its cell, for one axis and wave number w (radians per spacing).
std::complex<double> spline_wave(double t, double w) {
    auto spline = [](double u) {  // cubic B-spline centred at 0, de Boor
        u = std::abs(u);
        return u < 1 ? 2.0 / 3 - u * u * (1 - u / 2) : u < 2 ? (2 - u) * (2 - u) * (2 - u) / 6 : 0.0;
    };
    std::complex<double> sum = 0;
    for (int n = -1; n <= 2; ++n) sum += spline(t - n) * std::polar(1.0, w * n);
    return sum;
}

/// Exact covariance of the interpolated field between two places (in spacings): the sum over wave numbers.
double exact_covariance(std::array<double, 2> p, std::array<double, 2> q) {
    const PlaneSize& size = spectrum().grid().size;
    auto wave = [](double place, double w) {
        return std::polar(1.0, w * std::floor(place)) * spline_wave(place - std::floor(place), w);
    };
    double sum = 0;
    for (int row = 0; row < size.rows; ++row)
        for (int column = 0; column < size.columns; ++column) {
            // Half of each row is stored; the other half mirrors it.
            const bool mirrored = column > size.columns / 2;
            const int k = mirrored ? size.columns - column : column, m = mirrored ? size.rows - row : row;
            const double gain = spectrum().gain()[static_cast<std::size_t>(m % size.rows) * size.half() +
                                                  static_cast<std::size_t>(k)];
            const double wx = 2 * std::numbers::pi * column / size.columns;
            const double wy = 2 * std::numbers::pi * row / size.rows;
            const auto at_p = wave(p[0], wx) * wave(p[1], wy), at_q = wave(q[0], wx) * wave(q[1], wy);
            sum += gain * gain * (at_p * std::conj(at_q)).real() / static_cast<double>(size.values());
        }
    return sum;
}

TEST(FieldStatistics, CovarianceOfTheInterpolatedFieldIsExactEnough) {
    // Without chance. At grid points only the period is felt (4e-5 at 6 lengths); between them the spline
    // takes at most 0.15 % of the variance. In spacings, 8 to a length.
    EXPECT_NEAR(exact_covariance({0, 0}, {0, 0}), 1, 1e-12);
    double least = 1;
    for (const double x : {0.25, 0.5, 0.75})
        for (const double y : {0.0, 0.25, 0.5}) {
            const double variance = exact_covariance({x, y}, {x, y});
            EXPECT_LE(variance, 1 + 1e-4);
            least = std::min(least, variance);
        }
    EXPECT_GT(least, 1 - 0.0016);
    EXPECT_LT(least, 1 - 0.001);  // so the figure in the header is no exaggeration
    for (const double lag : {2.0, 8.0, 12.0, 16.0}) {
        const double rho = field_covariance(lag, 8), half = lag / std::numbers::sqrt2;
        EXPECT_NEAR(exact_covariance({1, 3}, {1 + lag, 3}), rho, 1e-4) << lag;
        EXPECT_NEAR(exact_covariance({1, 3 + lag}, {1, 3}), rho, 1e-4) << lag;
        EXPECT_NEAR(exact_covariance({0.3, 0.2}, {0.3 + half, 0.2 + half}), rho, 1e-3) << lag;
    }
}

TEST(FieldStatistics, StandardNormalMoments) {
    const std::array<double, 4> expected = {0, 1, 0, 3}, sharpness = {0.01, 0.02, 0.04, 0.08};
    for (std::size_t n = 0; n < 4; ++n) {
        const Sample found = sampled([n](const RandomField& field, double x, double y) {
            return std::pow(field.normal(x, y), static_cast<double>(n + 1));
        });
        EXPECT_NEAR(found.mean(), expected[n], 4 * found.error() + 2 * truncation) << n + 1;
        EXPECT_LT(found.error(), sharpness[n]) << n + 1;  // else the test would see nothing
    }
}

void expect_lognormal(const Sample& off, const Sample& square, double expected_cv) {
    const double variance = expected_cv * expected_cv;
    EXPECT_NEAR(off.mean(), 0, 4 * off.error() + truncation * variance);
    EXPECT_NEAR(square.mean(), variance, 4 * square.error() + 2 * truncation * variance);
    EXPECT_LT(square.error(), 0.02 * expected_cv);
}

TEST(FieldStatistics, LognormalMarginals) {
    // Mean 1 and variance cv², as the cards mean their cv.
    const auto off = [](const RandomField& field, double x, double y) { return field.factor(x, y) - 1; };
    const auto square = [&](const RandomField& f, double x, double y) { return off(f, x, y) * off(f, x, y); };
    expect_lognormal(sampled(off), sampled(square), cv);

    Sample wide_off, wide_square;
    for (std::uint64_t n = 0; n < realisations; ++n) {
        const RandomField field(spectrum(), Draws(2029), {n, 0}, 0.5);
        wide_off.add(over_places([&](double x, double y) { return off(field, x, y); }));
        wide_square.add(over_places([&](double x, double y) { return square(field, x, y); }));
    }
    expect_lognormal(wide_off, wide_square, 0.5);
}

TEST(FieldStatistics, CovarianceAtLagsAlongAllDirections) {
    // The same curve along the grid, along its diagonal and between: isotropy.
    for (const double lag : {0.25, 0.5, 1.0, 1.5, 2.5}) {
        for (const double degrees : {0.0, 30.0, 45.0, 90.0, 135.0}) {
            const double dx = lag * length * std::cos(degrees * std::numbers::pi / 180);
            const double dy = lag * length * std::sin(degrees * std::numbers::pi / 180);
            const Sample found = sampled([&](const RandomField& field, double x, double y) {
                return field.normal(x, y) * field.normal(x + dx, y + dy);
            });
            EXPECT_NEAR(found.mean(), field_covariance(lag, 1), 4 * found.error() + truncation)
                << lag << " lengths at " << degrees << " degrees";
            EXPECT_LT(found.error(), 0.012);
        }
    }
}

TEST(FieldStatistics, FieldsAndReplicatesAreUncorrelated) {
    Sample other_field, other_replicate;
    for (std::uint64_t n = 0; n < realisations; ++n) {
        const RandomField &one = fields()[n], &next = fields()[(n + 1) % realisations];
        const RandomField other(spectrum(), Draws(2027), {n, 1}, cv);
        other_field.add(
            over_places([&](double x, double y) { return one.normal(x, y) * other.normal(x, y); }));
        other_replicate.add(
            over_places([&](double x, double y) { return one.normal(x, y) * next.normal(x, y); }));
    }
    EXPECT_NEAR(other_field.mean(), 0, 4 * other_field.error());
    EXPECT_NEAR(other_replicate.mean(), 0, 4 * other_replicate.error());
    EXPECT_LT(other_field.error(), 0.01);
    EXPECT_LT(other_replicate.error(), 0.01);
}

}  // namespace
}  // namespace puncta

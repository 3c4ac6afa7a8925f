/// Random fields keep their contract: bits, identity, limits, refusals. Their statistics are in verification.

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/fields/random_field.hpp"
#include "tests/floating_point_traps.hpp"

namespace puncta {
namespace {

constexpr std::array<double, 2> area = {20e-3, 12e-3};
constexpr double length = 2e-3;

/// Places over and around the area that lie on no grid.
std::vector<std::array<double, 2>> places(int count) {
    const Draws draws(99);
    std::vector<std::array<double, 2>> all;
    for (int i = 0; i < count; ++i) {
        const auto n = static_cast<std::uint64_t>(i);
        all.push_back({(draws.uniform(Purpose::start_phase, {n}) * 1.5 - 0.25) * area[0],
                       (draws.uniform(Purpose::start_phase, {n, 1}) * 1.5 - 0.25) * area[1]});
    }
    return all;
}

TEST(FourierPlane, TransformsAWaveToOneCoefficient) {
    // cos(2 pi (3 y/12 + 5 x/20)): half of rows·columns at wave numbers (3, 5); its other half is conjugate.
    const PlaneSize size{12, 20};
    std::vector<double> wave;
    for (int row = 0; row < size.rows; ++row)
        for (int column = 0; column < size.columns; ++column)
            wave.push_back(std::cos(2 * std::numbers::pi * (3.0 * row / 12 + 5.0 * column / 20)));
    const auto spectrum = fourier_plane(size, wave);
    for (std::size_t k = 0; k < spectrum.size(); ++k)
        EXPECT_NEAR(std::abs(spectrum[k]), k == 3 * size.half() + 5 ? 120 : 0, 1e-12) << k;  // rounding
    const auto back = inverse_fourier_plane(size, spectrum);
    for (std::size_t n = 0; n < wave.size(); ++n) EXPECT_NEAR(back[n], wave[n], 1e-14);  // rounding
}

TEST(FourierPlane, IsTheSumOfItsDefinitionAndBack) {
    // 60 x 100 has every radix; the sum is computed directly at some wave numbers, tolerance rounding.
    const PlaneSize size{60, 100};
    std::vector<double> values;
    for (std::size_t n = 0; n < size.values(); ++n)
        values.push_back(Draws(1).normal(Purpose::start_phase, {n}));
    const auto spectrum = fourier_plane(size, values);
    for (const auto& [row, column] :
         {std::pair{0, 0}, {0, 50}, {30, 50}, {7, 0}, {59, 1}, {13, 37}, {31, 49}}) {
        std::complex<double> sum = 0;
        for (int y = 0; y < size.rows; ++y)
            for (int x = 0; x < size.columns; ++x)
                sum +=
                    values[std::size_t(y * size.columns + x)] *
                    std::polar(1.0, -2 * std::numbers::pi * (row * y % 60 / 60.0 + column * x % 100 / 100.0));
        EXPECT_LT(std::abs(spectrum[std::size_t(row) * size.half() + std::size_t(column)] - sum), 1e-11)
            << row << " " << column;
    }
    const std::vector<double> back = inverse_fourier_plane(size, spectrum);
    for (std::size_t n = 0; n < values.size(); ++n) ASSERT_NEAR(back[n], values[n], 1e-14);
}

TEST(FourierPlane, GoodLengths) {
    EXPECT_EQ(good_transform_length(1), 4);
    EXPECT_EQ(good_transform_length(56), 60);  // 56 = 8·7
    EXPECT_EQ(good_transform_length(60), 60);
    EXPECT_EQ(good_transform_length(129), 144);
}

TEST(FieldCovariance, FallsToOneOverEAtTheCorrelationLength) {
    EXPECT_EQ(field_covariance(0, length), 1);
    EXPECT_NEAR(field_covariance(length, length), std::exp(-1), 1e-15);  // rounding
    EXPECT_LT(field_covariance(4.31 * length, length), 1e-3);            // far below the padding of 6
    EXPECT_LT(field_covariance(6 * length, length), 4e-5);
}

TEST(WhiteNoise, IsTheNormalDrawOfEveryPoint) {
    // Rounding; the keys are those of the grid's points, also before the area.
    const FieldGrid grid = FieldSpectrum(area, length).grid();
    const Draws draws(7);
    const std::vector<double> noise = white_noise(grid, draws, {3, 2});
    std::size_t n = 0;
    for (int row = 0; row < grid.size.rows; ++row)
        for (int column = 0; column < grid.size.columns; ++column, ++n)
            ASSERT_NEAR(noise[n],
                        draws.normal(Purpose::random_field, {3, 2, std::uint64_t(grid.first + column),
                                                             std::uint64_t(grid.first + row)}),
                        4e-15);
}

TEST(WhiteNoise, HoldsAtTheEndsOfTheUniformNumbers) {
    // Against the C library; tiny u (large normals), u next to 1, and v at every eighth of a turn.
    std::vector<double> u, v;
    for (const double a : {0x1p-54, 1e-9, 0.5, std::sqrt(0.5), 0.71, 1 - 0x1p-20, 1 - 0x1p-53})
        for (int eighth = 0; eighth <= 8; ++eighth) {
            u.push_back(a);
            v.push_back(std::clamp(eighth / 8.0, 0x1p-54, 1 - 0x1p-53));
        }
    std::vector<double> normal(u.size());
    box_muller(u.data(), v.data(), normal.data(), u.size());
    for (std::size_t n = 0; n < u.size(); ++n) {
        const double radius = std::sqrt(-2 * std::log(u[n]));
        EXPECT_NEAR(normal[n], radius * std::cos(2 * std::numbers::pi * v[n]), 1e-15 * radius)
            << u[n] << " " << v[n];
    }
}

TEST(RandomField, SameKeySameBitsInAnyOrder) {
    const FieldSpectrum spectrum(area, length), again(area, length);
    const RandomField field(spectrum, Draws(3), {5, 1}, 0.2), other(again, Draws(3), {5, 1}, 0.2);
    const RandomField copy = field;
    auto where = places(300);
    std::vector<double> forward;
    for (const auto& [x, y] : where) forward.push_back(field.factor(x, y));
    for (std::size_t n = where.size(); n-- > 0;) {
        EXPECT_EQ(other.factor(where[n][0], where[n][1]), forward[n]);
        EXPECT_EQ(copy.factor(where[n][0], where[n][1]), forward[n]);
    }
}

TEST(RandomField, EveryPartOfTheKeyGivesAnotherField) {
    const FieldSpectrum spectrum(area, length);
    const RandomField field(spectrum, Draws(3), {5, 1}, 0.2);
    for (const RandomField& other :
         {RandomField(spectrum, Draws(4), {5, 1}, 0.2), RandomField(spectrum, Draws(3), {6, 1}, 0.2),
          RandomField(spectrum, Draws(3), {5, 2}, 0.2)})
        EXPECT_GT(std::abs(other.normal(1e-3, 1e-3) - field.normal(1e-3, 1e-3)), 1e-3);
}

TEST(RandomField, WithoutVariationTheFactorIsExactlyOne) {
    const FieldSpectrum spectrum(area, length);
    const RandomField none, zero(spectrum, Draws(3), {5, 1}, 0);
    for (const auto& [x, y] : places(20)) {
        EXPECT_EQ(none.factor(x, y), 1.0);
        EXPECT_EQ(zero.factor(x, y), 1.0);
    }
}

TEST(RandomField, FactorIsTheLognormalOfItsNormal) {
    // By hand: exp(sqrt(ln 1.09) z - ln(1.09)/2) for cv 0.3. Tolerance: rounding.
    const RandomField field(FieldSpectrum(area, length), Draws(3), {5, 1}, 0.3);
    for (const auto& [x, y] : places(20))
        EXPECT_NEAR(field.factor(x, y),
                    std::exp(std::sqrt(std::log(1.09)) * field.normal(x, y) - std::log(1.09) / 2), 1e-14);
}

TEST(RandomField, LengthsTimesFourGiveTheSameBits) {
    const RandomField field(FieldSpectrum(area, length), Draws(3), {5, 1}, 0.2);
    const RandomField large(FieldSpectrum({4 * area[0], 4 * area[1]}, 4 * length), Draws(3), {5, 1}, 0.2);
    for (const auto& [x, y] : places(300)) EXPECT_EQ(field.factor(x, y), large.factor(4 * x, 4 * y));
}

TEST(RandomField, SmoothAcrossCellBorders) {
    // Value, slope and curvature of a cubic spline go on at its knots: differences over a step of 1e-3
    // spacings on either side of a border agree to the step (slopes in 1/spacing are below 2, third
    // derivatives some 10).
    const RandomField field(FieldSpectrum(area, length), Draws(3), {5, 1}, 0.2);
    const double spacing = length / 8, step = 1e-3 * spacing;
    for (int n = -30; n < 120; ++n) {  // across the period's end too
        const double b = n * spacing, y = 0.37 * area[1];
        for (const bool along : {true, false}) {
            auto at = [&](double place) { return along ? field.normal(place, y) : field.normal(y, place); };
            const double below = std::nextafter(b, -1.0), above = std::nextafter(b, 1.0);
            EXPECT_NEAR(at(below), at(above), 1e-12) << n;  // rounding
            EXPECT_NEAR((at(b) - at(b - step)) / 1e-3, (at(b + step) - at(b)) / 1e-3, 0.02) << n;
        }
    }
}

TEST(RandomField, GoesOnPeriodically) {
    const QuietFloatingPoint quiet;  // NaN
    const FieldSpectrum spectrum(area, length);
    const RandomField field(spectrum, Draws(3), {5, 1}, 0.2);
    const double width = spectrum.grid().size.columns * spectrum.grid().spacing;
    const double height = spectrum.grid().size.rows * spectrum.grid().spacing;
    EXPECT_GE(width, area[0] + 6 * length);
    EXPECT_GE(height, area[1] + 6 * length);
    for (const auto& [x, y] : places(50)) {
        EXPECT_NEAR(field.normal(x + width, y - 3 * height), field.normal(x, y), 1e-11);  // rounding
    }
    EXPECT_THROW((void)field.normal(std::nan(""), 0), ContractError);
    EXPECT_THROW((void)field.normal(0, 1e30), ContractError);
}

TEST(RandomField, APlaceHasTheSameSkinInALargerArea) {
    // The filter reaches 0.2 % (of a standard deviation, along each of four sides) beyond the padding.
    const RandomField small(FieldSpectrum({10e-3, 6e-3}, length), Draws(3), {5, 1}, 0.2);
    const RandomField large(FieldSpectrum({31e-3, 17e-3}, length), Draws(3), {5, 1}, 0.2);
    double worst = 0;
    for (int i = 0; i <= 20; ++i)
        for (int j = 0; j <= 20; ++j) {
            const double x = 10e-3 * i / 20, y = 6e-3 * j / 20;
            worst = std::max(worst, std::abs(small.normal(x, y) - large.normal(x, y)));
        }
    EXPECT_GT(worst, 0);
    EXPECT_LT(worst, 0.02);
}

TEST(RandomField, LengthMuchLargerThanTheAreaGivesOneFactor) {
    // sd of a difference over the diagonal d: sqrt(2 (1 - rho)) = s_0 d/l = 0.005 at l = 10 m; five of them.
    const FieldSpectrum spectrum(area, 10);
    double squares = 0;
    constexpr int fields = 200;
    for (std::uint64_t n = 0; n < fields; ++n) {
        const RandomField field(spectrum, Draws(3), {n, 0}, 0.2);
        EXPECT_NEAR(field.normal(0, 0), field.normal(area[0], area[1]), 0.025);
        squares += field.normal(0, 0) * field.normal(0, 0) / fields;
    }
    EXPECT_NEAR(squares, 1, 4 * std::sqrt(2.0 / fields));  // statistical: 4 standard errors
}

TEST(RandomField, RefusesAnAbsurdGrid) {
    const QuietFloatingPoint quiet;  // NaN, and a grid of more points than a double holds
    // 20 mm/2 um·8 + 48 = 80,048 by 48,048 points.
    try {
        const FieldSpectrum spectrum(area, 2e-6);
        FAIL() << spectrum.grid().size.columns;
    } catch (const InputError& error) {
        EXPECT_STREQ(error.what(),
                     "a skin that varies over 0.002 mm needs a grid of 3.85e+09 points over 20 mm x 12 mm, "
                     "at most 1.68e+07");
    }
    EXPECT_EQ(field_points(area, 2e-6), 80048.0 * 48048.0);
    EXPECT_THROW(FieldSpectrum(area, 1e-300), InputError);
    EXPECT_THROW(FieldSpectrum(area, 0), ContractError);
    EXPECT_THROW(FieldSpectrum(area, std::nan("")), ContractError);
}

}  // namespace
}  // namespace puncta

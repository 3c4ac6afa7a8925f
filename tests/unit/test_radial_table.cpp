/// Tables of functions of distance against the functions themselves.

#include <cmath>
#include <functional>
#include <numbers>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/contact/radial_table.hpp"

namespace puncta {
namespace {

constexpr double width = 0.2e-3, reach = 25e-3;

RadialTable table_of(const std::function<double(double)>& function) {
    std::vector<double> samples;
    for (const double r : RadialTable::distances(width, reach)) samples.push_back(function(r));
    return {width, reach, samples};
}

/// Two Gaussians on a half-space, 1 at 0: exp(-z) I0(z), z = r²/(4 w²).
double half_space(double r) {
    const double z = r * r / (4 * width * width);
    if (z > 500)  // Abramowitz & Stegun 9.7.1
        return (1 + 1 / (8 * z) * (1 + 9 / (16 * z) * (1 + 25 / (24 * z)))) /
               std::sqrt(2 * std::numbers::pi * z);
    return std::exp(-z) * std::cyl_bessel_i(0, z);
}

TEST(RadialTable, KnowsTheHalfSpaceAtAllDistances) {
    // Truncation of pieces and octaves. Far away relative to the value: it falls like 1/r.
    const RadialTable table = table_of(half_space);
    for (double r = 0; r < reach; r = 1.003 * r + 1e-6) EXPECT_NEAR(table(r) / half_space(r), 1, 2e-10) << r;
    EXPECT_NEAR(table(0), table.at_zero(), 1e-13);  // rounding
    EXPECT_NEAR(table(reach) / half_space(reach), 1, 2e-10);
}

TEST(RadialTable, SlopeIsTheDerivative) {
    // d/dz exp(-z) I0 = exp(-z) (I1 - I0).
    const RadialTable table = table_of(half_space);
    EXPECT_EQ(table.slope(0), 0);
    for (const double r : {1e-6, 0.05e-3, 0.3e-3, 1.1e-3, 4e-3}) {
        const double z = r * r / (4 * width * width);
        const double expected =
            std::exp(-z) * (std::cyl_bessel_i(1, z) - std::cyl_bessel_i(0, z)) * r / (2 * width * width);
        EXPECT_NEAR(table.slope(r) / expected, 1, 1e-7) << r;
    }
}

TEST(RadialTable, ManyAtOnceAreTheSameBits) {
    const RadialTable table = table_of(half_space);
    std::vector<double> squares, values(1001);
    for (std::size_t n = 0; n < values.size(); ++n) {
        const double r = reach * double(n) / 1000;
        squares.push_back(r * r);
    }
    table.at_squares(squares, values);
    for (std::size_t n = 0; n < values.size(); ++n) EXPECT_EQ(values[n], table.at_square(squares[n]));
}

TEST(RadialTable, PiecesMeet) {
    // A jump would be truncation; here it is rounding, at every end of a piece of the first eight octaves.
    const RadialTable table = table_of([](double r) { return std::exp(-r / 5e-3) * half_space(r); });
    const std::vector<double> distance = RadialTable::distances(width, reach);
    const double c = distance[15];  // q = 2
    for (double q = 1; q < 256; q *= 2)
        for (int piece = 1; piece <= 16; ++piece) {
            const double square = (q * (1 + piece / 16.0) - 1) * c * c;
            EXPECT_NEAR(table.at_square(square * (1 - 1e-13)) / table.at_square(square * (1 + 1e-13)), 1,
                        2e-11);
        }
}

TEST(RadialTable, RefusesDistancesBeyondItsReach) {
    const RadialTable table = table_of(half_space);
    std::vector<double> squares = {1e-6, 1.1 * reach * reach}, values(2);
    EXPECT_THROW(static_cast<void>(table(1.1 * reach)), std::exception);
    EXPECT_THROW(table.at_squares(squares, values), std::exception);
}

}  // namespace
}  // namespace puncta

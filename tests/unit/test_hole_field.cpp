/// Holes found by place; saturation of unique holes against random sequential adsorption.

#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "engine/simulation/hole_field.hpp"

namespace puncta {
namespace {

TEST(HoleField, CapturesWithinTheRadiusAndTakesTheNearest) {
    HoleField holes(0.1e-3);
    EXPECT_FALSE(holes.capturing(0, 0));
    holes.add({0, 0, 0.1e-3, 1e-3, 0, true});
    holes.add({0.15e-3, 0, 0.1e-3, 1e-3, 0, true});
    holes.add({-1e-3, -1e-3, 0.05e-3, 1e-3, 0, true});
    EXPECT_EQ(holes.capturing(0.06e-3, 0), 0U);
    EXPECT_EQ(holes.capturing(0.09e-3, 0), 1U);
    EXPECT_EQ(holes.capturing(0.075e-3, 0), 0U);  // equally near: the older
    EXPECT_FALSE(holes.capturing(0, 0.1e-3));     // on the rim is outside
    EXPECT_EQ(holes.capturing(-1.04e-3, -1e-3), 2U);
    EXPECT_FALSE(holes.capturing(-1.06e-3, -1e-3));
    holes.deepen(0, 2e-3, 5);
    holes.deepen(0, 1.5e-3, 7);
    EXPECT_EQ(holes[0].depth, 2e-3);
    EXPECT_EQ(holes[0].needle, 5U);
}

/// Share of the area that unique holes stand for, rho pi r², after m = lambda pi r² attempts, in a strip of
/// attempts well inside which is counted, so that no border is seen.
double adsorbed(double m, std::uint64_t seed, std::size_t& counted) {
    const double radius = 1, side = 90, margin = 5;
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> place(0, side);
    const auto attempts =
        std::poisson_distribution<int>(m * side * side / (std::numbers::pi * radius * radius))(random);
    HoleField holes(radius);
    counted = 0;
    for (int n = 0; n < attempts; ++n) {
        const double x = place(random), y = place(random);
        if (holes.capturing(x, y)) continue;
        holes.add({x, y, radius, 1, 0, true});
        if (std::min({x, y, side - x, side - y}) > margin) ++counted;
    }
    return double(counted) * std::numbers::pi * radius * radius / std::pow(side - 2 * margin, 2);
}

TEST(HoleField, UniqueHolesSaturateAsInRandomSequentialAdsorption) {
    // rho pi r² after m attempts per pi r². At m = 1 from the rate of adsorption to third order (Schaaf &
    // Talbot 1989), dN/dm = 1 - N + 0.20675 N² + 0.02198 N³; at m = 3 and 10 from an independent simulation
    // on tori of 90,000 r² (neighbours by a k-d tree), standard errors 5e-4. The jamming limit is 2.19.
    const std::vector<std::pair<double, double>> known = {{1, 0.6620}, {3, 1.1757}, {10, 1.6196}};
    for (const auto& [m, expected] : known) {
        double sum = 0, squares = 0;
        constexpr int fields = 12;
        for (int n = 0; n < fields; ++n) {
            std::size_t counted = 0;
            const double value = adsorbed(m, std::uint64_t(n) + 7, counted);
            sum += value;
            squares += value * value;
        }
        const double mean = sum / fields, error = std::sqrt((squares / fields - mean * mean) / (fields - 1));
        EXPECT_NEAR(mean, expected, 3 * std::hypot(error, 5e-4)) << m;
        EXPECT_LT(error, 0.005) << m;
    }
    // Few attempts: m - m²/2 + O(m³).
    std::size_t counted = 0;
    double few = 0;
    for (int n = 0; n < 40; ++n) few += adsorbed(0.05, std::uint64_t(n) + 100, counted) / 40;
    EXPECT_NEAR(few, 0.05 - 0.05 * 0.05 / 2,
                3 * 0.05 / std::sqrt(40 * 0.05 * 6400 / std::numbers::pi) + 1e-4);
}

}  // namespace
}  // namespace puncta

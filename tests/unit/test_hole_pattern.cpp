/// Quantities of patterns, on patterns whose answer is known in closed form.

#include <cmath>
#include <numbers>
#include <random>

#include <gtest/gtest.h>

#include "engine/base/units.hpp"
#include "engine/simulation/hole_pattern.hpp"
#include "engine/statistics/anisotropy.hpp"

namespace puncta {
namespace {

using namespace units;
using std::numbers::pi;
using enum Quantity;

constexpr double side = 10.0_mm;

/// A square lattice of `n` x `n` holes over the square, each with an opening of this radius.
HolePattern lattice(int n, double radius) {
    HolePattern pattern(Region({side, side}));
    for (int i = 0; i < n; ++i)
        for (int j = 0; j < n; ++j) {
            const PlanePoint place{(i + 0.5) * side / n, (j + 0.5) * side / n};
            pattern.add(place);
            pattern.add_hole(place, pi * radius * radius);
        }
    return pattern;
}

QuantityValues values_of(const HolePattern& pattern, double healing_radius = 0.4_mm) {
    QuantityValues values{};
    pattern.set_values(values, healing_radius);
    return values;
}

TEST(HolePattern, OfASquareLattice) {
    const QuantityValues v = values_of(lattice(10, 0.2_mm));
    EXPECT_NEAR(at(v, nearest_neighbour_mean), 1.0_mm, 1e-12);
    // Centre of a mesh, and the corner of the square: half a diagonal. Within the tolerance of the search.
    EXPECT_NEAR(at(v, largest_gap), 0.5_mm * std::numbers::sqrt2, 0.006_mm);
    EXPECT_NEAR(at(v, treated_share), pi * 0.4 * 0.4,
                1e-12);                         // discs of 0.4 mm on meshes of 1 mm do not meet
    EXPECT_LT(at(v, quadrat_dispersion), 0.5);  // counts hardly differ
    EXPECT_EQ(at(v, channel_overlap_share), 0);
    EXPECT_EQ(at(values_of(lattice(10, 0.501_mm)), channel_overlap_share), 1);
    EXPECT_EQ(at(values_of(lattice(10, 0)), channel_overlap_share), 0);  // closed
}

TEST(HolePattern, OfNothingAndOfOne) {
    HolePattern pattern(Region({side, side}));
    QuantityValues v = values_of(pattern);
    EXPECT_EQ(at(v, treated_share), 0);
    for (const Quantity q : {largest_gap, quadrat_dispersion, anisotropy, channel_overlap_share})
        EXPECT_TRUE(std::isnan(at(v, q)));
    pattern.add({0, 0});
    pattern.add_hole({0, 0}, 1e-8);
    v = values_of(pattern);
    EXPECT_NEAR(at(v, largest_gap), side * std::numbers::sqrt2, 0.005 * side);  // the far corner
    EXPECT_NEAR(at(v, treated_share), pi / 4 * 0.4 * 0.4 / 100, 1e-12);
    EXPECT_EQ(at(v, channel_overlap_share), 0);
}

TEST(HolePattern, OfTwoSitesIsThatOfBoth) {
    // Two squares side by side, one with the lattice and one bare but for its centre.
    HolePattern both = lattice(10, 0.1_mm),
                other(Region({{{20.0_mm, 0}, {30.0_mm, 0}, {30.0_mm, side}, {20.0_mm, side}}, {}}));
    other.add({25.0_mm, 5.0_mm});
    other.add_hole({25.0_mm, 5.0_mm}, pi * 1e-8);
    both.add(other);
    const QuantityValues v = values_of(both);
    EXPECT_NEAR(at(v, largest_gap), 5.0_mm * std::numbers::sqrt2, 0.05_mm);
    EXPECT_NEAR(at(v, treated_share), 101 * pi * 0.4 * 0.4 / 200, 1e-12);
    EXPECT_GT(at(v, quadrat_dispersion), 2);
}

TEST(Anisotropy, OfKnownDirections) {
    // All pairs in one of m sectors: relative m there and 0 elsewhere, variance m - 1.
    PairDirections one{{12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, {1000000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}};
    EXPECT_NEAR(puncta::anisotropy(one, 1), std::sqrt(11 - 11e-6), 1e-12);
    EXPECT_TRUE(std::isnan(puncta::anisotropy({{1, 1}, {0, 0}}, 1)));
    // Even to the last pair is less than chance: nothing is left.
    EXPECT_EQ(puncta::anisotropy({{1, 1, 1}, {50, 50, 50}}, 1), 0);
}

TEST(Anisotropy, TellsRowsFromRandomPoints) {
    std::mt19937_64 random(7);
    std::uniform_real_distribution<double> uniform(0, side);
    const auto of = [](const std::vector<PlanePoint>& points) {
        HolePattern pattern(Region({side, side}));
        for (const PlanePoint& p : points) {
            pattern.add(p);
            pattern.add_hole(p, 1e-9);
        }
        return at(values_of(pattern), Quantity::anisotropy);
    };
    double mean_square = 0;
    constexpr int trials = 20;
    for (int trial = 0; trial < trials; ++trial) {
        std::vector<PlanePoint> points;
        points.reserve(1000);
        for (int i = 0; i < 1000; ++i) points.push_back({uniform(random), uniform(random)});
        mean_square += of(points) * of(points) / trials;
    }
    // What remains of chance: some 6,000 pairs in 12 sectors scatter by 0.045; half of the runs are above it.
    EXPECT_LT(std::sqrt(mean_square), 0.03);
    // Ten rows a millimetre apart, dense along each: pairs within two mean spacings lie along the rows.
    std::vector<PlanePoint> rows;
    for (int row = 0; row < 10; ++row)
        for (int i = 0; i < 100; ++i) rows.push_back({uniform(random), (row + 0.5) * side / 10});
    EXPECT_NEAR(of(rows), std::sqrt(11.0), 0.01);
}

}  // namespace
}  // namespace puncta

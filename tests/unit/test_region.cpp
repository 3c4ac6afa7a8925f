/// Polygons and regions against closed forms and brute force over points.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include <gtest/gtest.h>

#include "engine/motion/region.hpp"

namespace puncta {
namespace {

using std::numbers::pi;

const Polygon ell = {{0, 0}, {4, 0}, {4, 1}, {1, 1}, {1, 3}, {0, 3}};
const Polygon diamond = {{0, 2}, {2, 0}, {4, 2}, {2, 4}};

Polygon disc(double x, double y, double radius, int corners) {
    Polygon polygon;
    for (int i = 0; i < corners; ++i)
        polygon.push_back(
            {x + radius * std::cos(2 * pi * i / corners), y + radius * std::sin(2 * pi * i / corners)});
    return polygon;
}

TEST(Polygons, AreaAndDistanceByHand) {
    EXPECT_DOUBLE_EQ(polygon_area(ell), 4 + 2);
    EXPECT_DOUBLE_EQ(polygon_area({ell.rbegin(), ell.rend()}), 6);  // either way round
    EXPECT_DOUBLE_EQ(polygon_area(diamond), 8);
    const int n = 24;  // regular: n/2 r² sin(2 pi/n)
    EXPECT_NEAR(polygon_area(disc(5, -3, 2, n)), 0.5 * n * 4 * std::sin(2 * pi / n), 1e-13);
    EXPECT_NEAR(border_distance(ell, 0.5, 2.9), 0.1, 1e-15);
    EXPECT_DOUBLE_EQ(border_distance(ell, 2, 2), 1);  // outside, over the inner corner's edges
    EXPECT_DOUBLE_EQ(border_distance(diamond, 2, 2), std::sqrt(2.0));
    EXPECT_DOUBLE_EQ(border_distance(diamond, 5, 2), 1);  // a corner
}

TEST(Polygons, PointsOnASharedEdgeBelongToOne) {
    // A square of four unit squares: each point of a lattice that runs along their edges lies in exactly one.
    for (int i = 0; i < 8; ++i)
        for (int j = 0; j < 8; ++j) {
            int in = 0;
            for (const double x : {0.0, 1.0})
                for (const double y : {0.0, 1.0})
                    in += contains({{x, y}, {x + 1, y}, {x + 1, y + 1}, {x, y + 1}}, 0.25 * i, 0.25 * j) ? 1
                                                                                                         : 0;
            EXPECT_EQ(in, 1) << i << " " << j;
        }
    EXPECT_FALSE(contains(ell, 2, 2));
    EXPECT_TRUE(contains(ell, 0.5, 2));
    EXPECT_TRUE(contains(ell, 3.5, 0.5));
}

TEST(Polygons, CrossingsAreFound) {
    EXPECT_FALSE(self_crossing(ell));
    EXPECT_FALSE(self_crossing(diamond));
    EXPECT_FALSE(self_crossing(disc(0, 0, 1, 100)));
    using Pair = std::array<std::size_t, 2>;
    EXPECT_EQ(self_crossing({{0, 0}, {1, 1}, {1, 0}, {0, 1}}), (Pair{0, 2}));          // a bow tie
    EXPECT_EQ(self_crossing({{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}}), (Pair{3, 4}));  // first corner again
    EXPECT_EQ(self_crossing({{0, 0}, {2, 0}, {1, 0}, {1, 1}}), (Pair{0, 1}));          // folds back
    EXPECT_EQ(self_crossing({{0, 0}, {4, 0}, {4, 2}, {2, 0}, {0, 2}}), (Pair{0, 2}));  // touches an edge
    EXPECT_EQ(self_crossing({{0, 0}, {2, 0}, {3, 0}}), (Pair{1, 2}));                  // no area at all
}

TEST(Polygons, RangesInABand) {
    // The L is 4 wide for y in [0, 1], 1 wide above; seen along x.
    const auto low = ranges_in_band(ell, 0.2, 0.8, 0);
    ASSERT_EQ(low.size(), 1U);
    EXPECT_EQ(low[0], (Interval{0, 4}));
    EXPECT_EQ(ranges_in_band(ell, 2, 5, 0).at(0), (Interval{0, 1}));
    EXPECT_TRUE(ranges_in_band(ell, 3.5, 5, 0).empty());
    // A U, seen across its arms: two ranges with a gap of 2, joined for a roller that would not lift there.
    const Polygon u = {{0, 0}, {4, 0}, {4, 3}, {3, 3}, {3, 1}, {1, 1}, {1, 3}, {0, 3}};
    const auto arms = ranges_in_band(u, 2, 3, 1.9);
    ASSERT_EQ(arms.size(), 2U);
    EXPECT_EQ(arms[0], (Interval{0, 1}));
    EXPECT_EQ(arms[1], (Interval{3, 4}));
    EXPECT_EQ(ranges_in_band(u, 2, 3, 2.1).at(0), (Interval{0, 4}));
    EXPECT_EQ(ranges_in_band(u, 0.5, 3, 0).at(0), (Interval{0, 4}));  // the band holds what joins them
    // The diamond between 3 and 4: from 1 to 3. Turned by 45 degrees it is a square from 0 to 2 sqrt 2 that
    // starts at sqrt 2.
    const auto top = ranges_in_band(diamond, 3, 5, 0).at(0);
    EXPECT_NEAR(top[0], 1, 1e-15);
    EXPECT_NEAR(top[1], 3, 1e-15);
    const auto square = ranges_in_band(turned(diamond, pi / 4), -5, 5, 0).at(0);
    EXPECT_NEAR(square[0], std::sqrt(2.0), 1e-14);
    EXPECT_NEAR(square[1], 3 * std::sqrt(2.0), 1e-14);
}

TEST(Regions, AreaLessZonesThatOverlap) {
    // 10 x 10 less two 4 x 4 squares that share 2 x 2, one of them half outside: 100 - (16 + 16 - 4) and so
    // on.
    const auto square = [](double x, double y) {
        return Polygon{{x, y}, {x + 4, y}, {x + 4, y + 4}, {x, y + 4}};
    };
    EXPECT_DOUBLE_EQ(Region({10, 10}).area(), 100);
    EXPECT_TRUE(Region({10, 10}).is_rectangle());
    const Region holed({10, 10}, {square(2, 2), square(4, 4)});
    EXPECT_FALSE(holed.is_rectangle());
    EXPECT_DOUBLE_EQ(holed.area(), 100 - 28);
    EXPECT_DOUBLE_EQ(Region({10, 10}, {square(8, 3)}).area(), 100 - 8);
    EXPECT_DOUBLE_EQ(Region({10, 10}, {square(20, 3)}).area(), 100);
    EXPECT_TRUE(holed.contains(1, 1));
    EXPECT_FALSE(holed.contains(5, 5));
    EXPECT_DOUBLE_EQ(holed.border_distance(1, 3), 1);
    // A disc inside a disc, both as polygons: the difference of the closed forms.
    const int n = 60;
    const double form = 0.5 * n * std::sin(2 * pi / n);
    EXPECT_NEAR(Region(disc(3, 4, 3, n), {disc(3, 4, 1, n)}).area(), form * (9 - 1), 1e-12);
}

TEST(Regions, CellsOfAMapAddUpAndAgreeWithCounting) {
    const Region region(disc(5, 5, 4.3, 17), {{{3, 3}, {6, 4}, {4, 6}}, {{5, 5}, {12, 6}, {5, 7}}});
    const int n = 12;
    const double cell = 0.9, x0 = region.box().x0, y0 = region.box().y0;
    const auto cells = region.cell_areas(x0, y0, cell, n, n);
    double sum = 0;
    for (const double area : cells) sum += area;
    EXPECT_NEAR(sum, region.area(), 1e-12);  // rounding
    // Points thrown into each cell: binomial, so 5 standard errors of sqrt(p (1 - p)/m).
    std::mt19937 generator(1);
    std::uniform_real_distribution<double> uniform(0, cell);
    constexpr int m = 2000;
    for (int c = 0; c < n * n; ++c) {
        int inside = 0;
        for (int k = 0; k < m; ++k)
            inside += region.contains(x0 + c % n * cell + uniform(generator),
                                      y0 + c / n * cell + uniform(generator));
        const double p = std::min(1.0, cells[static_cast<std::size_t>(c)] / (cell * cell));  // rounding
        EXPECT_NEAR(double(inside) / m, p, 5 * std::sqrt(p * (1 - p) / m) + 1e-3) << c;
    }
}

}  // namespace
}  // namespace puncta

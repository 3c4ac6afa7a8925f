/// What holes leave and cover: gaps, treated share, overlap, quadrats, against closed forms.

#include <numbers>
#include <numeric>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/statistics/channel_overlap.hpp"
#include "engine/statistics/chi_square.hpp"
#include "engine/statistics/estimate.hpp"
#include "engine/statistics/largest_gap.hpp"
#include "engine/statistics/quadrats.hpp"
#include "engine/statistics/treated_area.hpp"
#include "tests/unit/patterns.hpp"

namespace puncta {
namespace {

using Points = std::vector<PlanePoint>;
constexpr double pi = std::numbers::pi;

Points square_lattice(double a, int reach) {
    Points points;
    for (int i = -reach; i <= reach; ++i)
        for (int j = -reach; j <= reach; ++j) points.push_back({a * i, a * j});
    return points;
}

Points triangular_lattice(double a, int reach) {
    Points points;
    for (int i = -reach; i <= reach; ++i)
        for (int j = -reach; j <= reach; ++j)
            points.push_back({a * (i + 0.5 * (j & 1)), a * std::sqrt(0.75) * j});
    return points;
}

/// Area of one disc per cell less what neighbours at distance a share, counted once per pair and cell.
double disc_less_lenses(double r, double a, int pairs) {
    const double lens =
        r > a / 2 ? 2 * r * r * std::acos(a / (2 * r)) - 0.5 * a * std::sqrt(4 * r * r - a * a) : 0;
    return pi * r * r - pairs * lens;
}

TEST(LargestGap, OfLattices) {
    // Circumscribed circles: a/√2 of a square, a/√3 of an equilateral triangle.
    for (const double tolerance : {1e-2, 1e-6}) {
        const LargestGap square = largest_gap(square_lattice(1, 6), Region({4.1, 3.3}), tolerance);
        EXPECT_NEAR(square.radius, std::sqrt(0.5), tolerance);
        EXPECT_LE(square.radius, std::sqrt(0.5) + 1e-12);
        EXPECT_GE(square.radius + square.error, std::sqrt(0.5) - 1e-12);
        EXPECT_LE(square.error, tolerance * (1 + 1e-9));
        const LargestGap triangle = largest_gap(triangular_lattice(1, 7), Region({4.1, 3.3}), tolerance);
        EXPECT_NEAR(triangle.radius, std::sqrt(1 / 3.0), tolerance);
        EXPECT_GE(triangle.radius + triangle.error, std::sqrt(1 / 3.0) - 1e-12);
    }
}

TEST(LargestGap, AMissingPointAndCorners) {
    // A lattice without one point: the gap is about that place, as large as the spacing.
    Points lattice = square_lattice(1, 6);
    std::erase_if(lattice, [](const PlanePoint& p) { return p.x == 2 && p.y == 1; });
    const LargestGap hole = largest_gap(lattice, Region({4.1, 3.3}), 1e-6);
    EXPECT_NEAR(hole.radius, 1, 1e-6);
    EXPECT_NEAR(hole.centre.x, 2, 1e-5);
    EXPECT_NEAR(hole.centre.y, 1, 1e-5);
    // One point in a corner of 3 x 4: the gap's centre is the opposite corner, 5 away; a zone over that
    // corner leaves (3, 2), √13 away, or (2, 4), √20, the farther.
    const Points one{{0, 0}};
    EXPECT_NEAR(largest_gap(one, Region({3, 4}), 1e-6).radius, 5, 1e-6);
    const Region spared({3, 4}, {{{2, 2}, {3.5, 2}, {3.5, 5}, {2, 5}}});
    EXPECT_NEAR(largest_gap(one, spared, 1e-6).radius, std::sqrt(20), 1e-6);
    EXPECT_TRUE(std::isinf(largest_gap({}, Region({3, 4}), 1e-3).radius));
    EXPECT_THROW(largest_gap(one, spared, 0), ContractError);
}

TEST(LargestGap, NoRandomPlaceIsBetter) {
    Uniform uniform(71);
    const Region region({{0, 0}, {4, 0}, {5, 3}, {2, 2}, {0, 3}}, {{{1, 0.5}, {2, 0.5}, {1.5, 1.5}}});
    const Points points = random_points(uniform, 300, {0, 0, 5, 3});
    const LargestGap gap = largest_gap(points, region, 1e-4, 2);
    EXPECT_TRUE(region.contains(gap.centre.x, gap.centre.y));
    const auto nearest = [&](const PlanePoint& place) {
        double best = 1e9;
        for (const PlanePoint& p : points) best = std::min(best, std::hypot(p.x - place.x, p.y - place.y));
        return best;
    };
    EXPECT_NEAR(nearest(gap.centre), gap.radius, 1e-15);
    for (const PlanePoint& place : random_points(uniform, 20000, {0, 0, 5, 3}))
        if (region.contains(place.x, place.y)) {
            EXPECT_LE(nearest(place), gap.radius + gap.error);
        }
    const LargestGap again = largest_gap(points, region, 1e-4, 1);
    EXPECT_EQ(again.radius, gap.radius);
    EXPECT_EQ(again.centre.x, gap.centre.x);
}

TEST(TreatedShare, OfLattices) {
    // Over whole periods, wherever they begin: discs, then discs less lenses, then everything. Rounding.
    const Region periods(Polygon{{0.3, 0.1}, {3.3, 0.1}, {3.3, 2.1}, {0.3, 2.1}}, {});
    const Points square = square_lattice(1, 7);
    for (const double r : {0.2, 0.5, 0.6, 0.7})
        EXPECT_NEAR(treated_share(square, r, periods), disc_less_lenses(r, 1, 2), 1e-13) << r;
    for (const double r : {0.71, 1.0, 1.9}) EXPECT_NEAR(treated_share(square, r, periods), 1, 1e-13) << r;
    const double height = std::sqrt(0.75);
    const Region cells({3, 4 * height});
    const Points triangular = triangular_lattice(1, 9);
    for (const double r : {0.3, 0.5, 0.55})
        EXPECT_NEAR(treated_share(triangular, r, cells), disc_less_lenses(r, 1, 3) / height, 1e-13) << r;
    EXPECT_NEAR(treated_share(triangular, 0.58, cells), 1, 1e-13);
}

TEST(TreatedShare, CutByBorderAndZones) {
    const double r = 0.5;
    const Region square({2, 2});
    const auto share = [&](Points points, const Region& region) { return treated_share(points, r, region); };
    EXPECT_NEAR(share({{1, 1}}, square), pi * r * r / 4, 1e-15);
    EXPECT_NEAR(share({{0, 1}}, square), pi * r * r / 8, 1e-15);
    EXPECT_NEAR(share({{0, 0}}, square), pi * r * r / 16, 1e-15);
    EXPECT_NEAR(share({{2, 2}, {2, 2}, {2, 2}}, square), pi * r * r / 16, 1e-15);  // one place three times
    EXPECT_NEAR(share({{-0.25, 1}}, square), 0.25 * r * r * (std::acos(0.5) - 0.5 * std::sqrt(0.75)), 1e-15);
    EXPECT_EQ(share({{-3, 1}}, square), 0);
    EXPECT_EQ(share({}, square), 0);
    // A zone that shares a side with the border and takes half of the disc; the region is three quarters.
    const Region left({2, 2}, {{{0, 0}, {1, 0}, {1, 1}, {0, 1}}});
    EXPECT_NEAR(share({{1, 0.5}}, left), 0.5 * pi * r * r / 3, 1e-15);
    EXPECT_NEAR(share({{1, 1}}, left), 0.75 * pi * r * r / 3, 1e-15);
    // Half of the disc is beyond a slanted side.
    const Region triangle(Polygon{{0, 0}, {4, 0}, {0, 4}}, {});
    EXPECT_NEAR(share({{2, 2}}, triangle), 0.5 * pi * r * r / 8, 1e-15);
    // The whole region within one disc.
    EXPECT_NEAR(treated_share(Points{{1, 1}}, 3, left), 1, 1e-14);
    EXPECT_THROW(treated_share(Points{{1, 1}}, 0, left), ContractError);
}

TEST(TreatedShare, OfRandomPoints) {
    // Any place of a polygon with a zone is treated unless all n points of the surrounding rectangle miss its
    // disc: 1 - (1 - pi r²/A)^n. 200 patterns, 4 standard errors.
    Uniform uniform(81);
    const Rectangle around{-1, -1, 6, 5};
    const Region region({{0, 0}, {4, 0}, {4, 3}, {2, 2}, {0, 3}}, {{{1, 0.5}, {2, 0.5}, {1.5, 1.5}}});
    const double r = 0.3;
    std::vector<double> shares;
    for (int k = 0; k < 200; ++k)
        shares.push_back(treated_share(random_points(uniform, 100, around), r, region, 1 + k % 2));
    const Estimate e = estimate_mean(shares, false);
    EXPECT_NEAR(e.value, 1 - std::pow(1 - pi * r * r / 30, 100), 4 * e.standard_error);
    EXPECT_LT(e.standard_error, 0.005);
    // And against counting on a fine grid, one pattern: places near the border of the discs may fall either
    // way, 1e-3 of them.
    const Points points = random_points(uniform, 100, around);
    int inside = 0, treated = 0;
    for (int i = 0; i < 400; ++i)
        for (int j = 0; j < 300; ++j) {
            const PlanePoint place{4 * (i + 0.5) / 400, 3 * (j + 0.5) / 300};
            if (!region.contains(place.x, place.y)) continue;
            ++inside;
            for (const PlanePoint& p : points)
                if (std::hypot(p.x - place.x, p.y - place.y) < r) {
                    ++treated;
                    break;
                }
        }
    EXPECT_NEAR(treated_share(points, r, region), double(treated) / inside, 1e-3);
}

TEST(Overlap, ByHandAndAtRandom) {
    const Points three{{0, 0}, {1, 0}, {3, 0}};
    EXPECT_EQ(overlap_share(three, std::vector<double>{0.4, 0.5, 0.1}), 0);
    EXPECT_NEAR(overlap_share(three, std::vector<double>{0.6, 0.5, 0.1}), 2 / 3.0, 1e-15);
    EXPECT_EQ(overlap_share(three, std::vector<double>{0.6, 0.5, 1.6}), 1);
    EXPECT_TRUE(std::isnan(overlap_share({}, {})));
    // At random, asked inside only would be 1 - exp(-...); with 10,000 points the border is 2 % of them.
    Uniform uniform(91);
    const double r = 0.002;
    std::vector<double> shares;
    for (int k = 0; k < 40; ++k)
        shares.push_back(
            overlap_share(random_points(uniform, 10000, {0, 0, 1, 1}), std::vector<double>(10000, r)));
    const Estimate e = estimate_mean(shares, false);
    const double expected = 1 - std::exp(-10000 * pi * 4 * r * r);
    EXPECT_NEAR(e.value, expected,
                4 * e.standard_error + 4 * 2 * r * expected / 2);  // half the discs of a rim
    EXPECT_LT(e.standard_error, 0.002);
}

TEST(ChiSquare, AgreesWithScipy) {
    // scipy.stats.chi2.ppf(p, n), SciPy 1.10.1.
    struct Row {
        double probability, degrees, quantile;
    };
    const std::vector<Row> rows{{0.025, 1, 0.0009820691171752555}, {0.975, 1, 5.023886187314888},
                                {0.025, 3, 0.21579528262389785},   {0.975, 3, 9.348403604496148},
                                {0.5, 10, 9.34181776559197},       {0.025, 35, 20.56937663074499},
                                {0.975, 35, 53.20334854205644},    {0.025, 399, 345.55113256898454},
                                {0.975, 399, 456.23611133422855},  {0.975, 9999, 10278.056320256948}};
    for (const Row& row : rows) {
        EXPECT_NEAR(chi_square_quantile(row.probability, row.degrees), row.quantile, 1e-10 * row.quantile);
        EXPECT_NEAR(chi_square_probability(row.quantile, row.degrees), row.probability, 1e-11);
    }
    EXPECT_EQ(chi_square_probability(0, 3), 0);
    EXPECT_THROW(chi_square_quantile(1, 3), ContractError);
}

TEST(Quadrats, ByHand) {
    const Points points{{0.5, 0.5}, {0.6, 0.4}, {1.5, 0.5}, {2, 1}, {-1, 0}, {0.5, 1.5}};
    const auto counts = quadrat_counts(points, {0, 0, 2, 2}, 2, 2);  // the border at 2 belongs to the last
    EXPECT_EQ(counts, (std::vector<std::uint64_t>{2, 1, 1, 1}));
    // Mean 5/4, squares 0.75² + 3·0.25² = 0.75: variance 0.25, over the mean 0.2.
    const auto even = quadrat_dispersion(counts, std::vector<double>(4, 1.0));
    EXPECT_NEAR(even.ratio, 0.2, 1e-14);
    EXPECT_NEAR(even.random_low, 0.21579528262389794 / 3, 1e-12);  // scipy.stats.chi2.ppf
    EXPECT_NEAR(even.random_high, 9.348403604496145 / 3, 1e-12);
    // A cell with a sliver of the region is left out; areas 1, 1, 0.5 make 4 points 1.6, 1.6, 0.8.
    const auto cut =
        quadrat_dispersion(std::vector<std::uint64_t>{2, 1, 1, 7}, std::vector<double>{1, 1, 0.5, 0.1});
    EXPECT_NEAR(cut.ratio, (0.16 / 1.6 + 0.36 / 1.6 + 0.04 / 0.8) / 2, 1e-14);
    EXPECT_EQ(cut.quadrats, 3u);
    EXPECT_TRUE(
        std::isnan(quadrat_dispersion(std::vector<std::uint64_t>{0, 0}, std::vector<double>{1, 1}).ratio));
}

TEST(Quadrats, OfRandomPoints) {
    // 1,000 patterns of 500 points in 36 cells: mean 1 (4 standard errors); 95 % within the interval, whose
    // standard error is 0.7 %.
    Uniform uniform(101);
    std::vector<double> ratios;
    int within = 0;
    for (int k = 0; k < 1000; ++k) {
        const auto counts = quadrat_counts(random_points(uniform, 500, {0, 0, 3, 2}), {0, 0, 3, 2}, 6, 6);
        const auto found = quadrat_dispersion(counts, std::vector<double>(36, 1 / 6.0));
        ratios.push_back(found.ratio);
        within += found.random_low < found.ratio && found.ratio < found.random_high ? 1 : 0;
    }
    const Estimate e = estimate_mean(ratios, false);
    EXPECT_NEAR(e.value, 1, 4 * e.standard_error);
    EXPECT_NEAR(within, 950, 28);
}

TEST(Trapezoids, MakeUpTheRegion) {
    // Their areas add up to that of the region, whatever zones do.
    for (const Region& region :
         {Region({3, 2}), Region({3, 2}, {{{0, 0}, {1, 0}, {1, 1}, {0, 1}}, {{0.5, 0.5}, {4, 0.7}, {2, 3}}}),
          Region(Polygon{{0, 0}, {4, 0}, {4, 3}, {2, 1}, {0, 3}}, {{{1, 0.5}, {2, 0.5}, {1.5, 1.5}}})}) {
        double area = 0;
        for (const Trapezoid& t : region.trapezoids())
            area += 0.5 * (t.y1 - t.y0) * (t.right[0] - t.left[0] + t.right[1] - t.left[1]);
        EXPECT_NEAR(area, region.area(), 1e-14);
    }
}

}  // namespace
}  // namespace puncta

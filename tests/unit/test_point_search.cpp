/// Cells, tree, nearest points, close pairs against slow twins that look at every pair.

#include <algorithm>
#include <array>
#include <limits>
#include <set>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/statistics/close_pairs.hpp"
#include "engine/statistics/near_points.hpp"
#include "engine/statistics/nearest_point.hpp"
#include "engine/statistics/radius_bins.hpp"
#include "tests/floating_point_traps.hpp"
#include "tests/unit/patterns.hpp"

namespace puncta {
namespace {

using Points = std::vector<PlanePoint>;

double distance(const PlanePoint& p, const PlanePoint& q) {
    const double dx = p.x - q.x, dy = p.y - q.y;
    return std::sqrt(dx * dx + dy * dy);
}

double nearest_by_all(const Points& points, const PlanePoint& place, std::size_t but) {
    double best = std::numeric_limits<double>::infinity();
    for (std::size_t j = 0; j < points.size(); ++j)
        if (j != but) best = std::min(best, distance(points[j], place));
    return best;
}

/// Even, slender, one column, clustered, coincident, in a line, two, one: where a search may go wrong.
std::vector<Points> awkward_patterns() {
    Uniform uniform(5);
    const Rectangle square{-1, 2, 0.02, 0.02};
    std::vector<Points> patterns{random_points(uniform, 700, square),
                                 random_points(uniform, 300, {0, 0, 5, 1e-4}),
                                 random_points(uniform, 300, {0, 0, 1e-4, 5}),
                                 random_points(uniform, 2, square),
                                 random_points(uniform, 1, square),
                                 Points(200, PlanePoint{0.3, 0.4})};
    Points clustered = random_points(uniform, 400, {-0.995, 2.003, 1e-6, 1e-6});
    for (const PlanePoint& p : random_points(uniform, 100, square)) clustered.push_back(p);
    clustered.insert(clustered.end(), 50, clustered.front());
    patterns.push_back(clustered);
    Points line;
    for (int i = 0; i < 100; ++i) line.push_back({0.01 * i * i, 0.5});
    patterns.push_back(line);
    Points thirds;  // coordinates on the borders of cells, as rounding likes them least
    for (int i = 0; i < 30; ++i)
        for (int j = 0; j < 30; ++j) thirds.push_back({i / 3.0, j / 3.0});
    patterns.push_back(thirds);
    return patterns;
}

TEST(NearestPoint, SameBitsAsEveryPair) {
    for (const Points& points : awkward_patterns()) {
        const std::vector<double> found = nearest_distances(points);
        ASSERT_EQ(found.size(), points.size());
        for (std::size_t i = 0; i < points.size(); ++i)
            ASSERT_EQ(found[i], nearest_by_all(points, points[i], i)) << i << " of " << points.size();
    }
}

TEST(NearestPoint, FromPlacesInsideAndFarOutside) {
    Uniform uniform(6);
    for (const Points& points : awkward_patterns()) {
        const NearestPoint nearest(points);
        Points places = random_points(uniform, 100, {-1.01, 1.99, 0.04, 0.04});
        for (const PlanePoint& p : random_points(uniform, 50, {-20, -20, 40, 40})) places.push_back(p);
        for (const PlanePoint& place : places)
            ASSERT_EQ(nearest.distance(place), nearest_by_all(points, place, points.size()));
    }
}

TEST(NearestPoint, SameBitsForAnyThreads) {
    Uniform uniform(7);
    Points points = random_points(uniform, 40000, {0, 0, 1, 1});
    const std::vector<double> one = nearest_distances(points, 1);
    EXPECT_EQ(nearest_distances(points, 3), one);
    for (std::size_t i = 0; i < points.size(); i += 2) points[i] = {points[i].x * 1e-5, points[i].y * 1e-5};
    EXPECT_EQ(nearest_distances(points, 3), nearest_distances(points, 1));  // by the tree
}

TEST(NearestPoint, ManyBandsOfRows) {
    // 40,000 points are sorted in more than one band; the slow twin looks at a few of them only.
    Uniform uniform(8);
    const Points points = random_points(uniform, 40000, {0, 0, 1, 1});
    const std::vector<double> found = nearest_distances(points);
    for (std::size_t i = 0; i < points.size(); i += 997)
        ASSERT_EQ(found[i], nearest_by_all(points, points[i], i)) << i;
}

TEST(NearestPoint, RefusesWhatIsNotAPlace) {
    const QuietFloatingPoint quiet;  // NaN
    const Points wrong{{0, 0}, {1, std::numeric_limits<double>::quiet_NaN()}, {2, 2}};
    EXPECT_THROW(nearest_distances(wrong), ContractError);
    EXPECT_TRUE(nearest_distances({}).empty());
}

TEST(ClosePairs, EveryPairOnceAndNoOther) {
    for (const Points& points : awkward_patterns())
        for (const double reach : {1e-7, 0.0011, 0.007, 1 / 3.0}) {
            std::set<std::pair<std::size_t, std::size_t>> expected, found;
            for (std::size_t i = 0; i < points.size(); ++i)
                for (std::size_t j = i + 1; j < points.size(); ++j) {
                    const double dx = points[i].x - points[j].x, dy = points[i].y - points[j].y;
                    if (dx * dx + dy * dy <= reach * reach) expected.insert({i, j});
                }
            const PointCells cells = cells_for_pairs(points, reach);
            std::size_t count = 0;
            for_close_pairs(cells, 0, cells.rows(), reach, [&](std::span<const ClosePair> pairs) {
                for (const ClosePair& pair : pairs) {
                    const auto a = cells.original(pair.first), b = cells.original(pair.second);
                    found.insert({std::min(a, b), std::max(a, b)});
                    ++count;
                    EXPECT_EQ(pair.dx, points[b].x - points[a].x);
                }
            });
            ASSERT_EQ(found, expected) << points.size() << " points, reach " << reach;
            ASSERT_EQ(count, expected.size());
        }
}

TEST(NearPoints, VisitsThoseWithinReach) {
    Uniform uniform(9);
    const Points points = random_points(uniform, 500, {0, 0, 1, 1});
    const PointCells cells(points, 0.03);
    for (const PlanePoint& place : random_points(uniform, 50, {-0.1, -0.1, 1.2, 1.2})) {
        std::size_t expected = 0, found = 0, visits = 0;
        for (const PlanePoint& p : points) expected += distance(p, place) <= 0.1 ? 1 : 0;
        for_points_near(cells, place, 0.1, [&](std::size_t, double) { return ++found > 0; });
        EXPECT_EQ(found, expected);
        for_points_near(cells, place, 0.1, [&](std::size_t, double) { return ++visits < 2; });
        EXPECT_EQ(visits, std::min<std::size_t>(expected, 2));
    }
}

TEST(RadiusBins, FirstRadiusNotLess) {
    const std::vector<double> radii{1e-9, 0.1, 0.1000001, 0.3, 7};
    const RadiusBins bins(radii);
    Uniform uniform(10);
    std::vector<double> distances(radii);
    for (int i = 0; i < 2000; ++i) distances.push_back(7 * std::pow(uniform(), 3));
    distances.insert(distances.end(), {0, 0.1 * (1 + 1e-15), 7.0000001, 100});
    for (const double d : distances) {
        std::size_t expected = 0;
        while (expected < radii.size() && d * d > radii[expected] * radii[expected]) ++expected;
        EXPECT_EQ(bins(d * d), expected) << d;
    }
    EXPECT_THROW(RadiusBins(std::vector<double>{0, 1}), ContractError);
    EXPECT_THROW(RadiusBins(std::vector<double>{1, 1}), ContractError);
    EXPECT_THROW(RadiusBins(std::vector<double>{}), ContractError);
}

}  // namespace
}  // namespace puncta

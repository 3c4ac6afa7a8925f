// Places of the needles of stamps and pens.
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "engine/device/array_layout.hpp"

namespace puncta {
namespace {

StampSpec stamp(int nx, int ny, double px, double py, const char* grid) {
    return {nx, ny, px, py, grid, {20e-3, 20e-3}};
}

std::pair<double, double> middle(const std::vector<ArrayPlace>& places) {
    double x = 0, y = 0;
    for (const ArrayPlace& place : places) {
        x += place.x / double(places.size());
        y += place.y / double(places.size());
    }
    return {x, y};
}

TEST(ArrayLayout, ASquareGridByHand) {
    const auto places = stamp_places(stamp(3, 2, 1e-3, 2e-3, "square"));
    ASSERT_EQ(places.size(), 6U);
    EXPECT_NEAR(places[0].x, -1e-3, 1e-18);
    EXPECT_NEAR(places[0].y, -1e-3, 1e-18);
    EXPECT_NEAR(places[4].x, 0, 1e-18);
    EXPECT_NEAR(places[4].y, 1e-3, 1e-18);
    const NearestPair nearest = nearest_pair(places);
    EXPECT_NEAR(nearest.distance, 1e-3, 1e-18);
    EXPECT_EQ(nearest.first, 0U);
    EXPECT_EQ(nearest.second, 1U);
}

TEST(ArrayLayout, AHexagonalGridHasSixNeighboursAtOnePitch) {
    const double pitch = 1e-3, rows = pitch * std::sqrt(3.0) / 2;
    const auto places = stamp_places(stamp(7, 7, pitch, rows, "hexagonal"));
    const ArrayPlace& inner = places[3 * 7 + 3];
    int neighbours = 0;
    for (const ArrayPlace& other : places)
        neighbours += std::abs(std::hypot(other.x - inner.x, other.y - inner.y) - pitch) < 1e-12 ? 1 : 0;
    EXPECT_EQ(neighbours, 6);
    EXPECT_NEAR(nearest_pair(places).distance, pitch, 1e-15);
    const auto [x, y] = middle(places);
    EXPECT_NEAR(x, 0, 1e-15);
    EXPECT_NEAR(y, 0, 1e-15);
}

TEST(ArrayLayout, RingsAreEvenlySpaced) {
    PenSpec pen;
    pen.ring_needles = {1, 10};
    pen.ring_radii = {0, 1.5e-3};
    const auto places = pen_places(pen);
    ASSERT_EQ(places.size(), 11U);
    EXPECT_EQ(places[0].x, 0);
    for (std::size_t i = 1; i < places.size(); ++i)
        EXPECT_NEAR(std::hypot(places[i].x, places[i].y), 1.5e-3, 1e-15);
    // Chord of a tenth of a turn; the middle is farther away.
    EXPECT_NEAR(nearest_pair(places).distance, 2 * 1.5e-3 * std::sin(std::numbers::pi / 10), 1e-15);
}

TEST(ArrayLayout, PlacesGivenWinOverRings) {
    PenSpec pen;
    pen.ring_needles = {4};
    pen.ring_radii = {1e-3};
    pen.x = {0, 1e-3};
    pen.y = {0, 2e-3};
    ASSERT_EQ(pen_places(pen).size(), 2U);
    EXPECT_EQ(pen_places(pen)[1].y, 2e-3);
    EXPECT_TRUE(std::isinf(nearest_pair({{0, 0}}).distance));
}

}  // namespace
}  // namespace puncta

#include "engine/statistics/largest_gap.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/parallel/ordered_map.hpp"
#include "engine/statistics/nearest_point.hpp"

namespace puncta {
namespace {

constexpr int first_squares = 8;  // along the longer side
constexpr std::int64_t block = 1 << 12;

struct Square {
    PlanePoint centre;
    double half = 0;   ///< half a side [m]
    double bound = 0;  ///< no centre in it and the region has a larger radius [m]; 0: none is in the region
    bool inside = false;
    double radius = 0;  ///< of its own centre [m]
    [[nodiscard]] double half_diagonal() const { return half * std::numbers::sqrt2; }
};

/// Whether a square and a trapezoid may have a part in common: exact but for squares wider than it.
bool meet(const Square& square, const Trapezoid& trapezoid) {
    const auto [x, y] = square.centre;
    const double low = std::max(y - square.half, trapezoid.y0),
                 high = std::min(y + square.half, trapezoid.y1);
    if (low >= high) return false;
    const auto between = [&](const std::array<double, 2>& ends, double level) {
        return std::lerp(ends[0], ends[1], (level - trapezoid.y0) / (trapezoid.y1 - trapezoid.y0));
    };
    return x + square.half > std::min(between(trapezoid.left, low), between(trapezoid.left, high)) &&
           x - square.half < std::max(between(trapezoid.right, low), between(trapezoid.right, high));
}

/// What squares are measured against.
struct Ground {
    const NearestPoint& nearest;
    const Region& region;
    std::vector<Trapezoid> trapezoids = region.trapezoids();

    [[nodiscard]] Square measured(Square square) const {
        square.inside = region.contains(square.centre.x, square.centre.y);
        if (!square.inside && std::none_of(trapezoids.begin(), trapezoids.end(),
                                           [&](const Trapezoid& t) { return meet(square, t); }))
            return square;
        square.radius = nearest.distance(square.centre);
        square.bound = square.radius + square.half_diagonal();
        return square;
    }
};

void measure(std::vector<Square>& squares, const Ground& ground, int threads) {
    const auto n = static_cast<std::int64_t>(squares.size());
    ordered_map<bool>(
        0, (n + block - 1) / block, threads,
        [&](std::int64_t b) {
            for (std::int64_t i = b * block; i < std::min(n, (b + 1) * block); ++i) {
                Square& square = squares[static_cast<std::size_t>(i)];
                square = ground.measured(square);
            }
            return true;
        },
        [](bool) {});
}

std::vector<Square> cover(const Box& box) {
    const double half = 0.5 * std::max(box.width, box.height) / first_squares;
    std::vector<Square> squares;
    for (int j = 0; (2 * j) * half < box.height; ++j)
        for (int i = 0; (2 * i) * half < box.width; ++i)
            squares.push_back({{box.x0 + (2 * i + 1) * half, box.y0 + (2 * j + 1) * half}, half});
    return squares;
}

}  // namespace

LargestGap largest_gap(std::span<const PlanePoint> points, const Region& region, double tolerance,
                       int threads) {
    PUNCTA_EXPECT(tolerance > 0, "tolerance = {} m", tolerance);
    LargestGap best{{}, -1, 0};
    std::vector<Square> squares = cover(region.box());
    if (points.empty()) return {squares.front().centre, std::numeric_limits<double>::infinity(), 0};
    const NearestPoint nearest(points);
    const Ground ground{nearest, region};
    double missed = 0;  // largest bound among squares that were given up
    while (!squares.empty()) {
        measure(squares, ground, threads);
        for (const Square& square : squares)
            if (square.inside && square.radius > best.radius) best = {square.centre, square.radius, 0};
        std::vector<Square> next;
        for (const Square& square : squares) {
            if (square.bound == 0) continue;
            // Squares on the border may lie with their centre outside for ever: an end at a small part.
            if (square.bound <= best.radius + tolerance || square.half < 0.1 * tolerance) {
                missed = std::max(missed, square.bound);
                continue;
            }
            const double half = 0.5 * square.half;
            for (const double dy : {-half, half})
                for (const double dx : {-half, half})
                    next.push_back({{square.centre.x + dx, square.centre.y + dy}, half});
        }
        squares = std::move(next);
    }
    if (best.radius < 0) return {{}, std::numeric_limits<double>::quiet_NaN(), missed};
    best.error = std::max(0.0, missed - best.radius);
    return best;
}

}  // namespace puncta

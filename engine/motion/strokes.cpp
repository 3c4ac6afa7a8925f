#include "engine/motion/strokes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace puncta {
namespace {

struct Point {
    double along, across;
};

/// Corners of the area in the frame of a direction, in order around it.
std::array<Point, 4> corners(const std::array<double, 2>& area, double direction) {
    const double c = std::cos(direction), s = std::sin(direction);
    auto turn = [&](double x, double y) { return Point{x * c + y * s, -x * s + y * c}; };
    return {turn(0, 0), turn(area[0], 0), turn(area[0], area[1]), turn(0, area[1])};
}

/// Range of the area along the direction within a band across it: the corners inside the band and the points
/// where edges cross its borders.
std::array<double, 2> range_in_band(const std::array<Point, 4>& polygon, double low, double high) {
    double begin = std::numeric_limits<double>::infinity(), end = -begin;
    auto include = [&](double along) {
        begin = std::min(begin, along);
        end = std::max(end, along);
    };
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        const Point &a = polygon[i], &b = polygon[(i + 1) % polygon.size()];
        if (a.across >= low && a.across <= high) include(a.along);
        for (const double border : {low, high})
            if ((a.across < border) != (b.across < border))
                include(a.along + (b.along - a.along) * (border - a.across) / (b.across - a.across));
    }
    return {begin, end};
}

}  // namespace

std::array<double, 2> Stroke::to_area(double along, double across_position) const {
    const double c = std::cos(direction), s = std::sin(direction);
    return {along * c - across_position * s, along * s + across_position * c};
}

std::vector<Stroke> plan_strokes(const TreatmentSpec& treatment, double roller_width) {
    std::vector<Stroke> strokes;
    int pass = 0;
    for (const double direction : treatment.directions) {
        const auto polygon = corners(treatment.area, direction);
        double low = polygon[0].across, high = low;
        for (const Point& p : polygon) {
            low = std::min(low, p.across);
            high = std::max(high, p.across);
        }
        const double pitch = roller_width * (1 - treatment.overlap);
        // A hair of slack so that an area exactly as wide as the roller takes one stripe.
        const int stripes =
            1 + std::max(0, static_cast<int>(std::ceil((high - low - roller_width) / pitch - 1e-9)));
        for (int p = 0; p < treatment.passes; ++p, ++pass) {
            for (int stripe = 0; stripe < stripes; ++stripe) {
                const double across = 0.5 * (low + high) + pitch * (stripe - 0.5 * (stripes - 1));
                const auto range = range_in_band(polygon, std::max(low, across - 0.75 * roller_width),
                                                 std::min(high, across + 0.75 * roller_width));
                if (range[1] > range[0])
                    strokes.push_back({pass, stripe, direction, across, range[0], range[1]});
            }
        }
    }
    return strokes;
}

}  // namespace puncta

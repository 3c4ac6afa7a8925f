#include "engine/motion/polygon.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace puncta {
namespace {

const Corner& after(const Polygon& polygon, std::size_t i) {
    return polygon[(i + 1) % polygon.size()];
}

/// Twice the area of the triangle a b c, positive when it turns left.
double turn(const Corner& a, const Corner& b, const Corner& c) {
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

/// For c on the line through a and b: whether it lies between them, ends included.
bool between(const Corner& a, const Corner& b, const Corner& c) {
    return std::min(a[0], b[0]) <= c[0] && c[0] <= std::max(a[0], b[0]) && std::min(a[1], b[1]) <= c[1] &&
           c[1] <= std::max(a[1], b[1]);
}

/// Whether two closed segments have a point in common.
bool meet(const Corner& a, const Corner& b, const Corner& c, const Corner& d) {
    const double abc = turn(a, b, c), abd = turn(a, b, d), cda = turn(c, d, a), cdb = turn(c, d, b);
    if (((abc > 0) != (abd > 0)) && ((cda > 0) != (cdb > 0)) && abc != 0 && abd != 0 && cda != 0 && cdb != 0)
        return true;
    return (abc == 0 && between(a, b, c)) || (abd == 0 && between(a, b, d)) ||
           (cda == 0 && between(c, d, a)) || (cdb == 0 && between(c, d, b));
}

/// Whether the edge after corner b runs back along the edge that ends there.
bool folds_back(const Corner& a, const Corner& b, const Corner& c) {
    const double along = (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]);
    return turn(a, b, c) == 0 && along <= 0;
}

/// Whether the line at this first coordinate meets the polygon between low and high.
bool in_band_at(const Polygon& polygon, double along, double low, double high) {
    std::vector<double> across;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        const Corner &a = polygon[i], &b = after(polygon, i);
        if ((a[0] > along) != (b[0] > along))
            across.push_back(a[1] + (b[1] - a[1]) * (along - a[0]) / (b[0] - a[0]));
    }
    std::sort(across.begin(), across.end());
    for (std::size_t i = 0; i + 1 < across.size(); i += 2)
        if (across[i] <= high && across[i + 1] >= low) return true;
    return false;
}

}  // namespace

double polygon_area(const Polygon& polygon) {
    double twice = 0;
    for (std::size_t i = 1; i + 1 < polygon.size(); ++i)
        twice += turn(polygon[0], polygon[i], polygon[i + 1]);
    return 0.5 * std::abs(twice);
}

bool contains(const Polygon& polygon, double x, double y) {
    bool inside = false;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        const Corner &a = polygon[i], &b = after(polygon, i);
        if ((a[1] > y) != (b[1] > y) && x < a[0] + (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]))
            inside = !inside;
    }
    return inside;
}

double border_distance(const Polygon& polygon, double x, double y) {
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        const Corner &a = polygon[i], &b = after(polygon, i);
        const double dx = b[0] - a[0], dy = b[1] - a[1], square = dx * dx + dy * dy;
        const double foot =
            square > 0 ? std::clamp(((x - a[0]) * dx + (y - a[1]) * dy) / square, 0.0, 1.0) : 0;
        least = std::min(least, std::hypot(x - a[0] - foot * dx, y - a[1] - foot * dy));
    }
    return least;
}

std::optional<std::array<std::size_t, 2>> self_crossing(const Polygon& polygon) {
    const std::size_t n = polygon.size();
    for (std::size_t i = 0; i < n; ++i)
        if (folds_back(polygon[i], after(polygon, i), after(polygon, i + 1))) return {{i, (i + 1) % n}};
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = i + 2; j < n; ++j) {
            if (i == 0 && j + 1 == n) continue;  // neighbours around the end
            if (meet(polygon[i], after(polygon, i), polygon[j], after(polygon, j))) return {{i, j}};
        }
    return std::nullopt;
}

Polygon turned(const Polygon& polygon, double direction) {
    const double c = std::cos(direction), s = std::sin(direction);
    Polygon result;
    result.reserve(polygon.size());
    for (const auto& [x, y] : polygon) result.push_back({x * c + y * s, -x * s + y * c});
    return result;
}

std::vector<Interval> ranges_in_band(const Polygon& polygon, double low, double high, double gap) {
    // The ranges begin and end at corners inside the band and where edges cross its borders.
    std::vector<double> ends;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        const Corner &a = polygon[i], &b = after(polygon, i);
        if (a[1] >= low && a[1] <= high) ends.push_back(a[0]);
        for (const double border : {low, high})
            if ((a[1] < border) != (b[1] < border))
                ends.push_back(a[0] + (b[0] - a[0]) * (border - a[1]) / (b[1] - a[1]));
    }
    std::sort(ends.begin(), ends.end());
    if (ends.empty()) return {};
    // Rounding must not tear a range apart at a corner.
    const double hair = 1e-9 * (ends.back() - ends.front());
    std::vector<Interval> ranges;
    for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
        const double begin = ends[i], end = ends[i + 1];
        if (end - begin > hair && !in_band_at(polygon, 0.5 * (begin + end), low, high)) continue;
        if (!ranges.empty() && begin - ranges.back()[1] <= std::max(gap, hair))
            ranges.back()[1] = end;
        else
            ranges.push_back({begin, end});
    }
    std::erase_if(ranges, [&](const Interval& range) { return range[1] - range[0] <= hair; });
    return ranges;
}

}  // namespace puncta

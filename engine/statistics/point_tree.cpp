#include "engine/statistics/point_tree.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "engine/base/error.hpp"

namespace puncta {
namespace {

constexpr std::size_t leaf = 8;  // points that are looked at one by one

double squared(const PlanePoint& p, const PlanePoint& q) {
    return (p.x - q.x) * (p.x - q.x) + (p.y - q.y) * (p.y - q.y);
}

}  // namespace

PointTree::PointTree(std::span<const PlanePoint> points)
    : sorted_(points.begin(), points.end()), original_(points.size()), across_y_(points.size()) {
    PUNCTA_EXPECT(points.size() < std::numeric_limits<std::uint32_t>::max(), "{} points", points.size());
    std::iota(original_.begin(), original_.end(), 0U);
    build(0, points.size());
    for (std::size_t i = 0; i < points.size(); ++i) sorted_[i] = points[original_[i]];
}

void PointTree::build(std::size_t begin, std::size_t end) {
    if (end - begin <= leaf) return;
    // While it is built the tree orders indices; sorted_ still holds the points in the order given.
    const auto at = [&](std::size_t i) -> const PlanePoint& { return sorted_[original_[i]]; };
    double x0 = at(begin).x, x1 = x0, y0 = at(begin).y, y1 = y0;
    for (std::size_t i = begin; i < end; ++i) {
        x0 = std::min(x0, at(i).x);
        x1 = std::max(x1, at(i).x);
        y0 = std::min(y0, at(i).y);
        y1 = std::max(y1, at(i).y);
    }
    const bool across_y = y1 - y0 > x1 - x0;
    const std::size_t middle = begin + (end - begin) / 2;
    const auto first = original_.begin();
    std::nth_element(first + std::ptrdiff_t(begin), first + std::ptrdiff_t(middle),
                     first + std::ptrdiff_t(end), [&](std::uint32_t a, std::uint32_t b) {
                         return across_y ? sorted_[a].y < sorted_[b].y : sorted_[a].x < sorted_[b].x;
                     });
    across_y_[middle] = across_y;
    build(begin, middle);
    build(middle + 1, end);
}

void PointTree::search(std::size_t begin, std::size_t end, const PlanePoint& place, std::size_t but,
                       double& best) const {
    if (end - begin <= leaf) {
        for (std::size_t i = begin; i < end; ++i)
            if (i != but) best = std::min(best, squared(place, sorted_[i]));
        return;
    }
    const std::size_t middle = begin + (end - begin) / 2;
    const PlanePoint& node = sorted_[middle];
    if (middle != but) best = std::min(best, squared(place, node));
    const double beyond = across_y_[middle] ? place.y - node.y : place.x - node.x;
    if (beyond < 0) {
        search(begin, middle, place, but, best);
        if (beyond * beyond < best) search(middle + 1, end, place, but, best);
    } else {
        search(middle + 1, end, place, but, best);
        if (beyond * beyond < best) search(begin, middle, place, but, best);
    }
}

double PointTree::nearest_squared(const PlanePoint& place, std::size_t but) const {
    double best = std::numeric_limits<double>::infinity();
    search(0, sorted_.size(), place, but, best);
    return best;
}

}  // namespace puncta

#include "engine/statistics/nearest_distribution.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "engine/base/error.hpp"
#include "engine/statistics/nearest_point.hpp"
#include "engine/statistics/radius_bins.hpp"

namespace puncta {

namespace {
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
}  // namespace

std::vector<double> nearest_distribution_hanisch(std::span<const PlanePoint> points,
                                                 const Rectangle& rectangle, std::span<const double> radii,
                                                 int threads) {
    const RadiusBins bins(radii);
    const std::vector<double> nearest = nearest_distances(points, threads);
    std::vector<double> result(radii.size() + 1, 0);  // the last holds what is beyond every radius
    for (std::size_t i = 0; i < points.size(); ++i) {
        const double x = points[i].x - rectangle.x0, y = points[i].y - rectangle.y0, d = nearest[i];
        if (d > std::min({x, y, rectangle.width - x, rectangle.height - y})) continue;
        result[bins(d * d)] += 1 / ((rectangle.width - 2 * d) * (rectangle.height - 2 * d));
    }
    for (std::size_t k = 1; k < result.size(); ++k) result[k] += result[k - 1];
    const double all = result.back();
    result.pop_back();
    for (double& value : result) value = all > 0 ? value / all : not_a_number;
    return result;
}

std::vector<double> nearest_distribution_border(std::span<const PlanePoint> points,
                                                std::span<const double> border_distance,
                                                std::span<const double> radii, int threads) {
    PUNCTA_EXPECT(points.size() == border_distance.size(), "{} points, {} distances", points.size(),
                  border_distance.size());
    const RadiusBins bins(radii);
    const std::vector<double> nearest = nearest_distances(points, threads);
    // Steps: a point is asked at radii below its border distance, and found from its neighbour's on.
    std::vector<std::int64_t> asked(radii.size() + 1, 0), found(radii.size() + 1, 0);
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto until = static_cast<std::size_t>(
            std::lower_bound(radii.begin(), radii.end(), border_distance[i]) - radii.begin());
        const std::size_t from = bins(nearest[i] * nearest[i]);
        ++asked[0];
        --asked[until];
        if (from >= until) continue;
        ++found[from];
        --found[until];
    }
    std::vector<double> result;
    std::int64_t now_asked = 0, now_found = 0;
    for (std::size_t k = 0; k < radii.size(); ++k) {
        now_asked += asked[k];
        now_found += found[k];
        result.push_back(now_asked > 0 ? double(now_found) / double(now_asked) : not_a_number);
    }
    return result;
}

}  // namespace puncta

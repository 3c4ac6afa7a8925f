#include "engine/statistics/channel_overlap.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/base/error.hpp"
#include "engine/statistics/near_points.hpp"

namespace puncta {

double overlap_share(std::span<const PlanePoint> points, std::span<const double> radii) {
    PUNCTA_EXPECT(points.size() == radii.size(), "{} points, {} radii", points.size(), radii.size());
    if (points.empty()) return std::numeric_limits<double>::quiet_NaN();
    double largest = 0;
    for (const double radius : radii) {
        PUNCTA_EXPECT(radius >= 0 && std::isfinite(radius), "radius = {} m", radius);
        largest = std::max(largest, radius);
    }
    const PointCells cells(points, largest);
    std::size_t overlapping = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const double own = radii[cells.original(i)];
        bool overlaps = false;
        for_points_near(cells, {cells.x()[i], cells.y()[i]}, own + largest,
                        [&](std::size_t j, double squared) {
                            const double reach = own + radii[cells.original(j)];
                            overlaps = j != i && squared < reach * reach;
                            return !overlaps;
                        });
        overlapping += overlaps ? 1 : 0;
    }
    return double(overlapping) / double(points.size());
}

}  // namespace puncta

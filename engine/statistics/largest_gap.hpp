#pragma once
/// The largest gap: the largest empty circle whose centre lies in the region. "Did I miss a spot?"
///
/// Branch and bound instead of a Voronoi diagram (Toussaint, International Journal of Computer and
/// Information Sciences 12 (1983) 347, whose candidates need care at polygons and zones): the distance to the
/// nearest point changes by no more than the way one goes, so that a square of half-diagonal e about c cannot
/// hold a centre farther than distance(c) + e from all points. Squares that can still beat the best centre
/// found by more than the tolerance are cut in four. Only centres inside the region count; points outside it
/// count as points.
///
/// Cost: about one search per point (nearest_point.hpp) where the tolerance is not far below the spacing;
/// some ten more per halving of the tolerance and per gap that is as large as the largest: many on a perfect
/// lattice.

#include <span>

#include "engine/motion/region.hpp"
#include "engine/statistics/plane.hpp"

namespace puncta {

struct LargestGap {
    PlanePoint centre;  ///< in the region [m]
    double radius = 0;  ///< distance from the centre to the nearest point [m]
    double error = 0;   ///< no other centre has a radius above radius + error [m]
};

/// `tolerance` [m], positive; error is at most that, except in a region so thin that no square's centre falls
/// inside. Without points the radius is infinite. The same bits for any number of threads.
LargestGap largest_gap(std::span<const PlanePoint> points, const Region& region, double tolerance,
                       int threads = 1);

}  // namespace puncta

#pragma once
/// Area of the region within a healing radius of a puncture: a union of equal discs, exactly.
///
/// Green's theorem on the border of the union, area = 1/2 ∮ (x dy - y dx): the arcs of each circle that no
/// other disc covers (Avis, Bhattacharya & Imai, The Visual Computer 3 (1988) 323), cut where they leave the
/// region, and the parts of the region's border that the discs cover. The region is taken as trapezoids
/// without overlap (Region::trapezoids), so that polygons and zones need no cases of their own. Error:
/// rounding only, about 1e-14 of the region's area per square root of the points.
///
/// Cost: O(n k ln k) for k discs within two radii of a point, 4 pi density r² at random; memory of the arcs.
/// The same bits for any number of threads. For random points of given density the expected share is
/// 1 - exp(-density·pi r²) (far from the border).

#include <span>

#include "engine/motion/region.hpp"
#include "engine/statistics/plane.hpp"

namespace puncta {

/// Share in [0, 1] of the region within `radius` [m], positive, of any of the points.
double treated_share(std::span<const PlanePoint> points, double radius, const Region& region,
                     int threads = 1);

}  // namespace puncta

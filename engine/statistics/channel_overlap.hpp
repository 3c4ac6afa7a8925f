#pragma once
/// Which holes run into another hole.

#include <span>

#include "engine/statistics/plane.hpp"

namespace puncta {

/// Share of holes, discs of these radii [m] about the points, that overlap at least one other: centres nearer
/// than the two radii together. NaN without holes. O(n) by cells of the largest radius, if that is not far
/// above the others; the search for a hole ends at the first overlap. At random and for one radius the
/// expected share is 1 - exp(-density·pi·(2 radius)²), far from the border.
double overlap_share(std::span<const PlanePoint> points, std::span<const double> radii);

}  // namespace puncta

#pragma once
/// How evenly points lie in a rectangle: nearest-neighbour distance and the Clark-Evans ratio.
///
/// Clark & Evans, Ecology 35 (1954) 445: R = mean nearest-neighbour distance over its expectation for points
/// thrown at random; R = 1 random, towards 0 clustered, up to 2.149 for the triangular lattice. Points near
/// the border have neighbours outside that nobody sees, which makes the plain ratio too large; the
/// expectation here carries the correction of Donnelly (1978), in Hodder (ed.), Simulation Studies in
/// Archaeology, Cambridge University Press, pp. 91-95:
///     E = 0.5 √(A/n) + (0.0514 + 0.041/√n)·P/n        A area, P perimeter, n number of points,
/// fitted by him to simulations of rectangles that are not too slender, n > 7. Elsewhere (polygons, zones
/// left out) points within a guard of the border are not asked for their neighbour, only as one.

#include <cstddef>
#include <span>

#include "engine/statistics/plane.hpp"

namespace puncta {

/// Mean over the points of the distance to the nearest other point [m]; coincident points count with distance
/// 0. NaN for fewer than two points. Points outside the rectangle are allowed. O(n) time and memory, O(n log
/// n) for points that crowd (nearest_point.hpp). Summed in the order given: equal input, equal bits.
double mean_nearest_neighbour(std::span<const PlanePoint> points, const Rectangle& area);

/// Donnelly's expectation of the mean nearest-neighbour distance of `count` random points [m].
double random_nearest_neighbour(std::size_t count, const Rectangle& area);

/// Clark-Evans ratio with Donnelly's correction; NaN for fewer than two points.
double clark_evans_ratio(std::span<const PlanePoint> points, const Rectangle& area);

/// The same from a mean distance already at hand.
double clark_evans_ratio(double mean_distance, std::size_t count, const Rectangle& area);

/// Clark-Evans ratio in a region of any shape: the mean over points at least 1.5/√density from its border,
/// three times the distance expected of random points (farther neighbours have a probability of 9e-4), over
/// 0.5/√density. `border_distance` is that of each point [m], `box` holds the region of this area [m²]. NaN
/// where no point lies so far inside.
double guarded_clark_evans_ratio(std::span<const PlanePoint> points, std::span<const double> border_distance,
                                 const Rectangle& box, double area);

}  // namespace puncta

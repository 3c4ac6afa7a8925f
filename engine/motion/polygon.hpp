#pragma once
/// Simple polygons in the plane: what treatment regions and exclusion zones are made of.
///
/// Corners in order, either way round; the last is joined to the first. Convex or not; edges must not cross
/// (`self_crossing` tells). All lengths [m].

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

namespace puncta {

using Corner = std::array<double, 2>;
using Polygon = std::vector<Corner>;
using Interval = std::array<double, 2>;

/// Enclosed area, by the shoelace formula [m²].
double polygon_area(const Polygon& polygon);

/// Whether a point lies inside (even-odd rule). Half-open: of two polygons that share an edge exactly one
/// holds a point on it; the rectangle [0, a] x [0, b] holds 0 <= x < a, 0 <= y < b.
bool contains(const Polygon& polygon, double x, double y);

/// Distance from a point to the nearest edge [m].
double border_distance(const Polygon& polygon, double x, double y);

/// Two edges that meet elsewhere than in the corner they share, or fold back onto one another; numbers from
/// 0, edge i runs from corner i to the next. Nothing for a simple polygon.
std::optional<std::array<std::size_t, 2>> self_crossing(const Polygon& polygon);

/// The polygon seen along a direction: (x, y) becomes (along, across), as in Stroke.
Polygon turned(const Polygon& polygon, double direction);

/// Where the part of a polygon with low <= second coordinate <= high lies along the first: intervals in
/// order, those less than `gap` apart joined.
std::vector<Interval> ranges_in_band(const Polygon& polygon, double low, double high, double gap);

}  // namespace puncta

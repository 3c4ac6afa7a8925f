#pragma once
/// Directions of close pairs: what tells rows of needles, along the way of the roller, from points at random.
///
/// The sector K function (Ohser & Stoyan, Biometrical Journal 23 (1981) 523; Stoyan & Stoyan 1994, section
/// 14.5): pairs at distances from `nearest` to `farthest`, by the direction of their line, 0 to pi against x.
/// Each sector's share is given relative to an even distribution: 1 everywhere for a pattern without a
/// preferred direction, a peak along rows. A sector that holds m pairs of points at random scatters by about
/// 1/√m; compare with simulated patterns before calling it a row.

#include <cstdint>
#include <span>
#include <vector>

#include "engine/statistics/plane.hpp"

namespace puncta {

struct PairDirections {
    std::vector<double> relative;      ///< of sector s about s·pi/m, 1 for an even distribution
    std::vector<std::uint64_t> pairs;  ///< pairs that were counted in it
};

/// On a rectangle that holds all points, every pair weighted by 1/((a-|dx|)(b-|dy|)) (translation
/// correction). relative is NaN where no pair is found.
PairDirections pair_directions(std::span<const PlanePoint> points, const Rectangle& rectangle, double nearest,
                               double farthest, int sectors, int threads = 1);

/// On any region: of points at least `farthest` from its border to all their neighbours (a pair of two such
/// points counts twice).
PairDirections pair_directions(std::span<const PlanePoint> points, std::span<const double> border_distance,
                               double nearest, double farthest, int sectors, int threads = 1);

}  // namespace puncta

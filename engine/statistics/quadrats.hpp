#pragma once
/// Quadrat counts: are some parts of the area hit more often than others?
///
/// Index of dispersion of counts in cells (Fisher, Thornton & Mackenzie 1922; Diggle, Statistical Analysis of
/// Spatial Point Patterns, 1983, section 2.5): the sum of (n_i - e_i)²/e_i over m - 1, where e_i is what the
/// cell's area makes of all points. With cells of equal area it is the variance of the counts over their
/// mean. At random it is chi-square over its m - 1 degrees of freedom, if cells hold some five points or
/// more; below 1 even, above clustered or striped.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/statistics/plane.hpp"

namespace puncta {

struct QuadratDispersion {
    double ratio = 0;                        ///< 1 at random
    double random_low = 0, random_high = 0;  ///< 95 of 100 random patterns lie between
    std::size_t quadrats = 0;                ///< cells used
};

/// Points in each of columns x rows equal cells of a box, index row·columns + column; points outside are left
/// out.
std::vector<std::uint64_t> quadrat_counts(std::span<const PlanePoint> points, const Rectangle& box,
                                          int columns, int rows);

/// Dispersion of counts in cells that have these areas of the region inside [m²]. Cells with less than half
/// of the largest are left out. All NaN where fewer than two cells or no points are left.
QuadratDispersion quadrat_dispersion(std::span<const std::uint64_t> counts, std::span<const double> areas);

}  // namespace puncta

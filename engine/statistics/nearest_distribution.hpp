#pragma once
/// G(r): share of points whose nearest neighbour is at most r away.
///
/// At random G = 1 - exp(-density·pi r²) (Diggle, Statistical Analysis of Spatial Point Patterns, Academic
/// Press 1983). A neighbour beyond the border is not seen; two estimators that allow for it:
///   Hanisch (Mathematische Operationsforschung und Statistik, Series Statistics 15 (1984) 409), on
///     rectangles: points whose neighbour is nearer than the border, each weighted by 1/((a-2d)(b-2d)), one
///     over the area in which it would have been seen; normalised to 1 (his G4, Hájek's form of the ratio);
///   border, or reduced sample (Ripley 1988), on any region: of points farther than r from the border, the
///     share with a neighbour within r. It need not rise everywhere, and has fewer points at larger r.

#include <span>
#include <vector>

#include "engine/statistics/plane.hpp"

namespace puncta {

/// G at every radius [m] (ascending, positive), Hanisch's weights. All points must lie in the rectangle. NaN
/// where no neighbour is nearer than the border.
std::vector<double> nearest_distribution_hanisch(std::span<const PlanePoint> points,
                                                 const Rectangle& rectangle, std::span<const double> radii,
                                                 int threads = 1);

/// G at every radius [m] (ascending, positive), border correction. NaN where no point lies farther from the
/// border than r. `border_distance` is that of each point [m].
std::vector<double> nearest_distribution_border(std::span<const PlanePoint> points,
                                                std::span<const double> border_distance,
                                                std::span<const double> radii, int threads = 1);

}  // namespace puncta

#pragma once
/// Ripley's K and L: how many further points lie within a distance of a point.
///
/// lambda·K(r) is the expected number of further points within r of one (Ripley, Journal of the Royal
/// Statistical Society B 39 (1977) 172). At random K = pi r² and L(r) = √(K/pi) = r (Besag, in the discussion
/// there); clustered above, even below. Points near the border have neighbours that nobody sees; two ways to
/// mend it:
///   translation (Ohser & Stoyan, Biometrical Journal 23 (1981) 523), on rectangles: a pair counts by
///     1/(how many shifts keep it inside), K = A²/(n(n-1)) sum over i ≠ j of 1(d <= r)/((a-|dx|)(b-|dy|));
///   border, or minus-sampling (Ripley 1988; Baddeley, Rubak & Turner, Spatial Point Patterns, CRC Press
///   2015,
///     section 7.4), on any region: only points farther than r from the border are asked,
///     K = A/n · sum of neighbours within r of points with b_i > r / number of such points.
/// The first uses every pair and is the more precise; the second needs only distances to the border. Neither
/// says anything of r beyond half the shorter side. Both estimate lambda² resp. lambda by the points' number,
/// and assume a density that is even on average: stripes and gradients look like clustering.
///
/// Cost: see close_pairs.hpp. The same bits for any number of threads.

#include <span>
#include <vector>

#include "engine/statistics/plane.hpp"

namespace puncta {

/// K(r) [m²] at every radius [m] (ascending, positive, the last less than both sides), translation
/// correction. NaN for fewer than two points. All points must lie in the rectangle.
std::vector<double> ripley_k_translation(std::span<const PlanePoint> points, const Rectangle& rectangle,
                                         std::span<const double> radii, int threads = 1);

/// K(r) [m²], border correction. `border_distance` of each point [m], `area` of the region [m²]. NaN where no
/// point lies farther from the border than r.
std::vector<double> ripley_k_border(std::span<const PlanePoint> points,
                                    std::span<const double> border_distance, double area,
                                    std::span<const double> radii, int threads = 1);

/// L = √(K/pi) [m], element by element.
std::vector<double> besag_l(std::vector<double> k);

}  // namespace puncta

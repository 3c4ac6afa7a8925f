#pragma once
/// Pair correlation g(r): how much likelier a point is at distance r from another than it is anywhere.
///
/// g = K'(r)/(2 pi r); at random 1, at the distance of neighbours in rows above 1, below the closest distance
/// of points that keep apart 0. Kernel estimate with translation correction (Stoyan & Stoyan, Fractals,
/// Random Shapes and Point Fields, Wiley 1994, eq. 15.15; Ohser & Stoyan 1981):
///     g(r) = A²/(n(n-1)) · sum over i ≠ j of k_h(r - d)/((a-|dx|)(b-|dy|)) / (2 pi c(r))
/// with Epanechnikov's kernel k_h(t) = 3/(4h)·(1 - t²/h²) for |t| < h, and c(r) the integral of k_h(r - d)·d
/// over d > 0. c = r from r = h on, which is their estimate; below, it keeps g at 1 for random points, where
/// division by r would let it rise. The kernel blurs g over ±h.

#include <span>
#include <vector>

#include "engine/statistics/plane.hpp"

namespace puncta {

/// Half-width of the kernel that Stoyan & Stoyan advise: 0.15/√density [m].
double usual_half_width(std::size_t count, double area);

/// g(r) at every radius [m] (ascending, positive; the last plus half_width less than both sides).
/// NaN for fewer than two points. All points must lie in the rectangle. Cost: close_pairs.hpp, times the
/// radii within ±h.
std::vector<double> pair_correlation(std::span<const PlanePoint> points, const Rectangle& rectangle,
                                     std::span<const double> radii, double half_width, int threads = 1);

}  // namespace puncta

#include "engine/statistics/pair_correlation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "engine/base/error.hpp"
#include "engine/statistics/close_pairs.hpp"
#include "engine/statistics/radius_bins.hpp"

namespace puncta {
namespace {

struct KernelTally {
    std::span<const double> radii;
    double width, height, half_width;
    std::vector<double> sum;  ///< of (1 - t²/h²)/(shared area), per radius

    void operator()(std::span<const ClosePair> pairs) {
        for (const ClosePair& pair : pairs) {
            const double distance = std::sqrt(pair.squared);
            const double weight = 1 / ((width - std::abs(pair.dx)) * (height - std::abs(pair.dy)));
            const auto first = std::lower_bound(radii.begin(), radii.end(), distance - half_width);
            for (auto k = std::size_t(first - radii.begin()); k < radii.size(); ++k) {
                const double t = (radii[k] - distance) / half_width;
                if (t >= 1) break;
                sum[k] += weight * (1 - t * t);
            }
        }
    }
    void operator+=(const KernelTally& other) {
        for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += other.sum[k];
    }
};

/// c(r): integral of the kernel about r times d over d > 0. With t = (d - r)/h from -min(1, r/h) to 1.
double mean_distance_under_kernel(double r, double h) {
    const double low = -std::min(1.0, r / h);
    const auto antiderivative = [&](double t) {  // of (r + h t)·(1 - t²)
        return r * (t - t * t * t / 3) + h * (t * t / 2 - t * t * t * t / 4);
    };
    return 0.75 * (antiderivative(1) - antiderivative(low));
}

}  // namespace

double usual_half_width(std::size_t count, double area) {
    return 0.15 / std::sqrt(double(count) / area);
}

std::vector<double> pair_correlation(std::span<const PlanePoint> points, const Rectangle& rectangle,
                                     std::span<const double> radii, double half_width, int threads) {
    PUNCTA_EXPECT(half_width > 0, "half_width = {} m", half_width);
    const RadiusBins checked(radii);
    const double reach = checked.largest() + half_width;
    PUNCTA_EXPECT(reach < std::min(rectangle.width, rectangle.height),
                  "largest radius and half width {} m, sides {} and {} m", reach, rectangle.width,
                  rectangle.height);
    if (points.size() < 2) return std::vector<double>(radii.size(), std::numeric_limits<double>::quiet_NaN());
    const auto tally = tally_close_pairs(cells_for_pairs(points, reach), reach, threads,
                                         KernelTally{radii, rectangle.width, rectangle.height, half_width,
                                                     std::vector<double>(radii.size(), 0)});
    const double n = double(points.size()), area = rectangle.width * rectangle.height;
    const double scale = 2 * area * area / (n * (n - 1)) * 0.75 / half_width;  // both orders of a pair
    std::vector<double> g(radii.size());
    for (std::size_t k = 0; k < g.size(); ++k)
        g[k] =
            scale * tally.sum[k] / (2 * std::numbers::pi * mean_distance_under_kernel(radii[k], half_width));
    return g;
}

}  // namespace puncta

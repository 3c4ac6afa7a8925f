#include "engine/random/gaussian_copula.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include <boost/math/special_functions/erf.hpp>

#include "engine/base/error.hpp"

namespace puncta {

namespace {

double normal_quantile(double level) {
    return -std::numbers::sqrt2 * boost::math::erfc_inv(2 * level);
}

double normal_probability(double deviate) {
    return 0.5 * std::erfc(-deviate / std::numbers::sqrt2);
}

}  // namespace

void tie_levels(std::span<double> levels, std::size_t dimensions, std::span<const LevelTie> ties) {
    constexpr double end = std::numeric_limits<double>::epsilon();
    for (const LevelTie& tie : ties) {
        PUNCTA_EXPECT(tie.with < tie.of && tie.of < dimensions && std::abs(tie.correlation) < 1,
                      "coordinate {} of {} tied to {} by {}", tie.of, dimensions, tie.with, tie.correlation);
        const double own = std::sqrt(1 - tie.correlation * tie.correlation);
        for (std::size_t point = 0; (point + 1) * dimensions <= levels.size(); ++point) {
            const std::span<double> row = levels.subspan(point * dimensions, dimensions);
            const double deviate =
                tie.correlation * normal_quantile(row[tie.with]) + own * normal_quantile(row[tie.of]);
            row[tie.of] = std::clamp(normal_probability(deviate), end, 1 - end);
        }
    }
}

}  // namespace puncta

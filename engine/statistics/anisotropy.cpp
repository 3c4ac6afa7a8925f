#include "engine/statistics/anisotropy.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace puncta {

double anisotropy(const PairDirections& directions, double counted) {
    const auto pairs = static_cast<double>(
        std::accumulate(directions.pairs.begin(), directions.pairs.end(), std::uint64_t{0}));
    if (pairs == 0) return std::numeric_limits<double>::quiet_NaN();
    const auto sectors = static_cast<double>(directions.relative.size());
    double squares = 0;
    for (const double relative : directions.relative) squares += (relative - 1) * (relative - 1);
    // Of m shares that add up to one, the scatter about their mean is (1 - 1/m) of that of a free count.
    const double chance = (sectors - 1) / sectors * counted * sectors / pairs;
    return std::sqrt(std::max(0.0, squares / sectors - chance));
}

}  // namespace puncta

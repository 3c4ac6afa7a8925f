#include "engine/statistics/quantile.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "engine/base/error.hpp"

namespace puncta {

double quantile_of_sorted(std::span<const double> sorted, double level) {
    PUNCTA_EXPECT(level >= 0 && level <= 1, "level = {}", level);
    if (sorted.empty()) return std::numeric_limits<double>::quiet_NaN();
    const double rank = static_cast<double>(sorted.size() - 1) * level;
    const auto below = static_cast<std::size_t>(std::floor(rank));
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (rank - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace puncta

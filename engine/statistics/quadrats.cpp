#include "engine/statistics/quadrats.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/base/error.hpp"
#include "engine/statistics/chi_square.hpp"

namespace puncta {

std::vector<std::uint64_t> quadrat_counts(std::span<const PlanePoint> points, const Rectangle& box,
                                          int columns, int rows) {
    PUNCTA_EXPECT(columns > 0 && rows > 0, "{} x {} cells", columns, rows);
    std::vector<std::uint64_t> counts(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows), 0);
    for (const PlanePoint& p : points) {
        const double u = (p.x - box.x0) / box.width, v = (p.y - box.y0) / box.height;
        if (!(u >= 0 && u <= 1 && v >= 0 && v <= 1)) continue;
        const int i = std::min(static_cast<int>(u * columns), columns - 1);
        const int j = std::min(static_cast<int>(v * rows), rows - 1);
        ++counts[static_cast<std::size_t>(j) * static_cast<std::size_t>(columns) +
                 static_cast<std::size_t>(i)];
    }
    return counts;
}

QuadratDispersion quadrat_dispersion(std::span<const std::uint64_t> counts, std::span<const double> areas) {
    PUNCTA_EXPECT(counts.size() == areas.size(), "{} counts, {} areas", counts.size(), areas.size());
    constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
    double largest = 0, area = 0, points = 0;
    for (const double a : areas) largest = std::max(largest, a);
    std::size_t quadrats = 0;
    const auto used = [&](std::size_t c) { return areas[c] > 0 && areas[c] >= 0.5 * largest; };
    for (std::size_t c = 0; c < counts.size(); ++c) {
        if (!used(c)) continue;
        area += areas[c];
        points += double(counts[c]);
        ++quadrats;
    }
    if (quadrats < 2 || points == 0) return {undefined, undefined, undefined, quadrats};
    double sum = 0;
    for (std::size_t c = 0; c < counts.size(); ++c) {
        if (!used(c)) continue;
        const double expected = points * areas[c] / area;
        sum += (double(counts[c]) - expected) * (double(counts[c]) - expected) / expected;
    }
    const double degrees = double(quadrats - 1);
    return {sum / degrees, chi_square_quantile(0.025, degrees) / degrees,
            chi_square_quantile(0.975, degrees) / degrees, quadrats};
}

}  // namespace puncta

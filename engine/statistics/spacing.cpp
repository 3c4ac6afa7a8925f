#include "engine/statistics/spacing.hpp"

#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/statistics/nearest_point.hpp"

namespace puncta {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

}  // namespace

double mean_nearest_neighbour(std::span<const PlanePoint> points, const Rectangle& area) {
    PUNCTA_EXPECT(area.width > 0 && area.height > 0, "sides {} and {} m", area.width, area.height);
    if (points.size() < 2) return not_a_number;
    const std::vector<double> distances = nearest_distances(points);
    return std::accumulate(distances.begin(), distances.end(), 0.0) / static_cast<double>(points.size());
}

double random_nearest_neighbour(std::size_t count, const Rectangle& area) {
    const double n = static_cast<double>(count);
    const double perimeter = 2 * (area.width + area.height);
    return 0.5 * std::sqrt(area.width * area.height / n) + (0.0514 + 0.041 / std::sqrt(n)) * perimeter / n;
}

double clark_evans_ratio(double mean_distance, std::size_t count, const Rectangle& area) {
    return count < 2 ? not_a_number : mean_distance / random_nearest_neighbour(count, area);
}

double clark_evans_ratio(std::span<const PlanePoint> points, const Rectangle& area) {
    return clark_evans_ratio(mean_nearest_neighbour(points, area), points.size(), area);
}

double guarded_clark_evans_ratio(std::span<const PlanePoint> points, std::span<const double> border_distance,
                                 const Rectangle& box, double area) {
    PUNCTA_EXPECT(points.size() == border_distance.size(), "{} points, {} distances", points.size(),
                  border_distance.size());
    if (points.size() < 2) return not_a_number;
    const double random = 0.5 * std::sqrt(area / static_cast<double>(points.size()));
    PUNCTA_EXPECT(box.width > 0 && box.height > 0, "sides {} and {} m", box.width, box.height);
    const std::vector<double> distances = nearest_distances(points);
    double sum = 0;
    std::size_t count = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (border_distance[i] < 3 * random) continue;
        sum += distances[i];
        ++count;
    }
    return count == 0 ? not_a_number : sum / static_cast<double>(count) / random;
}

}  // namespace puncta

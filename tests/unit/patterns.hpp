#pragma once
/// Point patterns that several tests share.

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "engine/statistics/plane.hpp"

namespace puncta {

/// Uniform numbers in [0, 1) with the same values on every platform (std::uniform_real_distribution promises
/// less).
class Uniform {
  public:
    explicit Uniform(std::uint64_t seed) : bits_(seed) {}
    double operator()() { return static_cast<double>(bits_() >> 11) * 0x1p-53; }

  private:
    std::mt19937_64 bits_;
};

inline std::vector<PlanePoint> random_points(Uniform& uniform, int count, const Rectangle& area) {
    std::vector<PlanePoint> points;
    for (int i = 0; i < count; ++i)
        points.push_back({area.x0 + area.width * uniform(), area.y0 + area.height * uniform()});
    return points;
}

/// Random sequential adsorption: points thrown at random, kept where no earlier one is nearer than `apart`.
inline std::vector<PlanePoint> points_apart(Uniform& uniform, int throws, double apart,
                                            const Rectangle& area) {
    std::vector<PlanePoint> kept;
    for (const PlanePoint& p : random_points(uniform, throws, area)) {
        bool free = true;
        for (const PlanePoint& q : kept) free = free && std::hypot(p.x - q.x, p.y - q.y) >= apart;
        if (free) kept.push_back(p);
    }
    return kept;
}

/// Distance of every point to the border of a rectangle.
inline std::vector<double> border_distances(const std::vector<PlanePoint>& points, const Rectangle& area) {
    std::vector<double> distances;
    for (const PlanePoint& p : points)
        distances.push_back(std::min(
            {p.x - area.x0, p.y - area.y0, area.x0 + area.width - p.x, area.y0 + area.height - p.y}));
    return distances;
}

}  // namespace puncta

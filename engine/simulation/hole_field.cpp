#include "engine/simulation/hole_field.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"

namespace puncta {

HoleField::HoleField(double largest_radius) : cell_(largest_radius) {
    PUNCTA_EXPECT(largest_radius > 0, "largest_radius = {}", largest_radius);
}

std::uint64_t HoleField::key(std::int64_t i, std::int64_t j) {
    return (static_cast<std::uint64_t>(i) << 32) ^ (static_cast<std::uint64_t>(j) & 0xffffffffU);
}

std::optional<std::size_t> HoleField::capturing(double x, double y) const {
    const auto i = static_cast<std::int64_t>(std::floor(x / cell_));
    const auto j = static_cast<std::int64_t>(std::floor(y / cell_));
    std::optional<std::size_t> nearest;
    double least = 0;
    for (std::int64_t di = -1; di <= 1; ++di)
        for (std::int64_t dj = -1; dj <= 1; ++dj) {
            const auto found = grid_.find(key(i + di, j + dj));
            if (found == grid_.end()) continue;
            for (const std::size_t index : found->second) {
                const Hole& hole = holes_[index];
                const double distance = std::hypot(x - hole.x, y - hole.y);
                if (distance >= hole.capture_radius) continue;
                if (nearest && (distance > least || (distance == least && index > *nearest))) continue;
                nearest = index;
                least = distance;
            }
        }
    return nearest;
}

void HoleField::add(const Hole& hole) {
    PUNCTA_EXPECT(hole.capture_radius <= cell_, "{} > {}", hole.capture_radius, cell_);
    const auto i = static_cast<std::int64_t>(std::floor(hole.x / cell_));
    const auto j = static_cast<std::int64_t>(std::floor(hole.y / cell_));
    grid_[key(i, j)].push_back(holes_.size());
    holes_.push_back(hole);
}

void HoleField::deepen(std::size_t index, double depth, std::size_t needle) {
    Hole& hole = holes_[index];
    if (depth <= hole.depth) return;
    hole.depth = depth;
    hole.needle = needle;
}

}  // namespace puncta

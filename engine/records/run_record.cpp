#include "engine/records/run_record.hpp"

#include <algorithm>

#include "engine/base/error.hpp"

namespace puncta {

namespace {

/// Combines `part` into `total` element by element; an empty total takes the shape of the part.
template <typename Combine>
void merge(std::vector<std::uint64_t>& total, const std::vector<std::uint64_t>& part, Combine combine) {
    if (part.empty()) return;
    if (total.empty()) total.resize(part.size(), 0);
    PUNCTA_EXPECT(total.size() == part.size(), "sizes {} and {}", total.size(), part.size());
    std::transform(total.begin(), total.end(), part.begin(), total.begin(), combine);
}

}  // namespace

double MapGrid::area_inside(std::size_t c) const {
    if (!region_area.empty()) return region_area[c] > 1e-9 * cell * cell ? region_area[c] : 0;
    const int i = static_cast<int>(c) % nx, j = static_cast<int>(c) / nx;
    return std::min(cell, width - i * cell) * std::min(cell, height - j * cell);
}

void Tallies::add(const Tallies& other) {
    const auto sum = [](std::uint64_t a, std::uint64_t b) { return a + b; };
    const auto larger = [](std::uint64_t a, std::uint64_t b) { return std::max(a, b); };
    merge(depth_counts, other.depth_counts, sum);
    merge(layer_counts, other.layer_counts, sum);
    merge(map_count, other.map_count, sum);
    merge(map_depth, other.map_depth, sum);
    merge(map_depth_max, other.map_depth_max, larger);
    merge(map_covered, other.map_covered, sum);
    merge(map_layers, other.map_layers, sum);
}

void SolverCounts::add(const SolverCounts& other) {
    stations += other.stations;
    insertions += other.insertions;
    newton_steps += other.newton_steps;
    drum_updates += other.drum_updates;
    failures += other.failures;
}

}  // namespace puncta

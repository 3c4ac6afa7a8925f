#include "engine/statistics/nearest_point.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "engine/parallel/ordered_map.hpp"

namespace puncta {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double points_per_cell = 1.3;
constexpr double most_crowding = 24;
constexpr std::size_t prefetch_ahead = 24;
constexpr std::size_t block_points = 1 << 14;

/// The least squared distance found so far, in lanes that the compiler keeps in registers.
class Nearest {
  public:
    static constexpr std::size_t lanes = PointCells::padding;

    Nearest(const PointCells& cells, const PlanePoint& place) : x_(cells.x()), y_(cells.y()), place_(place) {
        best_.fill(infinity);
    }
    /// Points from `begin` to `end`, and up to seven of the next ones: true points all, so that looking at
    /// them as well does no harm, and there is nothing to branch on.
    void look_on(std::size_t begin, std::size_t end) {
        for (; begin < end; begin += lanes) look_at(x_ + begin, y_ + begin);
    }
    /// The same backwards from the end: points before a point that must not be looked at.
    void look_back(std::size_t begin, std::size_t end) {
        for (auto i = std::ptrdiff_t(end); i > std::ptrdiff_t(begin); i -= std::ptrdiff_t(lanes))
            look_at(x_ + i - lanes, y_ + i - lanes);
    }
    [[nodiscard]] double best() const { return *std::min_element(best_.begin(), best_.end()); }

  private:
    void look_at(const double* x, const double* y) {
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            const double dx = x[lane] - place_.x, dy = y[lane] - place_.y;
            const double squared = dx * dx + dy * dy;
            best_[lane] = squared < best_[lane] ? squared : best_[lane];
        }
    }

    const double *x_, *y_;
    PlanePoint place_;
    std::array<double, lanes> best_;
};

/// A block of cells, all columns and rows from first to last, within the grid.
struct CellBlock {
    std::int64_t left, right, low, high;

    /// Distance from a place inside to the nearest border beyond which there are more cells.
    [[nodiscard]] double margin(const PointCells& cells, const PlanePoint& p) const {
        double least = infinity;
        if (left > 0) least = std::min(least, p.x - cells.left(left));
        if (right + 1 < cells.columns()) least = std::min(least, cells.left(right + 1) - p.x);
        if (low > 0) least = std::min(least, p.y - cells.bottom(low));
        if (high + 1 < cells.rows()) least = std::min(least, cells.bottom(high + 1) - p.y);
        return std::max(0.0, least - cells.rounding());
    }
};

/// Square of the distance to the nearest point other than the sorted one `but` (none: size or more).
double nearest_squared(const PointCells& cells, const PlanePoint& place, std::size_t but) {
    const std::int64_t i0 = cells.column(place.x), j0 = cells.row(place.y);
    Nearest nearest(cells, place);
    const auto around = [&](std::int64_t ring) {
        return CellBlock{std::max<std::int64_t>(i0 - ring, 0), std::min(i0 + ring, cells.columns() - 1),
                         std::max<std::int64_t>(j0 - ring, 0), std::min(j0 + ring, cells.rows() - 1)};
    };
    // What lies before the point itself is looked at backwards, what lies behind it onwards.
    const auto look = [&](std::int64_t left, std::int64_t right, std::int64_t row) {
        const std::size_t begin = cells.begin(left, row), end = cells.begin(right + 1, row);
        row < j0 || (row == j0 && right < i0) ? nearest.look_back(begin, end) : nearest.look_on(begin, end);
    };
    CellBlock block = around(1);
    if (block.low < j0) look(block.left, block.right, j0 - 1);
    if (but < cells.size()) {
        nearest.look_back(cells.begin(block.left, j0), but);
        nearest.look_on(but + 1, cells.begin(block.right + 1, j0));
    } else {
        nearest.look_on(cells.begin(block.left, j0), cells.begin(block.right + 1, j0));
    }
    if (block.high > j0) look(block.left, block.right, j0 + 1);
    for (std::int64_t ring = 2;; ++ring) {
        const double best = nearest.best(), margin = block.margin(cells, place);
        if (best <= margin * margin || margin == infinity) return best;
        block = around(ring);
        for (std::int64_t j = block.low; j <= block.high; ++j) {
            if (j == j0 - ring || j == j0 + ring) {
                look(block.left, block.right, j);
                continue;
            }
            if (i0 - ring >= 0) look(i0 - ring, i0 - ring, j);
            if (i0 + ring < cells.columns()) look(i0 + ring, i0 + ring, j);
        }
    }
}

double nearest_squared(const PointTree& tree, const PlanePoint& place, std::size_t but) {
    return tree.nearest_squared(place, but);
}

PlanePoint sorted_point(const PointCells& cells, std::size_t i) {
    return {cells.x()[i], cells.y()[i]};
}
PlanePoint sorted_point(const PointTree& tree, std::size_t i) {
    return tree.sorted()[i];
}

/// Sorted points in blocks, first of each and the end: the unit of parallel work.
std::vector<std::size_t> blocks_of(std::size_t count) {
    std::vector<std::size_t> blocks;
    for (std::size_t i = 0; i < count; i += block_points) blocks.push_back(i);
    blocks.push_back(count);
    return blocks;
}

template <class Search>
void between_points(const Search& search, std::size_t begin, std::size_t end,
                    std::vector<double>& distances) {
    for (std::size_t i = begin; i < end; ++i) {
        // Where the distance goes is anywhere in memory; asked for ahead of time it costs half.
        __builtin_prefetch(&distances[search.original(std::min(i + prefetch_ahead, end - 1))], 1);
        distances[search.original(i)] = std::sqrt(nearest_squared(search, sorted_point(search, i), i));
    }
}

std::variant<PointCells, PointTree> search_among(std::span<const PlanePoint> points) {
    PointCells cells = PointCells::with_load(points, points_per_cell);
    if (cells.crowding() <= most_crowding) return cells;
    return PointTree(points);
}

}  // namespace

NearestPoint::NearestPoint(std::span<const PlanePoint> points) : search_(search_among(points)) {}

double NearestPoint::distance(const PlanePoint& place) const {
    constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
    return std::visit([&](const auto& search) { return std::sqrt(nearest_squared(search, place, none)); },
                      search_);
}

std::vector<double> NearestPoint::between(int threads) const {
    const std::size_t count = std::visit([](const auto& search) { return search.size(); }, search_);
    std::vector<double> distances(count);
    const std::vector<std::size_t> blocks = blocks_of(count);
    ordered_map<bool>(
        0, std::int64_t(blocks.size()) - 1, threads,
        [&](std::int64_t block) {
            const auto b = static_cast<std::size_t>(block);
            std::visit(
                [&](const auto& search) { between_points(search, blocks[b], blocks[b + 1], distances); },
                search_);
            return true;
        },
        [](bool) {});
    return distances;
}

std::vector<double> nearest_distances(std::span<const PlanePoint> points, int threads) {
    if (points.empty()) return {};
    return NearestPoint(points).between(threads);
}

}  // namespace puncta

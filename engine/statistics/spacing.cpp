#include "engine/statistics/spacing.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "engine/base/error.hpp"

namespace puncta {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Points sorted into square cells; a point outside belongs to the border cell nearest to it, which keeps the
/// bound below true: points whose cells are k + 1 apart are more than k cell sides apart.
class CellGrid {
  public:
    CellGrid(std::span<const PlanePoint> points, const Rectangle& area) : points_(points), area_(area) {
        side_ = std::sqrt(area.width * area.height / static_cast<double>(points.size()));
        side_ = std::max(side_, std::max(area.width, area.height) / static_cast<double>(points.size()));
        columns_ = static_cast<std::int64_t>(std::ceil(area.width / side_));
        rows_ = static_cast<std::int64_t>(std::ceil(area.height / side_));
        start_.assign(static_cast<std::size_t>(columns_ * rows_) + 1, 0);
        for (const PlanePoint& p : points) ++start_[cell(column(p), row(p)) + 1];
        for (std::size_t c = 1; c < start_.size(); ++c) start_[c] += start_[c - 1];
        std::vector<std::size_t> next(start_.begin(), start_.end() - 1);
        member_.resize(points.size());
        for (std::size_t i = 0; i < points.size(); ++i)
            member_[next[cell(column(points[i]), row(points[i]))]++] = i;
    }

    /// Distance of point `index` to its nearest other point: cells in growing square rings, until no farther
    /// ring can hold a nearer point.
    [[nodiscard]] double nearest(std::size_t index) const {
        const std::int64_t i0 = column(points_[index]), j0 = row(points_[index]);
        const std::int64_t last_ring = std::max({i0, j0, columns_ - 1 - i0, rows_ - 1 - j0});
        double best = infinity;  // squared
        for (std::int64_t ring = 0; ring <= last_ring; ++ring) {
            const double reach = static_cast<double>(ring - 1) * side_;
            if (ring > 0 && reach * reach > best) break;
            for (std::int64_t j = std::max<std::int64_t>(j0 - ring, 0); j <= std::min(j0 + ring, rows_ - 1);
                 ++j) {
                const bool edge_row = j == j0 - ring || j == j0 + ring;
                const std::int64_t step = edge_row || ring == 0 ? 1 : 2 * ring;
                for (std::int64_t i = i0 - ring; i <= i0 + ring; i += step)
                    if (i >= 0 && i < columns_) search(cell(i, j), index, best);
            }
        }
        return std::sqrt(best);
    }

  private:
    [[nodiscard]] std::int64_t column(const PlanePoint& p) const {
        return clamped((p.x - area_.x0) / side_, columns_);
    }
    [[nodiscard]] std::int64_t row(const PlanePoint& p) const {
        return clamped((p.y - area_.y0) / side_, rows_);
    }
    static std::int64_t clamped(double cells, std::int64_t count) {
        return static_cast<std::int64_t>(std::clamp(cells, 0.0, static_cast<double>(count - 1)));
    }
    [[nodiscard]] std::size_t cell(std::int64_t i, std::int64_t j) const {
        return static_cast<std::size_t>(j * columns_ + i);
    }
    void search(std::size_t cell, std::size_t index, double& best) const {
        const PlanePoint& p = points_[index];
        for (std::size_t k = start_[cell]; k < start_[cell + 1]; ++k) {
            if (member_[k] == index) continue;
            const PlanePoint& q = points_[member_[k]];
            best = std::min(best, (p.x - q.x) * (p.x - q.x) + (p.y - q.y) * (p.y - q.y));
        }
    }

    std::span<const PlanePoint> points_;
    Rectangle area_;
    double side_ = 0;
    std::int64_t columns_ = 0, rows_ = 0;
    std::vector<std::size_t> start_, member_;
};

}  // namespace

double mean_nearest_neighbour(std::span<const PlanePoint> points, const Rectangle& area) {
    PUNCTA_EXPECT(area.width > 0 && area.height > 0, "sides {} and {} m", area.width, area.height);
    if (points.size() < 2) return not_a_number;
    const CellGrid grid(points, area);
    double sum = 0;
    for (std::size_t i = 0; i < points.size(); ++i) sum += grid.nearest(i);
    return sum / static_cast<double>(points.size());
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
    const CellGrid grid(points, box);
    double sum = 0;
    std::size_t count = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (border_distance[i] < 3 * random) continue;
        sum += grid.nearest(i);
        ++count;
    }
    return count == 0 ? not_a_number : sum / static_cast<double>(count) / random;
}

}  // namespace puncta

#include "engine/statistics/treated_area.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/parallel/ordered_map.hpp"
#include "engine/statistics/near_points.hpp"

namespace puncta {
namespace {

constexpr double turn = 2 * std::numbers::pi;

/// A part of a circle, from one angle to a larger one [rad].
struct Arc {
    PlanePoint centre;
    double from, to;
};

/// What is left of [begin, end] when the intervals are taken away, or of the intervals' union inside it.
template <class Visit>
void for_gaps(std::vector<std::array<double, 2>>& intervals, double begin, double end, Visit&& visit) {
    std::sort(intervals.begin(), intervals.end());
    for (const auto& [low, high] : intervals) {
        if (low > begin) visit(begin, std::min(low, end));
        begin = std::max(begin, high);
        if (begin >= end) return;
    }
    visit(begin, end);
}

/// Arcs of the circle about sorted point i that no other disc covers. Of coincident discs the first counts.
void add_free_arcs(const PointCells& cells, std::size_t i, double radius,
                   std::vector<std::array<double, 2>>& covered, std::vector<Arc>& arcs) {
    const PlanePoint centre{cells.x()[i], cells.y()[i]};
    covered.clear();
    bool free = true;
    for_points_near(cells, centre, 2 * radius, [&](std::size_t j, double squared) {
        if (j == i) return true;
        if (squared == 0) return free = j > i;
        const double towards = std::atan2(cells.y()[j] - centre.y, cells.x()[j] - centre.x);
        const double reach = std::acos(std::min(1.0, std::sqrt(squared) / (2 * radius)));
        const double from = towards - reach < 0 ? towards - reach + turn : towards - reach;
        covered.push_back({from, from + 2 * reach});
        if (from + 2 * reach > turn) covered.push_back({from - turn, from + 2 * reach - turn});
        return true;
    });
    if (free) for_gaps(covered, 0, turn, [&](double from, double to) { arcs.push_back({centre, from, to}); });
}

std::vector<Arc> free_arcs(const PointCells& cells, double radius, int threads) {
    const std::vector<std::int64_t> rows = cells.row_blocks();
    std::vector<Arc> all;
    ordered_map<std::vector<Arc>>(
        0, std::int64_t(rows.size()) - 1, threads,
        [&](std::int64_t block) {
            const auto b = static_cast<std::size_t>(block);
            std::vector<Arc> arcs;
            std::vector<std::array<double, 2>> covered;
            for (std::size_t i = cells.begin(0, rows[b]); i < cells.begin(0, rows[b + 1]); ++i)
                add_free_arcs(cells, i, radius, covered, arcs);
            return arcs;
        },
        [&](const std::vector<Arc>& arcs) { all.insert(all.end(), arcs.begin(), arcs.end()); });
    return all;
}

/// A straight side of a trapezoid, the inside to its left.
struct Side {
    PlanePoint from;
    double along_x, along_y, length;  ///< unit vector and length [m]
    [[nodiscard]] double inwards(const PlanePoint& p) const {
        return along_x * (p.y - from.y) - along_y * (p.x - from.x);
    }
};

/// The part of the union's border integral that belongs to one trapezoid, about its lower left corner.
class BorderIntegral {
  public:
    BorderIntegral(const Trapezoid& trapezoid, double radius)
        : origin_{trapezoid.left[0], trapezoid.y0}, radius_(radius) {
        const std::array<PlanePoint, 4> corners{{{trapezoid.left[0], trapezoid.y0},
                                                 {trapezoid.right[0], trapezoid.y0},
                                                 {trapezoid.right[1], trapezoid.y1},
                                                 {trapezoid.left[1], trapezoid.y1}}};
        for (std::size_t c = 0; c < 4; ++c) {
            const PlanePoint &a = corners[c], &b = corners[(c + 1) % 4];
            const double length = std::hypot(b.x - a.x, b.y - a.y);
            if (length > 0) sides_.push_back({a, (b.x - a.x) / length, (b.y - a.y) / length, length});
        }
    }

    void add_arc(const Arc& arc) {
        cuts_.assign({arc.from, arc.to});
        for (const Side& side : sides_) {
            const double inwards = side.inwards(arc.centre);
            if (inwards <= -radius_) return;
            if (inwards >= radius_) continue;
            const double normal = std::atan2(side.along_x, -side.along_y);
            const double crossing = std::acos(-inwards / radius_);
            for (const double angle : {normal - crossing, normal + crossing})
                for (const double whole : {-turn, 0.0, turn})
                    if (angle + whole > arc.from && angle + whole < arc.to) cuts_.push_back(angle + whole);
        }
        std::sort(cuts_.begin(), cuts_.end());
        for (std::size_t c = 0; c + 1 < cuts_.size(); ++c)
            if (inside(at(arc.centre, 0.5 * (cuts_[c] + cuts_[c + 1]))))
                add(arc.centre, cuts_[c], cuts_[c + 1]);
    }

    /// The parts of the sides that the discs about these points cover.
    void add_sides(const PointCells& cells, std::size_t begin, std::size_t end) {
        for (const Side& side : sides_) {
            covered_.clear();
            for (std::size_t i = begin; i < end; ++i) {
                const PlanePoint p{cells.x()[i], cells.y()[i]};
                const double off = side.inwards(p);
                if (std::abs(off) >= radius_) continue;
                const double foot = side.along_x * (p.x - side.from.x) + side.along_y * (p.y - side.from.y);
                const double half = std::sqrt(radius_ * radius_ - off * off);
                if (foot + half > 0 && foot - half < side.length)
                    covered_.push_back({foot - half, foot + half});
            }
            double free = 0;
            for_gaps(covered_, 0, side.length, [&](double from, double to) { free += to - from; });
            // x dy - y dx is the same all along a side.
            const double x = side.from.x - origin_.x, y = side.from.y - origin_.y;
            sum_ += 0.5 * (x * side.along_y - y * side.along_x) * (side.length - free);
        }
    }

    [[nodiscard]] double area() const { return sum_; }

  private:
    [[nodiscard]] PlanePoint at(const PlanePoint& centre, double angle) const {
        return {centre.x + radius_ * std::cos(angle), centre.y + radius_ * std::sin(angle)};
    }
    [[nodiscard]] bool inside(const PlanePoint& p) const {
        return std::all_of(sides_.begin(), sides_.end(), [&](const Side& s) { return s.inwards(p) > 0; });
    }
    void add(const PlanePoint& centre, double from, double to) {
        const double x = centre.x - origin_.x, y = centre.y - origin_.y;
        sum_ += 0.5 * radius_ *
                (radius_ * (to - from) + x * (std::sin(to) - std::sin(from)) -
                 y * (std::cos(to) - std::cos(from)));
    }

    PlanePoint origin_;
    double radius_, sum_ = 0;
    std::vector<Side> sides_;
    std::vector<double> cuts_;
    std::vector<std::array<double, 2>> covered_;
};

}  // namespace

double treated_share(std::span<const PlanePoint> points, double radius, const Region& region, int threads) {
    PUNCTA_EXPECT(radius > 0 && std::isfinite(radius), "radius = {} m", radius);
    if (points.empty()) return 0;
    const PointCells cells(points, radius);
    const std::vector<Arc> arcs = free_arcs(cells, radius, threads);
    double area = 0;
    for (const Trapezoid& trapezoid : region.trapezoids()) {
        BorderIntegral integral(trapezoid, radius);
        for (const Arc& arc : arcs)
            if (arc.centre.y > trapezoid.y0 - radius && arc.centre.y < trapezoid.y1 + radius)
                integral.add_arc(arc);
        const double safe = radius + cells.rounding();
        integral.add_sides(cells, cells.begin(0, cells.row(trapezoid.y0 - safe)),
                           cells.begin(0, cells.row(trapezoid.y1 + safe) + 1));
        area += integral.area();
    }
    return std::clamp(area / region.area(), 0.0, 1.0);
}

}  // namespace puncta

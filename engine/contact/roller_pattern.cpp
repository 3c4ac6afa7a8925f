#include "engine/contact/roller_pattern.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "engine/device/head.hpp"
#include "engine/motion/rolling.hpp"

namespace puncta {
namespace {

std::vector<PatternNeedle> needles_in_reach(const RollerSpec& roller, double phase, double largest_angle) {
    const double pitch = 2 * std::numbers::pi / roller.needles_per_row;
    // More than half the drum is never in reach, and no needle twice.
    const double limit = std::min(largest_angle, 0.5 * std::numbers::pi * 0.98);
    std::vector<PatternNeedle> found;
    for (int row = 0; row < roller.rows; ++row) {
        const double shift = roller.stagger * (row % 2) - phase;
        const auto first = static_cast<int>(std::ceil(-limit / pitch - shift));
        const auto last = static_cast<int>(std::floor(limit / pitch - shift));
        for (int place = first; place <= last; ++place) {
            const double angle = (place + shift) * pitch;
            found.push_back({row, place, angle, roller.tip_radius() * std::sin(angle),
                             (row - 0.5 * (roller.rows - 1)) * roller.row_spacing});
        }
    }
    return found;
}

/// Cells of the drum that reach below the undeformed surface at this depth, of a side at most `limit`.
CellGrid drum_cells(const RollerSpec& roller, double limit, double depth) {
    const double width = roller.width();
    CellGrid grid;
    grid.across = std::max(1, static_cast<int>(std::ceil(width / limit - 1e-9)));
    grid.side = width / grid.across;
    const double below = std::min(depth - roller.needle.length, 0.9 * roller.drum_radius);
    if (below <= 0) return grid;
    const double half = std::sqrt(below * (2 * roller.drum_radius - below));
    int each_side = std::max(1, static_cast<int>(std::ceil(half / grid.side)));
    while (each_side > 0 && (each_side - 0.5) * grid.side >= roller.drum_radius) --each_side;
    grid.along = 2 * each_side;
    return grid;
}

double distance(double x1, double y1, double x2, double y2) {
    return std::hypot(x1 - x2, y1 - y2);
}

}  // namespace

RollerPattern::RollerPattern(const RollerSpec& roller, int phases, double cell_limit, double depth_limit,
                             const SkinSubject& subject)
    : depth_limit_(depth_limit) {
    const double largest_angle = entry_angle(roller.tip_radius(), depth_limit);
    for (int phase = 0; phase < phases; ++phase)
        needles_.push_back(needles_in_reach(roller, double(phase) / phases, largest_angle));
    grid_ = drum_cells(roller, cell_limit, depth_limit);
    for (int i = 0; i < grid_.along; ++i)
        for (int j = 0; j < grid_.across; ++j)
            cells_.emplace_back((i - grid_.along / 2 + 0.5) * grid_.side,
                                (j + 0.5) * grid_.side - 0.5 * roller.width());

    double half_length = 0;
    for (const auto& phase : needles_)
        for (const PatternNeedle& needle : phase) half_length = std::max(half_length, std::abs(needle.x));
    for (const auto& cell : cells_) half_length = std::max(half_length, std::abs(cell.first));
    tables_ =
        subject.influence(std::hypot(2 * half_length, roller.width()), tributary_radius(roller), grid_.side);

    const auto c = static_cast<Eigen::Index>(cells_.size());
    drum_.offset.resize(c);
    drum_.cell_cell.resize(c, c);
    for (Eigen::Index i = 0; i < c; ++i) {
        const auto [x, y] = cells_[static_cast<std::size_t>(i)];
        drum_.offset[i] = std::sqrt(roller.drum_radius * roller.drum_radius - x * x) - roller.tip_radius();
        for (Eigen::Index j = 0; j <= i; ++j) {
            const auto [x2, y2] = cells_[static_cast<std::size_t>(j)];
            drum_.cell_cell(i, j) = drum_.cell_cell(j, i) = tables_.cell_cell(distance(x, y, x2, y2));
        }
    }
    for (const auto& phase : needles_) {
        const auto n = static_cast<Eigen::Index>(phase.size());
        StationInfluence influence{Eigen::MatrixXd(n, n), Eigen::MatrixXd(c, n)};
        for (Eigen::Index i = 0; i < n; ++i) {
            const PatternNeedle& a = phase[static_cast<std::size_t>(i)];
            for (Eigen::Index j = 0; j < i; ++j) {
                const PatternNeedle& b = phase[static_cast<std::size_t>(j)];
                influence.needle_needle(i, j) = influence.needle_needle(j, i) =
                    tables_.needle_needle(distance(a.x, a.y, b.x, b.y));
            }
            influence.needle_needle(i, i) = tables_.needle_self;
            for (Eigen::Index k = 0; k < c; ++k) {
                const auto [x, y] = cells_[static_cast<std::size_t>(k)];
                influence.cell_needle(k, i) = tables_.needle_cell(distance(a.x, a.y, x, y));
            }
        }
        influences_.push_back(std::move(influence));
    }
}

std::pair<double, double> RollerPattern::surface_slope(int phase, std::size_t i,
                                                       std::span<const StationNeedle> needles,
                                                       const LoadBalance& balance) const {
    const auto& places = needles_[at(phase)];
    double slope_x = 0, slope_y = 0;
    auto add = [&](double x, double y, const RadialTable& table, double force) {
        const double dx = places[i].x - x, dy = places[i].y - y, r = std::hypot(dx, dy);
        if (force <= 0 || r <= 0) return;
        const double slope = force * table.slope(r) / r;
        slope_x += slope * dx;
        slope_y += slope * dy;
    };
    for (std::size_t j = 0; j < places.size(); ++j)
        if (j != i)
            add(places[j].x, places[j].y, tables_.needle_needle, needles[j].force + needles[j].relaxed);
    const Eigen::VectorXd sinking = balance.sinking_cell_force();
    for (std::size_t k = 0; k < cells_.size(); ++k)
        add(cells_[k].first, cells_[k].second, tables_.needle_cell, sinking[static_cast<Eigen::Index>(k)]);
    return {slope_x, slope_y};
}

}  // namespace puncta

#include "engine/contact/roller_pattern.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "engine/contact/row_columns.hpp"
#include "engine/motion/rolling.hpp"

namespace puncta {
namespace {

double row_place(const RollerSpec& roller, int row) {
    return (row - 0.5 * (roller.rows - 1)) * roller.row_spacing;
}

std::vector<PatternNeedle> needles_in_reach(const RollerSpec& roller, const RollerLayout& layout,
                                            double phase, double largest_angle) {
    const double period = layout.period();
    // More than half the drum is never in reach, and no needle twice.
    const double limit = std::min(largest_angle, 0.5 * std::numbers::pi * 0.98);
    std::vector<PatternNeedle> found;
    for (std::size_t site = 0; site < layout.sites.size(); ++site) {
        const int row = layout.sites[site].row;
        const double shift = layout.sites[site].phase - phase;
        const auto first = static_cast<int>(std::ceil(-limit / period - shift));
        const auto last = static_cast<int>(std::floor(limit / period - shift));
        for (int place = first; place <= last; ++place) {
            const double angle = (place + shift) * period;
            found.push_back({static_cast<int>(site), row, place, angle, roller.tip_radius() * std::sin(angle),
                             row_place(roller, row)});
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

}  // namespace

RollerPattern::RollerPattern(const RollerSpec& roller, const RollerLayout& layout, int phases,
                             double angle_margin, double cell_limit, double depth_limit,
                             const SkinSubject& subject)
    : depth_limit_(depth_limit), keep_all_(layout.repeats > 1) {
    const double largest_angle = entry_angle(roller.tip_radius(), depth_limit) + angle_margin;
    for (int phase = 0; phase < phases; ++phase)
        needles_.push_back(needles_in_reach(roller, layout, double(phase) / phases, largest_angle));
    for (int row = 0; row < roller.rows; ++row) row_y_.push_back(row_place(roller, row));
    grid_ = drum_cells(roller, cell_limit, depth_limit);
    for (int i = 0; i < grid_.along; ++i)
        for (int j = 0; j < grid_.across; ++j)
            cells_.emplace_back((i + 0.5 - 0.5 * grid_.along) * grid_.side,
                                (j + 0.5) * grid_.side - 0.5 * roller.width());

    double half_length = 0;
    for (const auto& phase : needles_)
        for (const PatternNeedle& needle : phase) half_length = std::max(half_length, std::abs(needle.x));
    for (const auto& cell : cells_) half_length = std::max(half_length, std::abs(cell.first));
    tables_ = subject.influence(std::hypot(2 * half_length, roller.width()), tributary_radius(roller, layout),
                                grid_.side);

    drum_.cell_cell = CellInfluence(grid_, tables_.cell_cell);
    drum_.blocks = CellBlocks(grid_);
    drum_.offset.resize(grid_.size());
    for (std::size_t c = 0; c < cells_.size(); ++c) {
        const double x = cells_[c].first;
        drum_.offset[static_cast<Eigen::Index>(c)] =
            std::sqrt(roller.drum_radius * roller.drum_radius - x * x) - roller.tip_radius();
    }
    influences_ = influences_of({needles_.data(), keep_all_ ? needles_.size() : 1});
}

std::vector<StationInfluence> RollerPattern::influences_of(
    std::span<const std::vector<PatternNeedle>> phases) const {
    std::vector<Eigen::MatrixXd> cell_needle;
    cell_needle.reserve(phases.size());
    std::vector<RowColumn> columns;
    for (const auto& needles : phases) {
        auto& made = cell_needle.emplace_back(grid_.size(), Eigen::Index(needles.size()));
        for (std::size_t n = 0; n < needles.size() && grid_.size() > 0; ++n)
            columns.push_back({needles[n].x, needles[n].row, &made(0, Eigen::Index(n))});
    }
    if (!columns.empty()) RowColumns(grid_, row_y_).fill(tables_.needle_cell, columns);
    std::vector<StationInfluence> influences;
    influences.reserve(phases.size());
    for (std::size_t k = 0; k < phases.size(); ++k) {
        Places places;
        for (const PatternNeedle& needle : phases[k]) places.emplace_back(needle.x, needle.y);
        influences.emplace_back(needle_influence(tables_, places), cell_needle[k],
                                keep_all_ ? static_cast<int>(k) : -1);
        influences.back().block_needle = drum_.blocks.least(influences.back().cell_needle);
    }
    return influences;
}

const StationInfluence& RollerPattern::influence(int phase) const {
    if (keep_all_) return influences_[at(phase)];
    if (phase != held_phase_) influences_ = influences_of({&needles_[at(phase)], 1});
    held_phase_ = phase;
    return influences_.front();
}

Eigen::VectorXd RollerPattern::drum_offset(double slope) const {
    Eigen::VectorXd offset = drum_.offset;
    for (std::size_t c = 0; c < cells_.size(); ++c)
        offset[static_cast<Eigen::Index>(c)] += slope * cells_[c].second;
    return offset;
}

std::pair<double, double> RollerPattern::surface_slope(int phase, std::size_t i,
                                                       std::span<const StationNeedle> needles,
                                                       const LoadBalance& balance) const {
    const auto& places = needles_[at(phase)];
    double slope_x = 0, slope_y = 0;
    auto add = [&](double x, double y, const RadialTable& table, double force) {
        if (force <= 0) return;
        const double dx = places[i].x - x, dy = places[i].y - y, r = std::hypot(dx, dy);
        if (r <= 0) return;
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

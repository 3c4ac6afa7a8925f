#include "engine/device/roller_layout.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"

namespace puncta {
namespace {

double fraction(double x) {
    const double f = x - std::floor(x);
    return f < 1 ? f : 0;  // rounding may give 1 for a tiny negative x
}

double row_phase(const RollerSpec& roller, int row, const Draws& draws, std::uint64_t key) {
    if (roller.layout == "stagger") return roller.stagger * (row % 2);
    if (roller.layout == "helix") return fraction(roller.stagger * row);
    PUNCTA_EXPECT(roller.layout == "random", "layout = {}", roller.layout);
    return draws.uniform(Purpose::disc_phase, {key, static_cast<std::uint64_t>(row)});
}

}  // namespace

std::size_t RollerLayout::row_begin(int row) const {
    const auto first = std::find_if(sites.begin(), sites.end(), [&](const auto& s) { return s.row >= row; });
    return static_cast<std::size_t>(first - sites.begin()) * static_cast<std::size_t>(repeats);
}

std::uint64_t head_key(const RollerSpec& roller, std::uint64_t replicate) {
    return roller.same_head ? 0 : replicate;
}

RollerLayout draw_layout(const RollerSpec& roller, const Draws& draws, std::uint64_t replicate) {
    RollerLayout layout;
    if (!roller.listed.empty()) {
        for (const ListedNeedle& needle : roller.listed)
            layout.sites.push_back({needle.row, fraction(needle.angle / (2 * std::numbers::pi))});
        layout.pitches = roller.pitches_per_turn();
        return layout;
    }
    layout.repeats = roller.needles_per_row;
    for (int row = 0; row < roller.rows; ++row)
        layout.sites.push_back({row, row_phase(roller, row, draws, head_key(roller, replicate))});
    return layout;
}

double tributary_radius(const RollerSpec& roller, const RollerLayout& layout) {
    const double turn = 2 * std::numbers::pi / layout.repeats * roller.tip_radius();
    double nearest = turn;  // also for one needle per row: it meets itself after a turn
    for (std::size_t i = 0; i < layout.sites.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) {
            const LayoutSite &a = layout.sites[i], &b = layout.sites[j];
            const double apart = std::abs(a.phase - b.phase);
            nearest = std::min(
                nearest, std::hypot((a.row - b.row) * roller.row_spacing, std::min(apart, 1 - apart) * turn));
        }
    return nearest / 2;
}

}  // namespace puncta

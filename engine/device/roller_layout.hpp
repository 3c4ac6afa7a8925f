#pragma once
/// Where the needles of a roller stand around its drum: places in one period, repeated.
///
/// A lattice of n needles per row repeats after 2 pi/n with one site per row, whose phase is a fraction of
/// that angle: stagger shifts every other row, helix each row further than the one before, random gives each
/// disc a phase of its own, drawn per head. A custom list repeats only after a whole turn: one period, and a
/// site for every needle.

#include <cstdint>
#include <numbers>
#include <vector>

#include "engine/device/roller_spec.hpp"
#include "engine/random/draws.hpp"

namespace puncta {

struct LayoutSite {
    int row;
    double phase;  ///< fraction of the period, [0, 1)
};

struct RollerLayout {
    std::vector<LayoutSite> sites;  ///< by row, then phase
    int repeats = 1;                ///< periods per turn
    int pitches = 1;                ///< angles of a usual needle spacing per period, for the step of a roll

    [[nodiscard]] double period() const { return 2 * std::numbers::pi / repeats; }  ///< [rad]
    /// The needle of the head that stands at a site after so many periods.
    [[nodiscard]] std::size_t needle_index(std::size_t site, std::int64_t sequence) const {
        return site * static_cast<std::size_t>(repeats) +
               static_cast<std::size_t>(((sequence % repeats) + repeats) % repeats);
    }
    /// The first needle of a row; its needles follow one another.
    [[nodiscard]] std::size_t row_begin(int row) const;
};

/// The replicate under which a head is drawn: its own, or one for all.
std::uint64_t head_key(const RollerSpec& roller, std::uint64_t replicate);

RollerLayout draw_layout(const RollerSpec& roller, const Draws& draws, std::uint64_t replicate);

/// Half the distance to the nearest needle of the layout, along the arc and the axle [m].
double tributary_radius(const RollerSpec& roller, const RollerLayout& layout);

}  // namespace puncta

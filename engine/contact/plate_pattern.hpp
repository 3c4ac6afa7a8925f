#pragma once
/// Needles on a flat plate over the skin, and all influences: a stamp, or the cartridge of a pen.
///
/// A stamp's plate is cut into square cells that touch the skin where it has sunk by a needle's length, as a
/// roller's drum does. The cartridge of a pen stays inside its nose and has no cells. Positions are those of
/// the nominal needles.

#include <array>
#include <limits>

#include "engine/contact/cell_grid.hpp"
#include "engine/contact/influence_matrices.hpp"
#include "engine/device/array_layout.hpp"

namespace puncta {

class PlatePattern {
  public:
    /// `plate` are the side lengths along x and y, 0 for none; `needle_length` is where it stands over the
    /// nominal tips [m].
    PlatePattern(const std::vector<ArrayPlace>& needles, const std::array<double, 2>& plate,
                 double needle_length, double cell_limit, const SkinSubject& subject);

    [[nodiscard]] const Places& needles() const { return needles_; }
    [[nodiscard]] const Places& cells() const { return cells_; }
    [[nodiscard]] const StationInfluence& influence() const { return influence_; }
    [[nodiscard]] const DrumInfluence& drum() const { return drum_; }
    [[nodiscard]] double needle_self() const { return needle_self_; }

  private:
    Places needles_, cells_;
    StationInfluence influence_;
    DrumInfluence drum_;
    double needle_self_ = 0;
};

}  // namespace puncta

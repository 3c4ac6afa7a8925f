#pragma once
/// Needles with a flat body around them over the skin, and all influences: a stamp on its plate, or the
/// cartridge of a pen in its nose.
///
/// The body is cut into cells that touch the skin where it does not give way, as a roller's drum does: those
/// of a plate stand a needle's length over the nominal tips, those of a nose where the motor has left it. A
/// pen without a nose has none. Positions are those of the nominal needles.

#include <limits>

#include "engine/contact/influence_matrices.hpp"
#include "engine/contact/plate_cells.hpp"
#include "engine/device/array_layout.hpp"

namespace puncta {

class PlatePattern {
  public:
    /// `needle_length` is where the cells stand over the nominal tips unless told otherwise [m].
    PlatePattern(const std::vector<ArrayPlace>& needles, PlateCells cells, double needle_length,
                 const SkinSubject& subject);

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

/// Of a stamp or a pen; `cell_limit` is the largest side of its cells [m].
PlatePattern plate_pattern(const DeviceSpec& device, double cell_limit, const SkinSubject& subject);

}  // namespace puncta

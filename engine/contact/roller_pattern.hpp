#pragma once
/// The repeating pattern of a roller over the skin: which needles are in reach at each phase, and all
/// influences.
///
/// A station advances the roll by one angular pitch over `phases`; after that many stations the same pattern
/// stands over the skin again with every needle one place on, so the influence matrices are built once per
/// subject and phase. Positions are those of nominal needles at the undeformed drum, x = (R+L) sin(theta)
/// ahead of the axle.

#include <vector>

#include "engine/contact/cell_grid.hpp"
#include "engine/device/roller_spec.hpp"
#include "engine/insertion/load_balance.hpp"
#include "engine/tissue/skin_subject.hpp"

namespace puncta {

/// A place of the pattern: at turn t of the roll it holds the needle with sequence number place + t of its
/// row.
struct PatternNeedle {
    int row;
    int place;     ///< 0 stands nearest under the axle at phase 0, growing ahead
    double angle;  ///< theta [rad]
    double x, y;   ///< ahead of and along the axle [m]
};

/// Everything in reach down to an axle depression of `depth_limit`.
class RollerPattern {
  public:
    /// `reach` of the subject's tables must cover the pattern: see pattern_reach.
    RollerPattern(const RollerSpec& roller, int phases, double cell_limit, double depth_limit,
                  const SkinSubject& subject);

    [[nodiscard]] int phases() const { return static_cast<int>(needles_.size()); }
    [[nodiscard]] double depth_limit() const { return depth_limit_; }
    [[nodiscard]] const std::vector<PatternNeedle>& needles(int phase) const { return needles_[at(phase)]; }
    [[nodiscard]] const StationInfluence& influence(int phase) const { return influences_[at(phase)]; }
    [[nodiscard]] const DrumInfluence& drum() const { return drum_; }
    [[nodiscard]] const CellGrid& cells() const { return grid_; }
    [[nodiscard]] const std::vector<std::pair<double, double>>& cell_centres() const { return cells_; }
    [[nodiscard]] double needle_self() const { return tables_.needle_self; }

    /// Slope of the sunk skin (dz/dx, dz/dy) at needle `i` of a phase from the forces of a station.
    [[nodiscard]] std::pair<double, double> surface_slope(int phase, std::size_t i,
                                                          std::span<const StationNeedle> needles,
                                                          const LoadBalance& balance) const;

  private:
    static std::size_t at(int phase) { return static_cast<std::size_t>(phase); }
    double depth_limit_;
    std::vector<std::vector<PatternNeedle>> needles_;
    std::vector<StationInfluence> influences_;
    CellGrid grid_;
    std::vector<std::pair<double, double>>
        cells_;  ///< centres of the drum's cells, ahead of and along the axle
    DrumInfluence drum_;
    InfluenceTables tables_;
};

}  // namespace puncta

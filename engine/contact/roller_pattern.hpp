#pragma once
/// The repeating pattern of a roller over the skin: which needles are in reach at each phase, and all
/// influences.
///
/// A station advances the roll by one period of the layout over `phases`; after that many stations the same
/// pattern stands over the skin again with every needle one period on, so the influence matrices are built
/// once per subject and phase. A layout that repeats only after a whole turn (a custom list of needles) has
/// too many phases to keep: their matrices are built as the roll comes to them, one at a time.
///
/// Positions are those of nominal needles at the undeformed drum, x = (R+L) sin(theta) ahead of the axle.
/// That the tips of one head lie beside them is neglected here, in the influence alone: for a lean of 2
/// degrees a tip of 1.5 mm is 52 um off, 2 % of the distance to its nearest neighbours, whose influence falls
/// with the distance and which lie on all sides: well under 1 % of the skin's sink at a needle.

#include <vector>

#include "engine/contact/cell_grid.hpp"
#include "engine/contact/influence_matrices.hpp"
#include "engine/device/roller_layout.hpp"
#include "engine/insertion/load_balance.hpp"
#include "engine/tissue/skin_subject.hpp"

namespace puncta {

/// A place of the pattern: after t periods of the roll it holds the needle with sequence number place + t of
/// its site.
struct PatternNeedle {
    int site;  ///< of the layout
    int row;
    int place;     ///< 0 stands nearest under the axle at phase 0, growing ahead
    double angle;  ///< theta [rad]
    double x, y;   ///< ahead of and along the axle [m]
};

/// Everything in reach down to an axle depression of `depth_limit`.
class RollerPattern {
  public:
    /// `phases` per period of the layout; `angle_margin` is how far a tip may be off its place [rad].
    RollerPattern(const RollerSpec& roller, const RollerLayout& layout, int phases, double angle_margin,
                  double cell_limit, double depth_limit, const SkinSubject& subject);

    [[nodiscard]] int phases() const { return static_cast<int>(needles_.size()); }
    [[nodiscard]] double depth_limit() const { return depth_limit_; }
    [[nodiscard]] const std::vector<PatternNeedle>& needles(int phase) const { return needles_[at(phase)]; }
    /// Of a layout without repeats it stays valid until another phase is asked for; then not for two threads.
    [[nodiscard]] const StationInfluence& influence(int phase) const;
    [[nodiscard]] const DrumInfluence& drum() const { return drum_; }
    [[nodiscard]] const CellGrid& cells() const { return grid_; }
    [[nodiscard]] const Places& cell_centres() const { return cells_; }
    /// Offsets of the drum's cells when the axle is inclined by this slope, the left side lower [m].
    [[nodiscard]] Eigen::VectorXd drum_offset(double slope) const;
    [[nodiscard]] double needle_self() const { return tables_.needle_self; }

    /// Slope of the sunk skin (dz/dx, dz/dy) at needle `i` of a phase from the forces of a station.
    [[nodiscard]] std::pair<double, double> surface_slope(int phase, std::size_t i,
                                                          std::span<const StationNeedle> needles,
                                                          const LoadBalance& balance) const;

  private:
    static std::size_t at(int phase) { return static_cast<std::size_t>(phase); }
    [[nodiscard]] std::vector<StationInfluence> influences_of(
        std::span<const std::vector<PatternNeedle>> phases) const;
    double depth_limit_;
    bool keep_all_;  ///< the matrices of all phases
    std::vector<std::vector<PatternNeedle>> needles_;
    mutable std::vector<StationInfluence> influences_;  ///< of all phases, or of `held_phase_`
    mutable int held_phase_ = 0;
    std::vector<double> row_y_;  ///< along the axle [m]
    CellGrid grid_;
    Places cells_;  ///< centres of the drum's cells, ahead of and along the axle
    DrumInfluence drum_;
    InfluenceTables tables_;
};

}  // namespace puncta

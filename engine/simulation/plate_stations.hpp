#pragma once
/// Station after station of one press: needles on a flat body over the skin, and what has relaxed of the
/// forces of both (force_memory.hpp).

#include <span>

#include "engine/contact/plate_pattern.hpp"
#include "engine/insertion/force_memory.hpp"
#include "engine/insertion/load_balance.hpp"

namespace puncta {

class PlateStations {
  public:
    /// `pattern` must outlive the stations, which follow each other by `step`.
    PlateStations(const PlatePattern& pattern, const RelaxationStep& step);

    /// A new press: skin at rest under the needles; `cell_memory` is what it remembers of the body.
    void put_down(Eigen::ArrayXXd cell_memory);
    [[nodiscard]] Eigen::ArrayXXd untouched() const;  ///< memory of a body that has not pressed yet

    /// Under a load [N]; `guess` is the depression of the last station [m].
    StationResult press(double load, double guess, std::span<StationNeedle> needles);
    /// The body stands at `body` below the undeformed skin, the nominal tips `reach` beyond it; together they
    /// must be below it [m].
    StationResult drive(double body, double reach, std::span<StationNeedle> needles);

    [[nodiscard]] const LoadBalance& balance() const { return balance_; }

  private:
    void enter(std::span<StationNeedle> needles);
    void leave(std::span<const StationNeedle> needles);

    const PlatePattern* pattern_;
    RelaxationStep step_;
    LoadBalance balance_;
    Eigen::ArrayXXd needle_memory_, cell_memory_;
};

}  // namespace puncta

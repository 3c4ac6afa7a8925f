#pragma once
/// The drum condensed, kept from one turn of the pattern to the next.
///
/// Cells of the drum stand in the same grid at every station, and a phase of the pattern comes back with
/// every needle one period on: then nearly the same cells touch. So each phase keeps the influence of its
/// needles and of the cells that have touched, swept on those that do (numerics/swept_matrix.hpp); a station
/// changes a few cells. A phase that is met for the first time takes the cells of the one before it and its
/// own needles.

#include <map>
#include <vector>

#include <Eigen/Dense>

#include "engine/insertion/drum_influence.hpp"
#include "engine/numerics/swept_matrix.hpp"

namespace puncta {

class DrumBase {
  public:
    using Cells = std::vector<Eigen::Index>;

    /// Rows of the matrix: the needles, a rise of the axle (1 for every cell and needle), then cells.
    class Phase {
      public:
        SweptMatrix matrix;
        Cells cells;        ///< of the rows behind the fixed ones
        bool fresh = true;  ///< swept as another phase was

        [[nodiscard]] int needles() const { return matrix.fixed() - 1; }
        [[nodiscard]] int axle() const { return matrix.fixed() - 1; }
        /// Row of a cell, -1 where it has none.
        [[nodiscard]] int row(Eigen::Index cell) const {
            return row_.empty() ? -1 : row_[static_cast<std::size_t>(cell)];
        }

      private:
        friend class DrumBase;
        std::vector<int> row_;
    };

    /// Of the needles of a station.
    Phase& phase(const DrumInfluence& drum, const StationInfluence& influence);
    /// More cells for a phase.
    void add(const DrumInfluence& drum, const StationInfluence& influence, Phase& phase, const Cells& more);

  private:
    std::map<int, Phase> phases_;
    int latest_ = -1;
    std::vector<double> raw_;
};

}  // namespace puncta

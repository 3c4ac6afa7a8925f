#pragma once
/// A set of cells of the drum, condensed once for every phase of the pattern.
///
/// Where the drum carries much, hundreds of cells touch and the set changes by a few from one station to the
/// next. With the inverse K of the influence of a larger set B, the cells of B that do not touch are let go
/// by a small correction: their forces are zero under a slack t of the skin below the drum
/// (drum_contact.cpp). B is factored once and serves all stations and strokes of a replicate, until a cell
/// beyond it touches.

#include <map>
#include <vector>

#include <Eigen/Dense>

#include "engine/insertion/drum_influence.hpp"

namespace puncta {

class DrumBase {
  public:
    using Cells = std::vector<Eigen::Index>;
    struct Phase {
        Eigen::MatrixXd weight;   ///< K C, C the influence of needles on the cells: c x n
        Eigen::MatrixXd reduced;  ///< G - Cᵀ K C of the needles [m/N]
        Eigen::VectorXd share;    ///< 1 - Cᵀ K 1
    };

    /// Chooses the cells, ascending; throws NumericsError where their influence is not positive definite.
    void choose(const DrumInfluence& drum, Cells cells);
    [[nodiscard]] bool covers(const Cells& cells) const;
    /// Place of a cell in the set, -1 where it is not in it.
    [[nodiscard]] Eigen::Index place(Eigen::Index cell) const {
        return place_.empty() ? -1 : place_[static_cast<std::size_t>(cell)];
    }
    [[nodiscard]] const Cells& cells() const { return cells_; }
    [[nodiscard]] const Eigen::MatrixXd& inverse() const { return inverse_; }    ///< K [N/m]
    [[nodiscard]] const Eigen::VectorXd& row_sums() const { return row_sums_; }  ///< K 1 [N/m]

    /// Of the needles of a station. Kept for phases that the pattern keeps, else valid until the next call.
    const Phase& phase(const StationInfluence& influence);

  private:
    Cells cells_;
    std::vector<Eigen::Index> place_;
    Eigen::MatrixXd inverse_;
    Eigen::VectorXd row_sums_;
    std::map<int, Phase> phases_;
};

}  // namespace puncta

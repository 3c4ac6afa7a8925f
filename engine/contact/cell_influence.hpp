#pragma once
/// The influence of the cells of a body on each other, [m/N].
///
/// Cells of a drum stand in a grid, so that the influence depends on how many rows and columns apart two of
/// them are: 20 kB instead of the 11 MB of a matrix of 1,200 cells. Cells in no such order have every pair.

#include <vector>

#include <Eigen/Core>

#include "engine/contact/cell_grid.hpp"
#include "engine/contact/radial_table.hpp"

namespace puncta {

class CellInfluence {
  public:
    using Cells = std::vector<Eigen::Index>;

    CellInfluence() = default;
    CellInfluence(Eigen::MatrixXd every_pair);  // NOLINT(google-explicit-constructor)
    CellInfluence(const CellGrid& grid, const RadialTable& table);

    [[nodiscard]] Eigen::Index rows() const { return count_; }
    /// Of some cells on each other.
    [[nodiscard]] Eigen::MatrixXd among(const Cells& cells) const;
    /// Of one cell on another.
    [[nodiscard]] double between(Eigen::Index a, Eigen::Index b) const;
    /// Sink of one cell under forces on all of them [N].
    [[nodiscard]] double sink_of(Eigen::Index cell, const Eigen::VectorXd& force) const;
    /// Sink of every cell under forces on some of them [N].
    [[nodiscard]] Eigen::VectorXd sink(const Cells& cells, const Eigen::VectorXd& force) const;
    /// Sink of every cell under forces on all of them [N]; those without a force cost nothing.
    [[nodiscard]] Eigen::VectorXd operator*(const Eigen::VectorXd& force) const;

  private:
    void add_sink(Eigen::Index cell, double force, Eigen::VectorXd& sink) const;

    Eigen::Index count_ = 0;
    Eigen::MatrixXd every_pair_;  ///< of cells without a grid
    CellGrid grid_;
    /// Of cells so many rows apart (a line each), columns apart from -(across - 1) to across - 1.
    std::vector<double> apart_;
};

}  // namespace puncta

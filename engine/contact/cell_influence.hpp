#pragma once
/// The influence of the cells of a body on each other, [m/N].
///
/// Cells of a drum stand in a grid, so that the influence depends on how many rows and columns apart two of
/// them are: 20 kB instead of the 11 MB of a matrix of 1,200 cells. Cells in no such order have every pair.

#include <span>
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
    /// The least of all, below zero where a stack bulges beside what presses on it; of no cells 0.
    [[nodiscard]] double least() const { return least_; }
    /// Of some cells on each other.
    [[nodiscard]] Eigen::MatrixXd among(const Cells& cells) const;
    /// Of one cell on another.
    [[nodiscard]] double between(Eigen::Index a, Eigen::Index b) const;
    /// Cells that are sunk in one go: a row of the grid, or one cell without a grid.
    [[nodiscard]] Eigen::Index line_length() const { return apart_.empty() ? 1 : grid_.across; }
    /// Sink of the cells of one line under the forces on all cells [N] that lie in the lines `loaded`.
    void sink_of_line(Eigen::Index line, const Eigen::VectorXd& force, std::span<const Eigen::Index> loaded,
                      double* sink) const;
    /// Sink of every cell under forces on some of them [N].
    [[nodiscard]] Eigen::VectorXd sink(const Cells& cells, const Eigen::VectorXd& force) const;
    /// Sink of every cell under forces on all of them [N]; those without a force cost nothing.
    [[nodiscard]] Eigen::VectorXd operator*(const Eigen::VectorXd& force) const;

  private:
    void add_sink(Eigen::Index cell, double force, Eigen::VectorXd& sink) const;

    Eigen::Index count_ = 0;
    double least_ = 0;
    Eigen::MatrixXd every_pair_;  ///< of cells without a grid
    CellGrid grid_;
    /// Of cells so many rows apart (a line each), columns apart from -(across - 1) to across - 1.
    std::vector<double> apart_;
};

/// Sinks of single cells under forces on all of them, line by line as they are asked for.
class AskedSinks {
  public:
    /// Other forces, of every cell [N]; empty: none.
    void set_force(Eigen::VectorXd force);
    [[nodiscard]] const Eigen::VectorXd& force() const { return force_; }
    double of(const CellInfluence& influence, Eigen::Index cell);

  private:
    Eigen::VectorXd force_;
    std::vector<double> sink_;
    std::vector<char> known_;           ///< by line
    std::vector<Eigen::Index> loaded_;  ///< lines with a force, once one was asked for
    bool lines_known_ = false;
};

}  // namespace puncta

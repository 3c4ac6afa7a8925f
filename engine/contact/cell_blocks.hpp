#pragma once
/// Neighbouring cells of a drum taken together, so that one look tells whether any of them can touch.

#include <vector>

#include <Eigen/Core>

#include "engine/contact/cell_grid.hpp"

namespace puncta {

/// Blocks of two by two cells of a grid, fewer at its edges.
class CellBlocks {
  public:
    using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    using Cells = std::vector<Eigen::Index>;

    CellBlocks() = default;  ///< of no cells
    explicit CellBlocks(const CellGrid& grid);

    [[nodiscard]] Eigen::Index count() const { return Eigen::Index(cells_.size()); }
    [[nodiscard]] const Cells& cells(Eigen::Index block) const { return cells_[std::size_t(block)]; }
    /// Of a row for each cell: for each block the least in every column.
    [[nodiscard]] Rows least(const Rows& of_cells) const;
    /// Of a value for each cell: the greatest in each block.
    [[nodiscard]] Eigen::VectorXd greatest(const Eigen::VectorXd& of_cells) const;

  private:
    std::vector<Cells> cells_;
};

}  // namespace puncta

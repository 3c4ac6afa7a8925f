#pragma once
/// The influence of a roller's needles on the cells of its drum, with no distance computed twice.
///
/// Needles of all phases stand in rows, and cells in a grid: many needles are equally far ahead of the axle
/// or behind it, and many cells equally far beside a row. Distances that differ by rounding count as one.

#include <span>
#include <vector>

#include "engine/contact/cell_grid.hpp"
#include "engine/contact/radial_table.hpp"

namespace puncta {

/// Column of a needle: its influence on every cell.
struct RowColumn {
    double x;      ///< of the needle, ahead of the axle [m]
    int row;       ///< its row
    double* into;  ///< room for grid.size() values [m/N]
};

class RowColumns {
  public:
    /// `row_y` and the middle of the grid along the axle, where the rows are [m].
    RowColumns(const CellGrid& grid, std::span<const double> row_y);

    /// Fills the columns; their order is changed.
    void fill(const RadialTable& needle_cell, std::span<RowColumn> columns) const;

  private:
    CellGrid grid_;
    std::vector<double> square_;  ///< of the different distances along the axle [m²]
    std::vector<int> place_;      ///< in square_, of cell column j beside a row: row * across + j
};

}  // namespace puncta

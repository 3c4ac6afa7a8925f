#pragma once
/// The cells in which the drum touches the skin: a rectangular grid under the axle.

#include <Eigen/Core>

namespace puncta {

/// Cell (i, j), index i·across + j: i counts along the rolling direction, from behind the axle to ahead of
/// it, the axle in the middle; j along the axle.
struct CellGrid {
    int along = 0, across = 1;
    double side = 0;  ///< [m]
    [[nodiscard]] Eigen::Index size() const { return static_cast<Eigen::Index>(along) * across; }
    bool operator==(const CellGrid&) const = default;
};

/// What the skin under `from` remembers (one column per cell), under `to` once the axle has moved on by
/// `distance` >= 0 [m]. Both grids have the same cells but for their number along. Linear between cells; skin
/// ahead of the grid has not been touched.
Eigen::ArrayXXd moved_on(const Eigen::ArrayXXd& memory, const CellGrid& from, const CellGrid& to,
                         double distance);

}  // namespace puncta

#pragma once
/// How needles and cells of a device sink the skin under each other.

#include <Eigen/Dense>

#include "engine/contact/cell_blocks.hpp"
#include "engine/contact/cell_influence.hpp"

namespace puncta {

/// Influence of one roller position: fixed for a phase of the pattern. G in [m/N].
struct StationInfluence {
    /// Single cells are asked for, so that their rows lie together.
    using Rows = CellBlocks::Rows;
    Eigen::MatrixXd needle_needle;  ///< n x n
    Rows cell_needle;               ///< c x n
    int phase = -1;                 ///< of a pattern that keeps all its phases, else -1
    Rows block_needle{};            ///< least of cell_needle in each block of cells; empty: not known
};

/// The drum under the axle: the same for every station.
struct DrumInfluence {
    CellInfluence cell_cell;  ///< c x c [m/N]
    Eigen::VectorXd offset;   ///< drum surface over the axle depression, <= 0 [m]
    CellBlocks blocks{};      ///< none: cells are asked one by one
};

}  // namespace puncta

#include "engine/contact/cell_blocks.hpp"

#include <algorithm>

namespace puncta {

using Eigen::Index;
using Eigen::VectorXd;

namespace {
constexpr int side = 2;  // of four cells each, a twentieth is asked one by one; of nine a fifth
}

CellBlocks::CellBlocks(const CellGrid& grid) {
    for (int i = 0; i < grid.along; i += side)
        for (int j = 0; j < grid.across; j += side) {
            Cells block;
            for (int k = i; k < std::min(i + side, grid.along); ++k)
                for (int l = j; l < std::min(j + side, grid.across); ++l)
                    block.push_back(Index{k} * grid.across + l);
            cells_.push_back(std::move(block));
        }
}

CellBlocks::Rows CellBlocks::least(const Rows& of_cells) const {
    Rows found(count(), of_cells.cols());
    for (Index block = 0; block < count(); ++block) {
        const Cells& some = cells(block);
        found.row(block) = of_cells.row(some.front());
        for (const Index cell : some) found.row(block) = found.row(block).cwiseMin(of_cells.row(cell));
    }
    return found;
}

VectorXd CellBlocks::greatest(const VectorXd& of_cells) const {
    VectorXd found(count());
    for (Index block = 0; block < count(); ++block) found[block] = of_cells(cells(block)).maxCoeff();
    return found;
}

}  // namespace puncta

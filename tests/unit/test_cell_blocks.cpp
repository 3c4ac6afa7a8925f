// Blocks of neighbouring cells against the cells one by one.

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "engine/contact/cell_blocks.hpp"

namespace puncta {
namespace {

TEST(CellBlocks, EveryCellIsInOneBlockOfNeighbours) {
    const CellGrid grid{5, 7, 1};  // odd both ways: blocks at two edges are cut
    const CellBlocks blocks(grid);
    EXPECT_EQ(blocks.count(), 3 * 4);
    std::vector<int> met(std::size_t(grid.size()), 0);
    for (Eigen::Index block = 0; block < blocks.count(); ++block) {
        const Eigen::Index first = blocks.cells(block).front();
        for (const Eigen::Index cell : blocks.cells(block)) {
            ++met[std::size_t(cell)];
            EXPECT_LE(std::abs(cell / grid.across - first / grid.across), 1);
            EXPECT_LE(std::abs(cell % grid.across - first % grid.across), 1);
        }
    }
    EXPECT_EQ(met, std::vector<int>(std::size_t(grid.size()), 1));
}

TEST(CellBlocks, BoundWhatTheirCellsSay) {
    const CellGrid grid{4, 3, 1};
    const CellBlocks blocks(grid);
    const CellBlocks::Rows rows = CellBlocks::Rows::Random(grid.size(), 5);
    const Eigen::VectorXd values = Eigen::VectorXd::Random(grid.size());
    const CellBlocks::Rows least = blocks.least(rows);
    const Eigen::VectorXd greatest = blocks.greatest(values);
    for (Eigen::Index block = 0; block < blocks.count(); ++block) {
        const CellBlocks::Cells& cells = blocks.cells(block);
        EXPECT_EQ(greatest[block], values(cells).maxCoeff());
        for (Eigen::Index column = 0; column < rows.cols(); ++column)
            EXPECT_EQ(least(block, column), rows.col(column)(cells).minCoeff());
    }
}

TEST(CellBlocks, OfNoCells) {
    EXPECT_EQ(CellBlocks().count(), 0);
    EXPECT_EQ(CellBlocks(CellGrid{0, 4, 1}).greatest(Eigen::VectorXd()).size(), 0);
}

}  // namespace
}  // namespace puncta

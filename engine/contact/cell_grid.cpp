#include "engine/contact/cell_grid.hpp"

#include <cmath>

#include "engine/base/error.hpp"

namespace puncta {

Eigen::ArrayXXd moved_on(const Eigen::ArrayXXd& memory, const CellGrid& from, const CellGrid& to,
                         double distance) {
    PUNCTA_EXPECT(memory.cols() == from.size(), "{} columns for {} cells", memory.cols(), from.size());
    PUNCTA_EXPECT(from.across == to.across && from.side == to.side, "cells of {} and {} m", from.side,
                  to.side);
    const double cells = distance / from.side, whole = std::floor(cells), part = cells - whole;
    const int shift = static_cast<int>(whole) + (from.along - to.along) / 2;
    Eigen::ArrayXXd moved = Eigen::ArrayXXd::Zero(memory.rows(), to.size());
    for (int i = 0; i < to.along; ++i) {
        for (const auto& [row, weight] : {std::pair{i + shift, 1 - part}, std::pair{i + shift + 1, part}}) {
            if (row < 0 || row >= from.along || weight == 0) continue;
            moved.middleCols(Eigen::Index(i) * to.across, to.across) +=
                weight * memory.middleCols(Eigen::Index(row) * from.across, from.across);
        }
    }
    return moved;
}

}  // namespace puncta

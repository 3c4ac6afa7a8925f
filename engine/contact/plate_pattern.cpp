#include "engine/contact/plate_pattern.hpp"

#include <algorithm>
#include <cmath>

namespace puncta {
namespace {

/// Square cells that cover the plate: exactly along y, to half a cell along x.
CellGrid plate_cells(const std::array<double, 2>& plate, double limit) {
    CellGrid grid;
    if (plate[0] <= 0 || plate[1] <= 0) return grid;
    grid.across = std::max(1, static_cast<int>(std::ceil(plate[1] / limit - 1e-9)));
    grid.side = plate[1] / grid.across;
    grid.along = std::max(1, static_cast<int>(std::lround(plate[0] / grid.side)));
    return grid;
}

/// Half the distance to the nearest needle; a lone one on a plate shares the skin with the plate.
double tributary(const std::vector<ArrayPlace>& needles, const std::array<double, 2>& plate) {
    const double nearest = nearest_pair(needles).distance;
    const double side = std::min(plate[0], plate[1]);
    return (side > 0 ? std::min(nearest, side) : nearest) / 2;
}

}  // namespace

PlatePattern::PlatePattern(const std::vector<ArrayPlace>& needles, const std::array<double, 2>& plate,
                           double needle_length, double cell_limit, const SkinSubject& subject) {
    const CellGrid grid = plate_cells(plate, cell_limit);
    double reach = 0;
    for (const ArrayPlace& place : needles) {
        needles_.emplace_back(place.x, place.y);
        reach = std::max(reach, std::hypot(place.x, place.y));
    }
    for (int i = 0; i < grid.along; ++i)
        for (int j = 0; j < grid.across; ++j) {
            cells_.emplace_back((i + 0.5 - 0.5 * grid.along) * grid.side,
                                (j + 0.5 - 0.5 * grid.across) * grid.side);
            reach = std::max(reach, std::hypot(cells_.back().first, cells_.back().second));
        }
    const double own = tributary(needles, plate);
    // Without cells their side must not set the resolution of the tables.
    const double side = grid.side > 0 ? grid.side : std::isinf(own) ? needle_length : 4 * own;
    const InfluenceTables tables = subject.influence(std::max(2 * reach, side), own, side);
    needle_self_ = tables.needle_self;
    influence_ = station_influence(tables, needles_, cells_);
    drum_.cell_cell = cell_influence(tables, cells_);
    drum_.offset = Eigen::VectorXd::Constant(static_cast<Eigen::Index>(cells_.size()), -needle_length);
}

}  // namespace puncta

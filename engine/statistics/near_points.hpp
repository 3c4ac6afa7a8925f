#pragma once
/// Visits the points near a place.

#include "engine/statistics/point_cells.hpp"

namespace puncta {

/// Calls visit(sorted index, squared distance) for every point at most `reach` from a place [m], until it
/// returns false. Cells of about half the reach suit it.
template <class Visit>
void for_points_near(const PointCells& cells, const PlanePoint& place, double reach, Visit&& visit) {
    const double safe = reach + cells.rounding(), most = reach * reach;
    const std::int64_t left = cells.column(place.x - safe), right = cells.column(place.x + safe);
    const std::int64_t top = cells.row(place.y + safe);
    for (std::int64_t row = cells.row(place.y - safe); row <= top; ++row)
        for (std::size_t i = cells.begin(left, row); i < cells.begin(right + 1, row); ++i) {
            const double dx = cells.x()[i] - place.x, dy = cells.y()[i] - place.y;
            const double squared = dx * dx + dy * dy;
            if (squared <= most && !visit(i, squared)) return;
        }
}

}  // namespace puncta

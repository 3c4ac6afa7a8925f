#include "engine/contact/plate_pattern.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace puncta {
namespace {

/// Half the distance to the nearest needle; a lone one shares the skin with the body around it.
double tributary(const std::vector<ArrayPlace>& needles, double room) {
    const double nearest = nearest_pair(needles).distance;
    return (room > 0 ? std::min(nearest, room) : nearest) / 2;
}

}  // namespace

PlatePattern::PlatePattern(const std::vector<ArrayPlace>& needles, PlateCells cells, double needle_length,
                           const SkinSubject& subject)
    : cells_(std::move(cells.places)) {
    double reach = 0;
    for (const ArrayPlace& place : needles) {
        needles_.emplace_back(place.x, place.y);
        reach = std::max(reach, std::hypot(place.x, place.y));
    }
    for (const auto& [x, y] : cells_) reach = std::max(reach, std::hypot(x, y));
    const double own = tributary(needles, cells.room);
    // Without cells their side must not set the resolution of the tables.
    const double side = cells.side > 0 ? cells.side : std::isinf(own) ? needle_length : 4 * own;
    const InfluenceTables tables = subject.influence(std::max(2 * reach, side), own, side);
    needle_self_ = tables.needle_self;
    influence_ = station_influence(tables, needles_, cells_);
    influence_.phase = 0;
    drum_.cell_cell = cell_influence(tables, cells_);
    drum_.offset = Eigen::VectorXd::Constant(static_cast<Eigen::Index>(cells_.size()), -needle_length);
}

PlatePattern plate_pattern(const DeviceSpec& device, double cell_limit, const SkinSubject& subject) {
    PlateCells cells = device.kind == "stamp"
                           ? plate_cells(device.stamp.plate, cell_limit)
                           : nose_cells(device.pen.opening_diameter, device.pen.nose_diameter, cell_limit);
    return {array_places(device), std::move(cells), device.needle.length, subject};
}

}  // namespace puncta

#include "engine/device/array_layout.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace puncta {

std::vector<ArrayPlace> stamp_places(const StampSpec& stamp) {
    const bool hexagonal = stamp.grid == "hexagonal";
    std::vector<ArrayPlace> places;
    double middle = 0;
    for (int j = 0; j < stamp.ny; ++j)
        for (int i = 0; i < stamp.nx; ++i) {
            const double shift = hexagonal && j % 2 == 1 ? 0.5 : 0;
            places.push_back({(i - 0.5 * (stamp.nx - 1) + shift) * stamp.pitch_x,
                              (j - 0.5 * (stamp.ny - 1)) * stamp.pitch_y});
            middle += shift * stamp.pitch_x;
        }
    if (hexagonal && !places.empty())
        for (ArrayPlace& place : places) place.x -= middle / double(places.size());
    return places;
}

std::vector<ArrayPlace> pen_places(const PenSpec& pen) {
    std::vector<ArrayPlace> places;
    for (std::size_t i = 0; i < std::min(pen.x.size(), pen.y.size()); ++i)
        places.push_back({pen.x[i], pen.y[i]});
    if (!places.empty()) return places;
    for (std::size_t ring = 0; ring < std::min(pen.ring_needles.size(), pen.ring_radii.size()); ++ring) {
        const int count = static_cast<int>(std::lround(pen.ring_needles[ring]));
        for (int i = 0; i < count; ++i) {
            const double angle = 2 * std::numbers::pi * i / count;
            places.push_back(
                {pen.ring_radii[ring] * std::cos(angle), pen.ring_radii[ring] * std::sin(angle)});
        }
    }
    return places;
}

std::vector<ArrayPlace> array_places(const DeviceSpec& device) {
    if (device.kind == "stamp") return stamp_places(device.stamp);
    if (device.kind == "pen") return pen_places(device.pen);
    return {};
}

int needle_total(const DeviceSpec& device) {
    return device.kind == "roller" ? device.needle_count() : static_cast<int>(array_places(device).size());
}

RollerLayout draw_device_layout(const DeviceSpec& device, const Draws& draws, std::uint64_t replicate) {
    if (device.kind == "roller") return draw_layout(device, draws, replicate);
    return {{{0, 0}}, needle_total(device), 1};
}

NearestPair nearest_pair(const std::vector<ArrayPlace>& places) {
    NearestPair nearest{0, 0, std::numeric_limits<double>::infinity()};
    for (std::size_t i = 0; i < places.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (const double d = std::hypot(places[i].x - places[j].x, places[i].y - places[j].y);
                d < nearest.distance * (1 - 1e-12))  // the first of equals, whatever the rounding
                nearest = {j, i, d};
    return nearest;
}

}  // namespace puncta

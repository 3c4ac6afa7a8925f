#pragma once
/// Where the needles of a stamp and of a pen's cartridge stand in their plane.

#include <vector>

#include "engine/device/device_spec.hpp"
#include "engine/device/roller_layout.hpp"

namespace puncta {

struct ArrayPlace {
    double x, y;  ///< from the middle of the array [m]
};

/// nx needles in each of ny lines, line after line. On a hexagonal grid every other line is shifted by half a
/// pitch; equal distances to all six neighbours need pitch_y = pitch_x sqrt(3)/2, which is not asked for.
/// The mean of all places is 0.
std::vector<ArrayPlace> stamp_places(const StampSpec& stamp);

/// The places given, or rings from the first to the last, the needles of each evenly spaced from the x axis.
std::vector<ArrayPlace> pen_places(const PenSpec& pen);

/// Of a device of either kind; none for a roller.
std::vector<ArrayPlace> array_places(const DeviceSpec& device);

/// How many needles a device of any kind has.
int needle_total(const DeviceSpec& device);

/// A device of any kind; the needles of a stamp or a pen are one site, told apart by their number.
RollerLayout draw_device_layout(const DeviceSpec& device, const Draws& draws, std::uint64_t replicate);

/// The two needles nearest to each other.
struct NearestPair {
    std::size_t first = 0, second = 0;
    double distance;  ///< infinite for fewer than two needles [m]
};
NearestPair nearest_pair(const std::vector<ArrayPlace>& places);

}  // namespace puncta

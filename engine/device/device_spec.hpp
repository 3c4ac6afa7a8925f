#pragma once
/// Any device as written on its card: a roller, a stamp or a pen.
///
/// The roller's part also holds what every kind has: names, the needle and its scatter. A stamp and a pen
/// leave the rows and the drum at 0; where their needles stand is said by array_layout.hpp.

#include <array>

#include "engine/device/roller_spec.hpp"

namespace puncta {

/// Needles on a flat plate.
struct StampSpec {
    int nx = 0, ny = 0;
    double pitch_x = 0, pitch_y = 0;  ///< between neighbours of a line, and between lines [m]
    std::string grid = "square";      ///< or hexagonal: every other line shifted by half a pitch
    std::array<double, 2> plate{};    ///< side lengths of the plate [m]
};

/// Needles on the cartridge of a motorised pen, on rings around its axis or at given places.
struct PenSpec {
    std::vector<double> ring_needles;  ///< how many stand on each ring
    std::vector<double> ring_radii;    ///< of each ring, 0 for one in the middle [m]
    std::vector<double> x, y;          ///< places instead of rings [m]
    double frequency = 0;              ///< strokes per time [1/s]
    double stroke = 0;                 ///< way of the needles from top to bottom [m]
    double depth_stop = 0;             ///< how far the tips stand out at the bottom [m]
    double depth_tolerance = 0;        ///< of the depth stop, either way [m]
    double opening_diameter = 0;       ///< of the hole in the nose through which the needles go [m]
    double nose_diameter = 0;          ///< of the flat rim around it, outside; 0: no nose [m]

    [[nodiscard]] bool has_nose() const { return nose_diameter > 0; }
};

struct DeviceSpec : RollerSpec {
    std::string kind = "roller";     ///< roller, stamp or pen
    double written_drum_radius = 0;  ///< as the source gives it: of the body or of the circle of the tips [m]
    std::string drum_is = "body";    ///< body or tips
    StampSpec stamp;
    PenSpec pen;
};

/// Settles what follows from the values as written: the drum's body, and the rows, lengths and order of a
/// list of needles. Needles of the list without a length get the spec's; the longest becomes the nominal.
void settle(DeviceSpec& device);

}  // namespace puncta

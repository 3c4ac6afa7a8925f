#pragma once
/// What the hand does: where it rolls, in which directions, how often, how hard and how fast.

#include <array>
#include <vector>

namespace puncta {

struct TreatmentSpec {
    std::array<double, 2> area{};    ///< side lengths of the treated rectangle along x and y [m]
    std::vector<double> directions;  ///< rolling directions, angle from the x axis [rad]
    int passes = 0;                  ///< passes per direction
    double overlap = 0;  ///< overlap of neighbouring stripes, fraction of the roller's width, [0, 1)
    double load = 0;     ///< mean force on the axle [N]
    double load_cv = 0;  ///< coefficient of variation of the load from stroke to stroke
    double speed = 0;    ///< axle speed [m/s]
};

}  // namespace puncta

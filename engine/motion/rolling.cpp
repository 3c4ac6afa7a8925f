#include "engine/motion/rolling.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace puncta {

double tip_offset(double tip_radius, double nominal_tip_radius, double angle) {
    return tip_radius * std::cos(angle) - nominal_tip_radius;
}

double entry_angle(double tip_radius, double axle_depression) {
    return std::acos(std::clamp(1 - axle_depression / tip_radius, -1.0, 1.0));
}

double surface_crossing(double axle_height, double rolling_radius, double angle) {
    return axle_height * std::tan(angle) - rolling_radius * angle;
}

TipPosition tip_path(double tip_radius, double axle_depression, double rolling_radius, double angle) {
    return {tip_radius * std::sin(angle) - rolling_radius * angle,
            axle_depression - tip_radius * (1 - std::cos(angle))};
}

double rolling_radius(double drum_radius, double slip) {
    return drum_radius / (1 - slip);
}

double rigid_slit(double tip_radius, double axle_depression, double rolling_radius) {
    const double height = tip_radius - axle_depression, end = entry_angle(tip_radius, axle_depression);
    double extent = std::abs(surface_crossing(height, rolling_radius, end));
    // dx/dtheta = H/cos² - R_roll vanishes inside when R_roll > H.
    if (rolling_radius > height) {
        const double turn = std::acos(std::sqrt(height / rolling_radius));
        if (turn < end) extent = std::max(extent, std::abs(surface_crossing(height, rolling_radius, turn)));
    }
    return 2 * extent;
}

double nominal_density(int needles, int passes, double rolling_radius, double width) {
    return needles * passes / (2 * std::numbers::pi * rolling_radius * width);
}

}  // namespace puncta

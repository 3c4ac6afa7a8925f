#include "engine/device/head.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace puncta {

namespace {

NeedleProfile needle_with_tip(const NeedleSpec& spec, double tip) {
    NeedleShape shape{tip, spec.profile, spec.breadth(), spec.edge_radius, spec.lumen_diameter};
    if (shape.points.empty())
        shape.points = {{0, 0}, {std::max(spec.taper_length, 1.01 * tip), spec.shaft_diameter}};
    return NeedleProfile(shape);
}

/// The bluntest tip a worn or badly made needle may have.
double bluntest_tip(const NeedleSpec& spec) {
    if (spec.profile.empty()) return 0.9 * spec.shaft_diameter;
    const ProfilePoint first = behind_tip(spec.profile).front();
    return std::min(0.9 * first.diameter, first.distance / 1.01);
}

}  // namespace

NeedleProfile nominal_needle(const NeedleSpec& spec) {
    return needle_with_tip(spec, spec.tip_diameter);
}

Head draw_head(const RollerSpec& roller, const Draws& draws, std::uint64_t replicate) {
    const NeedleSpec& spec = roller.needle;
    const double bluntest = bluntest_tip(spec), sharpest = spec.lumen_diameter / 0.95;
    Head head;
    head.reserve(static_cast<std::size_t>(roller.needle_count()));
    for (int row = 0; row < roller.rows; ++row) {
        for (int n = 0; n < roller.needles_per_row; ++n) {
            const DrawKey key{replicate, static_cast<std::uint64_t>(row), static_cast<std::uint64_t>(n)};
            const double error = std::clamp(draws.normal(Purpose::needle_length, key), -4.0, 4.0);
            const double length = std::max(0.5 * spec.length, spec.length + spec.length_sd * error);
            const double tip = std::max(
                sharpest, std::min(bluntest, spec.tip_diameter * draws.lognormal(Purpose::needle_tip, key,
                                                                                 spec.tip_diameter_cv)));
            head.push_back({length, needle_with_tip(spec, tip)});
        }
    }
    return head;
}

double tributary_radius(const RollerSpec& roller) {
    const double pitch = 2 * std::numbers::pi / roller.needles_per_row * roller.tip_radius();
    double nearest = pitch;  // also for one needle per row: it meets itself after a turn
    if (roller.rows > 1) {
        const double shift = std::min(roller.stagger, 1 - roller.stagger) * pitch;
        nearest = std::min(nearest, std::hypot(roller.row_spacing, shift));
    }
    if (roller.rows > 2) nearest = std::min(nearest, 2 * roller.row_spacing);
    return nearest / 2;
}

}  // namespace puncta

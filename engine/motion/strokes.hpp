#pragma once
/// From a treatment to strokes: straight runs of the roller, stripe by stripe, direction by direction.
///
/// The area is [0, area.x] x [0, area.y]. For every direction its extent across the rolling direction is
/// covered by as few stripes as the roller's width and the overlap allow, centred on the area; each stripe
/// runs as far as the area reaches under it, and the roller is put down before and lifted after it by a
/// run-in.

#include <array>
#include <vector>

#include "engine/motion/treatment_spec.hpp"

namespace puncta {

/// One run of the roller. A point at (along, across) in the stroke's frame lies at
/// along·(cos, sin) + across·(-sin, cos) of the direction in the area's frame [m].
struct Stroke {
    int pass = 0;          ///< running number, directions counted through
    int stripe = 0;        ///< within the pass
    double direction = 0;  ///< [rad]
    double across = 0;     ///< position of the roller's middle across the direction [m]
    double begin = 0;      ///< where the area begins and ends along the direction under this stripe [m]
    double end = 0;

    [[nodiscard]] std::array<double, 2> to_area(double along, double across_position) const;
};

/// All strokes of a treatment for a roller of this width [m], passes of one direction after another.
std::vector<Stroke> plan_strokes(const TreatmentSpec& treatment, double roller_width);

}  // namespace puncta

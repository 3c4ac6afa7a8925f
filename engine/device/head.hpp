#pragma once
/// One real roller: every needle's true shape and place, drawn once and kept for the whole treatment.
///
/// A needle stands on the drum at its nominal angle plus an error and leans from the radius by a tilt, in the
/// rolling plane (along) and along the axle (across); a bent one leans further. It is taken as straight from
/// the drum on, wherever the bend is. Its tip, at the distance L from the root, then lies nearer to the axle
/// and beside its nominal place. Lean changes where and when the tip meets the skin; that a leaning needle
/// also cuts at an angle is neglected (its cosine: 0.1 % at 2 degrees, 1.5 % at 10).
///
/// Wear takes metal off the tip: its radius grows by `wear_rate` per treatment, an assumption, while the cone
/// stays, so the needle also becomes shorter, by the growth times 1/sin(alpha) - 1 with the half-angle alpha.
/// The edges of a worn blade still begin at its tip: how broad the tip of one becomes is neglected.

#include <vector>

#include "engine/device/needle_profile.hpp"
#include "engine/device/roller_layout.hpp"

namespace puncta {

struct HeadNeedle {
    double length;  ///< true tip to drum distance, along the needle [m]
    NeedleProfile profile;
    double tip_radius;  ///< distance of the tip from the axle, R + L for a needle without lean [m]
    double tip_angle;   ///< of the tip ahead of the nominal place, around the axle [rad]
    double tip_across;  ///< of the tip beside its row [m]
    double axis_angle;  ///< between needle and nominal radius, in the rolling plane [rad]
    bool missing = false;
    bool bent = false;  ///< leans by a bend on top of its tilt
};

/// Needles by site, then sequence: RollerLayout::needle_index; row after row.
using Head = std::vector<HeadNeedle>;

/// Draws a head. Normal errors are held within four standard deviations; tips are lognormal and kept below
/// the shaft, or before the first point of a profile, and above a lumen.
Head draw_head(const RollerSpec& roller, const RollerLayout& layout, const Draws& draws,
               std::uint64_t replicate);

/// The needle as specified, without scatter.
NeedleProfile nominal_needle(const NeedleSpec& spec);

/// A needle worn by so many treatments, as its card has it before the scatter. One with a profile keeps its
/// length: only its cap grows.
NeedleSpec worn(NeedleSpec needle, double treatments);

/// The largest angle by which a tip of the head is off its nominal place [rad].
double largest_tip_angle(const Head& head);

}  // namespace puncta

#pragma once
/// From a treatment to strokes: straight runs of the roller, stripe by stripe, direction by direction.
///
/// For every direction the region's extent across the rolling direction is covered by as few stripes as the
/// roller's width and the overlap allow, centred on the region; each stripe runs as far as the region reaches
/// under it, and the roller is put down before and lifted after it by a run-in. Where the region leaves a gap
/// under a stripe the roller rolls on, unless the gap is longer than the two run-ins it would take to lift.
/// Before an exclusion zone with `lift` the hand lifts where the roller's outline would begin to overhang it.
///
/// Rolling back means: as if the roller was turned round. With a stagger of 0 or 1/2 the rows are the same
/// seen from either side; which needle makes which hole is not followed through the turn.

#include <array>
#include <limits>
#include <vector>

#include "engine/device/roller_spec.hpp"
#include "engine/motion/treatment_spec.hpp"

namespace puncta {

/// How much room a roller takes [m].
struct RollerOutline {
    double width = 0;     ///< along the axle
    double run_in = 0;    ///< before and behind a region, until needles roll as they do further on
    double overhang = 0;  ///< from under the axle to the circle of the tips
};

/// For plans and checks, with a run-in for an axle depressed by two needle lengths; a run takes the depth
/// that its skin gives.
RollerOutline outline_of(const RollerSpec& device, double rolling_radius);

/// One run of the roller. A point at (along, across) in the stroke's frame lies at
/// along·(cos, sin) + across·(-sin, cos) of the direction in the area's frame [m].
struct Stroke {
    int pass = 0;          ///< running number, directions counted through
    int stripe = 0;        ///< within the pass; parts of a stripe have numbers of their own
    double direction = 0;  ///< [rad]
    double across = 0;     ///< position of the roller's middle across the direction [m]
    double begin = 0;      ///< where the area begins and ends along the direction under this stripe [m]
    double end = 0;
    bool backward = false;  ///< rolled back: `direction` is that of the pass, half a turn on
    /// The axle stays between these, on account of exclusion zones [m].
    double earliest = -std::numeric_limits<double>::infinity();
    double latest = std::numeric_limits<double>::infinity();
    double start_time = 0;  ///< from the begin of the treatment [s]
    double duration = 0;    ///< expected [s]

    [[nodiscard]] std::array<double, 2> to_area(double along, double across_position) const;
    /// Where the axle is put down and lifted with this run-in.
    [[nodiscard]] double put_down(double run_in) const { return std::max(begin - run_in, earliest); }
    [[nodiscard]] double lift_off(double run_in) const { return std::min(end + run_in, latest); }
};

/// Most strokes in a pass: they are told apart by pass·1024 + stripe in the random numbers.
inline constexpr int most_strokes_per_pass = 1024;
/// Passes are stored as 16-bit numbers.
inline constexpr int most_passes = 32767;

/// Stripes that a direction takes.
int stripe_count(const TreatmentSpec& treatment, double direction, double roller_width);

/// All strokes of a treatment in order of time, passes of one direction after another. A pure function.
std::vector<Stroke> plan_strokes(const TreatmentSpec& treatment, const RollerOutline& roller);

/// Time that the planned strokes and the pauses between them take [s]. With a speed of mean v and coefficient
/// of variation c (lognormal) a way s takes s (1 + c²)/v in the mean.
double treatment_time(const std::vector<Stroke>& strokes);

/// A zone into which strokes roll.
struct ZoneEntry {
    std::size_t zone = 0;   ///< index in TreatmentSpec::zones
    std::size_t count = 0;  ///< strokes that enter it
    std::size_t first = 0;  ///< index of the first of them
    double length = 0;      ///< of the zone under that stroke's roller, along the way [m]
};

/// Zones of action error or warning that the roller's outline sweeps, run-ins included, at most one entry
/// each.
std::vector<ZoneEntry> entered_zones(const TreatmentSpec& treatment, const std::vector<Stroke>& strokes,
                                     const RollerOutline& roller);

}  // namespace puncta

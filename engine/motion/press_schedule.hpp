#pragma once
/// How a stamp or a pen goes into the skin, press after press.
///
/// A stamp is pressed with a force that rises linearly over the press time and is held; it is put down so
/// that its array continues in the next press, without overlap unless asked for. A pen drives its needles to
/// and fro, harmonically, while it glides: the tips stand at u(t) = stop - stroke (1 - cos 2 pi f t)/2 below
/// the plane of its nose, t from their lowest point; between two presses the pen has glided on by speed over
/// frequency. The schedule begins where the tips come out of the nose; how deep that stands on the skin, and
/// what bulges into its opening, is said by simulation/pen_nose.hpp. That needles are dragged along while
/// they are in the skin (some 5 ms x 40 mm/s = 0.2 mm) is neglected.
///
/// Only the way in is stepped through, and the hold: a needle never goes deeper on its way out.

#include <vector>

#include "engine/device/device_spec.hpp"
#include "engine/motion/strokes.hpp"

namespace puncta {

struct PressSchedule {
    double step_time = 0;            ///< from one station to the next [s]
    std::vector<double> load_share;  ///< stamp: of the load, at the end of every step
    std::vector<double> depression;  ///< pen: u of the nominal tips at the end of every step [m]
    double distance = 0;             ///< between presses along a stroke [m]
    double duration = 0;             ///< of one press, down and up [s]

    [[nodiscard]] std::size_t steps() const { return std::max(load_share.size(), depression.size()); }
};

/// u of the nominal tips beyond the plane of the nose, so long before or after their lowest point [s], [m].
double pen_reach(const PenSpec& pen, double from_bottom);

/// `steps` stations on the way in; a long hold takes coarser ones, about 25 times as many in all, but at
/// least two on the way in.
PressSchedule press_schedule(const DeviceSpec& device, const TreatmentSpec& treatment, int steps);

/// How much room a device of any kind takes; of a roller outline_of(roller, rolling_radius).
RollerOutline outline_of(const DeviceSpec& device, double rolling_radius);

/// Strokes of any device; those of a stamp or a pen take the time of their presses.
std::vector<Stroke> plan_strokes(const TreatmentSpec& treatment, const DeviceSpec& device,
                                 double rolling_radius);

/// Needle contacts per area that a treatment aims at, without skin effects [1/m²].
double aimed_density(const TreatmentSpec& treatment, const DeviceSpec& device, double rolling_radius);

}  // namespace puncta

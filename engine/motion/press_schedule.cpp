#include "engine/motion/press_schedule.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/base/error.hpp"
#include "engine/device/array_layout.hpp"
#include "engine/motion/rolling.hpp"

namespace puncta {
namespace {

constexpr int longest_hold = 25;  ///< in ways in

/// Sides of the area that one press of a stamp stands for.
std::array<double, 2> tile(const StampSpec& stamp) {
    return {stamp.nx * stamp.pitch_x, stamp.ny * stamp.pitch_y};
}

/// Diameter of the circle of the outermost needles, and of one needle.
double swath(const DeviceSpec& device) {
    double radius = 0;
    for (const ArrayPlace& place : array_places(device))
        radius = std::max(radius, std::hypot(place.x, place.y));
    return 2 * radius + device.needle.shaft_diameter;
}

PressSchedule stamp_schedule(const DeviceSpec& device, const TreatmentSpec& treatment, int steps) {
    PressSchedule schedule;
    const double press = treatment.press_time, hold = treatment.hold_time;
    const double least = press / steps, coarsest = (press + hold) / (longest_hold * steps);
    const int rising = std::max(2, static_cast<int>(std::lround(press / std::max(least, coarsest))));
    schedule.step_time = press / rising;
    for (int k = 1; k <= rising; ++k) schedule.load_share.push_back(double(k) / rising);
    const auto held = static_cast<std::size_t>(std::lround(hold / schedule.step_time));
    schedule.load_share.insert(schedule.load_share.end(), held, 1.0);
    schedule.distance = tile(device.stamp)[0] * (1 - treatment.overlap);
    schedule.duration = 2 * press + hold;
    return schedule;
}

PressSchedule pen_schedule(const DeviceSpec& device, const TreatmentSpec& treatment, int steps) {
    PressSchedule schedule;
    const PenSpec& pen = device.pen;
    // The tips meet the skin where cos(2 pi f t) = 2 stop/stroke - 1.
    const double contact = std::acos(std::clamp(2 * pen.depth_stop / pen.stroke - 1, -1.0, 1.0));
    const double turn = 2 * std::numbers::pi * pen.frequency;
    schedule.step_time = (std::numbers::pi - contact) / turn / steps;
    for (int k = 1; k <= steps; ++k)
        schedule.depression.push_back(pen_reach(pen, (steps - k) * schedule.step_time));
    schedule.distance = treatment.speed / pen.frequency;
    schedule.duration = 1 / pen.frequency;
    return schedule;
}

}  // namespace

double pen_reach(const PenSpec& pen, double from_bottom) {
    const double phase = 2 * std::numbers::pi * pen.frequency * from_bottom;
    return pen.depth_stop - pen.stroke * (1 - std::cos(phase)) / 2;
}

PressSchedule press_schedule(const DeviceSpec& device, const TreatmentSpec& treatment, int steps) {
    PUNCTA_EXPECT(device.kind != "roller" && steps > 0, "a {} in {} steps", device.kind, steps);
    return device.kind == "stamp" ? stamp_schedule(device, treatment, steps)
                                  : pen_schedule(device, treatment, steps);
}

RollerOutline outline_of(const DeviceSpec& device, double rolling_radius) {
    if (device.kind == "roller") return outline_of(static_cast<const RollerSpec&>(device), rolling_radius);
    if (device.kind == "stamp") {
        const auto [along, across] = tile(device.stamp);
        return {across, along / 2, std::max(along, device.stamp.plate[0]) / 2};
    }
    const double width = swath(device);
    return {width, width / 2, width / 2};
}

std::vector<Stroke> plan_strokes(const TreatmentSpec& treatment, const DeviceSpec& device,
                                 double rolling_radius) {
    const RollerOutline outline = outline_of(device, rolling_radius);
    std::vector<Stroke> strokes = plan_strokes(treatment, outline);
    if (device.kind != "stamp") return strokes;
    const PressSchedule schedule = press_schedule(device, treatment, 16);
    double time = 0;
    for (Stroke& stroke : strokes) {
        const double way = stroke.lift_off(outline.run_in) - stroke.put_down(outline.run_in);
        stroke.start_time = time;
        stroke.duration = std::ceil(way / schedule.distance) * schedule.duration;
        time += stroke.duration + treatment.pause;
    }
    return strokes;
}

double aimed_density(const TreatmentSpec& treatment, const DeviceSpec& device, double rolling_radius) {
    const int passes = treatment.passes * static_cast<int>(treatment.directions.size());
    if (device.kind == "roller")
        return nominal_density(device.needle_count(), passes, rolling_radius, device.width());
    const double width = outline_of(device, rolling_radius).width * (1 - treatment.overlap);
    return needle_total(device) * passes / (press_schedule(device, treatment, 16).distance * width);
}

}  // namespace puncta

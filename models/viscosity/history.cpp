#include "models/viscosity/history.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/base/error.hpp"
#include "models/viscosity/relaxation.hpp"

namespace puncta::models {
namespace {

void append(History& history, double time, double displacement, double speed) {
    history.time.push_back(time);
    history.displacement.push_back(std::max(0.0, displacement));
    history.speed.push_back(speed);
}

}  // namespace

double History::peak_speed(double until) const {
    double peak = 0;
    for (std::size_t i = 0; i < time.size() && time[i] <= until; ++i) peak = std::max(peak, speed[i]);
    return peak;
}

double History::peak_speed() const {
    return time.empty() ? 0 : peak_speed(time.back());
}

std::size_t History::bottom() const {
    return static_cast<std::size_t>(std::max_element(displacement.begin(), displacement.end()) -
                                    displacement.begin());
}

History roller_history(double tip_radius, double rolling_radius, double depression, double speed, int steps) {
    PUNCTA_EXPECT(depression > 0 && depression < tip_radius, "depression = {}", depression);
    PUNCTA_EXPECT(rolling_radius > 0 && speed > 0 && steps > 0, "rolling radius = {}, speed = {}",
                  rolling_radius, speed);
    const double entry = std::acos(1 - depression / tip_radius), turn = speed / rolling_radius;
    History history;
    for (int i = -steps; i <= steps; ++i) {
        const double angle = entry * i / steps;
        const double half = std::sin(angle / 2);
        append(history, (angle + entry) / turn,
               std::abs(i) == steps ? 0 : depression - 2 * tip_radius * half * half,
               -tip_radius * turn * std::sin(angle));
    }
    return history;
}

History stamp_history(double depth, double press, double hold, int steps) {
    PUNCTA_EXPECT(depth > 0 && press > 0 && hold >= 0 && steps > 0, "depth = {}, press = {}, hold = {}",
                  depth, press, hold);
    const double speed = depth / press;
    History history;
    for (int i = 0; i <= steps; ++i) append(history, press * i / steps, depth * i / steps, speed);
    if (hold > 0)
        for (int i = 1; i <= steps; ++i) append(history, press + hold * i / steps, depth, 0);
    for (int i = 1; i <= steps; ++i)
        append(history, press + hold + press * i / steps, depth * (steps - i) / steps, -speed);
    return history;
}

History pen_history(double stroke, double frequency, int steps) {
    PUNCTA_EXPECT(stroke > 0 && frequency > 0 && steps > 0, "stroke = {}, frequency = {}", stroke, frequency);
    History history;
    for (int i = 0; i <= 2 * steps; ++i) {
        const double half = std::numbers::pi * i / (2 * steps), wave = std::sin(half);
        append(history, i / (2 * steps * frequency), i == 2 * steps ? 0 : stroke * wave * wave,
               stroke * std::numbers::pi * frequency * std::sin(2 * half));
    }
    return history;
}

double secant_stiffening(std::span<const PronyTerm> series, const History& history, double power) {
    PUNCTA_EXPECT(!history.time.empty(), "history of {} samples", history.time.size());
    const std::size_t bottom = history.bottom();
    const double deepest = history.displacement[bottom];
    if (deepest <= 0) return 1;
    Overstress overstress(series);
    auto elastic = [&](std::size_t i) { return std::pow(history.displacement[i] / deepest, power); };
    for (std::size_t i = 1; i < bottom; ++i)
        overstress.advance(history.time[i] - history.time[i - 1], elastic(i));
    const double long_time = long_time_share(series);
    const double step = bottom > 0 ? history.time[bottom] - history.time[bottom - 1] : 0;
    return 1 + (1 - long_time) / long_time * overstress.after(step)(1);
}

}  // namespace puncta::models

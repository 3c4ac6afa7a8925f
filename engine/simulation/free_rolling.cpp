#include "engine/simulation/free_rolling.hpp"

#include <algorithm>
#include <cmath>

#include "engine/simulation/stroke_simulation.hpp"

namespace puncta {
namespace {

struct Pull {
    double needles;  ///< N [N]
    double drum;     ///< mu Q [N]
};

Pull pull_at(RunPlan& plan, double rolling_radius, double friction) {
    plan.rolling_radius = rolling_radius;
    ReplicateSetup setup(plan, 0);
    Stroke stroke;
    stroke.end = plan.treatment.area[0];
    StrokeTotals totals;
    SolverCounts counts;
    simulate_stroke(setup, stroke, [](const Puncture&, std::size_t, const LocalSkin&) {}, totals, counts);
    const double stations = std::max(1.0, double(totals.stations));
    return {totals.sideways_sum / stations, friction * totals.drum_load_sum / stations};
}

}  // namespace

double free_rolling_radius(RunPlan plan, double friction) {
    plan.device = without_scatter(plan.device);
    plan.sideways = true;
    plan.observe = {};
    plan.treatment.load_cv = plan.treatment.speed_cv = plan.treatment.tilt_sd = plan.treatment.wander_sd = 0;
    // Two turns of the pattern of needles tell the mean.
    const double pitch = 2 * std::numbers::pi / plan.device.pitches_per_turn();
    plan.treatment.area = {2 * pitch * plan.device.drum_radius, plan.device.width()};
    plan.region = Region(plan.treatment.area);
    const double own = plan.device.drum_radius;
    const Pull at_own = pull_at(plan, own, friction);
    if (std::abs(at_own.needles) <= at_own.drum) return own;
    // Needles pull towards a larger or a smaller radius; N grows with it.
    const double sign = at_own.needles < 0 ? 1 : -1;
    auto excess = [&](double radius) {
        const Pull pull = pull_at(plan, radius, friction);
        return pull.needles + sign * pull.drum;
    };
    double low = own, high = sign > 0 ? 1.5 * plan.device.tip_radius() : 0.5 * own;
    double at_low = at_own.needles + sign * at_own.drum, at_high = excess(high);
    if (at_low * at_high > 0) return high;
    for (int n = 0; n < 12 && std::abs(high - low) > 1e-3 * own; ++n) {
        // Regula falsi, kept away from the ends.
        const double share = std::clamp(at_low / (at_low - at_high), 0.05, 0.95);
        const double middle = low + share * (high - low), value = excess(middle);
        if (value * at_low > 0) {
            low = middle;
            at_low = value;
        } else {
            high = middle;
            at_high = value;
        }
    }
    return low + at_low / (at_low - at_high) * (high - low);
}

}  // namespace puncta

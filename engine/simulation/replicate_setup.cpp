#include "engine/simulation/replicate_setup.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "engine/base/units.hpp"
#include "engine/motion/rolling.hpp"

namespace puncta {

using namespace units;

namespace {

/// Half the distance to the next needle; one alone counts as held a needle's length away.
double held_at_of(const DeviceSpec& device) {
    const double nearest = nearest_pair(array_places(device)).distance / 2;
    return std::isfinite(nearest) ? nearest : device.needle.length;
}

}  // namespace

ReplicateSetup::ReplicateSetup(const RunPlan& run_plan, std::int64_t number, std::size_t which)
    : plan(run_plan),
      site(run_plan.site(which)),
      site_index(which),
      replicate(number),
      draws(run_plan.seed),
      subject(run_plan.site(which).subject(number)),
      layout(draw_device_layout(run_plan.device, draws, static_cast<std::uint64_t>(number))),
      head(draw_head(run_plan.device, layout, draws, static_cast<std::uint64_t>(number))),
      // No slit is longer than twice the needle is wide: pi/2 of the thickness, and a blade's breadth.
      holes(run_plan.device.needle.shaft_diameter + run_plan.device.needle.breadth()) {
    for (std::size_t n = 0; n < head.size(); ++n)
        laws.push_back(n > 0 && head[n].profile == head[n - 1].profile
                           ? laws.back()
                           : subject->needle_law(head[n].profile));
    if (plan.device.kind != "roller") {
        held_at_ = held_at_of(plan.device);
        plate_ = std::make_unique<PlatePattern>(plate_pattern(plan.device, plan.cell_limit, *subject));
        if (plan.device.pen.has_nose()) nose_ = std::make_unique<PenNose>(*this);
        return;
    }
    held_at_ = tributary_radius(plan.device, layout);
    // A first guess of how far the skin sinks as a whole, then the pattern is cut to what the load does at
    // rest, with room for the scatter of the load; a stroke that still goes deeper widens it. Coarse cells
    // tell that well enough: a roller that half rests on its drum comes out a few percent less deep.
    cell_limit_ = 2 * plan.cell_limit;
    build(std::min(2.5 * plan.device.needle.length, 0.8 * plan.device.tip_radius()));
    at_rest_ = press(site.treatment.load).depression;
    phases_ = plan.phases * layout.pitches;
    cell_limit_ = plan.cell_limit;
    build(1.3 * at_rest_ + 0.2 * plan.device.needle.length);
}

ReplicateSetup::Pressed ReplicateSetup::press(double load) {
    while (true) {
        LoadBalance balance(pattern_->drum());
        balance.enter(pattern_->influence(0));
        std::vector<StationNeedle> needles;
        std::vector<LocalLaw> local_laws;
        local_laws.reserve(pattern_->needles(0).size());
        for (const PatternNeedle& place : pattern_->needles(0)) {
            const std::size_t index = layout.needle_index(std::size_t(place.site), place.place);
            StationNeedle needle;
            needle.law = &local_laws.emplace_back(law_at(index, {}));
            needle.longest = head[index].length;
            needle.offset = offset(index, place.angle);
            needles.push_back(needle);
        }
        std::vector<StationEvent> events;
        const StationResult result = balance.solve(load, 0, needles, events);
        if (result.axle_depression > pattern_->depth_limit()) {
            widen(result.axle_depression);
            continue;
        }
        Pressed pressed{result.axle_depression, {}, {}};
        for (const StationNeedle& needle : needles) {
            pressed.force.push_back(needle.force);
            pressed.depth.push_back(needle.depth);
        }
        return pressed;
    }
}

void ReplicateSetup::build(double depth) {
    // Steps of a fifth, so that subjects share the quadrature of their influence, which depends on the reach
    // alone.
    const double length = plan.device.needle.length;
    const double steps = std::ceil(std::log(depth / length) / std::log(1.2));
    const double depth_limit = std::min(length * std::pow(1.2, steps), 0.9 * plan.device.tip_radius());
    pattern_ = std::make_unique<RollerPattern>(plan.device, layout, phases_, largest_tip_angle(head),
                                               cell_limit_, depth_limit, *subject);
    drum_base_ = std::make_unique<DrumBase>();
}

void ReplicateSetup::widen(double axle_depression) {
    const double limit = std::max(1.25 * pattern_->depth_limit(), 1.1 * axle_depression);
    if (!(axle_depression < 0.8 * plan.device.tip_radius()))
        throw NumericsError(
            fmt::format("replicate {}: the roller sinks {:.3g} mm into the skin, more than its radius "
                        "allows; lower the load",
                        replicate, axle_depression * 1e3));
    build(std::min(limit, 0.9 * plan.device.tip_radius()));
}

void ReplicateSetup::keep_hole(Puncture& puncture, std::size_t index, const LocalSkin& skin,
                               std::optional<std::size_t> into, double behind, double ahead) {
    const double give = laws[index]->sideways(puncture.depth, held_at_, skin).give;
    const double own = laws[index]->channel(puncture.depth, skin).slit_length;
    puncture.swept_length = behind + ahead;
    puncture.slit_length = own + std::max(0.0, behind - give) + std::max(0.0, ahead - give);
    if (into) {
        puncture.flags |= puncture_existing_hole;
        holes.deepen(*into, puncture.depth, index);
        return;
    }
    // It captures within half the slit that was cut going in (assumption; the range is 0.25 to 1 shaft
    // diameters).
    holes.add({puncture.x, puncture.y, std::min(own / 2, holes.largest_radius()), puncture.depth, index,
               site.region.contains(puncture.x, puncture.y)});
}

LocalLaw ReplicateSetup::law_at(std::size_t index, const LocalSkin& skin) const {
    const double self = plate_ ? plate_->needle_self() : pattern_->needle_self();
    return LocalLaw(*laws[index], self, head[index].length, skin);
}

double ReplicateSetup::offset(std::size_t index, double angle) const {
    const HeadNeedle& needle = head[index];
    if (needle.missing) return -1.0_m;  // no device sinks that deep
    return tip_offset(needle.tip_radius, plan.device.tip_radius(), angle + needle.tip_angle);
}

}  // namespace puncta

#include "scenarios/runner/plan.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "engine/insertion/force_memory.hpp"
#include "engine/motion/press_schedule.hpp"
#include "engine/motion/rolling.hpp"
#include "engine/simulation/free_rolling.hpp"
#include "engine/simulation/stroke_simulation.hpp"
#include "models/viscosity/history.hpp"
#include "models/viscosity/relaxation.hpp"

namespace puncta::scenarios {

namespace {

/// The roller with every needle nominal, pressed on the card's mean skin: axle depression [m].
double mean_depression(const Scenario& scenario, double stiffening) {
    RunPlan plan;
    plan.device = without_scatter(scenario.device);
    plan.treatment = scenario.treatment;
    plan.phases = 1;
    plan.cell_limit = 1e-3;  // coarse is enough for a time
    models::SurfaceTables cache;
    plan.subject = [&](std::int64_t) {
        return std::make_unique<models::LayeredSkin>(treated_skin(scenario), stiffening, cache);
    };
    return ReplicateSetup(plan, 0).press(plan.treatment.load).depression;
}

/// The moduli at the end of a way in, of its time and its speed.
ContactTime at_the_end(const Scenario& scenario, const models::History& way) {
    ContactTime contact{way.time[way.bottom()], 1, 1};
    if (!scenario.model.relaxation) return contact;
    contact.rate = models::rate_stiffening(scenario.skin.rate_exponent, way.peak_speed());
    contact.stiffening =
        contact.rate * models::secant_stiffening(scenario.skin.relaxation, way, models::deep_dimple_power);
    return contact;
}

/// A needle of a stamp goes down by some two of its lengths while the load rises; one of a pen follows the
/// pen's motion from the skin to the depth stop.
ContactTime pressed_in(const Scenario& scenario) {
    const DeviceSpec& device = scenario.device;
    if (device.kind == "stamp")
        return at_the_end(scenario,
                          models::stamp_history(2 * device.needle.length, scenario.treatment.press_time, 0));
    const PressSchedule stroke = press_schedule(device, scenario.treatment, 512);
    models::History way{{0}, {0}, {0}};
    for (std::size_t k = 0; k < stroke.steps(); ++k) {
        way.time.push_back(stroke.step_time * double(k + 1));
        way.displacement.push_back(std::max(0.0, stroke.depression[k]));
        way.speed.push_back((way.displacement[k + 1] - way.displacement[k]) / stroke.step_time);
    }
    return at_the_end(scenario, way);
}

/// A needle's way down to the bottom of its circle; a skin into which the axle sinks is out of reach.
ContactTime down_to(const Scenario& scenario, double depression) {
    const RollerSpec& device = scenario.device;
    const models::History way = models::roller_history(
        device.tip_radius(), rolling_radius(device.drum_radius, scenario.treatment.slip),
        std::min(depression, 0.99 * device.tip_radius()), scenario.treatment.speed);
    return at_the_end(scenario, way);
}

/// Dimples as stiff as they are over one step of the roll, their forces to relax from there; cutting as at
/// the bottom of a needle's way.
models::Stiffening rolling_stiffening(const Scenario& scenario, const RunPlan& plan) {
    const ContactTime contact = contact_time(scenario);
    if (!scenario.model.relaxation || scenario.skin.relaxation.empty()) return contact.stiffening;
    const RelaxationStep step(scenario.skin.relaxation, plan.station_time());
    return {contact.rate * step.gain() / models::long_time_share(scenario.skin.relaxation),
            contact.stiffening};
}

/// Cells over the region's box; what of each belongs to the region, unless that is the box itself.
MapGrid map_grid(const Region& region, double cell) {
    const Box& box = region.box();
    MapGrid grid{box.x0,
                 box.y0,
                 cell,
                 static_cast<int>(std::ceil(box.width / cell - 1e-9)),
                 static_cast<int>(std::ceil(box.height / cell - 1e-9)),
                 box.width,
                 box.height,
                 {}};
    if (!region.is_rectangle())
        grid.region_area = region.cell_areas(grid.x0, grid.y0, cell, grid.nx, grid.ny);
    return grid;
}

}  // namespace

ContactTime contact_time(const Scenario& scenario) {
    if (scenario.device.kind != "roller") return pressed_in(scenario);
    ContactTime contact = down_to(scenario, scenario.device.needle.length);
    const bool elastic = scenario.skin.relaxation.empty() && scenario.skin.rate_exponent == 0;
    if (!scenario.model.relaxation || elastic) return contact;
    // The skin sinks by more than a needle's length and the stiffness depends on the time only weakly: two
    // rounds settle it to well under a percent.
    for (int round = 0; round < 2; ++round)
        contact = down_to(scenario, mean_depression(scenario, contact.stiffening));
    return contact;
}

std::unique_ptr<models::LayeredSkin> mean_skin(const Scenario& scenario, double stiffening,
                                               models::SurfaceTables& cache) {
    return std::make_unique<models::LayeredSkin>(treated_skin(scenario), stiffening, cache);
}

RunPlan make_plan(const Scenario& scenario) {
    RunPlan plan;
    plan.device = scenario.device;
    plan.treatment = scenario.treatment;
    plan.seed = scenario.run.seed;
    plan.phases = std::max(4, static_cast<int>(std::lround(1 / scenario.model.station_step)));
    plan.cell_limit = scenario.model.drum_cell;
    plan.rolling_radius = rolling_radius(scenario.device.drum_radius, scenario.treatment.slip);
    if (plan.device.kind != "roller") plan.press = press_schedule(plan.device, plan.treatment, plan.phases);
    plan.layer_count = scenario.skin.layers.size();
    plan.keep_punctures = scenario.output.punctures;

    plan.region = region_of(plan.treatment);
    plan.grid = map_grid(plan.region, scenario.output.map_cell);
    constexpr int bins_per_length = 150;  // 10 um for a needle of 1.5 mm
    plan.bins = {scenario.device.needle.length / bins_per_length, bins_per_length + bins_per_length / 5};

    auto cache = std::make_shared<models::SurfaceTables>();
    if (plan.device.kind == "roller" && plan.treatment.rolling == "free") {
        RunPlan mean = plan;
        mean.phases = std::min(plan.phases, 8);
        mean.cell_limit = 1e-3;
        const models::Stiffening stiff = rolling_stiffening(scenario, mean);
        mean.subject = [&](std::int64_t) {
            return std::make_unique<models::LayeredSkin>(treated_skin(scenario), stiff, *cache);
        };
        plan.rolling_radius = rolling_radius(
            free_rolling_radius(std::move(mean), plan.treatment.drum_friction), scenario.treatment.slip);
    }
    const models::Stiffening stiffening = rolling_stiffening(scenario, plan);
    plan.subject = [card = treated_skin(scenario), stiffening, cache,
                    spectrum = models::field_spectrum(scenario.skin.variation, scenario.treatment.area),
                    draws = Draws(plan.seed)](std::int64_t number) {
        const auto replicate = static_cast<std::uint64_t>(number);
        return std::make_unique<models::LayeredSkin>(
            models::draw_subject(card, draws, replicate), stiffening, *cache,
            models::SkinFields(card.variation, spectrum.get(), draws, replicate));
    };
    return plan;
}

RunHeader make_header(const Scenario& scenario, const RunPlan& plan) {
    RunHeader header;
    header.title = scenario.title;
    header.source = scenario.source;
    header.resolved = scenario.resolved;
    header.cards = scenario.cards;
    header.hash = scenario.hash;
    header.seed = scenario.run.seed;
    header.replicates_planned = scenario.run.replicates;
    header.lifting = std::any_of(plan.treatment.zones.begin(), plan.treatment.zones.end(),
                                 [](const ExclusionZone& zone) { return zone.action == ZoneAction::lift; });
    header.overlapping = plan.treatment.overlap > 0;
    header.rolling_radius = plan.rolling_radius;
    header.nominal_density = aimed_density(plan.treatment, plan.device, plan.rolling_radius);
    header.expected_time = treatment_time(plan_strokes(plan.treatment, plan.device, plan.rolling_radius));
    header.needle_length = plan.device.needle.length;
    double top = 0;
    const models::SkinCard skin = treated_skin(scenario);
    for (const models::LayerCard& layer : skin.layers) {
        header.layer_names.push_back(layer.name);
        header.layer_tops.push_back(top);
        top += layer.thickness;
    }
    header.grid = plan.grid;
    header.bins = plan.bins;
    header.keep_punctures = plan.keep_punctures;
    return header;
}

}  // namespace puncta::scenarios

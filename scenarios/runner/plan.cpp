#include "scenarios/runner/plan.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/base/error.hpp"
#include "engine/insertion/force_memory.hpp"
#include "engine/motion/press_schedule.hpp"
#include "engine/motion/rolling.hpp"
#include "engine/simulation/free_rolling.hpp"
#include "engine/simulation/stroke_simulation.hpp"
#include "models/viscosity/history.hpp"
#include "models/viscosity/relaxation.hpp"
#include "scenarios/runner/unknowns.hpp"

namespace puncta::scenarios {

namespace {

/// The roller with every needle nominal, pressed on the card's mean skin: axle depression [m].
double mean_depression(const Scenario& scenario, double stiffening, models::SurfaceTables& cache) {
    RunPlan plan;
    plan.device = without_scatter(scenario.device);
    plan.treatment = scenario.treatment;
    plan.phases = 1;
    plan.cell_limit = 0.5e-3;  // 1 mm at rest: coarse is enough for a time
    plan.subject = [&](std::int64_t) {
        return std::make_unique<models::LayeredSkin>(treated_skin(scenario), stiffening, cache);
    };
    return ReplicateSetup(plan, 0).at_rest();
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

/// contact_time with tables that others share.
ContactTime contact_time_by(const Scenario& scenario, models::SurfaceTables& cache) {
    if (scenario.device.kind != "roller") return pressed_in(scenario);
    ContactTime contact = down_to(scenario, scenario.device.needle.length);
    const bool elastic = scenario.skin.relaxation.empty() && scenario.skin.rate_exponent == 0;
    if (!scenario.model.relaxation || elastic) return contact;
    // The skin sinks by more than a needle's length and the stiffness depends on the time only weakly: two
    // rounds settle it to well under a percent.
    for (int round = 0; round < 2; ++round)
        contact = down_to(scenario, mean_depression(scenario, contact.stiffening, cache));
    return contact;
}

/// Dimples as stiff as they are over one step of the roll, their forces to relax from there; cutting as at
/// the bottom of a needle's way.
models::Stiffening rolling_stiffening(const Scenario& scenario, const RunPlan& plan,
                                      models::SurfaceTables& cache) {
    const ContactTime contact = contact_time_by(scenario, cache);
    if (!scenario.model.relaxation || scenario.skin.relaxation.empty()) return contact.stiffening;
    const RelaxationStep step(scenario.skin.relaxation, plan.station_time(plan));
    return {contact.rate * step.gain() / models::long_time_share(scenario.skin.relaxation),
            contact.stiffening};
}

/// Cells over a box.
MapGrid map_grid(const Box& box, double cell) {
    return {box.x0,
            box.y0,
            cell,
            static_cast<int>(std::ceil(box.width / cell - 1e-9)),
            static_cast<int>(std::ceil(box.height / cell - 1e-9)),
            box.width,
            box.height,
            {}};
}

Box hull(const Box& a, const Box& b) {
    const double x0 = std::min(a.x0, b.x0), y0 = std::min(a.y0, b.y0);
    return {x0, y0, std::max(a.x0 + a.width, b.x0 + b.width) - x0,
            std::max(a.y0 + a.height, b.y0 + b.height) - y0};
}

/// The maps of all sites: what of each cell belongs to them, unless one rectangle is all there is.
void lay_grid(RunPlan& plan, double cell) {
    Box box = plan.region.box();
    for (const SitePlan& site : plan.further) box = hull(box, site.region.box());
    MapGrid& grid = plan.grid = map_grid(box, cell);
    const auto cells_of = [&](const Region& region) {
        return region.cell_areas(grid.x0, grid.y0, cell, grid.nx, grid.ny);
    };
    if (plan.further.empty()) {
        if (!plan.region.is_rectangle()) grid.region_area = cells_of(plan.region);
        return;
    }
    grid.region_area = plan.cell_areas = cells_of(plan.region);
    for (SitePlan& site : plan.further) {
        site.cell_areas = cells_of(site.region);
        for (std::size_t c = 0; c < grid.size(); ++c) grid.region_area[c] += site.cell_areas[c];
    }
}

using Tables = std::shared_ptr<models::SurfaceTables>;

/// The radius on which the mean head rolls over the mean skin of a site.
double free_radius(const Scenario& scenario, RunPlan mean, const Tables& cache) {
    mean.phases = std::min(mean.phases, 8);
    mean.cell_limit = 1e-3;
    const models::Stiffening stiff = rolling_stiffening(scenario, mean, *cache);
    mean.subject = [&](std::int64_t) {
        return std::make_unique<models::LayeredSkin>(treated_skin(scenario), stiff, *cache);
    };
    return rolling_radius(free_rolling_radius(std::move(mean), scenario.treatment.drum_friction),
                          scenario.treatment.slip);
}

/// Fills the part of the plan that is a site's, from a scenario of that one site.
void plan_site(const Scenario& scenario, const Tables& cache, RunPlan& plan) {
    plan.treatment = scenario.treatment;
    plan.region = region_of(plan.treatment);
    plan.rolling_radius = rolling_radius(scenario.device.drum_radius, scenario.treatment.slip);
    if (plan.device.kind != "roller") plan.press = press_schedule(plan.device, plan.treatment, plan.phases);
    if (plan.device.kind == "roller" && plan.treatment.rolling == "free")
        plan.rolling_radius = free_radius(scenario, plan, cache);
    const models::Stiffening stiffening = rolling_stiffening(scenario, plan, *cache);
    plan.subject = [card = treated_skin(scenario), stiffening, cache,
                    spectrum = models::field_spectrum(scenario.skin.variation, scenario.treatment.area),
                    draws = Draws(plan.seed)](std::int64_t number) {
        const auto replicate = static_cast<std::uint64_t>(number);
        return std::make_unique<models::LayeredSkin>(
            models::draw_subject(card, draws, replicate), stiffening, *cache,
            models::SkinFields(card.variation, spectrum.get(), draws, replicate));
    };
}

RunPlan plan_of_device(const Scenario& scenario) {
    RunPlan plan;
    plan.device = scenario.device;
    plan.seed = scenario.run.seed;
    plan.phases = std::max(4, static_cast<int>(std::lround(1 / scenario.model.station_step)));
    if (plan.device.kind != "roller") plan.phases *= 2;  // of a press, down and up
    plan.cell_limit = scenario.model.drum_cell;
    plan.layer_count = scenario.skin.layers.size();
    plan.keep_punctures = scenario.output.punctures;
    plan.healing_radius = scenario.output.healing_radius;
    constexpr int bins_per_length = 150;  // 10 um for a needle of 1.5 mm
    plan.bins = {scenario.device.needle.length / bins_per_length, bins_per_length + bins_per_length / 5};
    return plan;
}

int passes_of(const TreatmentSpec& treatment) {
    return treatment.passes * static_cast<int>(treatment.directions.size());
}

/// A layer's name on every site: "muscle", or "muscle/bone" where they differ.
std::string shared_name(const std::vector<Scenario>& sites, std::size_t layer) {
    std::vector<std::string> names;
    for (const Scenario& site : sites)
        if (const std::string& name = site.skin.layers[layer].name;
            std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(name);
    return fmt::format("{}", fmt::join(names, "/"));
}

bool lifts(const TreatmentSpec& treatment) {
    return std::any_of(treatment.zones.begin(), treatment.zones.end(),
                       [](const ExclusionZone& zone) { return zone.action == ZoneAction::lift; });
}

}  // namespace

ContactTime contact_time(const Scenario& scenario) {
    models::SurfaceTables cache;
    return contact_time_by(scenario, cache);
}

std::unique_ptr<models::LayeredSkin> mean_skin(const Scenario& scenario, double stiffening,
                                               models::SurfaceTables& cache) {
    return std::make_unique<models::LayeredSkin>(treated_skin(scenario), stiffening, cache);
}

RunPlan make_plan(const Scenario& scenario) {
    const std::vector<Scenario> sites = each_site(scenario);
    RunPlan plan = plan_of_device(sites.front());
    const auto cache = std::make_shared<models::SurfaceTables>();
    plan_site(sites.front(), cache, plan);
    plan.name = scenario.sites.empty() ? scenario.skin.name : scenario.sites.front().name;
    int passes = passes_of(plan.treatment);
    for (std::size_t s = 1; s < sites.size(); ++s) {
        RunPlan alone = plan_of_device(sites[s]);
        plan_site(sites[s], cache, alone);
        SitePlan& further = plan.further.emplace_back(std::move(static_cast<SitePlan&>(alone)));
        further.name = scenario.sites[s].name;
        further.first_pass = passes;
        passes += passes_of(further.treatment);
    }
    lay_grid(plan, scenario.output.map_cell);
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
    double area = 0, aimed = 0;
    for (std::size_t s = 0; s < plan.site_count(); ++s) {
        const SitePlan& site = plan.site(s);
        header.site_names.push_back(site.name);
        header.site_areas.push_back(site.region.area());
        header.lifting = header.lifting || lifts(site.treatment);
        header.overlapping = header.overlapping || site.treatment.overlap > 0;
        area += site.region.area();
        aimed += site.region.area() * aimed_density(site.treatment, plan.device, site.rolling_radius);
        header.expected_time += treatment_time(strokes_of(plan, site)) + (s > 0 ? site.treatment.pause : 0);
    }
    header.rolling_radius = plan.rolling_radius;
    header.nominal_density = plan.site_count() == 1
                                 ? aimed_density(plan.treatment, plan.device, plan.rolling_radius)
                                 : aimed / area;
    header.needle_length = plan.device.needle.length;
    const std::vector<Scenario> sites = each_site(scenario);
    double top = 0;
    const models::SkinCard skin = treated_skin(sites.front());
    for (std::size_t layer = 0; layer < skin.layers.size(); ++layer) {
        header.layer_names.push_back(shared_name(sites, layer));
        header.layer_tops.push_back(top);
        top += skin.layers[layer].thickness;
    }
    header.grid = plan.grid;
    header.bins = plan.bins;
    header.keep_punctures = plan.keep_punctures;
    header.uncertainty = uncertainty_plan(scenario);
    return header;
}

}  // namespace puncta::scenarios

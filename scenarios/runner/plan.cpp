#include "scenarios/runner/plan.hpp"

#include <algorithm>
#include <cmath>

#include "engine/motion/rolling.hpp"
#include "models/viscosity/relaxation.hpp"

namespace puncta::scenarios {

double contact_time(const Scenario& scenario) {
    const RollerSpec& device = scenario.device;
    return device.drum_radius * entry_angle(device.tip_radius(), device.needle.length) /
           scenario.treatment.speed;
}

double skin_stiffening(const Scenario& scenario) {
    if (!scenario.model.relaxation || scenario.skin.relaxation.empty()) return 1;
    return models::ramp_stiffening(scenario.skin.relaxation, contact_time(scenario));
}

std::unique_ptr<models::LayeredSkin> mean_skin(const Scenario& scenario, models::InfluenceCache& cache) {
    return std::make_unique<models::LayeredSkin>(scenario.skin, skin_stiffening(scenario), cache);
}

RunPlan make_plan(const Scenario& scenario) {
    RunPlan plan;
    plan.device = scenario.device;
    plan.treatment = scenario.treatment;
    plan.seed = scenario.run.seed;
    plan.phases = std::max(4, static_cast<int>(std::lround(1 / scenario.model.station_step)));
    plan.cell_limit = scenario.model.drum_cell;
    plan.rolling_radius = scenario.device.drum_radius;  // no slip: the limit case of free rolling
    plan.layer_count = scenario.skin.layers.size();
    plan.keep_punctures = scenario.output.punctures;

    const auto& area = scenario.treatment.area;
    const double cell = scenario.output.map_cell;
    plan.grid = {0, 0, cell, static_cast<int>(std::ceil(area[0] / cell - 1e-9)),
                 static_cast<int>(std::ceil(area[1] / cell - 1e-9))};
    constexpr int bins_per_length = 150;  // 10 um for a needle of 1.5 mm
    plan.bins = {scenario.device.needle.length / bins_per_length, bins_per_length + bins_per_length / 5};

    auto cache = std::make_shared<models::InfluenceCache>();
    const double stiffening = skin_stiffening(scenario);
    plan.subject = [card = scenario.skin, stiffening, cache,
                    draws = Draws(plan.seed)](std::int64_t replicate) {
        return std::make_unique<models::LayeredSkin>(
            models::draw_subject(card, draws, static_cast<std::uint64_t>(replicate)), stiffening, *cache);
    };
    return plan;
}

RunHeader make_header(const Scenario& scenario, const RunPlan& plan) {
    RunHeader header;
    header.title = scenario.title;
    header.source = scenario.source;
    header.resolved = scenario.resolved;
    header.hash = scenario.hash;
    header.seed = scenario.run.seed;
    header.replicates_planned = scenario.run.replicates;
    header.rolling_radius = plan.rolling_radius;
    header.nominal_density =
        nominal_density(plan.device.needle_count(),
                        plan.treatment.passes * static_cast<int>(plan.treatment.directions.size()),
                        plan.rolling_radius, plan.device.width());
    header.needle_length = plan.device.needle.length;
    double top = 0;
    for (const models::LayerCard& layer : scenario.skin.layers) {
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

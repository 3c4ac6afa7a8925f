#pragma once
/// From a checked scenario to the plain values the engine works on.

#include <memory>

#include "engine/records/run_record.hpp"
#include "engine/simulation/run_plan.hpp"
#include "models/skin/layered_skin.hpp"
#include "scenarios/runner/scenario.hpp"

namespace puncta::scenarios {

/// Time a needle takes from touching the skin to its lowest point, for u_0 = L [s]; it sets the stiffening.
double contact_time(const Scenario& scenario);

/// Factor on the long-time moduli for that time; 1 when relaxation is switched off.
double skin_stiffening(const Scenario& scenario);

/// The skin of the card itself, no subject drawn (used by `needle`).
std::unique_ptr<models::LayeredSkin> mean_skin(const Scenario& scenario, models::InfluenceCache& cache);

RunPlan make_plan(const Scenario& scenario);
RunHeader make_header(const Scenario& scenario, const RunPlan& plan);

}  // namespace puncta::scenarios

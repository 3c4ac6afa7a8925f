#pragma once
/// From a checked scenario to the plain values the engine works on.

#include <memory>

#include "engine/records/run_record.hpp"
#include "engine/simulation/run_plan.hpp"
#include "models/skin/layered_skin.hpp"
#include "scenarios/runner/scenario.hpp"

namespace puncta::scenarios {

/// How long a needle is pressed in and what that does to the skin.
struct ContactTime {
    double time;  ///< from touching the skin to the lowest point, at the depression of the mean skin [s]
    double stiffening;  ///< factor on the long-time moduli at that time; 1 when relaxation is switched off
    double rate;        ///< the part of it that the speed makes, without relaxation
};
ContactTime contact_time(const Scenario& scenario);

/// The skin of the card itself, no subject drawn (used by `needle`); `cache` must outlive it.
std::unique_ptr<models::LayeredSkin> mean_skin(const Scenario& scenario, double stiffening,
                                               models::SurfaceTables& cache);

RunPlan make_plan(const Scenario& scenario);
RunHeader make_header(const Scenario& scenario, const RunPlan& plan);

}  // namespace puncta::scenarios

#include "engine/simulation/run_plan.hpp"

namespace puncta {

std::vector<Stroke> strokes_of(const RunPlan& plan, const SitePlan& site) {
    std::vector<Stroke> strokes = plan_strokes(site.treatment, plan.device, site.rolling_radius);
    for (Stroke& stroke : strokes) stroke.pass += site.first_pass;
    return strokes;
}

}  // namespace puncta

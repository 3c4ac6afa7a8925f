#include "scenarios/runner/scenario.hpp"

namespace puncta::scenarios {

std::vector<Scenario> each_site(const Scenario& scenario) {
    if (scenario.sites.empty()) return {scenario};
    std::vector<Scenario> all;
    for (const SiteSpec& site : scenario.sites) {
        Scenario& one = all.emplace_back(scenario);
        one.sites.clear();
        one.skin = site.skin;
        one.person = site.person;
        one.treatment = site.treatment;
    }
    return all;
}

}  // namespace puncta::scenarios

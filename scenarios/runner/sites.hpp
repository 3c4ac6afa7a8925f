#pragma once
/// [[sites]]: several sites in one treatment, each with its own skin, region and strokes.
///
/// What [skin] and [treatment] say holds for every site; a site's own `skin` and `treatment` say what is
/// different there. The command line wins over both, `--set sites.NAME.treatment.load="3 N"` for one site
/// alone. All sites lie in one frame, so their regions are polygons that do not overlap.

#include <string>
#include <vector>

#include "engine/base/problems.hpp"
#include "scenarios/runner/leaves.hpp"
#include "scenarios/runner/scenario.hpp"

namespace puncta::scenarios {

inline constexpr std::size_t most_sites = 64;

/// One site as written: its statements together with those that hold for all.
struct WrittenSite {
    std::string name;
    Place place;  ///< of its name
    Leaves leaves;
};

/// The sites of a scenario in the order of treatment; empty where it has no [[sites]]. Adds a problem for
/// whatever is no site.
std::vector<WrittenSite> written_sites(const Leaves& leaves, Problems& problems);

/// What the sites of a scenario must not do together: other numbers of layers, regions that overlap, too many
/// passes or map cells in all. `written` has a place for each.
void check_together(const Scenario& scenario, const std::vector<WrittenSite>& written, Problems& problems);

}  // namespace puncta::scenarios

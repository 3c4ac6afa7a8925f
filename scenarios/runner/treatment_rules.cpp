#include "scenarios/runner/treatment_rules.hpp"

#include <algorithm>
#include <limits>
#include <numbers>
#include <set>

#include <fmt/format.h>

#include "engine/base/quantity.hpp"
#include "engine/motion/press_schedule.hpp"
#include "engine/motion/rolling.hpp"
#include "engine/motion/strokes.hpp"
#include "models/cards/limits.hpp"
#include "scenarios/runner/progress.hpp"

namespace puncta::scenarios {
namespace {

using models::Contradiction;

constexpr double least_side = 1e-3;  ///< of a region [m], as that of an `area`
constexpr std::size_t most_strokes = 1'000'000;
/// Strokes of one pass in every direction times corners: what a plan takes grows with it.
constexpr double most_strokes_by_corners = 2e5;

std::string length(double value) {
    return fmt::format("{:.4g} mm", value * 1e3);
}

std::string degrees(double angle) {
    return fmt::format("{:.4g} deg", angle * 180 / std::numbers::pi);
}

std::string corner_text(const Corner& corner) {
    return fmt::format("({:.4g} mm, {:.4g} mm)", corner[0] * 1e3, corner[1] * 1e3);
}

/// Why a polygon is not simple; empty if it is. Corners are counted from 0, as in the messages of the reader.
std::string not_simple(const Polygon& polygon) {
    const auto crossing = self_crossing(polygon);
    if (!crossing) return {};
    const std::size_t n = polygon.size();
    const auto [i, j] = *crossing;
    if (j == (i + 1) % n)
        return fmt::format("runs back on itself at corner [{}], {}: leave out corners that are given twice",
                           j, corner_text(polygon[j]));
    const auto edge = [&](std::size_t k) {
        return fmt::format("from {} to {}", corner_text(polygon[k]), corner_text(polygon[(k + 1) % n]));
    };
    return fmt::format("crosses itself: its edge {} meets the one {}", edge(i), edge(j));
}

RollerOutline outline(const Scenario& scenario) {
    return outline_of(scenario.device, rolling_radius(scenario.device.drum_radius, scenario.treatment.slip));
}

std::vector<Stroke> planned(const Scenario& scenario) {
    return plan_strokes(scenario.treatment, scenario.device,
                        rolling_radius(scenario.device.drum_radius, scenario.treatment.slip));
}

/// Least distance between polygons that have no point in common: one of them has a corner there.
double distance(const Polygon& a, const Polygon& b) {
    double least = std::numeric_limits<double>::infinity();
    for (const auto& [x, y] : a) least = std::min(least, border_distance(b, x, y));
    for (const auto& [x, y] : b) least = std::min(least, border_distance(a, x, y));
    return least;
}

std::string stroke_text(const Stroke& stroke) {
    return fmt::format("pass {}, stroke {} of it, {}{}", stroke.pass, stroke.stripe,
                       degrees(stroke.direction - (stroke.backward ? std::numbers::pi : 0)),
                       stroke.backward ? " rolled back" : "");
}

std::string entry_text(const TreatmentSpec& treatment, const std::vector<Stroke>& strokes,
                       const ZoneEntry& entry) {
    return fmt::format("{} of {} strokes would roll into the zone \"{}\", the first ({}) over {} of its way",
                       entry.count, strokes.size(), treatment.zones[entry.zone].name,
                       stroke_text(strokes[entry.first]), length(entry.length));
}

/// Of the region and all zones.
std::size_t corners_of(const TreatmentSpec& treatment) {
    std::size_t corners = treatment.polygon.empty() ? 4 : treatment.polygon.size();
    for (const ExclusionZone& zone : treatment.zones) corners += zone.polygon.size();
    return corners;
}

/// The region and the zones by themselves; true when they can be planned with.
bool check_shapes(const TreatmentSpec& treatment, std::vector<Contradiction>& found) {
    const std::size_t before = found.size();
    if (const std::size_t corners = corners_of(treatment); corners > models::most_corners) {
        found.push_back({{"treatment.exclude", "treatment.polygon"},
                         fmt::format("the region and its zones have {} corners together; at most {}", corners,
                                     models::most_corners)});
        return false;
    }
    if (!treatment.polygon.empty()) {
        const Box box = box_of(treatment.polygon);
        if (const std::string problem = not_simple(treatment.polygon); !problem.empty())
            found.push_back({{"treatment.polygon"}, "the region " + problem});
        else if (box.width < least_side || box.height < least_side)
            found.push_back({{"treatment.polygon"},
                             fmt::format("the region is {} x {}; at least {} x {}", length(box.width),
                                         length(box.height), length(least_side), length(least_side))});
    }
    std::set<std::string> names;
    for (const ExclusionZone& zone : treatment.zones) {
        if (const std::string problem = not_simple(zone.polygon); !problem.empty())
            found.push_back({{"treatment.exclude"}, fmt::format("the zone \"{}\" {}", zone.name, problem)});
        if (!names.insert(zone.name).second)
            found.push_back({{"treatment.exclude"}, fmt::format("two zones are called \"{}\"", zone.name)});
    }
    if (found.size() > before || treatment.area[0] <= 0) return false;
    if (!treatment.zones.empty()) {
        const Region region = region_of(treatment);
        const double whole = polygon_area(region.border());
        if (region.area() <= 1e-9 * whole)
            found.push_back({{"treatment.exclude"},
                             fmt::format("the zones leave nothing of the region's {:.4g} cm2", whole * 1e4)});
    }
    return found.size() == before;
}

void check_reach(const TreatmentSpec& treatment, const RollerOutline& roller,
                 std::vector<Contradiction>& found) {
    TreatmentSpec whole = treatment;
    whole.zones.clear();
    const Region region = region_of(whole);
    const double reach = roller.width + roller.run_in + roller.overhang;
    for (const ExclusionZone& zone : treatment.zones) {
        if (Region(region.border(), {zone.polygon}).area() < (1 - 1e-12) * region.area()) continue;
        if (const double apart = distance(zone.polygon, region.border()); apart > reach)
            found.push_back(
                {{"treatment.exclude"},
                 fmt::format("the zone \"{}\" lies {} outside the region, farther than the roller "
                             "gets ({}): it excludes nothing",
                             zone.name, length(apart), length(reach))});
    }
}

/// Numbers of passes and strokes that records and random numbers can tell apart; true when they are few
/// enough to be planned.
bool check_counts(const TreatmentSpec& treatment, const RollerOutline& roller,
                  std::vector<Contradiction>& found) {
    const auto directions = static_cast<double>(treatment.directions.size());
    if (const double passes = treatment.passes * directions; passes > most_passes) {
        found.push_back({{"treatment.passes", "treatment.directions"},
                         fmt::format("{} passes in each of {} directions are {:.0f} passes; at most {}",
                                     treatment.passes, directions, passes, most_passes)});
        return false;
    }
    double strokes = 0, once = 0;
    const Polygon border = region_of(treatment).border();
    for (const double direction : treatment.directions) {
        const Box box = box_of(turned(border, direction));
        const double stripes = box.height / (roller.width * (1 - treatment.overlap));
        strokes += treatment.passes * std::ceil(stripes);
        once += std::ceil(stripes);
        if (stripes < most_strokes_per_pass) continue;
        found.push_back(
            {{"treatment.overlap", "treatment.area", "treatment.polygon"},
             fmt::format("a roller {} wide with an overlap of {} needs {:.0f} strokes to cross {} "
                         "once; at most {}",
                         length(roller.width), treatment.overlap, stripes, length(box.height),
                         most_strokes_per_pass)});
        return false;
    }
    if (strokes > double(most_strokes)) {
        found.push_back(
            {{"treatment.passes", "treatment.overlap"},
             fmt::format("the treatment takes {:.3g} strokes; at most {}", strokes, most_strokes)});
        return false;
    }
    const double corners = static_cast<double>(corners_of(treatment));
    if (once * corners <= most_strokes_by_corners) return true;
    found.push_back({{"treatment.exclude", "treatment.polygon", "treatment.directions"},
                     fmt::format("{:.0f} strokes, each direction rolled once, over a region whose zones and "
                                 "border have {} corners; at most {:.3g} for their product",
                                 once, corners, most_strokes_by_corners)});
    return false;
}

/// What lifting before zones makes of every direction, rolled once; true when all passes are few enough.
bool check_lifted(const TreatmentSpec& treatment, const RollerOutline& roller,
                  std::vector<Contradiction>& found) {
    TreatmentSpec once = treatment;
    once.passes = 1;
    double strokes = 0;
    for (const double direction : treatment.directions) {
        once.directions = {direction};
        const std::size_t parts = plan_strokes(once, roller).size();
        strokes += double(parts) * treatment.passes;
        if (parts <= most_strokes_per_pass) continue;
        found.push_back(
            {{"treatment.exclude", "treatment.polygon"},
             fmt::format("lifting makes {} strokes of a pass; at most {}", parts, most_strokes_per_pass)});
        return false;
    }
    if (strokes <= double(most_strokes)) return true;
    found.push_back(
        {{"treatment.exclude", "treatment.passes"},
         fmt::format("the treatment takes {:.3g} strokes with lifting; at most {}", strokes, most_strokes)});
    return false;
}

void check_strokes(const TreatmentSpec& treatment, const RollerOutline& roller,
                   std::vector<Contradiction>& found) {
    if (!check_lifted(treatment, roller, found)) return;
    const std::vector<Stroke> strokes = plan_strokes(treatment, roller);
    if (strokes.empty()) {
        found.push_back({{"treatment.exclude"},
                         fmt::format("the zones to lift before leave no room to roll: a roller needs {} "
                                     "between them",
                                     length(2 * roller.overhang))});
        return;
    }
    for (const ZoneEntry& entry : entered_zones(treatment, strokes, roller))
        if (treatment.zones[entry.zone].action == ZoneAction::error)
            found.push_back(
                {{"treatment.exclude"},
                 fmt::format("{}; move the region away from it, or write action = \"lift\" or \"warning\"",
                             entry_text(treatment, strokes, entry))});
}

}  // namespace

std::vector<Contradiction> treatment_contradictions(const Scenario& scenario, bool device) {
    std::vector<Contradiction> found;
    const TreatmentSpec& treatment = scenario.treatment;
    if (treatment.strokes != "one-way" && treatment.strokes != "back-and-forth")
        found.push_back(
            {{"treatment.strokes"},
             fmt::format("strokes is \"{}\"; known: one-way, back-and-forth", treatment.strokes)});
    if (treatment.rolling != "no-slip" && treatment.rolling != "free")
        found.push_back({{"treatment.rolling"},
                         fmt::format("rolling is \"{}\"; known: no-slip, free", treatment.rolling)});
    constexpr double longest_hold = 200;  // in ways in, which sets the number of stations
    if (scenario.device.kind == "stamp" && treatment.hold_time > longest_hold * treatment.press_time)
        found.push_back({{"treatment.hold_time", "treatment.press_time"},
                         fmt::format("a hold of {:.4g} s is more than {} times the press of {:.4g} s",
                                     treatment.hold_time, longest_hold, treatment.press_time)});
    if (device && scenario.device.kind == "pen" && !scenario.device.pen.has_nose() && treatment.load > 0)
        found.push_back({{"treatment.load.mean", "device.cartridge.nose_diameter"},
                         "a pen without a nose rests on nothing: write load = \"0 N\", or give "
                         "cartridge.opening_diameter and cartridge.nose_diameter"});
    // Values with problems of their own are 0 or empty here.
    const bool readable =
        device && treatment.passes > 0 && !treatment.directions.empty() && outline(scenario).width > 0;
    if (!check_shapes(treatment, found) || !readable) return found;
    const RollerOutline roller = outline(scenario);
    if (!scenario.one_of_several) check_reach(treatment, roller, found);
    if (check_counts(treatment, roller, found)) check_strokes(treatment, roller, found);
    return found;
}

std::vector<std::string> treatment_warnings(const Scenario& scenario) {
    std::vector<std::string> warnings;
    const TreatmentSpec& treatment = scenario.treatment;
    const RollerOutline roller = outline(scenario);
    const std::vector<Stroke> strokes = plan_strokes(treatment, roller);
    for (const ZoneEntry& entry : entered_zones(treatment, strokes, roller))
        warnings.push_back(entry_text(treatment, strokes, entry));
    const Box box = region_of(treatment).box();
    if (box.width < roller.width && box.height < roller.width)
        warnings.push_back(
            fmt::format("the region of {} x {} is smaller than the roller, {} wide: most of its "
                        "needles land outside",
                        length(box.width), length(box.height), length(roller.width)));
    double shortest = std::numeric_limits<double>::infinity();
    for (const Stroke& stroke : strokes)
        shortest = std::min(shortest, stroke.lift_off(roller.run_in) - stroke.put_down(roller.run_in));
    if (2 * treatment.load_ramp > shortest)
        warnings.push_back(
            fmt::format("with a ramp of {} at either end a stroke of {} never reaches its load",
                        length(treatment.load_ramp), length(shortest)));
    return warnings;
}

std::size_t stroke_count(const Scenario& scenario) {
    return planned(scenario).size();
}

std::string treatment_summary(const Scenario& scenario) {
    std::size_t strokes = 0;
    double area = 0, time = 0;
    std::string each;
    const std::vector<Scenario> sites = each_site(scenario);
    for (std::size_t s = 0; s < sites.size(); ++s) {
        const Scenario& site = sites[s];
        const std::vector<Stroke> own = planned(site);
        const double own_area = region_of(site.treatment).area();
        if (!scenario.sites.empty())
            each += fmt::format("\n    {}: {} strokes over {:.4g} cm2 on {}, about {}",
                                scenario.sites[s].name, own.size(), own_area * 1e4, site.skin.title,
                                readable_duration(treatment_time(own)));
        if (s > 0) time += site.treatment.pause;
        strokes += own.size();
        area += own_area;
        time += treatment_time(own);
    }
    return fmt::format("{} strokes over {:.4g} cm2, about {}{}", strokes, area * 1e4, readable_duration(time),
                       each);
}

}  // namespace puncta::scenarios

#include "engine/simulation/replicate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include <time.h>

#include "engine/base/error.hpp"
#include "engine/simulation/plate_simulation.hpp"
#include "engine/statistics/quantile.hpp"
#include "engine/statistics/spacing.hpp"

namespace puncta {
namespace {

double thread_cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) + 1e-9 * double(now.tv_nsec);
}

/// The needle of the head that made a puncture.
std::size_t needle_of(const ReplicateSetup& setup, const Puncture& p) {
    return setup.layout.row_begin(p.row) + static_cast<std::size_t>(p.needle);
}

Tallies tally(const RunPlan& plan, const std::vector<Puncture>& punctures) {
    Tallies t;
    t.depth_counts.assign(static_cast<std::size_t>(plan.bins.count), 0);
    t.layer_counts.assign(plan.layer_count, 0);
    for (auto* map : {&t.map_count, &t.map_depth, &t.map_depth_max, &t.map_covered})
        map->assign(plan.grid.size(), 0);
    for (const Puncture& p : punctures) {
        const auto bin =
            std::min(static_cast<std::int64_t>(p.depth / plan.bins.width), std::int64_t{plan.bins.count - 1});
        ++t.depth_counts[static_cast<std::size_t>(bin)];
        ++t.layer_counts[std::min(static_cast<std::size_t>(p.layer), plan.layer_count - 1)];
        const auto i =
            std::clamp(static_cast<int>((p.x - plan.grid.x0) / plan.grid.cell), 0, plan.grid.nx - 1);
        const auto j =
            std::clamp(static_cast<int>((p.y - plan.grid.y0) / plan.grid.cell), 0, plan.grid.ny - 1);
        const auto cell = static_cast<std::size_t>(j) * static_cast<std::size_t>(plan.grid.nx) +
                          static_cast<std::size_t>(i);
        const auto nanometres = static_cast<std::uint64_t>(std::llround(p.depth * 1e9));
        ++t.map_count[cell];
        t.map_depth[cell] += nanometres;
        t.map_depth_max[cell] = std::max(t.map_depth_max[cell], nanometres);
        t.map_covered[cell] = 1;
    }
    return t;
}

Rectangle rectangle_of(const Region& region) {
    const Box& box = region.box();
    return {box.x0, box.y0, box.width, box.height};
}

/// Clark-Evans ratio: Donnelly's correction on a rectangle, a guard along the border elsewhere.
double evenness(const Region& region, const std::vector<PlanePoint>& points, double nearest) {
    if (region.is_rectangle()) return clark_evans_ratio(nearest, points.size(), rectangle_of(region));
    std::vector<double> distances;
    for (const PlanePoint& p : points) distances.push_back(region.border_distance(p.x, p.y));
    return guarded_clark_evans_ratio(points, distances, rectangle_of(region), region.area());
}

/// Share of the cells of a rectangle, by number; elsewhere of the region, by what of each cell belongs to it.
double covered_share_of(const MapGrid& grid, const Tallies& tallies) {
    if (grid.region_area.empty()) {
        std::uint64_t covered = 0;
        for (const auto cell : tallies.map_covered) covered += cell;
        return double(covered) / double(grid.size());
    }
    double covered = 0, all = 0;
    for (std::size_t c = 0; c < grid.size(); ++c) {
        const double area = grid.area_inside(c);
        covered += tallies.map_covered[c] > 0 ? area : 0;
        all += area;
    }
    return covered / all;
}

/// Densities, shares and spacing of the punctures of one treatment.
void summarise(const ReplicateSetup& setup, const std::vector<Puncture>& punctures,
               const StrokeTotals& totals, const Tallies& tallies, QuantityValues& v) {
    const RunPlan& plan = setup.plan;
    const double area = plan.region.area();
    const LayerDepths& layers = setup.subject->layers();
    const auto n = static_cast<double>(punctures.size());
    const double undefined = std::numeric_limits<double>::quiet_NaN();
    double depth_sum = 0, square_sum = 0, unique = 0, dermis = 0, hypodermis = 0, volume = 0, opening = 0,
           slit = 0, capillaries = 0;
    std::vector<double> depths;
    std::vector<PlanePoint> points;
    for (const Puncture& p : punctures) {
        const NeedleProfile& needle = setup.head[needle_of(setup, p)].profile;
        const double thickness = setup.subject->local(p.x, p.y).thickness;
        const double into_dermis = p.depth - thickness * layers.dermis;
        depths.push_back(p.depth);
        points.push_back({p.x, p.y});
        depth_sum += p.depth;
        unique += (p.flags & puncture_existing_hole) == 0 ? 1 : 0;
        dermis += into_dermis > 0 ? 1 : 0;
        hypodermis += p.depth > thickness * layers.hypodermis ? 1 : 0;
        slit += p.slit_length / (needle.diameter(p.depth) + needle.breadth(p.depth));
    }
    // A hole is counted once, as deep as the deepest needle that went into it.
    for (const Hole& hole : setup.holes.all()) {
        if (!hole.counts) continue;
        const LocalSkin skin = setup.subject->local(hole.x, hole.y);
        const NeedleLaw::Channel channel = setup.laws[hole.needle]->channel(hole.depth, skin);
        volume += channel.volume;
        opening += channel.open_area;
        const double into_dermis = hole.depth - skin.thickness * layers.dermis;
        if (into_dermis <= 0) continue;
        // Any stationary field of loops: expected number within the needle's footprint (Campbell's theorem).
        const NeedleProfile& needle = setup.head[hole.needle].profile;
        const double reach = 0.5 * (needle.diameter(into_dermis) + setup.subject->capillary_diameter());
        const double density = setup.subject->capillary_density();
        // A blade's footprint is a stadium; its breadth makes the straight part.
        capillaries +=
            density * std::numbers::pi * reach * reach + density * 2 * reach * needle.breadth(into_dermis);
    }
    const double mean = depth_sum / n;
    for (const double depth : depths) square_sum += (depth - mean) * (depth - mean);
    std::sort(depths.begin(), depths.end());
    const double nearest = mean_nearest_neighbour(points, rectangle_of(plan.region));

    using enum Quantity;
    at(v, punctures_total) = n;
    at(v, density_total) = n / area;
    at(v, density_unique) = unique / area;
    at(v, density_dermis) = dermis / area;
    at(v, density_hypodermis) = hypodermis / area;
    at(v, penetrated_share) = totals.contacts > 0 ? n / double(totals.contacts) : undefined;
    at(v, depth_mean) = n > 0 ? mean : undefined;
    at(v, depth_sd) = n > 1 ? std::sqrt(square_sum / (n - 1)) : undefined;
    at(v, depth_p05) = quantile_of_sorted(depths, 0.05);
    at(v, depth_p50) = quantile_of_sorted(depths, 0.50);
    at(v, depth_p95) = quantile_of_sorted(depths, 0.95);
    at(v, depth_over_length_mean) = n > 0 ? mean / plan.device.needle.length : undefined;
    at(v, covered_share) = covered_share_of(plan.grid, tallies);
    at(v, nearest_neighbour_mean) = nearest;
    at(v, clark_evans) = evenness(plan.region, points, nearest);
    at(v, channel_volume) = volume / area;
    at(v, open_area_share) = opening / area;
    at(v, drum_load_share) =
        totals.stations > 0 ? totals.drum_share_sum / double(totals.stations) : undefined;
    at(v, slit_aspect_mean) = n > 0 ? slit / n : undefined;
    at(v, hypodermis_share) = n > 0 ? hypodermis / n : undefined;
    at(v, capillary_hits) = capillaries / area;
    at(v, axle_depression_mean) =
        totals.stations > 0 ? totals.depression_sum / double(totals.stations) : undefined;
    at(v, treatment_time) = totals.seconds;
}

}  // namespace

ReplicateRecord simulate_replicate(const RunPlan& plan, std::int64_t number) {
    const double start = thread_cpu_seconds();
    ReplicateSetup setup(plan, number);
    ReplicateRecord record;
    record.replicate = number;
    StrokeTotals totals;
    const std::vector<Stroke> strokes = plan_strokes(plan.treatment, plan.device, plan.rolling_radius);
    const auto simulate = plan.device.kind == "roller" ? simulate_stroke : simulate_presses;
    for (const Stroke& stroke : strokes) simulate(setup, stroke, record.punctures, totals, record.solver);
    if (!strokes.empty()) totals.seconds += plan.treatment.pause * double(strokes.size() - 1);
    if (double(record.solver.failures) >
        std::max(1.0, largest_failure_share * double(record.solver.stations)))
        throw NumericsError(fmt::format("replicate {}: {} of {} stations did not converge", number,
                                        record.solver.failures, record.solver.stations));
    record.tallies = tally(plan, record.punctures);
    summarise(setup, record.punctures, totals, record.tallies, record.values);
    if (!plan.keep_punctures) record.punctures = {};
    record.cpu_seconds = thread_cpu_seconds() - start;
    return record;
}

}  // namespace puncta

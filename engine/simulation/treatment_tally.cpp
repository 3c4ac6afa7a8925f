#include "engine/simulation/treatment_tally.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "engine/statistics/quantile.hpp"

namespace puncta {
namespace {

double covered_by_area(const MapGrid& grid, const Tallies& tallies) {
    double covered = 0, all = 0;
    for (std::size_t c = 0; c < grid.size(); ++c) {
        const double area = grid.area_inside(c);
        covered += tallies.map_covered[c] > 0 ? area : 0;
        all += area;
    }
    return covered / all;
}

}  // namespace

Tallies empty_tallies(const RunPlan& plan) {
    Tallies t;
    t.depth_counts.assign(static_cast<std::size_t>(plan.bins.count), 0);
    t.layer_counts.assign(plan.layer_count, 0);
    for (auto* map : {&t.map_count, &t.map_depth, &t.map_depth_max, &t.map_covered})
        map->assign(plan.grid.size(), 0);
    t.map_layers.assign(plan.layer_count * plan.grid.size(), 0);
    return t;
}

void count_puncture(const RunPlan& plan, const Puncture& p, Tallies& t) {
    const auto bin =
        std::min(static_cast<std::int64_t>(p.depth / plan.bins.width), std::int64_t{plan.bins.count - 1});
    ++t.depth_counts[static_cast<std::size_t>(bin)];
    const std::size_t layer = std::min(static_cast<std::size_t>(p.layer), plan.layer_count - 1);
    ++t.layer_counts[layer];
    const auto i = std::clamp(static_cast<int>((p.x - plan.grid.x0) / plan.grid.cell), 0, plan.grid.nx - 1);
    const auto j = std::clamp(static_cast<int>((p.y - plan.grid.y0) / plan.grid.cell), 0, plan.grid.ny - 1);
    const auto cell =
        static_cast<std::size_t>(j) * static_cast<std::size_t>(plan.grid.nx) + static_cast<std::size_t>(i);
    const auto nanometres = static_cast<std::uint64_t>(std::llround(p.depth * 1e9));
    ++t.map_count[cell];
    t.map_depth[cell] += nanometres;
    t.map_depth_max[cell] = std::max(t.map_depth_max[cell], nanometres);
    t.map_covered[cell] = 1;
    ++t.map_layers[layer * plan.grid.size() + cell];
}

double covered_share_of(const RunPlan& plan, const Tallies& tallies) {
    if (!plan.grid.region_area.empty()) return covered_by_area(plan.grid, tallies);
    std::uint64_t covered = 0;
    for (const auto cell : tallies.map_covered) covered += cell;
    return double(covered) / double(plan.grid.size());
}

double covered_share_of(const RunPlan& plan, const SitePlan& site, const Tallies& tallies) {
    if (site.cell_areas.empty()) return covered_share_of(plan, tallies);
    MapGrid own = plan.grid;
    own.region_area = site.cell_areas;
    return covered_by_area(own, tallies);
}

TreatmentTally::TreatmentTally(const SitePlan& site, const RunPlan& plan)
    : area_(site.region.area()),
      healing_radius_(plan.healing_radius),
      pattern_(site.region),
      channels_(plan.bins) {}

void TreatmentTally::add(const Puncture& p, const ReplicateSetup& setup, std::size_t needle,
                         const LocalSkin& skin) {
    const LayerDepths& layers = setup.subject->layers();
    const NeedleProfile& profile = setup.head[needle].profile;
    depths_.push_back(p.depth);
    pattern_.add({p.x, p.y});
    depth_sum_ += p.depth;
    unique_ += (p.flags & puncture_existing_hole) == 0 ? 1 : 0;
    dermis_ += p.depth - skin.thickness * layers.dermis > 0 ? 1 : 0;
    reticular_ += p.depth > skin.thickness * layers.reticular_dermis ? 1 : 0;
    hypodermis_ += p.depth > skin.thickness * layers.hypodermis ? 1 : 0;
    slit_ += p.slit_length / (profile.diameter(p.depth) + profile.breadth(p.depth));
}

void TreatmentTally::add_holes(const ReplicateSetup& setup) {
    const LayerDepths& layers = setup.subject->layers();
    const double density = setup.subject->capillary_density();
    for (const Hole& hole : setup.holes.all()) {
        if (!hole.counts) continue;
        const LocalSkin skin = setup.subject->local(hole.x, hole.y);
        const NeedleLaw& law = *setup.laws[hole.needle];
        const double opening = law.channel(hole.depth, skin).open_area;
        opening_ += opening;
        pattern_.add_hole({hole.x, hole.y}, opening);
        channels_.add(law, hole.depth, skin);
        const double into_dermis = hole.depth - skin.thickness * layers.dermis;
        if (into_dermis <= 0) continue;
        // Any stationary field of loops: expected number within the needle's footprint (Campbell's theorem).
        const NeedleProfile& needle = setup.head[hole.needle].profile;
        const double reach = 0.5 * (needle.diameter(into_dermis) + setup.subject->capillary_diameter());
        // A blade's footprint is a stadium; its breadth makes the straight part.
        capillaries_ +=
            density * std::numbers::pi * reach * reach + density * 2 * reach * needle.breadth(into_dermis);
    }
}

void TreatmentTally::add(const StrokeTotals& totals) {
    strokes_.add(totals);
}

void TreatmentTally::add(const TreatmentTally& other) {
    area_ += other.area_;
    depth_sum_ += other.depth_sum_;
    unique_ += other.unique_;
    dermis_ += other.dermis_;
    reticular_ += other.reticular_;
    hypodermis_ += other.hypodermis_;
    slit_ += other.slit_;
    channels_.add(other.channels_);
    opening_ += other.opening_;
    capillaries_ += other.capillaries_;
    depths_.insert(depths_.end(), other.depths_.begin(), other.depths_.end());
    pattern_.add(other.pattern_);
    strokes_.add(other.strokes_);
}

QuantityValues TreatmentTally::values(double needle_length) const {
    const auto n = static_cast<double>(depths_.size());
    const double undefined = std::numeric_limits<double>::quiet_NaN();
    const double mean = depth_sum_ / n;
    double square_sum = 0;
    for (const double depth : depths_) square_sum += (depth - mean) * (depth - mean);
    std::vector<double> sorted = depths_;
    std::sort(sorted.begin(), sorted.end());
    const auto per_station = [&](double sum) {
        return strokes_.stations > 0 ? sum / double(strokes_.stations) : undefined;
    };

    QuantityValues v{};
    pattern_.set_values(v, healing_radius_);
    using enum Quantity;
    at(v, punctures_total) = n;
    at(v, density_total) = n / area_;
    at(v, density_unique) = unique_ / area_;
    at(v, density_dermis) = dermis_ / area_;
    at(v, density_hypodermis) = hypodermis_ / area_;
    at(v, penetrated_share) = strokes_.contacts > 0 ? n / double(strokes_.contacts) : undefined;
    at(v, depth_mean) = n > 0 ? mean : undefined;
    at(v, depth_sd) = n > 1 ? std::sqrt(square_sum / (n - 1)) : undefined;
    at(v, depth_p05) = quantile_of_sorted(sorted, 0.05);
    at(v, depth_p50) = quantile_of_sorted(sorted, 0.50);
    at(v, depth_p95) = quantile_of_sorted(sorted, 0.95);
    at(v, depth_over_length_mean) = n > 0 ? mean / needle_length : undefined;
    at(v, channel_volume) = channels_.volume() / area_;
    at(v, open_area_share) = opening_ / area_;
    at(v, drum_load_share) = per_station(strokes_.drum_share_sum);
    at(v, slit_aspect_mean) = n > 0 ? slit_ / n : undefined;
    at(v, reticular_dermis_share) = n > 0 ? reticular_ / n : undefined;
    at(v, hypodermis_share) = n > 0 ? hypodermis_ / n : undefined;
    at(v, capillary_hits) = capillaries_ / area_;
    at(v, axle_depression_mean) = per_station(strokes_.depression_sum);
    at(v, treatment_time) = strokes_.seconds;
    return v;
}

}  // namespace puncta

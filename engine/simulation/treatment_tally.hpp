#pragma once
/// What the punctures of a treatment, or of one of its sites, add up to: counted as they are made, so that
/// none need be kept.
///
/// Memory: 24 bytes a puncture (depth and place, for quantiles and spacing) and as much a hole, nothing for
/// contacts that did not puncture.

#include <cstddef>
#include <vector>

#include "engine/records/puncture.hpp"
#include "engine/records/run_record.hpp"
#include "engine/simulation/channel_tally.hpp"
#include "engine/simulation/hole_pattern.hpp"
#include "engine/simulation/replicate_setup.hpp"
#include "engine/simulation/stroke_simulation.hpp"
#include "engine/statistics/quantity.hpp"

namespace puncta {

/// Adds one puncture to histogram, layers and maps.
void count_puncture(const RunPlan& plan, const Puncture& puncture, Tallies& tallies);

/// Empty histogram, layers and maps of a plan.
Tallies empty_tallies(const RunPlan& plan);

/// Share of the region with a puncture in its map cell: of a rectangle by number of cells, elsewhere by what
/// of each cell belongs to it. A cell that two sites share counts as covered for both.
double covered_share_of(const RunPlan& plan, const SitePlan& site, const Tallies& tallies);
/// The same of all sites together.
double covered_share_of(const RunPlan& plan, const Tallies& tallies);

class TreatmentTally {
  public:
    /// Of a site's region; the plan says by which depths and healing radius to count.
    TreatmentTally(const SitePlan& site, const RunPlan& plan);

    /// A puncture inside the region, by this needle of the head, where the skin is `skin`.
    void add(const Puncture& puncture, const ReplicateSetup& setup, std::size_t needle,
             const LocalSkin& skin);
    /// The holes of the finished strokes, each once and as deep as the deepest needle that went into it.
    void add_holes(const ReplicateSetup& setup);
    void add(const StrokeTotals& totals);
    /// The punctures and holes of another site.
    void add(const TreatmentTally& other);

    /// All quantities but covered_share; `needle_length` is the nominal one [m].
    [[nodiscard]] QuantityValues values(double needle_length) const;
    /// The channels left over depth, per area.
    [[nodiscard]] ChannelProfile channels() const { return channels_.profile(area_); }

  private:
    double area_;            ///< of all regions [m²]
    double healing_radius_;  ///< [m]
    double depth_sum_ = 0, unique_ = 0, dermis_ = 0, reticular_ = 0, hypodermis_ = 0, slit_ = 0;
    double opening_ = 0, capillaries_ = 0;
    HolePattern pattern_;
    ChannelTally channels_;
    std::vector<double> depths_;  ///< [m]
    StrokeTotals strokes_;
};

}  // namespace puncta

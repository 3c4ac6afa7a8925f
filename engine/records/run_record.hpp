#pragma once
/// What a run leaves behind: one record per replicate, and the totals over all of them.

#include <cstdint>
#include <string>
#include <vector>

#include "engine/records/puncture.hpp"
#include "engine/statistics/estimate.hpp"
#include "engine/statistics/ignorance.hpp"
#include "engine/statistics/precision.hpp"
#include "engine/statistics/quantity.hpp"

namespace puncta {

/// Cells of the maps: cell (i, j) covers x in [x0 + i·cell, x0 + (i+1)·cell), y likewise; stored y-major
/// (index j·nx + i). Where `cell` does not divide a side of the area, the last cells reach beyond it. The
/// grid of another region covers its box; `region_area` then tells how much of each cell belongs to the
/// region.
struct MapGrid {
    double x0 = 0, y0 = 0, cell = 0;  ///< lower corner and side length [m]
    int nx = 0, ny = 0;
    double width = 0, height = 0;          ///< sides of the area along x and y [m]
    std::vector<double> region_area = {};  ///< [m²]; empty for a rectangle
    [[nodiscard]] std::size_t size() const {
        return static_cast<std::size_t>(nx) * static_cast<std::size_t>(ny);
    }
    /// What of cell c lies inside the region [m²]; 0 for a mere sliver.
    [[nodiscard]] double area_inside(std::size_t c) const;
};

/// Depth bins: bin b covers [b, b+1)·width.
struct DepthBins {
    double width = 0;  ///< [m]
    int count = 0;
};

/// Sums of one replicate over the maps and depth bins; integers, so that any order of adding gives equal
/// bits.
struct Tallies {
    std::vector<std::uint64_t> depth_counts;   ///< punctures per depth bin
    std::vector<std::uint64_t> layer_counts;   ///< punctures whose deepest layer is l
    std::vector<std::uint64_t> map_count;      ///< punctures per map cell
    std::vector<std::uint64_t> map_depth;      ///< sum of depths per map cell, in nanometres
    std::vector<std::uint64_t> map_depth_max;  ///< largest depth per map cell, in nanometres
    std::vector<std::uint64_t> map_covered;    ///< replicates in which the cell holds at least one puncture
    std::vector<std::uint64_t> map_layers;     ///< punctures whose deepest layer is l: layer by layer, a map
    void add(const Tallies& other);
    bool operator==(const Tallies&) const = default;
};

/// The channels of one treatment over the depth bins, per area of skin.
struct ChannelProfile {
    std::vector<double> open_area;     ///< open cross-section of all holes, mean over the bin [m²/m²]
    std::vector<double> holes_deeper;  ///< holes that reach that far, mean over the bin [1/m²]
};

/// Counts of the solver, summed over stations.
struct SolverCounts {
    std::uint64_t stations = 0;
    std::uint64_t insertions = 0;
    std::uint64_t newton_steps = 0;
    std::uint64_t drum_updates = 0;
    std::uint64_t failures = 0;  ///< stations that did not converge
    void add(const SolverCounts& other);
};

/// Everything one replicate reports.
struct ReplicateRecord {
    std::int64_t replicate = 0;
    QuantityValues values{};            ///< of the whole treatment
    std::vector<QuantityValues> sites;  ///< of each site
    Tallies tallies;
    ChannelProfile channels;
    SolverCounts solver;
    double cpu_seconds = 0;
    std::vector<Puncture> punctures;  ///< empty unless asked for
};

/// A number that nobody knows well.
struct UnknownRecord {
    std::string name;  ///< the keys that share it
    std::string units;
    double low = 0, value = 0, high = 0;  ///< [units]
};

/// Samples of what is not known; none: `samples` is 0.
struct UncertaintyPlan {
    std::vector<UnknownRecord> unknowns;
    std::size_t samples = 0;
    int replicates = 0;          ///< of every sample
    std::vector<double> levels;  ///< in (0, 1), row-major, one per unknown of every sample
    std::vector<double> points;  ///< the values there [units of the unknown]
};

/// Facts about the run that are known before the first replicate.
struct RunHeader {
    std::string title;
    std::string source;    ///< the scenario as given
    std::string resolved;  ///< every value in force, TOML
    std::string cards;     ///< cards and lists in use, one a line: name and hash
    std::string hash;
    std::uint64_t seed = 0;
    std::int64_t replicates_planned = 0;
    double rolling_radius = 0;  ///< R_roll used [m]
    bool overlapping = false;   ///< stripes overlap, so some skin is rolled over more often
    bool lifting = false;       ///< zones before which the hand lifts, so some skin is rolled over less often
    std::vector<std::string> site_names;  ///< in the order of treatment
    std::vector<double> site_areas;       ///< [m²]
    double nominal_density = 0;           ///< N·passes/(2 pi R_roll W) over all passes [1/m²]
    double expected_time = 0;             ///< of the treatment, as planned [s]
    double needle_length = 0;             ///< nominal [m]
    std::vector<std::string> layer_names;
    std::vector<double> layer_tops;  ///< nominal depth of each layer's top [m]
    MapGrid grid;
    DepthBins bins;
    bool keep_punctures = false;
    UncertaintyPlan uncertainty;
};

/// What the replicates of an unfinished run left, as far as totals need it: read back from its file.
struct FinishedReplicates {
    std::vector<QuantityValues> values;                    ///< per replicate, from 0 on
    std::vector<std::vector<QuantityValues>> sites;        ///< per site, per replicate
    std::vector<std::vector<std::uint64_t>> layer_counts;  ///< per replicate
    std::vector<ChannelProfile> channels;                  ///< per replicate
    Tallies tallies;
    SolverCounts solver;
    std::vector<QuantityValues> samples;  ///< of what is not known
    double wall_seconds = 0;
    double cpu_seconds = 0;
    [[nodiscard]] std::int64_t count() const { return static_cast<std::int64_t>(values.size()); }
};

/// Summary over replicates, in the order of quantity_table().
struct RunTotals {
    std::vector<QuantityValues> values;  ///< per replicate
    std::vector<Estimate> summary;
    PrecisionReached precision = PrecisionReached::not_asked;
    std::vector<std::vector<Estimate>> sites;    ///< the same of each site
    std::vector<double> quantile_levels;         ///< e.g. 0.05 … 0.95
    std::vector<Estimate> depth_quantiles;       ///< mean of the replicates' quantiles with interval
    std::vector<Estimate> layer_shares;          ///< share of punctures whose deepest layer is l
    std::vector<Estimate> open_area;             ///< of the channels, per depth bin
    std::vector<Estimate> holes_deeper;          ///< per depth bin
    std::vector<Ignorance> ignorance;            ///< per quantity; empty without samples
    std::vector<VarianceShare> variance_shares;  ///< row-major, one per unknown of every quantity
    Tallies tallies;                             ///< over all replicates
    SolverCounts solver;
    std::int64_t replicates = 0;
    double wall_seconds = 0;
    double cpu_seconds = 0;
};

}  // namespace puncta

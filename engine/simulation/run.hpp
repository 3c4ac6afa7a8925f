#pragma once
/// All replicates of a run, in parallel, and their totals.

#include <cstdint>
#include <functional>

#include "engine/records/run_record.hpp"
#include "engine/simulation/run_plan.hpp"
#include "engine/statistics/precision.hpp"

namespace puncta {

/// Collects what the totals need while records pass by; memory grows only by the summary values and
/// the channels per replicate.
class TotalsCollector {
  public:
    explicit TotalsCollector(std::size_t layer_count) : layer_count_(layer_count) {}
    /// Goes on after `earlier`, as if its replicates had passed by.
    TotalsCollector(std::size_t layer_count, const FinishedReplicates& earlier);
    void add(const ReplicateRecord& record);
    [[nodiscard]] RunTotals totals() const;
    [[nodiscard]] std::span<const QuantityValues> values() const { return values_; }

  private:
    void add_layers(const std::vector<std::uint64_t>& counts);

    std::size_t layer_count_;
    std::vector<QuantityValues> values_;
    std::vector<std::vector<QuantityValues>> sites_;  ///< of each site, per replicate
    std::vector<std::vector<double>> layer_shares_;
    std::vector<ChannelProfile> channels_;
    Tallies tallies_;
    SolverCounts solver_;
    double cpu_seconds_ = 0, earlier_wall_seconds_ = 0;
};

/// Receives the records in order of their number, on the calling thread; the collector has them already.
using RecordSink = std::function<void(const ReplicateRecord&, const TotalsCollector&)>;

/// Simulates the replicates of a run of this length behind `earlier` ones, from number earlier.count() on, on
/// `threads` threads (0: all processors), and hands each record to `sink`. The totals are over all of them;
/// they depend neither on the number of threads nor on how many came earlier.
///
/// Throws InputError when there are more earlier replicates than a run of this length has.
RunTotals simulate_run(const RunPlan& plan, const RunLength& length, int threads, const RecordSink& sink,
                       const FinishedReplicates& earlier = {});

}  // namespace puncta

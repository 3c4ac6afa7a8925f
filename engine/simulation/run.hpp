#pragma once
/// All replicates of a run, in parallel, and their totals.

#include <cstdint>
#include <functional>

#include "engine/records/run_record.hpp"
#include "engine/simulation/run_plan.hpp"

namespace puncta {

/// Receives the records in order of their number, on the calling thread.
using RecordSink = std::function<void(const ReplicateRecord&)>;

/// Collects what the totals need while records pass by; memory grows only by the summary values per
/// replicate.
class TotalsCollector {
  public:
    explicit TotalsCollector(std::size_t layer_count) : layer_count_(layer_count) {}
    void add(const ReplicateRecord& record);
    [[nodiscard]] RunTotals totals() const;

  private:
    std::size_t layer_count_;
    std::vector<QuantityValues> values_;
    std::vector<std::vector<QuantityValues>> sites_;  ///< of each site, per replicate
    std::vector<std::vector<double>> layer_shares_;
    Tallies tallies_;
    SolverCounts solver_;
    double cpu_seconds_ = 0;
};

/// Simulates replicates [0, count) on `threads` threads (0: all processors) and hands each record to `sink`.
/// Results do not depend on the number of threads.
RunTotals simulate_run(const RunPlan& plan, std::int64_t count, int threads, const RecordSink& sink);

}  // namespace puncta

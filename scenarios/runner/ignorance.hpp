#pragma once
/// Runs the samples of what is not known behind the replicates of a run.

#include <functional>
#include <string>
#include <vector>

#include "engine/records/run_record.hpp"
#include "scenarios/runner/run_scenario.hpp"

namespace puncta::scenarios {

/// Receives the means of each sample, in order, on the calling thread.
using SampleSink = std::function<void(const QuantityValues&)>;

/// Simulates the samples of the scenario's unknowns behind the `finished` ones, on options.threads threads.
/// A sample is all replicates of its point, with the subjects, heads and hands of replicates 0, 1, … of the
/// run; its result does not depend on threads or on other samples. One that cannot be computed (a skin too
/// soft for its load, say) has NaN for all means. Returns why the first one failed; empty when none did.
std::string run_samples(const Scenario& scenario, const RunOptions& options, std::size_t finished,
                        const SampleSink& sink);

/// Samples of the totals that could not be computed.
std::size_t failed_samples(const RunTotals& totals, const UncertaintyPlan& plan);

/// What the samples say, for the totals: `replicates` are those of the run itself.
void add_ignorance(const UncertaintyPlan& plan, std::span<const QuantityValues> samples,
                   std::span<const QuantityValues> replicates, RunTotals& totals);

}  // namespace puncta::scenarios

#include "scenarios/runner/ignorance.hpp"

#include <limits>

#include "engine/base/error.hpp"
#include "engine/parallel/ordered_map.hpp"
#include "engine/simulation/replicate.hpp"
#include "engine/statistics/ignorance.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/unknowns.hpp"

namespace puncta::scenarios {
namespace {

struct SampleOutcome {
    QuantityValues means{};
    std::string failure;  ///< why there are none
};

/// Means over the replicates of one sample; NaN where none defines a quantity, everywhere if it failed.
SampleOutcome sample_outcome(const Scenario& sample, const RunOptions& options) {
    SampleOutcome outcome;
    outcome.means.fill(std::numeric_limits<double>::quiet_NaN());
    std::vector<QuantityValues> replicates;
    try {
        RunPlan plan = make_plan(sample);
        plan.stop = options.stop;
        plan.keep_punctures = false;
        for (int r = 0; r < sample.uncertainty.replicates; ++r)
            replicates.push_back(simulate_replicate(plan, r).values);
    } catch (const NumericsError& error) {
        outcome.failure = error.what();
        return outcome;
    }
    for (std::size_t q = 0; q < quantity_count; ++q) {
        std::vector<double> values;
        values.reserve(replicates.size());
        for (const QuantityValues& replicate : replicates) values.push_back(replicate[q]);
        outcome.means[q] = estimate_mean(values, false).value;
    }
    return outcome;
}

}  // namespace

std::string run_samples(const Scenario& scenario, const RunOptions& options, std::size_t finished,
                        const SampleSink& sink) {
    const std::vector<double> levels = levels_of(scenario);
    const std::size_t unknowns = scenario.uncertainty.unknowns.size();
    std::string failure;
    ordered_map<SampleOutcome>(
        static_cast<std::int64_t>(finished), scenario.uncertainty.samples, options.threads,
        [&](std::int64_t i) {
            return sample_outcome(at_levels(scenario, sample_levels(levels, unknowns, static_cast<int>(i))),
                                  options);
        },
        [&](const SampleOutcome& outcome) {
            if (failure.empty()) failure = outcome.failure;
            sink(outcome.means);
        });
    return failure;
}

std::size_t failed_samples(const RunTotals& totals, const UncertaintyPlan& plan) {
    if (totals.ignorance.empty()) return 0;
    // Every sample that was computed counts its punctures, if only none.
    return plan.samples - totals.ignorance[static_cast<std::size_t>(Quantity::punctures_total)].count;
}

void add_ignorance(const UncertaintyPlan& plan, std::span<const QuantityValues> samples,
                   std::span<const QuantityValues> replicates, RunTotals& totals) {
    for (std::size_t q = 0; q < quantity_count; ++q) {
        const auto quantity = static_cast<Quantity>(q);
        totals.ignorance.push_back(ignorance_of(samples, replicates, quantity));
        for (const VarianceShare& share :
             variance_shares(samples, plan.levels, plan.unknowns.size(), quantity))
            totals.variance_shares.push_back(share);
    }
}

}  // namespace puncta::scenarios

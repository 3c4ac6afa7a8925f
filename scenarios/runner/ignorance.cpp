#include "scenarios/runner/ignorance.hpp"

#include "engine/parallel/ordered_map.hpp"
#include "engine/simulation/replicate.hpp"
#include "engine/statistics/ignorance.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/unknowns.hpp"

namespace puncta::scenarios {
namespace {

/// Means over the replicates of one sample; NaN where none defines a quantity.
QuantityValues sample_means(const Scenario& sample, const RunOptions& options) {
    RunPlan plan = make_plan(sample);
    plan.stop = options.stop;
    plan.keep_punctures = false;
    std::vector<QuantityValues> replicates;
    for (int r = 0; r < sample.uncertainty.replicates; ++r)
        replicates.push_back(simulate_replicate(plan, r).values);
    QuantityValues means{};
    for (std::size_t q = 0; q < quantity_count; ++q) {
        std::vector<double> values;
        for (const QuantityValues& replicate : replicates) values.push_back(replicate[q]);
        means[q] = estimate_mean(values, false).value;
    }
    return means;
}

}  // namespace

void run_samples(const Scenario& scenario, const RunOptions& options, std::size_t finished,
                 const SampleSink& sink) {
    const std::vector<double> levels = levels_of(scenario);
    const std::size_t unknowns = scenario.uncertainty.unknowns.size();
    ordered_map<QuantityValues>(
        static_cast<std::int64_t>(finished), scenario.uncertainty.samples, options.threads,
        [&](std::int64_t i) {
            return sample_means(at_levels(scenario, sample_levels(levels, unknowns, static_cast<int>(i))),
                                options);
        },
        [&](const QuantityValues& means) { sink(means); });
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

#include "scenarios/runner/run_scenario.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <span>

#include "engine/base/error.hpp"
#include "engine/parallel/ordered_map.hpp"
#include "engine/parallel/thread_team.hpp"
#include "engine/simulation/run.hpp"
#include "scenarios/runner/checkpoint_clock.hpp"
#include "scenarios/runner/ignorance.hpp"
#include "scenarios/runner/memory_need.hpp"
#include "scenarios/runner/plan.hpp"

namespace puncta::scenarios {

namespace {

using Clock = std::chrono::steady_clock;

/// How many replicates there will be; where a precision decides, guessed again as their number grows.
class Expectation {
  public:
    explicit Expectation(const RunLength& length) : length_(length), guess_(length.first_look()) {}
    std::int64_t operator()(std::span<const QuantityValues> values) {
        const std::int64_t count = std::ssize(values);
        if (!length_.goal || count < asked_at_ + std::max<std::int64_t>(1, asked_at_ / 20)) return guess_;
        asked_at_ = count;
        return guess_ = std::max(length_.first_look(), expected_replicates(*length_.goal, values));
    }

  private:
    const RunLength& length_;
    std::int64_t guess_, asked_at_ = 0;
};

/// The samples of what is not known, behind those that an earlier run finished.
void sample(const Scenario& scenario, const RunOptions& options, ResultWriter& writer,
            CheckpointClock<>& clock, RunOutcome& outcome) {
    const auto begin = Clock::now();
    std::vector<QuantityValues> samples = writer.finished().samples;
    if (options.sampled) options.sampled(std::ssize(samples), scenario.uncertainty.samples);
    outcome.sample_failure = run_samples(scenario, options, samples.size(), [&](const QuantityValues& means) {
        samples.push_back(means);
        writer.append_sample(means);
        clock.save_if_due([&] { writer.checkpoint(); });
        if (options.sampled) options.sampled(std::ssize(samples), scenario.uncertainty.samples);
    });
    add_ignorance(outcome.header.uncertainty, samples, outcome.totals.values, outcome.totals);
    outcome.totals.wall_seconds += std::chrono::duration<double>(Clock::now() - begin).count();
}

}  // namespace

RunLength run_length(const Scenario& scenario) {
    RunLength length{scenario.run.replicates};
    const PrecisionSpec& precision = scenario.run.precision;
    if (precision.quantity.empty()) return length;
    const auto table = quantity_table();
    const auto found = std::find_if(table.begin(), table.end(), [&](const QuantityInfo& info) {
        return info.name == precision.quantity;
    });
    PUNCTA_EXPECT(found != table.end(), "no quantity '{}'", precision.quantity);
    length.goal = PrecisionGoal{static_cast<Quantity>(found - table.begin()), precision.relative_error,
                                static_cast<std::int64_t>(precision.max_replicates)};
    return length;
}

RunOutcome run_scenario(const Scenario& scenario, const RunOptions& options) {
    if (const std::string fault = memory_fault(memory_need(scenario), thread_count(options.threads));
        !fault.empty())
        throw InputError(fault);
    start_thread_team(options.threads);
    RunPlan plan = make_plan(scenario);
    plan.stop = options.stop;
    const RunLength length = run_length(scenario);
    RunOutcome outcome{make_header(scenario, plan), {}, {}};
    ResultWriter writer(options.output, outcome.header, options.earlier);
    Expectation planned(length);
    const std::int64_t finished = writer.finished().count();
    if (finished > 0 && options.resumed) options.resumed(finished, planned(writer.finished().values));
    CheckpointClock<> clock;
    outcome.totals = simulate_run(
        plan, length, options.threads,
        [&](const ReplicateRecord& record, const TotalsCollector& collector) {
            writer.append(record);
            clock.save_if_due([&] { writer.checkpoint(); });
            if (options.progress)
                options.progress(std::ssize(collector.values()), planned(collector.values()));
        },
        writer.finished());
    if (scenario.uncertainty.samples > 0) sample(scenario, options, writer, clock, outcome);
    writer.finish(outcome.totals);
    return outcome;
}

}  // namespace puncta::scenarios

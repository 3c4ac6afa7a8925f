#include "scenarios/runner/run_scenario.hpp"

#include <chrono>

#include "engine/simulation/run.hpp"
#include "engine/storage/result_writer.hpp"
#include "scenarios/runner/plan.hpp"

namespace puncta::scenarios {

RunOutcome run_scenario(const Scenario& scenario, const RunOptions& options) {
    RunPlan plan = make_plan(scenario);
    plan.stop = options.stop;
    RunOutcome outcome{make_header(scenario, plan), {}};
    ResultWriter writer(options.output, outcome.header);
    using Clock = std::chrono::steady_clock;
    auto last_checkpoint = Clock::now();
    std::int64_t done = 0;
    outcome.totals =
        simulate_run(plan, scenario.run.replicates, options.threads, [&](const ReplicateRecord& record) {
            writer.append(record);
            // Short replicates share a checkpoint: what a kill can cost is bounded by time, not by count.
            if (Clock::now() - last_checkpoint > std::chrono::seconds(1)) {
                writer.checkpoint();
                last_checkpoint = Clock::now();
            }
            if (options.progress) options.progress(++done, scenario.run.replicates);
        });
    writer.finish(outcome.totals);
    return outcome;
}

}  // namespace puncta::scenarios

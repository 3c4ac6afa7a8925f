#include "scenarios/runner/run_command.hpp"

#include <atomic>
#include <csignal>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/parallel/ordered_map.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/progress.hpp"
#include "scenarios/runner/run_scenario.hpp"
#include "scenarios/runner/summary_table.hpp"

namespace puncta::scenarios {
namespace {

// The one thing a signal handler may touch.
std::atomic<bool> stop_requested{false};
static_assert(std::atomic<bool>::is_always_lock_free);

void request_stop(int) {
    stop_requested.store(true, std::memory_order_relaxed);
}

std::string skin_title(const Scenario& scenario) {
    return scenario.sites.empty() ? scenario.skin.title : fmt::format("{} sites", scenario.sites.size());
}

}  // namespace

int run_command(const Scenario& scenario, const std::filesystem::path& output, int threads, bool json) {
    std::signal(SIGINT, request_stop);
    std::signal(SIGTERM, request_stop);
    for (const std::string& warning : scenario.warnings) fmt::print(stderr, "puncta: warning: {}\n", warning);
    Progress progress("running");
    RunOptions options;
    options.output = output;
    options.threads = threads;
    options.stop = &stop_requested;
    options.progress = [&progress](std::int64_t done, std::int64_t planned) { progress.show(done, planned); };
    RunOutcome outcome;
    try {
        outcome = run_scenario(scenario, options);
    } catch (const Interrupted&) {
        std::filesystem::path part = output;
        part += ".part";
        std::error_code ignored;
        throw Interrupted(
            std::filesystem::exists(part, ignored)
                ? fmt::format("interrupted; what was finished is in {} (marked incomplete)", part.string())
                : std::string("interrupted before the first replicate was finished; nothing was written"));
    }
    progress.clear();
    const RunHeader& header = outcome.header;
    const RunTotals& totals = outcome.totals;
    if (totals.solver.failures > 0)
        fmt::print(stderr,
                   "puncta: {} of {} stations did not converge; their needles kept the state before\n",
                   totals.solver.failures, totals.solver.stations);
    for (const std::string& warning : sink_warnings(scenario, totals))
        fmt::print(stderr, "puncta: {}\n", warning);
    if (json) {
        fmt::print("{}", summary_json(header, totals, output.string()));
        return 0;
    }
    fmt::print("{}\n  {} on {}, {} replicates, seed {}\n\n", scenario.title, scenario.device.title,
               skin_title(scenario), totals.replicates, scenario.run.seed);
    fmt::print("{}\n{}{}", summary_table(totals), site_table(header, totals), context_lines(header, totals));
    const double rate = totals.summary[0].value * double(totals.replicates) / totals.wall_seconds;
    fmt::print("\n  {} on {} threads, {:.0f} punctures/s; result in {}\n",
               readable_duration(totals.wall_seconds), thread_count(threads), rate, output.string());
    fmt::print("  figures:  ./puncta figures {}\n", output.string());
    return 0;
}

}  // namespace puncta::scenarios

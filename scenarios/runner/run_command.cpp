#include "scenarios/runner/run_command.hpp"

#include <optional>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/parallel/ordered_map.hpp"
#include "scenarios/runner/ignorance.hpp"
#include "scenarios/runner/ignorance_table.hpp"
#include "scenarios/runner/interruption.hpp"
#include "scenarios/runner/message.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/progress.hpp"
#include "scenarios/runner/run_scenario.hpp"
#include "scenarios/runner/stored_scenario.hpp"
#include "scenarios/runner/summary_table.hpp"

namespace puncta::scenarios {
namespace {

/// Whether the precision asked for was reached; empty when none was.
std::string precision_line(const Scenario& scenario, const RunTotals& totals) {
    const RunLength length = run_length(scenario);
    if (!length.goal) return {};
    const auto quantity = static_cast<std::size_t>(length.goal->quantity);
    const double reached = relative_half_width(totals.summary[quantity]);
    const bool met = totals.precision == PrecisionReached::met;
    return fmt::format(
        "precision {} after {} replicates: {} is known to {:.3g} % (half-width of its 95 % "
        "interval), {:.3g} % were asked for",
        met ? "met" : "NOT met", totals.replicates, scenario.run.precision.quantity, 100 * reached,
        100 * length.goal->relative_error);
}

std::string skin_title(const Scenario& scenario) {
    return scenario.sites.empty() ? scenario.skin.title : fmt::format("{} sites", scenario.sites.size());
}

}  // namespace

int run_command(const Scenario& scenario, const std::filesystem::path& output, int threads, bool json,
                Earlier earlier) {
    for (const std::string& warning : scenario.warnings) tell("puncta: warning: {}", warning);
    Progress progress("running");
    RunOptions options;
    options.output = output;
    options.threads = threads;
    options.earlier = earlier;
    options.stop = &stop_on_signals();
    options.resumed = [&](std::int64_t done, std::int64_t planned) {
        progress.starts_at(done);
        if (done < planned)
            tell("puncta: {}: continuing at replicate {} of {}", output.string(), done + 1, planned);
    };
    options.progress = [&progress](std::int64_t done, std::int64_t planned) { progress.show(done, planned); };
    std::optional<Progress> sampling;
    options.sampled = [&](std::int64_t done, std::int64_t planned) {
        if (!sampling) {
            progress.clear();
            sampling.emplace("sampling what is not known", "samples");
            sampling->starts_at(done);
            return;
        }
        sampling->show(done, planned);
    };
    RunOutcome outcome;
    try {
        outcome = run_scenario(scenario, options);
    } catch (const Interrupted&) {
        std::filesystem::path part = output;
        part += ".part";
        std::error_code ignored;
        throw Interrupted(
            std::filesystem::exists(part, ignored)
                ? fmt::format("interrupted; what was finished is in {} (marked incomplete); the same "
                              "command goes on from there",
                              part.string())
                : std::string("interrupted before the first replicate was finished; nothing was written"));
    }
    (sampling ? *sampling : progress).clear();
    const RunHeader& header = outcome.header;
    const RunTotals& totals = outcome.totals;
    if (totals.solver.failures > 0)
        tell("puncta: {} of {} stations did not converge; their needles kept the state before",
             totals.solver.failures, totals.solver.stations);
    if (const std::size_t failed = failed_samples(totals, header.uncertainty); failed > 0)
        tell("puncta: {} of {} samples of what is not known could not be computed and are left out{}", failed,
             header.uncertainty.samples,
             outcome.sample_failure.empty() ? "" : "; the first: " + outcome.sample_failure);
    for (const std::string& warning : sink_warnings(scenario, totals)) tell("puncta: {}", warning);
    const std::string precision = precision_line(scenario, totals);
    if (json) {
        if (!precision.empty()) tell("puncta: {}", precision);
        fmt::print("{}", summary_json(header, totals, output.string()));
        return 0;
    }
    fmt::print("{}\n  {} on {}, {} replicates, seed {}\n\n", scenario.title, scenario.device.title,
               skin_title(scenario), totals.replicates, scenario.run.seed);
    fmt::print("{}\n{}{}{}", summary_table(totals), site_table(header, totals),
               ignorance_table(header, totals), context_lines(header, totals));
    if (!precision.empty()) fmt::print("  {}\n", precision);
    const double rate = totals.summary[0].value * double(totals.replicates) / totals.wall_seconds;
    fmt::print("\n  {} on {} threads, {:.0f} punctures/s; result in {}\n",
               readable_duration(totals.wall_seconds), thread_count(threads), rate, output.string());
    fmt::print("  figures:  ./puncta figures {}\n", output.string());
    return 0;
}

int extend_command(const std::filesystem::path& result, std::int64_t more, int threads, bool json) {
    const Scenario scenario = [&] {
        const ResultFile file = ResultFile::open(result);
        const auto there = static_cast<std::int64_t>(file.rows("/replicates/replicate"));
        return stored_scenario(file, "cannot be extended", there + more);
    }();
    return run_command(scenario, result, threads, json, Earlier::extend);
}

}  // namespace puncta::scenarios

#pragma once
/// Runs a checked scenario into a result file, from the start or from where an earlier run stopped. The one
/// route for the command line and for Python.

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>

#include "engine/records/run_record.hpp"
#include "engine/simulation/run_plan.hpp"
#include "engine/statistics/precision.hpp"
#include "engine/storage/result_writer.hpp"
#include "scenarios/runner/scenario.hpp"

namespace puncta::scenarios {

struct RunOptions {
    std::filesystem::path output;
    int threads = 0;  ///< 0: all processors
    /// What to do with OUTPUT.part, or OUTPUT.
    Earlier earlier = Earlier::resume;
    /// Told once, before the first replicate, how many are there already (if any) of how many.
    std::function<void(std::int64_t done, std::int64_t planned)> resumed = {};
    /// Called on the calling thread after each finished replicate; may throw to stop the run. `planned` is a
    /// guess where a precision decides.
    std::function<void(std::int64_t done, std::int64_t planned)> progress = {};
    /// The same of the samples of what is not known, also once before the first of them.
    std::function<void(std::int64_t done, std::int64_t planned)> sampled = {};
    const std::atomic<bool>* stop = nullptr;  ///< turning true ends the run with Interrupted
};

struct RunOutcome {
    RunHeader header;
    RunTotals totals;
    std::string sample_failure;  ///< why the first sample that failed in this run did
};

/// How long the scenario's run is.
RunLength run_length(const Scenario& scenario);

/// Returns what was written to the file. On an error or an interruption OUTPUT.part stays, readable and
/// marked incomplete, if at least one replicate was finished; called again, it goes on from there.
RunOutcome run_scenario(const Scenario& scenario, const RunOptions& options);

}  // namespace puncta::scenarios

#pragma once
/// Runs a checked scenario into a result file. The one route for the command line and for Python.

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>

#include "engine/records/run_record.hpp"
#include "scenarios/runner/scenario.hpp"

namespace puncta::scenarios {

struct RunOptions {
    std::filesystem::path output;
    int threads = 0;  ///< 0: all processors
    /// Called on the calling thread after each finished replicate; may throw to stop the run.
    std::function<void(std::int64_t done, std::int64_t planned)> progress;
    const std::atomic<bool>* stop = nullptr;  ///< turning true ends the run with Interrupted
};

struct RunOutcome {
    RunHeader header;
    RunTotals totals;
};

/// Returns what was written to the file. On an error or an interruption OUTPUT.part stays, readable and
/// marked incomplete, if at least one replicate was finished.
RunOutcome run_scenario(const Scenario& scenario, const RunOptions& options);

}  // namespace puncta::scenarios

#pragma once
/// `puncta run`: progress on stderr, the table (or JSON) on stdout, a result file.

#include <filesystem>

#include "scenarios/runner/scenario.hpp"

namespace puncta::scenarios {

/// Runs into `output`; an interrupt (Ctrl-C, SIGTERM) throws Interrupted and leaves OUTPUT.part.
int run_command(const Scenario& scenario, const std::filesystem::path& output, int threads, bool json);

}  // namespace puncta::scenarios

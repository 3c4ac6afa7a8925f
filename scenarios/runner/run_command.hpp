#pragma once
/// `puncta run`: progress on stderr, the table (or JSON) on stdout, a result file.

#include <cstdint>
#include <filesystem>

#include "engine/storage/result_writer.hpp"
#include "scenarios/runner/scenario.hpp"

namespace puncta::scenarios {

/// Runs into `output`, or goes on with OUTPUT.part as `earlier` says; an interrupt (Ctrl-C, SIGTERM) throws
/// Interrupted and leaves OUTPUT.part.
int run_command(const Scenario& scenario, const std::filesystem::path& output, int threads, bool json,
                Earlier earlier = Earlier::resume);

/// `puncta run --extend N OUT.h5`: N more replicates for a finished file, which stays as it is until the
/// longer one takes its place.
int extend_command(const std::filesystem::path& result, std::int64_t more, int threads, bool json);

}  // namespace puncta::scenarios

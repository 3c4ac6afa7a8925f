#pragma once
/// The scenario of a result file, read back from the file alone to be computed again, bit for bit.

#include <cstdint>
#include <string>

#include "engine/storage/result_file.hpp"
#include "scenarios/runner/scenario.hpp"

namespace puncta::scenarios {

/// Throws InputError when another build of Puncta wrote the file (version, commit or compiler differ): its
/// numbers could not be met again. `purpose` says what for, e.g. "cannot be extended".
Scenario stored_scenario(const ResultFile& file, const std::string& purpose);

/// The same asked for `replicates`, whatever decided their number before.
Scenario stored_scenario(const ResultFile& file, const std::string& purpose, std::int64_t replicates);

}  // namespace puncta::scenarios

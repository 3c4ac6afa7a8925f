#pragma once
/// Keys that mean nothing, and what was probably meant.

#include <string>
#include <vector>

#include "engine/base/problems.hpp"
#include "scenarios/runner/leaves.hpp"

namespace puncta::scenarios {

/// Adds a problem for every key and table of `leaves` that is not among the known `paths`; the contents of an
/// unknown table, and of tables in `unchecked`, are passed over.
void report_unknown(const Leaves& leaves, const std::vector<std::string>& paths,
                    const std::vector<std::string>& unchecked, Problems& problems);

}  // namespace puncta::scenarios

#pragma once
/// What is not known, for people: how far it moves each quantity, and which unknown does it.

#include <string>

#include "engine/records/run_record.hpp"

namespace puncta::scenarios {

/// Chance and ignorance side by side for the quantities people ask for first, with the unknowns that most of
/// the variance comes from; empty for a run without samples.
std::string ignorance_table(const RunHeader& header, const RunTotals& totals);

}  // namespace puncta::scenarios

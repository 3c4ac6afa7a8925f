#pragma once
/// The result of a run for people and for programs: a table, or JSON.

#include <string>
#include <vector>

#include "engine/records/run_record.hpp"
#include "scenarios/runner/scenario.hpp"

namespace puncta::scenarios {

/// Quantity, value, 95 % interval, in units a person would use.
std::string summary_table(const RunTotals& totals);

/// A line about how densities compare with N·passes/(2 pi R_roll W), and the layers reached.
std::string context_lines(const RunHeader& header, const RunTotals& totals);

/// The sites side by side; empty where there is only one.
std::string site_table(const RunHeader& header, const RunTotals& totals);

/// What to say where the skin sinks by more than half its depth to the support, per site.
std::vector<std::string> sink_warnings(const Scenario& scenario, const RunTotals& totals);

/// {"title", "hash", "output", "summary": {name: {value, standard_error, ci_low, ci_high, units, count}},
/// "sites" likewise where there are several}, SI units.
std::string summary_json(const RunHeader& header, const RunTotals& totals, const std::string& output);

}  // namespace puncta::scenarios

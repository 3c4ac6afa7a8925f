#pragma once
/// Rules of the treatment: whether its region, zones and strokes make sense together, with the numbers.

#include <string>
#include <vector>

#include "models/cards/card_reader.hpp"
#include "scenarios/runner/scenario.hpp"

namespace puncta::scenarios {

/// What cannot be; only about the region unless the `device` was read without problems.
std::vector<models::Contradiction> treatment_contradictions(const Scenario& scenario, bool device);

/// What can be and is hardly meant: a stroke into a zone of action `warning`, a region smaller than the
/// roller (a small region is a quick look, and legal for that), a ramp that never reaches the full load.
std::vector<std::string> treatment_warnings(const Scenario& scenario);

/// Strokes of the whole treatment; of a scenario without contradictions.
std::size_t stroke_count(const Scenario& scenario);

/// The planned strokes in numbers, for `check`: "32 strokes over 4 cm2, about 1 min 12 s".
std::string treatment_summary(const Scenario& scenario);

}  // namespace puncta::scenarios

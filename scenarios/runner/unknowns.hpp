#pragma once
/// What is not known well: the ranges on the cards in use, and those that a scenario gives in
/// [[uncertainty.unknowns]].
///
/// A range on a card counts unless the scenario gives the value itself: then it is taken as known. Values
/// that a card states alike (the same property, value, range and source in several layers) are one unknown.
/// Ranges are independent of one another unless card or scenario say how two are correlated (intercept and
/// slope of the insertion force); then their levels are tied by a Gaussian copula (gaussian_copula.hpp).
/// Where the partner is known, or is not sampled, the other keeps its whole range.

#include <span>
#include <string>
#include <vector>

#include "engine/base/problems.hpp"
#include "engine/records/run_record.hpp"
#include "models/cards/card_reader.hpp"
#include "scenarios/runner/leaves.hpp"
#include "scenarios/runner/scenario.hpp"

namespace puncta::scenarios {

/// All unknowns of a scenario whose values have been read: those of `leaf` (null: none), then those of the
/// cards that `leaves` do not override. `taper_ratio`: of the needle's length to its card's, as the taper
/// follows it.
std::vector<Unknown> unknowns_of(const Scenario& scenario, const Leaf* leaf,
                                 std::span<const models::CardValue> card_values, const Leaves& leaves,
                                 double taper_ratio, Problems& problems);

/// Fewer samples tell neither an interval nor shares of variance.
inline constexpr int fewest_samples = 20;

/// Levels in (0, 1) of all unknowns at all samples of a scenario, row-major, a shifted Sobol sequence.
std::vector<double> levels_of(const Scenario& scenario);
/// Those of one sample.
inline std::span<const double> sample_levels(std::span<const double> levels, std::size_t unknowns,
                                             int sample) {
    return levels.subspan(static_cast<std::size_t>(sample) * unknowns, unknowns);
}

/// All of it as a result file tells it.
UncertaintyPlan uncertainty_plan(const Scenario& scenario);

/// The scenario with every unknown at its level: `levels` in (0, 1), one per unknown.
Scenario at_levels(const Scenario& scenario, std::span<const double> levels);

/// The list as [[uncertainty.unknowns]] that reads back to the same; empty for an empty list.
std::string unknowns_text(const std::vector<Unknown>& unknowns);

}  // namespace puncta::scenarios

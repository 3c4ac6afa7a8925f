#include "engine/statistics/precision.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace puncta {

namespace {

Estimate estimate_of(Quantity quantity, std::span<const QuantityValues> replicates) {
    std::vector<double> column;
    column.reserve(replicates.size());
    for (const QuantityValues& values : replicates) column.push_back(at(values, quantity));
    return estimate_mean(column, quantity_table()[static_cast<std::size_t>(quantity)].is_share);
}

}  // namespace

std::string_view precision_text(PrecisionReached reached) {
    switch (reached) {
        case PrecisionReached::not_asked:
            break;
        case PrecisionReached::met:
            return "met";
        case PrecisionReached::not_met:
            return "not met";
    }
    return "not asked for";
}

std::int64_t RunLength::first_look() const {
    if (!goal) return replicates;
    return std::min(goal->most, std::max(replicates, PrecisionGoal::fewest));
}

std::int64_t RunLength::next_look(std::int64_t looked_at) const {
    return goal ? std::min(goal->most, looked_at + std::max<std::int64_t>(8, (looked_at + 7) / 8))
                : replicates;
}

double relative_half_width(const Estimate& estimate) {
    const double half = 0.5 * (estimate.ci_high - estimate.ci_low), value = std::abs(estimate.value);
    if (estimate.count < static_cast<std::size_t>(PrecisionGoal::fewest) || !(value > 0) ||
        !std::isfinite(half))
        return std::numeric_limits<double>::infinity();
    return half / value;
}

bool is_met(const PrecisionGoal& goal, std::span<const QuantityValues> replicates) {
    return relative_half_width(estimate_of(goal.quantity, replicates)) <= goal.relative_error;
}

std::int64_t expected_replicates(const PrecisionGoal& goal, std::span<const QuantityValues> so_far) {
    const auto count = static_cast<std::int64_t>(so_far.size());
    const double width = relative_half_width(estimate_of(goal.quantity, so_far));
    if (!std::isfinite(width)) return goal.most;
    // The half-width falls as one over the square root of their number.
    const double wanted = double(count) * std::pow(width / goal.relative_error, 2);
    if (!(wanted < double(goal.most))) return std::max(count, goal.most);
    return std::max(count, static_cast<std::int64_t>(std::ceil(wanted)));
}

}  // namespace puncta

#pragma once
/// How many replicates a wanted precision takes: sequential stopping at a relative half-width.
///
/// The goal is met when the half-width of the quantity's 95 % interval is at most `relative_error` times its
/// value. It is looked at after fixed numbers of replicates only (next_look), and what is seen there depends
/// on the replicates before it alone: not on threads, not on interruptions.
///
/// What stopping does to coverage: a run that stops when its interval happens to look narrow covers the truth
/// a little less often than 95 % (Chow & Robbins 1965: exact in the limit of many replicates). With the looks
/// used here it is 92 to 95 % (test `Precision`): lowest where some 10 to 40 replicates are enough.
/// No look comes before `fewest` replicates, whose spread would be known too badly.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "engine/statistics/estimate.hpp"
#include "engine/statistics/quantity.hpp"

namespace puncta {

struct PrecisionGoal {
    static constexpr std::int64_t fewest = 8;  ///< replicates before the first look

    Quantity quantity = Quantity::depth_mean;
    double relative_error = 0.01;
    std::int64_t most = 1000;  ///< replicates; the run ends there, met or not
};

/// Whether a run reached its goal, if it had one.
enum class PrecisionReached { not_asked, met, not_met };

/// "not asked for", "met", "not met".
std::string_view precision_text(PrecisionReached reached);

/// How long a run is: so many replicates, or at least so many until a goal is met.
struct RunLength {
    std::int64_t replicates = 0;
    std::optional<PrecisionGoal> goal = {};

    /// Where the run may end for the first time.
    [[nodiscard]] std::int64_t first_look() const;
    /// The number of replicates at the next look after `replicates`: an eighth more, at least 8.
    [[nodiscard]] std::int64_t next_look(std::int64_t looked_at) const;
};

/// Half-width of the 95 % interval over the value; infinite when the value is 0 or fewer than
/// PrecisionGoal::fewest replicates define it.
double relative_half_width(const Estimate& estimate);

/// Whether the goal is met by these replicates.
bool is_met(const PrecisionGoal& goal, std::span<const QuantityValues> replicates);

/// How many replicates the goal will take, judged by the spread of those so far: at least `so_far`, at most
/// goal.most.
std::int64_t expected_replicates(const PrecisionGoal& goal, std::span<const QuantityValues> so_far);

}  // namespace puncta

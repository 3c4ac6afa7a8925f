#pragma once
/// What a run's quantities owe to what is not known, beside chance.
///
/// Chance: subjects, heads, hands, places; it shows between replicates. Ignorance: parameters that are the
/// same for all of them but nobody knows; it shows between samples of their ranges, each the mean of a few
/// replicates with the same subjects, heads and hands (common random numbers), so that what differs between
/// samples is the parameters' doing. Where replicates answer differently to a parameter, a trace of chance
/// stays in it.

#include <span>
#include <vector>

#include "engine/statistics/quantity.hpp"
#include "engine/statistics/variance_share.hpp"

namespace puncta {

/// One quantity's two kinds of uncertainty, in its unit.
struct Ignorance {
    double low = 0, high = 0;  ///< the middle 95 % of the samples
    double median = 0;
    double deviation = 0;         ///< standard deviation over samples
    double chance_deviation = 0;  ///< standard deviation over replicates: of one treatment from the mean
    std::size_t count = 0;        ///< samples that define it
};

/// A quantity over all samples; NaN below two defined ones. `samples` and `replicates` in any order.
Ignorance ignorance_of(std::span<const QuantityValues> samples, std::span<const QuantityValues> replicates,
                       Quantity quantity);

/// Shares of the variance between samples that are due to each unknown; `levels` of the samples in (0, 1),
/// row-major, `unknowns` per sample.
std::vector<VarianceShare> variance_shares(std::span<const QuantityValues> samples,
                                           std::span<const double> levels, std::size_t unknowns,
                                           Quantity quantity);

}  // namespace puncta

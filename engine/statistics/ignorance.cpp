#include "engine/statistics/ignorance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/base/error.hpp"
#include "engine/statistics/quantile.hpp"

namespace puncta {
namespace {

std::vector<double> defined(std::span<const QuantityValues> all, Quantity q) {
    std::vector<double> values;
    for (const QuantityValues& one : all)
        if (std::isfinite(at(one, q))) values.push_back(at(one, q));
    return values;
}

double deviation_of(const std::vector<double>& values) {
    if (values.size() < 2) return std::numeric_limits<double>::quiet_NaN();
    double sum = 0, squares = 0;
    for (const double value : values) sum += value;
    const double mean = sum / static_cast<double>(values.size());
    for (const double value : values) squares += (value - mean) * (value - mean);
    return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

}  // namespace

Ignorance ignorance_of(std::span<const QuantityValues> samples, std::span<const QuantityValues> replicates,
                       Quantity quantity) {
    std::vector<double> values = defined(samples, quantity);
    std::sort(values.begin(), values.end());
    const bool enough = values.size() > 1;
    const auto level = [&](double share) {
        return enough ? quantile_of_sorted(values, share) : std::numeric_limits<double>::quiet_NaN();
    };
    return {level(0.025),
            level(0.975),
            level(0.5),
            deviation_of(values),
            deviation_of(defined(replicates, quantity)),
            values.size()};
}

std::vector<VarianceShare> variance_shares(std::span<const QuantityValues> samples,
                                           std::span<const double> levels, std::size_t unknowns,
                                           Quantity quantity) {
    PUNCTA_EXPECT(levels.size() == samples.size() * unknowns, "{} levels, {} samples of {} unknowns",
                  levels.size(), samples.size(), unknowns);
    std::vector<double> outcome, input(samples.size());
    for (const QuantityValues& sample : samples) outcome.push_back(at(sample, quantity));
    std::vector<VarianceShare> shares;
    for (std::size_t u = 0; u < unknowns; ++u) {
        for (std::size_t i = 0; i < samples.size(); ++i) input[i] = levels[i * unknowns + u];
        shares.push_back(variance_share(input, outcome));
    }
    return shares;
}

}  // namespace puncta

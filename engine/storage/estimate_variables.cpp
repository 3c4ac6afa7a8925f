#include "engine/storage/estimate_variables.hpp"

#include <cstdint>
#include <vector>

namespace puncta {

void write_estimates(NetcdfGroup& group, const std::string& name, const std::string& dimension,
                     std::span<const Estimate> estimates, std::string_view units,
                     const std::string& long_name, bool is_share) {
    const auto write = [&](const std::string& suffix, double Estimate::* member, const std::string& prefix) {
        std::vector<double> values;
        for (const Estimate& estimate : estimates) values.push_back(estimate.*member);
        group.variable<double>(name + suffix, {dimension}, values, {units, prefix + long_name});
    };
    write("", &Estimate::value, "");
    write("_standard_error", &Estimate::standard_error, "standard error of ");
    write("_ci_low", &Estimate::ci_low, "lower end of the 95 % interval of ");
    write("_ci_high", &Estimate::ci_high, "upper end of the 95 % interval of ");
    std::vector<std::int64_t> counts;
    for (const Estimate& estimate : estimates) counts.push_back(static_cast<std::int64_t>(estimate.count));
    group.variable<std::int64_t>(name + "_count", {dimension}, counts,
                                 {"1", "replicates behind " + long_name});
    group.annotate(name, "interval", interval_kind(is_share));
}

void remove_estimates(NetcdfGroup& group, const std::string& name) {
    for (const char* suffix : {"", "_standard_error", "_ci_low", "_ci_high", "_count"})
        group.remove(name + suffix);
}

}  // namespace puncta

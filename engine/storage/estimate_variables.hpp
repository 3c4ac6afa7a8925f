#pragma once
/// Estimates as variables of a group: NAME, NAME_standard_error, NAME_ci_low, NAME_ci_high and NAME_count
/// over one dimension, with the attribute `interval`.

#include <span>
#include <string>
#include <string_view>

#include "engine/statistics/estimate.hpp"
#include "engine/storage/netcdf_group.hpp"

namespace puncta {

void write_estimates(NetcdfGroup& group, const std::string& name, const std::string& dimension,
                     std::span<const Estimate> estimates, std::string_view units,
                     const std::string& long_name, bool is_share);

/// Takes them back, where they are.
void remove_estimates(NetcdfGroup& group, const std::string& name);

}  // namespace puncta

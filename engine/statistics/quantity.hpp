#pragma once
/// The summary quantities every replicate reports, with the names users and scripts rely on.

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace puncta {

enum class Quantity : std::size_t {
    punctures_total,
    density_total,
    density_unique,
    density_dermis,
    density_hypodermis,
    penetrated_share,
    depth_mean,
    depth_sd,
    depth_p05,
    depth_p50,
    depth_p95,
    depth_over_length_mean,
    covered_share,
    treated_share,
    largest_gap,
    nearest_neighbour_mean,
    clark_evans,
    quadrat_dispersion,
    anisotropy,
    channel_volume,
    open_area_share,
    channel_overlap_share,
    drum_load_share,
    slit_aspect_mean,
    reticular_dermis_share,
    hypodermis_share,
    capillary_hits,
    axle_depression_mean,
    treatment_time,
    count  // number of quantities, not one of them
};

inline constexpr std::size_t quantity_count = static_cast<std::size_t>(Quantity::count);

/// What a quantity is called, in which unit it is stored (SI) and how people like to read it.
struct QuantityInfo {
    std::string_view name;          ///< in files, e.g. "depth_mean"
    std::string_view units;         ///< SI, "1" when dimensionless
    std::string_view long_name;     ///< one line, says what is meant
    std::string_view display_unit;  ///< e.g. "um", "/cm2", "%"
    double display_scale = 1;       ///< display value = SI value · display_scale
    bool is_share = false;          ///< lies in [0, 1]
};

/// All quantities in the order of the enumeration.
std::span<const QuantityInfo, quantity_count> quantity_table();

/// One value per quantity; NaN where a replicate does not define it (no puncture, no mean depth).
using QuantityValues = std::array<double, quantity_count>;

constexpr double& at(QuantityValues& values, Quantity q) {
    return values[static_cast<std::size_t>(q)];
}
constexpr double at(const QuantityValues& values, Quantity q) {
    return values[static_cast<std::size_t>(q)];
}

}  // namespace puncta

#include "engine/statistics/quantity.hpp"

namespace puncta {

namespace {

// Display scales from SI: um, mm, per cm², per cent, and nl/cm² (1 m³/m² = 1e12 nl / 1e4 cm² = 1e8 nl/cm²).
constexpr double micrometres = 1e6, millimetres = 1e3, per_cm2 = 1e-4, per_cent = 1e2, nl_per_cm2 = 1e8;

constexpr std::array<QuantityInfo, quantity_count> table{{
    {"punctures_total", "1", "number of punctures in the area per treatment", "", 1, false},
    {"density_total", "1/m^2", "punctures per area of skin, every puncture counted", "/cm2", per_cm2, false},
    {"density_unique", "1/m^2", "distinct holes per area of skin, punctures into an earlier hole left out",
     "/cm2", per_cm2, false},
    {"density_dermis", "1/m^2", "punctures per area that reached the papillary dermis or deeper", "/cm2",
     per_cm2, false},
    {"density_hypodermis", "1/m^2", "punctures per area that reached the hypodermis or deeper", "/cm2",
     per_cm2, false},
    {"penetrated_share", "1", "share of needle contacts that punctured the skin", "%", per_cent, true},
    {"depth_mean", "m", "mean depth of the punctures of a treatment", "um", micrometres, false},
    {"depth_sd", "m", "standard deviation of depth between the punctures of a treatment", "um", micrometres,
     false},
    {"depth_p05", "m", "depth that 5 % of the punctures of a treatment do not exceed", "um", micrometres,
     false},
    {"depth_p50", "m", "median depth of the punctures of a treatment", "um", micrometres, false},
    {"depth_p95", "m", "depth that 95 % of the punctures of a treatment do not exceed", "um", micrometres,
     false},
    {"depth_over_length_mean", "1", "mean of puncture depth over nominal needle length", "%", per_cent,
     false},
    {"covered_share", "1",
     "share of map cells with at least one puncture, which depends on the size of the map cell", "%",
     per_cent, true},
    {"treated_share", "1", "share of the region within the healing radius of a puncture", "%", per_cent,
     true},
    {"largest_gap", "m", "radius of the largest circle without a puncture whose centre lies in the region",
     "um", micrometres, false},
    {"nearest_neighbour_mean", "m", "mean distance from a puncture to its nearest neighbour", "um",
     micrometres, false},
    {"clark_evans", "1",
     "Clark-Evans ratio of nearest-neighbour distance to that of random points (below 1 clustered)", "", 1,
     false},
    {"quadrat_dispersion", "1",
     "variance over mean of the counts in quadrats of ten punctures (1 random, below 1 even)", "", 1, false},
    {"anisotropy", "1",
     "scatter over directions of the number of close pairs of holes, relative to even (0 no direction)", "",
     1, false},
    {"channel_volume", "m", "volume of the channels per area of skin", "nl/cm2", nl_per_cm2, false},
    {"open_area_share", "1", "total opening cross-section of the channels per area of skin", "%", per_cent,
     false},
    {"channel_overlap_share", "1", "share of holes whose opening, taken as round, overlaps another one's",
     "%", per_cent, true},
    {"drum_load_share", "1",
     "mean share of the load carried by the drum, plate or nose; of a plate or nose at the end of a press",
     "%", per_cent, true},
    {"slit_aspect_mean", "1", "mean of rigid slit length over needle diameter at the surface", "", 1, false},
    {"reticular_dermis_share", "1", "share of punctures that reached the reticular dermis or deeper", "%",
     per_cent, true},
    {"hypodermis_share", "1", "share of punctures that reached the hypodermis or deeper", "%", per_cent,
     true},
    {"capillary_hits", "1/m^2", "expected number of capillary loops hit, per area of skin", "/cm2", per_cm2,
     false},
    {"axle_depression_mean", "m",
     "mean distance of the axle below the height at which the circle of the tips touches", "mm", millimetres,
     false},
    {"treatment_time", "s", "time of the treatment, rolling and pauses between strokes", "s", 1, false},
}};

}  // namespace

std::span<const QuantityInfo, quantity_count> quantity_table() {
    return table;
}

}  // namespace puncta

#include "models/cards/field.hpp"

#include <cmath>

#include <fmt/format.h>

#include "engine/base/units.hpp"

namespace puncta::models {
namespace {

using namespace units;
using D = Dimension;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr Range cv_range{0, 2};

constexpr Range above(double low, double high = infinity) {
    return {low, high, true, false};
}

}  // namespace

std::span<const Field<LayerCard>> layer_fields() {
    static const std::array fields = {
        Field<LayerCard>{"thickness", D::length, above(0, 1.0_m),
                         "thickness; absent for the last layer, the support",
                         [](LayerCard& l) -> Slot { return &l.thickness; }},
        Field<LayerCard>{"thickness_cv", D::dimensionless, cv_range,
                         "variation of the thickness between subjects",
                         [](LayerCard& l) -> Slot { return &l.thickness_cv; }},
        Field<LayerCard>{"modulus",
                         D::pressure,
                         {1.0_Pa, 1e12},
                         "long-time Young's modulus",
                         [](LayerCard& l) -> Slot { return &l.modulus; }},
        Field<LayerCard>{"modulus_cv", D::dimensionless, cv_range,
                         "variation of the modulus between subjects",
                         [](LayerCard& l) -> Slot { return &l.modulus_cv; }},
        Field<LayerCard>{"poisson",
                         D::dimensionless,
                         {0, 0.5},
                         "Poisson ratio",
                         [](LayerCard& l) -> Slot { return &l.poisson; }},
        Field<LayerCard>{"stress",
                         D::pressure,
                         {0, 1e7},
                         "natural tension of the skin, as stress in the layer",
                         [](LayerCard& l) -> Slot { return &l.stress; }},
        Field<LayerCard>{"toughness", D::toughness, above(0, 1e9),
                         "work of cutting by a needle, per crack area",
                         [](LayerCard& l) -> Slot { return &l.toughness; }},
        Field<LayerCard>{"toughness_cv", D::dimensionless, cv_range,
                         "variation of the toughness between subjects",
                         [](LayerCard& l) -> Slot { return &l.toughness_cv; }},
        Field<LayerCard>{"wall_shear",
                         D::pressure,
                         {0, 1e9},
                         "shear stress on the wall of an inserted needle",
                         [](LayerCard& l) -> Slot { return &l.wall_shear; }},
        Field<LayerCard>{"wall_shear_cv", D::dimensionless, cv_range,
                         "variation of the wall shear between subjects",
                         [](LayerCard& l) -> Slot { return &l.wall_shear_cv; }},
    };
    return fields;
}

std::span<const Field<SkinCard>> skin_fields() {
    static const std::array fields = {
        Field<SkinCard>{"needle_law.deep_factor", D::dimensionless, above(0, 10),
                        "beta of the deep indentation law F = beta E* D^2; 1 is a flat punch of radius D/2",
                        [](SkinCard& s) -> Slot { return &s.deep_factor; }},
        Field<SkinCard>{
            "needle_law.opening_exponent",
            D::dimensionless,
            {2, 12},
            "Ogden exponent alpha of the skin spread open around a needle; decides how long a slit is cut",
            [](SkinCard& s) -> Slot { return &s.opening_exponent; }},
        Field<SkinCard>{"needle_law.rate_exponent",
                        D::dimensionless,
                        {0, 1},
                        "power of the tip's speed with which all moduli grow above 1 m/s",
                        [](SkinCard& s) -> Slot { return &s.rate_exponent; }},
        Field<SkinCard>{"puncture.intercept",
                        D::force,
                        {-1, 1},
                        "insertion force extrapolated to a tip of no width",
                        [](SkinCard& s) -> Slot { return &s.puncture.intercept; }},
        Field<SkinCard>{"puncture.slope", D::stiffness, above(0, 1e6), "insertion force per tip diameter",
                        [](SkinCard& s) -> Slot { return &s.puncture.slope; }},
        Field<SkinCard>{"puncture.diameter_limit", D::length, above(0, 1e-3),
                        "tip diameter above which the force grows with the tip's area instead",
                        [](SkinCard& s) -> Slot { return &s.puncture.diameter_limit; }},
        Field<SkinCard>{"puncture.cv", D::dimensionless, cv_range,
                        "scatter of the insertion force between punctures",
                        [](SkinCard& s) -> Slot { return &s.puncture.cv; }},
        Field<SkinCard>{"variation.correlation_length",
                        D::length,
                        {0, 1.0_m},
                        "distance over which one subject's skin varies: correlation 1/e; 0 only if nothing "
                        "varies",
                        [](SkinCard& s) -> Slot { return &s.variation.correlation_length; }},
        Field<SkinCard>{"variation.thickness_cv", D::dimensionless, cv_range,
                        "variation of the layers' thickness over one subject's skin",
                        [](SkinCard& s) -> Slot { return &s.variation.thickness_cv; }},
        Field<SkinCard>{"variation.modulus_cv", D::dimensionless, cv_range,
                        "variation of the local stiffness over one subject's skin",
                        [](SkinCard& s) -> Slot { return &s.variation.modulus_cv; }},
        Field<SkinCard>{"variation.toughness_cv", D::dimensionless, cv_range,
                        "variation of toughness and wall shear over one subject's skin",
                        [](SkinCard& s) -> Slot { return &s.variation.toughness_cv; }},
        Field<SkinCard>{"relaxation.terms",
                        D::time,
                        {},
                        "Prony series: each share of the instantaneous modulus relaxes with its time",
                        [](SkinCard& s) -> Slot { return &s.relaxation; }},
        Field<SkinCard>{"capillaries.density",
                        D::area_density,
                        {0, 1e9},
                        "capillary loops per skin area",
                        [](SkinCard& s) -> Slot { return &s.capillary_density; }},
        Field<SkinCard>{"capillaries.diameter",
                        D::length,
                        {0, 1e-3},
                        "width of a capillary loop",
                        [](SkinCard& s) -> Slot { return &s.capillary_diameter; }},
    };
    return fields;
}

std::span<const Field<RollerSpec>> device_fields() {
    static const std::array fields = {
        Field<RollerSpec>{"rows",
                          D::dimensionless,
                          {1, 200},
                          "rows of needles along the axle",
                          [](RollerSpec& d) -> Slot { return &d.rows; }},
        Field<RollerSpec>{"needles_per_row",
                          D::dimensionless,
                          {3, 500},
                          "needles around the drum in each row",
                          [](RollerSpec& d) -> Slot { return &d.needles_per_row; }},
        Field<RollerSpec>{"stagger",
                          D::dimensionless,
                          {0, 1, false, true},
                          "turn of every other row, in units of the angle between needles",
                          [](RollerSpec& d) -> Slot { return &d.stagger; }},
        Field<RollerSpec>{"drum_radius", D::length, above(0, 0.1_m), "radius of the drum without its needles",
                          [](RollerSpec& d) -> Slot { return &d.drum_radius; }},
        Field<RollerSpec>{"row_spacing", D::length, above(0, 0.1_m), "distance between neighbouring rows",
                          [](RollerSpec& d) -> Slot { return &d.row_spacing; }},
        Field<RollerSpec>{"needle.length", D::length, above(0, 0.1_m),
                          "needle length from the drum to the tip",
                          [](RollerSpec& d) -> Slot { return &d.needle.length; }},
        Field<RollerSpec>{"needle.tip_diameter", D::length, above(0, 1.0_mm), "diameter of the rounded tip",
                          [](RollerSpec& d) -> Slot { return &d.needle.tip_diameter; }},
        Field<RollerSpec>{"needle.shaft_diameter", D::length, above(0, 2.0_mm),
                          "diameter of the needle's shaft",
                          [](RollerSpec& d) -> Slot { return &d.needle.shaft_diameter; }},
        Field<RollerSpec>{
            "needle.width", D::length, above(0, 10.0_mm),
            "width of a flat blade in the rolling plane; absent or equal to the shaft diameter, "
            "its thickness: a round needle",
            [](RollerSpec& d) -> Slot { return &d.needle.width; }},
        Field<RollerSpec>{"needle.edge_radius",
                          D::length,
                          {0, 1.0_mm},
                          "radius of a blade's edges, at most half its thickness; absent or 0: sharp",
                          [](RollerSpec& d) -> Slot { return &d.needle.edge_radius; }},
        Field<RollerSpec>{"needle.lumen_diameter",
                          D::length,
                          {0, 1.0_mm},
                          "bore of a hollow needle, open at the tip and narrower than it; absent or 0: solid",
                          [](RollerSpec& d) -> Slot { return &d.needle.lumen_diameter; }},
        Field<RollerSpec>{
            "needle.taper_length", D::length, above(0, 0.1_m),
            "distance from the tip at which the shaft is reached; follows an overridden length in "
            "proportion unless given",
            [](RollerSpec& d) -> Slot { return &d.needle.taper_length; }},
        Field<RollerSpec>{
            "needle.profile",
            D::length,
            {0, 0.1_m},
            "any shape behind the tip's cap, instead of taper and shaft: pairs of distance from the tip and "
            "diameter, which must not shrink; absent or [] for a cone",
            [](RollerSpec& d) -> Slot { return &d.needle.profile; }},
        Field<RollerSpec>{"needle.length_sd",
                          D::length,
                          {0, 1.0_mm},
                          "scatter of the length between needles of one head",
                          [](RollerSpec& d) -> Slot { return &d.needle.length_sd; }},
        Field<RollerSpec>{"needle.tip_diameter_cv", D::dimensionless, cv_range,
                          "variation of the tip diameter between needles of one head",
                          [](RollerSpec& d) -> Slot { return &d.needle.tip_diameter_cv; }},
    };
    return fields;
}

bool may_be_absent(std::string_view device_key, bool with_profile) {
    if (device_key == "needle.width" || device_key == "needle.profile" ||
        device_key == "needle.edge_radius" || device_key == "needle.lumen_diameter")
        return true;
    return with_profile && (device_key == "needle.shaft_diameter" || device_key == "needle.taper_length");
}

bool is_layer_name(std::string_view name) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz_0123456789";
    if (name.empty() || name.find_first_not_of(letters) != std::string_view::npos) return false;
    for (const std::string_view taken : {"site", "card", "layers", "name", "title", "sex", "age", "stretch"})
        if (name == taken) return false;
    for (const auto& field : skin_fields()) {
        const auto dot = field.key.find('.');
        if (name == field.key.substr(0, dot) || name == field.key.substr(dot + 1)) return false;
    }
    return true;
}

std::string range_text(const Range& range, Dimension dimension) {
    std::string text;
    if (std::isfinite(range.low))
        text = fmt::format("{} {}", range.open_low ? "more than" : "at least",
                           format_quantity(range.low, dimension));
    if (std::isfinite(range.high))
        text += fmt::format("{}{} {}", text.empty() ? "" : " and ", range.open_high ? "less than" : "at most",
                            format_quantity(range.high, dimension));
    return text;
}

}  // namespace puncta::models

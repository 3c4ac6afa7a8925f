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
        // Thinner ones would lose the recursion of the stack's stiffness its digits, eps/(k h)².
        Field<LayerCard>{"thickness",
                         D::length,
                         {1e-8, 1.0_m},
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

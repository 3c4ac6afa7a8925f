#pragma once
/// A skin preparation as its card describes it: layers from the surface down, and the constants of the laws.

#include <string>
#include <vector>

#include "engine/tissue/prony_term.hpp"

namespace puncta::models {

/// One bonded layer; the last one of a card is the support and has infinite thickness. SI units.
struct LayerCard {
    std::string name;      ///< key in the card and the scenario, e.g. "reticular_dermis"
    double thickness = 0;  ///< [m]; infinity for the support
    double modulus = 0;    ///< long-time Young's modulus [Pa]
    double poisson = 0;    ///< Poisson ratio, 0 … 0.5
    double stress = 0;  ///< natural in-plane stress (pre-tension) [Pa]; tension per width = stress·thickness
    double toughness = 0;     ///< needle-cutting toughness J [J/m²]
    double wall_shear = 0;    ///< shear stress tau on the needle's wall [Pa]
    double thickness_cv = 0;  ///< coefficients of variation between subjects
    double modulus_cv = 0;
    double toughness_cv = 0;
    double wall_shear_cv = 0;
};

/// Force at which a needle inserts: max(0, intercept + slope·d_tip), Römgens 2014; area law above the limit.
struct PunctureCard {
    double intercept = 0;       ///< F_0 [N]
    double slope = 0;           ///< Gamma [N/m]
    double diameter_limit = 0;  ///< tip diameter where the area law takes over [m]
    double cv = 0;              ///< scatter of the threshold between single punctures
};

/// How one subject's skin varies from place to place: lognormal factors of mean 1 on all layers together.
struct SkinVariation {
    double correlation_length = 0;  ///< distance at which the correlation has fallen to 1/e [m]
    double thickness_cv = 0;        ///< of the depths of all layers
    double modulus_cv = 0;          ///< of the moduli that the single needle meets
    double toughness_cv = 0;        ///< of toughness and wall shear
    [[nodiscard]] bool any() const { return thickness_cv > 0 || modulus_cv > 0 || toughness_cv > 0; }
};

struct SkinCard {
    std::string name;   ///< "cheek", or the path of a user's card
    std::string title;  ///< as printed for people
    std::vector<LayerCard> layers;
    double deep_factor = 0;         ///< beta of F = beta E* D² (Shojaeifard & Bacca 2025)
    double opening_exponent = 0;    ///< Ogden alpha of the skin that a needle spreads open
    double rate_exponent = 0;       ///< of the moduli with the tip's speed above 1 m/s
    double capillary_density = 0;   ///< loops per skin area [1/m²]
    double capillary_diameter = 0;  ///< [m]
    PunctureCard puncture;
    SkinVariation variation;
    std::vector<PronyTerm> relaxation;  ///< shares sum to 1 - g_inf; empty: elastic
};

}  // namespace puncta::models

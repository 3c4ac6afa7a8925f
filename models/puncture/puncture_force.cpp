#include "models/puncture/puncture_force.hpp"

#include <algorithm>

namespace puncta::models {

double puncture_force(const PunctureCard& card, double tip_diameter) {
    const double on_line = std::min(tip_diameter, card.diameter_limit);
    const double widening = tip_diameter / on_line;
    return std::max(0.0, card.intercept + card.slope * on_line) * widening * widening;
}

double breach_force(const SkinCard& skin, double tip_diameter, double toughness_of_top_layer) {
    const double opening = (1 + skin.spreading) * skin.slit_ratio * toughness_of_top_layer * tip_diameter;
    return std::min(opening, puncture_force(skin.puncture, tip_diameter));
}

}  // namespace puncta::models

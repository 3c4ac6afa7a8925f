#include "models/puncture/puncture_force.hpp"

#include <algorithm>

namespace puncta::models {

double puncture_force(const PunctureCard& card, double tip_diameter) {
    const double on_line = std::min(tip_diameter, card.diameter_limit);
    const double widening = tip_diameter / on_line;
    return std::max(0.0, card.intercept + card.slope * on_line) * widening * widening;
}

double breach_force(const CuttingSkin& skin, const PunctureCard& card, double tip_diameter,
                    const LocalSkin& local) {
    const CuttingLayer top = at_place(skin.layers.front(), local);
    const double opening = skin.opening.energy(top.toughness, top.shear_modulus, tip_diameter).total();
    return std::min(opening, puncture_force(card, tip_diameter));
}

}  // namespace puncta::models

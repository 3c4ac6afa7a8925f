#include "models/shaft/slit_opening.hpp"

#include <algorithm>
#include <numbers>

namespace puncta::models {

SlitOpening::Energy SlitOpening::energy(double toughness, double shear_modulus, double diameter) const {
    if (diameter <= 0) return {0, 0, 0};
    const Scale layer = scale(toughness, shear_modulus);
    const double xi = layer.scale * diameter;
    const auto [chi, slope] = (*table_)(xi);
    const double total = layer.factor * chi;
    // x f', the crack's share, is 2 chi - x chi'; where the slit does not change, pi x.
    const double crack = ratio(toughness, shear_modulus, diameter) * diameter * toughness;
    return {crack, total - crack, layer.growth * slope};
}

double SlitOpening::edge_toughness(double toughness, double shear_modulus, double edge_radius) const {
    if (edge_radius <= 0) return toughness;
    const double width = 2 * edge_radius;
    return std::max(toughness, energy(toughness, shear_modulus, width).total() / width);
}

double SlitOpening::ratio(double toughness, double shear_modulus, double diameter) const {
    const double xi = scale(toughness, shear_modulus).scale * diameter;
    if (xi >= 1) return std::numbers::pi / 2;
    // f'/2 = chi/x - chi'/2.
    const auto [chi, slope] = (*table_)(xi);
    return table_->unstretched() * (chi / xi - 0.5 * slope);
}

}  // namespace puncta::models

#include "models/shaft/sideways.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/base/error.hpp"
#include "engine/numerics/gauss_legendre.hpp"

namespace puncta::models {

double sideways_stiffness(double shear_modulus, double radius, double held_at) {
    PUNCTA_EXPECT(radius > 0 && radius < held_at, "radius = {}, held at {}", radius, held_at);
    const double q = radius / held_at, drag = -std::log(q) - (1 - q * q) / (1 + q * q);
    return 4 * std::numbers::pi * shear_modulus / drag;
}

NeedleLaw::Sideways sideways(const CuttingSkin& skin, const NeedleProfile& needle, double depth,
                             double held_at, const LocalSkin& local) {
    PUNCTA_EXPECT(depth > 0, "depth = {}", depth);
    static const GaussLegendre<8> rule;
    double tough = 0, stiff = 0;
    for (std::size_t l = 0; l < skin.layers.size(); ++l) {
        const CuttingLayer layer = at_place(skin.layers[l], local);
        if (layer.top >= depth) break;
        const double bottom =
            l + 1 < skin.layers.size() ? std::min(depth, skin.layers[l + 1].top * local.thickness) : depth;
        tough += layer.toughness * (bottom - layer.top);
        stiff += rule.integrate(layer.top, bottom, [&](double z) {
            // Wider than the hold a needle is not in any real layout; there the skin has no room to give.
            const double radius = std::min(needle.diameter(depth - z) / 2, 0.9 * held_at);
            return sideways_stiffness(layer.shear_modulus, radius, held_at);
        });
    }
    return {stiff, tough / stiff};
}

}  // namespace puncta::models

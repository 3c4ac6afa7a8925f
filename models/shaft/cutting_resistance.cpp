#include "models/shaft/cutting_resistance.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace puncta::models {

ResistanceParts resistance_parts(const CuttingSkin& skin, const NeedleProfile& needle, double depth) {
    ResistanceParts parts;
    for (std::size_t l = 0; l < skin.layers.size(); ++l) {
        const CuttingLayer& layer = skin.layers[l];
        const double s = depth - layer.top;
        if (s <= 0) break;
        const double below = l + 1 < skin.layers.size() ? depth - skin.layers[l + 1].top : 0;
        auto energy = [&](double at) {
            return skin.opening.energy(layer.toughness, layer.shear_modulus, needle.diameter(at));
        };
        const SlitOpening::Energy in = energy(s), out = energy(below);
        parts.cutting += in.crack - out.crack;
        parts.spreading += in.spreading - out.spreading;
        parts.friction += layer.wall_shear * (needle.wall_area(s) - needle.wall_area(below));
    }
    return parts;
}

NeedleLaw::Value resistance(const CuttingSkin& skin, const NeedleProfile& needle, double depth) {
    // Telescoped: at each layer's top the energy per depth changes from that of the layer above.
    NeedleLaw::Value sum{0, 0};
    const CuttingLayer* above = nullptr;
    for (const CuttingLayer& layer : skin.layers) {
        const double s = depth - layer.top;
        if (s <= 0) break;
        const double d = needle.diameter(s), widening = needle.diameter_slope(s);
        SlitOpening::Energy step = skin.opening.energy(layer.toughness, layer.shear_modulus, d);
        double value = step.total(), slope = step.slope, shear = layer.wall_shear;
        if (above != nullptr) {
            const SlitOpening::Energy upper = skin.opening.energy(above->toughness, above->shear_modulus, d);
            value -= upper.total();
            slope -= upper.slope;
            shear -= above->wall_shear;
        }
        sum.value += value + shear * needle.wall_area(s);
        sum.slope += slope * widening + shear * std::numbers::pi * d;
        above = &layer;
    }
    return sum;
}

std::vector<double> turning_depths(const CuttingSkin& skin, const NeedleProfile& needle, double limit) {
    // In the top layer F_res only rises; below it a layer may be easier to open than the one above.
    const double first_weaker = skin.layers.size() > 1 ? std::min(skin.layers[1].top, limit) : limit;
    std::vector<double> turns;
    if (first_weaker >= limit) return turns;

    std::vector<double> breaks = {first_weaker, limit};
    for (const CuttingLayer& layer : skin.layers)
        for (double offset : {0.0, needle.cap_length(), needle.taper_length()})
            if (const double b = layer.top + offset; b > first_weaker && b < limit) breaks.push_back(b);
    std::sort(breaks.begin(), breaks.end());

    constexpr int samples = 12;
    auto slope = [&](double p) { return resistance(skin, needle, p).slope; };
    double last = first_weaker;
    bool rising = true;
    for (std::size_t b = 0; b + 1 < breaks.size(); ++b) {
        for (int n = 1; n <= samples; ++n) {
            // Strictly inside the piece, denser near its start, where the cap makes the slope large.
            const double fraction = (n - 0.5) / samples;
            const double p = breaks[b] + (breaks[b + 1] - breaks[b]) * fraction * fraction;
            if ((slope(p) >= 0) != rising) {
                double low = last, high = p;
                for (int i = 0; i < 60 && high - low > 1e-15 * high; ++i) {
                    const double middle = 0.5 * (low + high);
                    ((slope(middle) >= 0) == rising ? low : high) = middle;
                }
                turns.push_back(0.5 * (low + high));
                rising = !rising;
            }
            last = p;
        }
    }
    return turns;
}

}  // namespace puncta::models

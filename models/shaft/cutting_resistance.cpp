#include "models/shaft/cutting_resistance.hpp"

#include <algorithm>
#include <cmath>

namespace puncta::models {

ResistanceParts resistance_parts(const CuttingSkin& skin, const NeedleProfile& needle, double depth) {
    ResistanceParts parts;
    double above_toughness = 0, above_shear = 0;  // telescoped: each layer top changes J and tau by a step
    for (const CuttingLayer& layer : skin.layers) {
        const double s = depth - layer.top;
        if (s <= 0) break;
        parts.cutting += (layer.toughness - above_toughness) * needle.diameter(s);
        parts.friction += (layer.wall_shear - above_shear) * needle.wall_area(s);
        above_toughness = layer.toughness;
        above_shear = layer.wall_shear;
    }
    parts.cutting *= skin.slit_ratio;
    parts.spreading = skin.spreading * parts.cutting;
    return parts;
}

NeedleLaw::Value resistance(const CuttingSkin& skin, const NeedleProfile& needle, double depth) {
    double cut = 0, cut_slope = 0, friction = 0, friction_slope = 0, toughness = 0, shear = 0;
    for (const CuttingLayer& layer : skin.layers) {
        const double s = depth - layer.top;
        if (s <= 0) break;
        const double diameter = needle.diameter(s);
        cut += (layer.toughness - toughness) * diameter;
        cut_slope += (layer.toughness - toughness) * needle.diameter_slope(s);
        friction += (layer.wall_shear - shear) * needle.wall_area(s);
        friction_slope += (layer.wall_shear - shear) * 3.141592653589793 * diameter;
        toughness = layer.toughness;
        shear = layer.wall_shear;
    }
    const double factor = skin.slit_ratio * (1 + skin.spreading);
    return {factor * cut + friction, factor * cut_slope + friction_slope};
}

std::vector<double> turning_depths(const CuttingSkin& skin, const NeedleProfile& needle, double limit) {
    // The slope can only become negative below a layer that is weaker than the one above it.
    double first_weaker = limit;
    for (std::size_t l = 1; l < skin.layers.size(); ++l)
        if (skin.layers[l].toughness < skin.layers[l - 1].toughness ||
            skin.layers[l].wall_shear < skin.layers[l - 1].wall_shear)
            first_weaker = std::min(first_weaker, skin.layers[l].top);
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
    bool rising = true;  // above the first weaker layer F_res only rises
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

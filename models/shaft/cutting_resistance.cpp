#include "models/shaft/cutting_resistance.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace puncta::models {
namespace {

/// Slope of F_res alone; sections of the shaft widen nothing, so their energies are not asked for.
double resistance_slope(const CuttingSkin& skin, const NeedleProfile& needle, double depth,
                        const LocalSkin& local) {
    const bool blade = needle.full_breadth() > 0;
    double sum = 0, above_toughness = 0, above_modulus = 0, above_shear = 0, above_edge = 0;
    for (const CuttingLayer& mean : skin.layers) {
        const CuttingLayer layer = at_place(mean, local);
        const double s = depth - layer.top;
        if (s <= 0) break;
        const double d = needle.diameter(s), widening = needle.diameter_slope(s);
        if (widening > 0) {
            double slope = skin.opening.energy(layer.toughness, layer.shear_modulus, d).slope;
            if (above_modulus > 0) slope -= skin.opening.energy(above_toughness, above_modulus, d).slope;
            sum += slope * widening;
        }
        sum += (layer.wall_shear - above_shear) * std::numbers::pi * d;
        if (blade) {
            const double edge =
                skin.opening.edge_toughness(layer.toughness, layer.shear_modulus, needle.edge_radius());
            sum += (edge - above_edge) * needle.breadth_slope(s) +
                   2 * (layer.wall_shear - above_shear) * needle.breadth(s);
            above_edge = edge;
        }
        above_toughness = layer.toughness;
        above_modulus = layer.shear_modulus;
        above_shear = layer.wall_shear;
    }
    return sum;
}

/// The depth between low and high where a continuous slope changes its sign: regula falsi, then bisection.
template <class Slope>
double smooth_turn(const Slope& slope, double low, double high) {
    constexpr int patience = 20;
    double at_low = slope(low), at_high = slope(high), last = high;
    const bool rising = at_low >= 0;
    int side = 0;  // of the point before; an end that stays twice counts half (Illinois)
    for (int n = 0; n < 100 && high - low > 1e-15 * high; ++n) {
        double p = low - at_low * (high - low) / (at_high - at_low);
        if (n >= patience || !(p > low && p < high)) p = 0.5 * (low + high);
        const double at_p = slope(p);
        if ((at_p >= 0) == rising) {
            low = p;
            at_low = at_p;
            if (side == -1) at_high /= 2;
            side = -1;
        } else {
            high = p;
            at_high = at_p;
            if (side == 1) at_low /= 2;
            side = 1;
        }
        if (std::abs(p - last) <= 1e-15 * high) return p;
        last = p;
    }
    return 0.5 * (low + high);
}

}  // namespace

ResistanceParts resistance_parts(const CuttingSkin& skin, const NeedleProfile& needle, double depth,
                                 const LocalSkin& local) {
    const bool blade = needle.full_breadth() > 0;
    ResistanceParts parts;
    for (std::size_t l = 0; l < skin.layers.size(); ++l) {
        const CuttingLayer layer = at_place(skin.layers[l], local);
        const double s = depth - layer.top;
        if (s <= 0) break;
        const double below =
            l + 1 < skin.layers.size() ? depth - skin.layers[l + 1].top * local.thickness : 0;
        auto energy = [&](double at) {
            return skin.opening.energy(layer.toughness, layer.shear_modulus, needle.diameter(at));
        };
        const SlitOpening::Energy in = energy(s), out = energy(below);
        parts.cutting += in.crack - out.crack;
        if (blade)
            parts.cutting +=
                skin.opening.edge_toughness(layer.toughness, layer.shear_modulus, needle.edge_radius()) *
                (needle.breadth(s) - needle.breadth(below));
        parts.spreading += in.spreading - out.spreading;
        parts.friction += layer.wall_shear * (needle.wall_area(s) - needle.wall_area(below));
    }
    return parts;
}

NeedleLaw::Value resistance(const CuttingSkin& skin, const NeedleProfile& needle, double depth,
                            const LocalSkin& local) {
    // Telescoped: at each layer's top the energy per depth changes from that of the layer above.
    const bool blade = needle.full_breadth() > 0;
    NeedleLaw::Value sum{0, 0};
    double above_toughness = 0, above_modulus = 0, above_shear = 0, above_edge = 0;
    for (const CuttingLayer& mean : skin.layers) {
        const double s = depth - mean.top * local.thickness;
        if (s <= 0) break;
        const double toughness = mean.toughness * local.toughness,
                     modulus = mean.shear_modulus * local.modulus,
                     wall_shear = mean.wall_shear * local.toughness;
        const double d = needle.diameter(s), widening = needle.diameter_slope(s),
                     shear = wall_shear - above_shear;
        const SlitOpening::Energy step = skin.opening.energy(toughness, modulus, d);
        double value = step.total(), slope = step.slope;
        if (above_modulus > 0) {
            const SlitOpening::Energy upper = skin.opening.energy(above_toughness, above_modulus, d);
            value -= upper.total();
            slope -= upper.slope;
        }
        sum.value += value + shear * needle.wall_area(s);
        sum.slope += slope * widening + shear * std::numbers::pi * d;
        if (blade) {
            const double edge = skin.opening.edge_toughness(toughness, modulus, needle.edge_radius());
            sum.value += (edge - above_edge) * needle.breadth(s);
            sum.slope += (edge - above_edge) * needle.breadth_slope(s) + 2 * shear * needle.breadth(s);
            above_edge = edge;
        }
        above_toughness = toughness;
        above_modulus = modulus;
        above_shear = wall_shear;
    }
    return sum;
}

std::vector<double> turning_depths(const CuttingSkin& skin, const NeedleProfile& needle, double limit,
                                   const LocalSkin& local) {
    // In the top layer F_res only rises; below it a layer may be easier to open than the one above.
    const double first_weaker =
        skin.layers.size() > 1 ? std::min(skin.layers[1].top * local.thickness, limit) : limit;
    std::vector<double> turns;
    if (first_weaker >= limit) return turns;

    std::vector<double> breaks = {first_weaker, limit};
    auto add = [&](double at) {
        if (at > first_weaker && at < limit) breaks.push_back(at);
    };
    for (const CuttingLayer& layer : skin.layers) {
        add(layer.top * local.thickness);
        for (const double seam : needle.seams()) add(layer.top * local.thickness + seam);
    }
    std::sort(breaks.begin(), breaks.end());

    constexpr int samples = 12;
    auto slope = [&](double p) { return resistance_slope(skin, needle, p, local); };
    bool rising = true;
    auto turned = [&](double p) { return (slope(p) >= 0) != rising; };
    double last = first_weaker;
    for (std::size_t b = 0; b + 1 < breaks.size(); ++b) {
        for (int n = 1; n <= samples; ++n) {
            // Strictly inside the piece, denser near its start, where the cap makes the slope large.
            const double fraction = (n - 0.5) / samples;
            const double p = breaks[b] + (breaks[b + 1] - breaks[b]) * fraction * fraction;
            if (turned(p)) {
                // The slope may jump at a break: was it there, before it or behind it?
                const double before = breaks[b] * (1 - 1e-14), behind = breaks[b] * (1 + 1e-14);
                if (n > 1)
                    turns.push_back(smooth_turn(slope, last, p));
                else if (!turned(behind))
                    turns.push_back(smooth_turn(slope, behind, p));
                else if (!turned(before))
                    turns.push_back(breaks[b]);
                else
                    turns.push_back(smooth_turn(slope, last, before));
                rising = !rising;
            }
            last = p;
        }
    }
    return turns;
}

}  // namespace puncta::models

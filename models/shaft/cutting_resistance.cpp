#include "models/shaft/cutting_resistance.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace puncta::models {
namespace {

/// What a layer and the one above it take at the same diameter; nothing where there is none above.
struct Step {
    SlitOpening::Energy own, above{0, 0, 0};
};

/// Moduli are those of the place; the place's factor in ln(J/mu) is the same for both layers and cancels.
Step opening_step(const SlitOpening& opening, const CuttingLayer& layer, const CuttingLayer* above,
                  const LocalSkin& local, double diameter) {
    const double modulus = layer.shear_modulus * local.modulus;
    const double log_m = std::log(2 * layer.toughness * local.toughness / (modulus * diameter));
    Step step{opening.energy_at(log_m, modulus, diameter)};
    if (above != nullptr)
        step.above = opening.energy_at(log_m + (above->log_length - layer.log_length),
                                       above->shear_modulus * local.modulus, diameter);
    return step;
}

/// J_edge of a layer at a place.
double edge_toughness(const CuttingSkin& skin, const NeedleProfile& needle, const CuttingLayer& layer,
                      const LocalSkin& local) {
    return skin.opening.edge_toughness(layer.toughness * local.toughness, layer.shear_modulus * local.modulus,
                                       needle.edge_radius());
}

/// Slope of F_res alone; sections of the shaft widen nothing, so their energies are not asked for.
double resistance_slope(const CuttingSkin& skin, const NeedleProfile& needle, double depth,
                        const LocalSkin& local) {
    const bool blade = needle.full_breadth() > 0;
    double sum = 0, above_shear = 0, above_edge = 0;
    const CuttingLayer* above = nullptr;
    for (const CuttingLayer& layer : skin.layers) {
        const double s = depth - layer.top * local.thickness;
        if (s <= 0) break;
        const double d = needle.diameter(s), widening = needle.diameter_slope(s);
        const double wall_shear = layer.wall_shear * local.toughness;
        if (widening > 0) {
            const Step step = opening_step(skin.opening, layer, above, local, d);
            sum += (step.own.slope - step.above.slope) * widening;
        }
        sum += (wall_shear - above_shear) * std::numbers::pi * d;
        if (blade) {
            const double edge = edge_toughness(skin, needle, layer, local);
            sum += (edge - above_edge) * needle.breadth_slope(s) +
                   2 * (wall_shear - above_shear) * needle.breadth(s);
            above_edge = edge;
        }
        above = &layer;
        above_shear = wall_shear;
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

struct Break {
    double at;
    bool top;  ///< of a layer
};

/// In order, and as one where a seam stands at the top of another layer, to rounding.
void merge_equal(std::vector<Break>& breaks) {
    std::sort(breaks.begin(), breaks.end(), [](const Break& a, const Break& b) { return a.at < b.at; });
    std::vector<Break> merged;
    for (const Break& next : breaks) {
        const bool same = !merged.empty() && next.at - merged.back().at < 1e-13 * next.at;
        if (!same)
            merged.push_back(next);
        else if (next.top)
            merged.back() = next;
    }
    breaks = std::move(merged);
}

/// Where the sign of the slope is asked for between two breaks: strictly inside, denser near the start, where
/// the cap makes the slope large; behind a top from 1e-8 of the cap's length on.
std::vector<double> places(const Break& from, double to, double cap) {
    constexpr int samples = 12;
    constexpr double nearest = 1e-8, ratio = 8;
    std::vector<double> all;
    const double range = to - from.at, first = range * 0.25 / (samples * samples);
    if (from.top)
        for (double s = nearest * cap; s < first / 2; s *= ratio)
            if (from.at + s > from.at) all.push_back(from.at + s);
    for (int n = 1; n <= samples; ++n) {
        const double fraction = (n - 0.5) / samples;
        all.push_back(from.at + range * fraction * fraction);
    }
    return all;
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
    double above_shear = 0, above_edge = 0;
    const CuttingLayer* above = nullptr;
    for (const CuttingLayer& layer : skin.layers) {
        const double s = depth - layer.top * local.thickness;
        if (s <= 0) break;
        const double d = needle.diameter(s), widening = needle.diameter_slope(s);
        const double wall_shear = layer.wall_shear * local.toughness, shear = wall_shear - above_shear;
        const Step step = opening_step(skin.opening, layer, above, local, d);
        sum.value += step.own.total() - step.above.total() + shear * needle.wall_area(s);
        sum.slope += (step.own.slope - step.above.slope) * widening + shear * std::numbers::pi * d;
        if (blade) {
            const double edge = edge_toughness(skin, needle, layer, local);
            sum.value += (edge - above_edge) * needle.breadth(s);
            sum.slope += (edge - above_edge) * needle.breadth_slope(s) + 2 * shear * needle.breadth(s);
            above_edge = edge;
        }
        above = &layer;
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

    std::vector<Break> breaks = {{limit, false}};
    for (const CuttingLayer& layer : skin.layers) {
        const double top = layer.top * local.thickness;
        auto add = [&](double at, bool is_top) {
            if (at >= first_weaker && at < limit) breaks.push_back({at, is_top});
        };
        add(top, true);
        for (const double seam : needle.seams()) add(top + seam, false);
    }
    merge_equal(breaks);

    auto slope = [&](double p) { return resistance_slope(skin, needle, p, local); };
    bool rising = true;
    auto turned = [&](double p) { return (slope(p) >= 0) != rising; };
    double last = first_weaker;
    for (std::size_t b = 0; b + 1 < breaks.size(); ++b) {
        bool first = true;
        for (const double p : places(breaks[b], breaks[b + 1].at, needle.cap_length())) {
            if (turned(p)) {
                // The slope may jump at a break: was it there, before it or behind it?
                const double before = breaks[b].at * (1 - 1e-14), behind = breaks[b].at * (1 + 1e-14);
                if (!first)
                    turns.push_back(smooth_turn(slope, last, p));
                else if (!turned(behind))
                    turns.push_back(smooth_turn(slope, behind, p));
                else if (!turned(before))
                    turns.push_back(breaks[b].at);
                else
                    turns.push_back(smooth_turn(slope, last, before));
                rising = !rising;
            }
            last = p;
            first = false;
        }
    }
    return turns;
}

}  // namespace puncta::models

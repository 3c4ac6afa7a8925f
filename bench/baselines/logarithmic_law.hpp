#pragma once
/// The needle's law as one writes it down first: f(m) in a table over ln m, the profile's own functions, the
/// dimple by curves in ln-ln, and the factors of the place applied at every question. It was the shipped one
/// until 2026-11-28 and is what bench_law.cpp holds the tables against.
///
/// Of the energy it is exact at its knots; between them cubic in ln m, to some 2e-8.

#include <cmath>
#include <numbers>
#include <vector>

#include "engine/device/needle_profile.hpp"
#include "engine/numerics/log_curve.hpp"
#include "models/shaft/cutting_resistance.hpp"

namespace puncta::baselines {

/// e(d) by f(m), m = 2 J/(mu d), with one logarithm.
class LogarithmicSlit {
  public:
    struct Energy {
        double total, slope;
    };

    explicit LogarithmicSlit(const models::SlitOpening& opening) {
        for (int i = 0; i < count; ++i) {
            const double m = std::exp(lowest + double(i) / per_unit);
            const auto energy = opening.energy(m, 1, 2);  // mu = R = 1
            knots_.push_back({energy.total(), energy.crack / per_unit});
        }
    }

    [[nodiscard]] Energy energy(double toughness, double shear_modulus, double diameter) const {
        if (diameter <= 0) return {0, 0};
        const double position = (std::log(2 * toughness / (shear_modulus * diameter)) - lowest) * per_unit;
        const auto i = static_cast<std::size_t>(position);
        const double t = position - double(i);
        const Knot &a = knots_[i], &b = knots_[i + 1];
        const double c2 = 3 * (b.f - a.f) - 2 * a.rise - b.rise, c3 = a.rise + b.rise - 2 * (b.f - a.f);
        const double f = a.f + t * (a.rise + t * (c2 + t * c3));
        const double rise = (a.rise + t * (2 * c2 + t * 3 * c3)) * per_unit;  // m f'
        const double radius = diameter / 2, stiffness = shear_modulus * radius;
        return {stiffness * radius * f, stiffness * (f - 0.5 * rise)};
    }

  private:
    struct Knot {
        double f, rise;  ///< f and its derivative by the position in the table
    };
    static constexpr double lowest = -12, highest = 28;
    static constexpr int per_unit = 16, count = static_cast<int>((highest - lowest) * per_unit) + 1;
    std::vector<Knot> knots_;
};

class LogarithmicLaw {
  public:
    struct Value {
        double value, slope;
    };

    LogarithmicLaw(const models::CuttingSkin& skin, const NeedleProfile& needle, LogCurve contact,
                   LogCurve deep)
        : skin_(skin),
          needle_(needle),
          slit_(skin.opening),
          contact_(std::move(contact)),
          deep_(std::move(deep)) {}

    /// F_res of a round needle.
    [[nodiscard]] Value resistance(double depth, const LocalSkin& local) const {
        Value sum{0, 0};
        const models::CuttingLayer* above = nullptr;
        for (const models::CuttingLayer& layer : skin_.layers) {
            const double s = depth - layer.top * local.thickness;
            if (s <= 0) break;
            const double d = needle_.diameter(s), widening = needle_.diameter_slope(s);
            const auto own = energy(layer, local, d);
            const double shear = (layer.wall_shear - (above ? above->wall_shear : 0)) * local.toughness;
            sum.value += own.total + shear * needle_.wall_area(s);
            sum.slope += own.slope * widening + shear * std::numbers::pi * d;
            if (above) {
                const auto before = energy(*above, local, d);
                sum.value -= before.total;
                sum.slope -= before.slope * widening;
            }
            above = &layer;
        }
        return sum;
    }

    [[nodiscard]] Value dimple(double force, const LocalSkin& local) const {
        const auto contact = contact_(force / local.modulus), deep = deep_(force / local.modulus);
        const auto& smaller = contact.y < deep.y ? contact : deep;
        return {smaller.y, smaller.slope / local.modulus};
    }

  private:
    [[nodiscard]] LogarithmicSlit::Energy energy(const models::CuttingLayer& layer, const LocalSkin& local,
                                                 double d) const {
        return slit_.energy(layer.toughness * local.toughness, layer.shear_modulus * local.modulus, d);
    }

    const models::CuttingSkin& skin_;
    NeedleProfile needle_;
    LogarithmicSlit slit_;
    LogCurve contact_, deep_;
};

}  // namespace puncta::baselines

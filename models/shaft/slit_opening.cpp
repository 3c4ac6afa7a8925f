#include "models/shaft/slit_opening.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/numerics/gauss_legendre.hpp"
#include "engine/numerics/log_curve.hpp"

namespace puncta::models {
namespace {

constexpr double pi = std::numbers::pi;

/// sinh(alpha x/2)/sinh(x), regular at 0.
double strain_ratio(double alpha, double x) {
    return x < 1e-9 ? alpha / 2 : std::sinh(alpha * x / 2) / std::sinh(x);
}

/// The expansion e^X of the cavity that stands for a slit whose perimeter is stretched by e^y.
struct Expansion {
    double x, slope;  ///< X(y) and dX/dy
};

Expansion expansion(double alpha, double y) {
    const double c = 1 + (4 / pi - 1) * 8 / (alpha + 6);
    const double k = 1.926 - 0.0464 * (alpha - 2), q = 2.834 + 1.090 * std::log(alpha / 2);
    // (c lambda)^q + k^q without overflow: lambda reaches 1e13.
    const double wide = y + std::log(c), floor = std::log(k);
    const double share = 1 / (1 + std::exp(q * (floor - wide)));
    return {wide - std::log(share) / q, share};
}

/// Knots of f(m) along the stretch y = ln lambda: m at which it is the best one, f there, and d ln f/d ln m.
std::vector<LogCurve::Knot> least_energy_knots(double alpha) {
    static const GaussLegendre<8> rule;
    constexpr double step = 0.02, largest = 1e13;
    std::vector<LogCurve::Knot> knots;
    double integral = 0, last = 0;
    for (double y = 0;; y += step) {
        const auto [x, slope] = expansion(alpha, y);
        const int panels = 1 + static_cast<int>((x - last) / 0.05);
        for (int n = 0; n < panels; ++n)
            integral += rule.integrate(last + (x - last) * n / panels, last + (x - last) * (n + 1) / panels,
                                       [&](double t) { return std::pow(strain_ratio(alpha, t), 2); });
        last = x;
        const double scale = 4 * pi / (alpha * alpha), omega = scale * integral;
        const double m = scale * std::pow(strain_ratio(alpha, x), 2) * slope * std::exp(y) / pi;
        const double crack = pi * m * std::exp(-y);
        knots.push_back({m, crack + omega, crack / (crack + omega)});
        if (m > largest) return knots;
    }
}

// The table runs in ln m by equal steps, so that a value costs one logarithm.
constexpr double lowest = -2, highest = 28;
constexpr int steps_per_unit = 16;
constexpr int knot_count = static_cast<int>((highest - lowest) * steps_per_unit) + 1;

}  // namespace

SlitOpening::SlitOpening(double exponent) {
    PUNCTA_EXPECT(exponent >= 2 && exponent <= 12, "Ogden exponent = {}", exponent);
    const std::vector<LogCurve::Knot> least = least_energy_knots(exponent);
    const LogCurve curve(least);
    const double unstretched = least.front().x, strain = least.front().y - pi * unstretched;
    unstretched_ = std::log(unstretched);
    for (int i = 0; i < knot_count; ++i) {
        const double m = std::exp(lowest + double(i) / steps_per_unit);
        const auto [f, slope] = m > unstretched ? curve(m) : LogCurve::Value{strain + pi * m, pi};
        knots_.push_back({f, m * slope / steps_per_unit});
    }
}

SlitOpening::Least SlitOpening::least(double log_m) const {
    // Below a certain m the slit is as long as it can be, and f a straight line.
    if (log_m <= unstretched_) {
        const double m = std::exp(log_m);
        return {knots_.front().f + pi * (m - std::exp(lowest)), pi * m};
    }
    const double position = (log_m - lowest) * steps_per_unit;
    if (position >= knot_count - 1) {  // beyond the table f goes on as a power of m
        const double power = knots_.back().rise * steps_per_unit / knots_.back().f;
        const double f = knots_.back().f * std::exp(power * (position - (knot_count - 1)) / steps_per_unit);
        return {f, power * f};
    }
    const auto i = static_cast<std::size_t>(position);
    const double t = position - double(i);
    const Knot &a = knots_[i], &b = knots_[i + 1];
    const double c2 = 3 * (b.f - a.f) - 2 * a.rise - b.rise, c3 = a.rise + b.rise - 2 * (b.f - a.f);
    return {a.f + t * (a.rise + t * (c2 + t * c3)), (a.rise + t * (2 * c2 + t * 3 * c3)) * steps_per_unit};
}

SlitOpening::Energy SlitOpening::energy(double toughness, double shear_modulus, double diameter) const {
    if (diameter <= 0) return {0, 0, 0};
    return energy_at(std::log(2 * toughness / (shear_modulus * diameter)), shear_modulus, diameter);
}

SlitOpening::Energy SlitOpening::energy_at(double log_m, double shear_modulus, double diameter) const {
    const double radius = diameter / 2, stiffness = shear_modulus * radius;
    const Least best = least(log_m);
    const double crack = stiffness * radius * best.rise, total = stiffness * radius * best.f;
    // d/dR of mu R² f(J/(mu R)), half of it per diameter.
    return {crack, total - crack, stiffness * (best.f - 0.5 * best.rise)};
}

double SlitOpening::edge_toughness(double toughness, double shear_modulus, double edge_radius) const {
    if (edge_radius <= 0) return toughness;
    const double width = 2 * edge_radius;
    return std::max(toughness, energy(toughness, shear_modulus, width).total() / width);
}

double SlitOpening::ratio(double toughness, double shear_modulus, double diameter) const {
    const double m = 2 * toughness / (shear_modulus * diameter), log_m = std::log(m);
    return log_m <= unstretched_ ? pi / 2 : 0.5 * least(log_m).rise / m;
}

}  // namespace puncta::models

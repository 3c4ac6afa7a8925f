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

/// Knots of f(m) along the stretch X: m = J/(mu R) at which X is the best stretch, f there, and
/// d ln f/d ln m = pi e^{-X} m/f.
std::vector<LogCurve::Knot> least_energy_knots(double alpha) {
    static const GaussLegendre<8> rule;
    constexpr double first = 1e-6, growth = 1.08, longest_step = 0.04, largest = 1e13;
    std::vector<LogCurve::Knot> knots;
    double integral = 0, last = 0;
    for (double x = first;; x = std::min(x * growth, x + longest_step)) {
        integral += rule.integrate(last, x, [&](double t) { return std::pow(strain_ratio(alpha, t), 2); });
        last = x;
        const double scale = 4 * pi / (alpha * alpha), squeezed = std::exp(-2 * x);
        const double omega = -scale * std::expm1(-2 * x) * integral;
        const double omega_slope =
            scale * (2 * squeezed * integral - std::expm1(-2 * x) * std::pow(strain_ratio(alpha, x), 2));
        const double m = omega_slope * std::exp(x) / pi;
        const double crack = pi * m * std::exp(-x);
        knots.push_back({m, crack + omega, crack / (crack + omega)});
        if (m > largest) return knots;
    }
}

// The table runs in ln m by equal steps, so that a value costs one logarithm.
constexpr double lowest = -12, highest = 28;
constexpr int steps_per_unit = 16;
constexpr int knot_count = static_cast<int>((highest - lowest) * steps_per_unit) + 1;

}  // namespace

SlitOpening::SlitOpening(double exponent) {
    PUNCTA_EXPECT(exponent >= 2 && exponent <= 40, "Ogden exponent = {}", exponent);
    const LogCurve least(least_energy_knots(exponent));
    for (int i = 0; i < knot_count; ++i) {
        const double m = std::exp(lowest + double(i) / steps_per_unit);
        const auto [f, slope] = least(m);
        knots_.push_back({f, m * slope / steps_per_unit});
    }
}

SlitOpening::Least SlitOpening::least(double m) const {
    const double position = (std::log(m) - lowest) * steps_per_unit;
    // Beyond the table f goes on as a power of m.
    if (position <= 0 || position >= knot_count - 1) {
        const std::size_t end = position <= 0 ? 0 : knots_.size() - 1;
        const double power = knots_[end].rise * steps_per_unit / knots_[end].f;
        const double f = knots_[end].f * std::exp(power * (position - double(end)) / steps_per_unit);
        return {f, power * f / m};
    }
    const auto i = static_cast<std::size_t>(position);
    const double t = position - double(i);
    const Knot &a = knots_[i], &b = knots_[i + 1];
    const double c2 = 3 * (b.f - a.f) - 2 * a.rise - b.rise, c3 = a.rise + b.rise - 2 * (b.f - a.f);
    return {a.f + t * (a.rise + t * (c2 + t * c3)),
            (a.rise + t * (2 * c2 + t * 3 * c3)) * steps_per_unit / m};
}

SlitOpening::Energy SlitOpening::energy(double toughness, double shear_modulus, double diameter) const {
    if (diameter <= 0) return {0, 0, 0};
    const double radius = diameter / 2, stiffness = shear_modulus * radius;
    const Least best = least(toughness / stiffness);
    const double crack = toughness * radius * best.slope, total = stiffness * radius * best.f;
    // d/dR of mu R² f(J/(mu R)), half of it per diameter.
    return {crack, total - crack, stiffness * best.f - 0.5 * toughness * best.slope};
}

double SlitOpening::ratio(double toughness, double shear_modulus, double diameter) const {
    return 0.5 * least(2 * toughness / (shear_modulus * diameter)).slope;
}

}  // namespace puncta::models

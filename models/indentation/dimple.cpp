#include "models/indentation/dimple.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "models/indentation/axisymmetric_contact.hpp"

namespace puncta::models {

LogCurve deep_dimple(const PunchTable& punch, double deep_factor) {
    std::vector<LogCurve::Knot> knots;
    constexpr double per_decade = 32;
    const double first = 1e-2 * punch.smallest_radius(), last = punch.largest_radius();
    const int count = static_cast<int>(std::log10(last / first) * per_decade);
    for (int n = 0; n <= count; ++n) {
        const double depth = first * std::pow(10.0, n / per_decade);
        const PunchTable::Compliance c = punch.at(depth / 2);
        knots.push_back({deep_factor * depth / c.compliance, depth, 1 / (1 - c.log_slope)});
    }
    return LogCurve(knots);
}

namespace {

constexpr double knot_step = 0.1;  // of the variables below

/// On the cap a = rho tanh(x), x = 0.6 ln(1 + e^z): ratios while small, and straight on the steep run to the
/// rim of a sphere, where h = a x.
double on_cap(const NeedleProfile& needle, double z) {
    return needle.tip_radius() * std::tanh(0.6 * std::log1p(std::exp(z)));
}
double cap_end(const NeedleProfile& needle) {
    return std::log(std::expm1(std::atanh(needle.cap_circle() / needle.tip_radius()) / 0.6));
}

/// Beyond it z = ln(rho sin(alpha) + sqrt(a² - r_c²)), the logarithm in h(a).
double on_cone(const NeedleProfile& needle, double z) {
    const double edge = needle.tip_radius() * std::sin(needle.half_angle());
    return std::hypot(needle.cap_circle(), std::max(0.0, std::exp(z) - edge));
}

/// Depth and force for z from low to high by the polynomial through exact contacts at Chebyshev's points.
template <std::size_t Points>
class ContactSeries {
  public:
    template <class Radius>
    ContactSeries(const PunchTable& punch, const ContactProfile& profile, double low, double high,
                  Radius&& radius) {
        for (std::size_t i = 0; i < Points; ++i) {
            const double angle = std::numbers::pi * static_cast<double>(i) / (Points - 1);
            z_[i] = 0.5 * (low + high) - 0.5 * (high - low) * std::cos(angle);
            const ContactPoint contact = contact_at(punch, profile, radius(z_[i]));
            log_depth_[i] = std::log(contact.depth);
            log_force_[i] = std::log(contact.force);
        }
    }

    struct Value {
        double depth, force;
    };
    [[nodiscard]] Value operator()(double z) const {
        double weights = 0, depth = 0, force = 0;  // barycentric formula
        for (std::size_t i = 0; i < Points; ++i) {
            if (z == z_[i]) return {std::exp(log_depth_[i]), std::exp(log_force_[i])};
            const double end = i == 0 || i + 1 == Points ? 0.5 : 1;
            const double weight = (i % 2 == 0 ? end : -end) / (z - z_[i]);
            weights += weight;
            depth += weight * log_depth_[i];
            force += weight * log_force_[i];
        }
        return {std::exp(depth / weights), std::exp(force / weights)};
    }

  private:
    std::array<double, Points> z_, log_depth_, log_force_;
};

template <class Radius>
void add_knots(std::vector<LogCurve::Knot>& knots, const PunchTable& punch, const ContactProfile& profile,
               double low, double high, Radius&& radius) {
    const ContactSeries<36> series(punch, profile, low, high, radius);
    const int steps = 1 + static_cast<int>((high - low) / knot_step);
    for (int n = knots.empty() ? 0 : 1; n <= steps; ++n) {
        const double z = n < steps ? low + (high - low) * n / steps : high;
        const auto [depth, force] = series(z);
        knots.push_back({force, depth, force * punch.compliance(radius(z)) / depth});
    }
}

/// F(delta) is the largest of all discs' delta k(a) - W(a). Where a blunt tip on a very stiff film has
/// several radii of one depth (delta(a) turns back), knots below the tangent of another one are left out.
std::vector<LogCurve::Knot> largest_forces(const std::vector<LogCurve::Knot>& knots) {
    std::vector<LogCurve::Knot> kept;
    for (const LogCurve::Knot& knot : knots) {
        auto tangent_at = [](const LogCurve::Knot& other, double depth) {
            return other.x * (1 + (depth / other.y - 1) / other.log_slope);
        };
        while (!kept.empty() && tangent_at(knot, kept.back().y) > kept.back().x * (1 + 1e-9)) kept.pop_back();
        if (kept.empty() || tangent_at(kept.back(), knot.y) < knot.x * (1 + 1e-9)) kept.push_back(knot);
    }
    return kept;
}

}  // namespace

LogCurve contact_dimple(const PunchTable& punch, const NeedleProfile& needle) {
    const NeedleContactProfile profile(needle);
    const double shaft = needle.shaft_diameter() / 2, cap = needle.cap_circle();
    const double edge = needle.tip_radius() * std::sin(needle.half_angle());
    std::vector<LogCurve::Knot> knots;
    const double first = std::log(1e-3);  // from the power law of a paraboloid
    add_knots(knots, punch, profile, first, cap_end(needle),
              [&](double z) { return std::min(cap, on_cap(needle, z)); });
    add_knots(knots, punch, profile, std::log(edge), std::log(edge + std::sqrt(shaft * shaft - cap * cap)),
              [&](double z) { return std::min(shaft, on_cone(needle, z)); });
    knots = largest_forces(knots);
    // Flat punch of the shaft's radius: linear from here on.
    const double end_force = knots.back().x, end_depth = knots.back().y, c = punch.compliance(shaft);
    for (int n = 1; n <= 150; ++n) {
        const double f = std::pow(1.04, n) * end_force, d = end_depth + (f - end_force) * c;
        knots.push_back({f, d, f * c / d});
    }
    return LogCurve(knots);
}

}  // namespace puncta::models

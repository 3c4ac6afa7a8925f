#include "models/indentation/dimple.hpp"

#include <algorithm>
#include <cmath>

#include "engine/numerics/gauss_legendre.hpp"

namespace puncta::models {

LogCurve deep_dimple(const PunchTable& punch, double deep_factor) {
    std::vector<LogCurve::Knot> knots;
    const double first = 4 * PunchTable::smallest_radius(), last = PunchTable::largest_radius();
    const double ratio = std::pow(10.0, 1.0 / PunchTable::samples_per_decade());
    const int count = static_cast<int>(std::log(last / first) / std::log(ratio));
    for (int n = 0; n < count; ++n) {
        const double depth = first * std::pow(ratio, n);
        const double force = deep_factor * depth / punch.compliance(depth / 2);
        knots.push_back({force, depth, 1 / (1 - punch.log_slope(depth / 2))});
    }
    return LogCurve(knots);
}

namespace {

/// The contact radius as a function of a variable in which delta runs smoothly, and its derivative.
struct ContactVariable {
    double radius, slope;
};

/// On the cap a = rho tanh(x), where delta = a x: the steep run to the rim of a sphere becomes straight.
ContactVariable on_cap(const NeedleProfile& needle, double x) {
    const double t = std::tanh(x);
    return {needle.tip_radius() * t, needle.tip_radius() * (1 - t * t)};
}

/// Beyond it x = ln(rho sin(alpha) + sqrt(a² - r_c²)), the logarithm in delta(a).
ContactVariable on_cone(const NeedleProfile& needle, double x) {
    const double edge = needle.tip_radius() * std::sin(needle.half_angle()), grown = std::exp(x);
    const double beyond = grown - edge, radius = std::hypot(needle.cap_circle(), beyond);
    return {radius, beyond * grown / radius};
}

}  // namespace

LogCurve contact_dimple(const PunchTable& punch, const NeedleProfile& needle) {
    static const GaussLegendre<8> rule;
    const double shaft = needle.shaft_diameter() / 2, cap = needle.cap_circle();
    const double edge = needle.tip_radius() * std::sin(needle.half_angle());
    std::vector<LogCurve::Knot> knots;
    double force = 0;
    auto add_knot = [&](double radius) {
        const double depth = needle.contact_depth(radius);
        knots.push_back({force, depth, force * punch.compliance(radius) / depth});
    };
    // Force gained while the variable runs from low to high: ∫ (d delta/da) (da/dx) / c(a) dx.
    auto gain = [&](auto variable, double low, double high) {
        return rule.integrate(low, high, [&](double x) {
            const auto [radius, slope] = variable(needle, x);
            return needle.contact_depth_slope(radius) * slope / punch.compliance(radius);
        });
    };
    // A paraboloid of the cap's radius up to the first knot: delta ~ a², F = (2/3) delta/c to leading order.
    const double first = 1e-3, cap_end = std::atanh(cap / needle.tip_radius());
    force = (2.0 / 3.0) * needle.contact_depth(on_cap(needle, first).radius) /
            punch.compliance(on_cap(needle, first).radius);
    add_knot(on_cap(needle, first).radius);
    for (double x = first; x < cap_end;) {
        // Equal ratios while small, equal steps where the radius closes in on the rim.
        const double next = std::min({x * 1.1, x + 0.06, cap_end});
        force += gain(on_cap, x, next);
        add_knot(next < cap_end ? on_cap(needle, next).radius : cap);
        x = next;
    }
    const double cone_start = std::log(edge),
                 cone_end = std::log(edge + std::sqrt(shaft * shaft - cap * cap));
    const int steps = 1 + static_cast<int>((cone_end - cone_start) / 0.06);
    for (int n = 1; n <= steps; ++n) {
        const double low = cone_start + (cone_end - cone_start) * (n - 1) / steps;
        const double high = cone_start + (cone_end - cone_start) * n / steps;
        force += gain(on_cone, low, high);
        add_knot(n < steps ? on_cone(needle, high).radius : shaft);
    }
    // Flat punch of the shaft's radius: linear from here on.
    const double end_force = force, end_depth = needle.contact_depth(shaft), c = punch.compliance(shaft);
    for (int n = 1; n <= 150; ++n) {
        const double f = std::pow(1.04, n) * end_force, d = end_depth + (f - end_force) * c;
        knots.push_back({f, d, f * c / d});
    }
    return LogCurve(knots);
}

}  // namespace puncta::models

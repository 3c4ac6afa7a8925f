#include "models/indentation/dimple.hpp"

#include <cmath>

#include "engine/numerics/gauss_legendre.hpp"

namespace puncta::models {

LogCurve deep_dimple(const PunchTable& punch, double deep_factor) {
    std::vector<LogCurve::Knot> knots;
    const double first = 4 * PunchTable::smallest_radius(), last = PunchTable::largest_radius();
    const double ratio = std::pow(10.0, 1.0 / PunchTable::samples_per_decade());
    for (double depth = first; depth < last; depth *= ratio) {
        const double force = deep_factor * depth / punch.compliance(depth / 2);
        knots.push_back({force, depth, 1 / (1 - punch.log_slope(depth / 2))});
    }
    return LogCurve(knots);
}

LogCurve contact_dimple(const PunchTable& punch, const NeedleProfile& needle) {
    static const GaussLegendre<8> rule;
    const double shaft = needle.shaft_diameter() / 2, cap = needle.cap_circle();
    auto stiffness = [&](double a) { return needle.contact_depth_slope(a) / punch.compliance(a); };

    // Knots at equal ratios of the contact radius, with the circle where cap and cone touch among them.
    std::vector<double> radii;
    auto add_stretch = [&radii](double low, double high) {
        const int count = 1 + static_cast<int>(std::log(high / low) / 0.04);
        for (int n = 0; n < count; ++n) radii.push_back(low * std::pow(high / low, double(n) / count));
    };
    add_stretch(1e-2 * cap, cap);
    // Beyond the cap the curve starts with a square root of (a - cap): knots in that variable.
    const double span = std::min(shaft, 2 * cap) - cap;
    for (int n = 0; n < 24; ++n) radii.push_back(cap + span * (n / 24.0) * (n / 24.0));
    if (shaft > 2 * cap) add_stretch(2 * cap, shaft);
    radii.push_back(shaft);

    std::vector<LogCurve::Knot> knots;
    // A paraboloid of the cap's radius up to the first knot: delta ~ a², F ~ (2/3) delta/c to leading order.
    double force = (2.0 / 3.0) * needle.contact_depth(radii.front()) / punch.compliance(radii.front());
    for (std::size_t i = 0; i < radii.size(); ++i) {
        const double a = radii[i];
        if (i > 0) {
            // In the variable sqrt(a - cap) the integrand is smooth on either side of the contact circle.
            const double low = radii[i - 1];
            if (low >= cap)
                force += rule.integrate(std::sqrt(low - cap), std::sqrt(a - cap), [&](double t) {
                    const double radius = cap + t * t;
                    return t > 0 ? 2 * t * stiffness(radius) : 0.0;
                });
            else
                force += rule.integrate(low, a, stiffness);
        }
        const double depth = needle.contact_depth(a);
        knots.push_back({force, depth, force * punch.compliance(a) / depth});
    }
    // Flat punch of the shaft's radius: linear from here on.
    const double end_force = force, end_depth = needle.contact_depth(shaft), c = punch.compliance(shaft);
    for (double factor = 1.04; factor < 400; factor *= 1.04) {
        const double f = factor * end_force, d = end_depth + (f - end_force) * c;
        knots.push_back({f, d, f * c / d});
    }
    return LogCurve(knots);
}

}  // namespace puncta::models

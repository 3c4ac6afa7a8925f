#include "models/indentation/axisymmetric_contact.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "engine/numerics/gauss_legendre.hpp"

namespace puncta::models {
namespace {

const GaussLegendre<28>& rule() {
    static const GaussLegendre<28> gauss;
    return gauss;
}

/// Σ of the products over the trial functions, in four parts that are added at the end; `integrals` has
/// nothing behind them.
double product(const PunchRow& integrals, const PunchRow& amplitudes) {
    std::array<double, 4> part{};
    for (std::size_t n = 0; n < integrals.size(); n += 4)
        for (std::size_t i = 0; i < 4; ++i) part[i] = std::fma(integrals[n + i], amplitudes[n + i], part[i]);
    return (part[0] + part[1]) + (part[2] + part[3]);
}

}  // namespace

LogContact log_contact(const PunchTable& punch, const ContactIntegrals& integrals, double unit,
                       double radius) {
    const PunchTable::Shape flat = punch.shape(radius);
    const double mean = unit * product(integrals.depth, flat.amplitude);
    const double growth =
        unit * (product(integrals.depth, flat.slope) + product(integrals.rise, flat.amplitude));
    const double beyond = growth / -flat.log_slope();  // W'/k' - W/k
    return {mean + beyond, beyond, flat.log_compliance()};
}

ContactPoint contact_at(const PunchTable& punch, const ContactProfile& profile, double radius) {
    const LogContact contact = log_contact(punch, contact_integrals(profile, radius), 1, radius);
    const double compliance = std::exp(contact.log_compliance);
    return {radius, contact.depth, contact.press / compliance, compliance};
}

ContactPoint reduced_contact_at(const PunchTable& punch, const ContactProfile& profile, double radius) {
    // Panels that halve towards 0, and towards each corner in t - corner = u².
    auto toward_zero = [&](double end, auto&& integrand) {
        double sum = 0;
        for (int panel = 0; panel < 40; ++panel, end /= 2) sum += rule().integrate(end / 2, end, integrand);
        return sum;
    };
    auto integrand = [&](double t) { return profile.slope(t) / punch.compliance(t); };
    std::vector<double> seams;
    for (const double corner : profile.corners())
        if (corner < radius) seams.push_back(corner);
    seams.push_back(radius);
    double force = toward_zero(seams.front(), integrand);
    for (std::size_t s = 0; s + 1 < seams.size(); ++s)
        force += toward_zero(std::sqrt(seams[s + 1] - seams[s]),
                             [&](double u) { return 2 * u * integrand(seams[s] + u * u); });
    return {radius, profile.depth(radius), force, punch.compliance(radius)};
}

}  // namespace puncta::models

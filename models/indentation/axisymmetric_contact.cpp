#include "models/indentation/axisymmetric_contact.hpp"

#include <cmath>
#include <numbers>
#include <vector>

#include "engine/numerics/gauss_legendre.hpp"

namespace puncta::models {
namespace {

constexpr std::size_t nodes = 28;

const GaussLegendre<nodes>& rule() {
    static const GaussLegendre<nodes> gauss;
    return gauss;
}

/// w = W/k, the mean of h under the flat punch's phi, and a dw/da.
struct Mean {
    double value = 0, slope = 0;
};

class MeanDepth {
  public:
    MeanDepth(const PunchTable& punch, const ContactProfile& profile, double radius)
        : shape_(punch.shape(radius)), profile_(profile), radius_(radius) {}

    /// Behind each corner in the root of the angle from it, which makes roots of t - corner smooth.
    [[nodiscard]] Mean operator()() const {
        std::vector<double> seams = {0};
        for (const double corner : profile_.corners())
            if (corner < radius_) seams.push_back(punch_angle(corner / radius_));
        seams.push_back(std::numbers::pi / 2);
        Mean mean;
        for (std::size_t q = 0; q < nodes; ++q) {
            const double u = 0.5 * (1 + rule().node[q]), weight = 0.5 * rule().weight[q];
            add(mean, seams[1] * u, seams[1] * weight);
            for (std::size_t s = 1; s + 1 < seams.size(); ++s) {
                const double range = seams[s + 1] - seams[s];
                add(mean, seams[s] + range * u * u, 2 * range * u * weight);
            }
        }
        return mean;
    }

  private:
    void add(Mean& mean, double angle, double weight) const {
        const PunchSums phi = punch_sums_at(angle, shape_.amplitude, shape_.slope);
        const double t = radius_ * phi.s, depth = profile_.depth(t);
        mean.value += weight * phi.first * depth;
        mean.slope += weight * (phi.second * depth + phi.first * t * profile_.slope(t));
    }

    PunchTable::Shape shape_;
    const ContactProfile& profile_;
    double radius_;
};

}  // namespace

ContactPoint contact_at(const PunchTable& punch, const ContactProfile& profile, double radius) {
    const PunchTable::Compliance c = punch.at(radius);
    const Mean mean = MeanDepth(punch, profile, radius)();
    const double beyond = mean.slope / -c.log_slope;  // W'/k' - W/k
    return {radius, mean.value + beyond, beyond / c.compliance, c.compliance};
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

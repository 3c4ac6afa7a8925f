#include "models/indentation/axisymmetric_contact.hpp"

#include <cmath>
#include <numbers>

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

    /// Beyond a corner in the root of the angle from it, which makes roots of t - corner smooth.
    [[nodiscard]] Mean operator()() const {
        const double corner = profile_.corner();
        const double middle = corner < radius_ ? punch_angle(corner / radius_) : std::numbers::pi / 2;
        const double rest = std::numbers::pi / 2 - middle;
        Mean mean;
        for (std::size_t q = 0; q < nodes; ++q) {
            const double u = 0.5 * (1 + rule().node[q]), weight = 0.5 * rule().weight[q];
            if (middle > 0) add(mean, middle * u, middle * weight);
            if (rest > 0) add(mean, middle + rest * u * u, 2 * rest * u * weight);
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
    const double corner = profile.corner() < radius ? profile.corner() : 0, range = radius - corner;
    // Panels that halve towards 0, and towards the corner in t - corner = u².
    auto toward_zero = [&](double end, auto&& integrand) {
        double sum = 0;
        for (int panel = 0; panel < 40; ++panel, end /= 2) sum += rule().integrate(end / 2, end, integrand);
        return sum;
    };
    auto integrand = [&](double t) { return profile.slope(t) / punch.compliance(t); };
    double force = 0;
    if (corner > 0) {
        force = toward_zero(corner, integrand);
        force += toward_zero(std::sqrt(range), [&](double u) { return 2 * u * integrand(corner + u * u); });
    } else {
        force = toward_zero(radius, integrand);
    }
    return {radius, profile.depth(radius), force, punch.compliance(radius)};
}

}  // namespace puncta::models

#include "models/indentation/axisymmetric_contact.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "engine/numerics/gauss_legendre.hpp"
#include "models/indentation/punch_waves.hpp"

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

/// The trial functions at the nodes of a contact without corners: the same for every radius.
const std::array<PunchWaves, nodes>& waves_without_corners() {
    static const std::array<PunchWaves, nodes> all = [] {
        std::array<PunchWaves, nodes> made;
        for (std::size_t q = 0; q < nodes; ++q)
            made[q] = punch_waves_at(std::numbers::pi / 4 * (1 + rule().node[q]));
        return made;
    }();
    return all;
}

/// Σ of the products, in four parts that are added at the end.
double product(const PunchWaves& waves, const std::array<double, PunchWaves::size>& amplitudes) {
    std::array<double, 4> part{};
    for (std::size_t n = 0; n < PunchWaves::size; n += 4)
        for (std::size_t i = 0; i < 4; ++i) part[i] = std::fma(waves.wave[n + i], amplitudes[n + i], part[i]);
    return (part[0] + part[1]) + (part[2] + part[3]);
}

class MeanDepth {
  public:
    MeanDepth(const PunchTable& punch, const ContactProfile& profile, double radius)
        : profile_(profile), radius_(radius) {
        const PunchTable::Shape shape = punch.shape(radius);
        std::copy(shape.amplitude.begin(), shape.amplitude.end(), amplitude_.begin());
        std::copy(shape.slope.begin(), shape.slope.end(), slope_.begin());
    }

    /// Behind each corner in the root of the angle from it, which makes roots of t - corner smooth.
    [[nodiscard]] Mean operator()() const {
        constexpr double quarter = std::numbers::pi / 2;
        Mean mean;
        const auto corners = profile_.corners();
        const auto inside = std::lower_bound(corners.begin(), corners.end(), radius_) - corners.begin();
        if (inside == 0) {
            for (std::size_t q = 0; q < nodes; ++q)
                add(mean, waves_without_corners()[q], quarter * 0.5 * rule().weight[q]);
            return mean;
        }
        double start = punch_angle(corners[0] / radius_);
        for (std::size_t q = 0; q < nodes; ++q)
            add(mean, punch_waves_at(start * 0.5 * (1 + rule().node[q])), start * 0.5 * rule().weight[q]);
        for (std::ptrdiff_t c = 1; c <= inside; ++c) {
            const double end = c < inside ? punch_angle(corners[std::size_t(c)] / radius_) : quarter;
            for (std::size_t q = 0; q < nodes; ++q) {
                const double u = 0.5 * (1 + rule().node[q]), weight = 0.5 * rule().weight[q];
                add(mean, punch_waves_at(start + (end - start) * u * u), 2 * (end - start) * u * weight);
            }
            start = end;
        }
        return mean;
    }

  private:
    void add(Mean& mean, const PunchWaves& waves, double weight) const {
        const double first = product(waves, amplitude_), second = product(waves, slope_);
        const double t = radius_ * waves.s();
        const auto [depth, slope] = profile_.at(t);
        mean.value += weight * first * depth;
        mean.slope += weight * (second * depth + first * t * slope);
    }

    std::array<double, PunchWaves::size> amplitude_{}, slope_{};
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

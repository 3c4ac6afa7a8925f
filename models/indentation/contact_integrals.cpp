#include "models/indentation/contact_integrals.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/numerics/gauss_legendre.hpp"
#include "models/indentation/punch_waves.hpp"

namespace puncta::models {
namespace {

constexpr std::size_t nodes = 28;

const GaussLegendre<nodes>& rule() {
    static const GaussLegendre<nodes> gauss;
    return gauss;
}

class Sum {
  public:
    Sum(const ContactProfile& profile, double radius) : profile_(profile), radius_(radius) {}

    void add(const PunchWaves& waves, double weight) {
        const double t = radius_ * waves.s();
        const auto [depth, slope] = profile_.at(t);
        const double first = weight * depth, second = weight * t * slope;
        for (std::size_t n = 0; n < punch_functions; ++n) {
            sum_.depth[n] = std::fma(first, waves.wave[n], sum_.depth[n]);
            sum_.rise[n] = std::fma(second, waves.wave[n], sum_.rise[n]);
        }
    }
    [[nodiscard]] const ContactIntegrals& value() const { return sum_; }

  private:
    const ContactProfile& profile_;
    double radius_;
    ContactIntegrals sum_;
};

}  // namespace

ContactIntegrals contact_integrals(const ContactProfile& profile, double radius, int panels) {
    constexpr double quarter = std::numbers::pi / 2;
    Sum sum(profile, radius);
    const auto corners = profile.corners();
    const auto inside = std::lower_bound(corners.begin(), corners.end(), radius) - corners.begin();
    auto angle_of = [&](std::ptrdiff_t c) {
        return c < inside ? punch_angle(corners[std::size_t(c)] / radius) : quarter;
    };
    // Angle from `start` on by a power of u = 0 … 1: behind a corner its square, which makes roots of
    // t - corner smooth.
    auto add_stretch = [&](double start, double end, bool corner) {
        for (int panel = 0; panel < panels; ++panel)
            for (std::size_t q = 0; q < nodes; ++q) {
                const double u = (panel + 0.5 * (1 + rule().node[q])) / panels;
                const double weight = 0.5 * rule().weight[q] / panels * (end - start);
                sum.add(punch_waves_at(start + (end - start) * (corner ? u * u : u)),
                        corner ? 2 * u * weight : weight);
            }
    };
    double start = angle_of(0);
    add_stretch(0, start, false);
    for (std::ptrdiff_t c = 1; c <= inside; ++c) {
        const double end = angle_of(c);
        add_stretch(start, end, true);
        start = end;
    }
    return sum.value();
}

}  // namespace puncta::models

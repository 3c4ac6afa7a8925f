#include "models/elasticity/influence.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/base/error.hpp"
#include "engine/numerics/gauss_legendre.hpp"

namespace puncta::models {
namespace {

const GaussLegendre<16>& rule() {
    static const GaussLegendre<16> gauss;
    return gauss;
}

}  // namespace

double gaussian_width(double disc_radius) {
    return disc_radius / std::sqrt(std::numbers::pi);
}

InfluenceQuadrature::InfluenceQuadrature(double reach, double smallest_width) : reach_(reach) {
    PUNCTA_EXPECT(reach > 0 && smallest_width > 0, "reach = {}, width = {}", reach, smallest_width);
    const double pair_width = smallest_width * std::numbers::sqrt2;
    step_ = pair_width / 8;
    distance_count_ = static_cast<std::size_t>(std::ceil(reach / step_)) + 9;
    const double largest_distance = step_ * double(distance_count_);
    // exp(-7²/2) = 2e-11 of the integrand is left beyond the last node.
    const double last_node = 7 / pair_width;
    const double panel = 4 * std::numbers::pi / largest_distance;  // two periods of J0 per 16 nodes
    std::vector<double> edges = {0, panel / 64, panel / 16, panel / 4, panel};
    while (edges.back() < last_node) edges.push_back(edges.back() + panel);
    for (std::size_t e = 0; e + 1 < edges.size(); ++e) {
        const double centre = 0.5 * (edges[e] + edges[e + 1]), half = 0.5 * (edges[e + 1] - edges[e]);
        for (std::size_t n = 0; n < rule().node.size(); ++n) {
            node_.push_back(centre + half * rule().node[n]);
            weight_.push_back(half * rule().weight[n] / (2 * std::numbers::pi));
        }
    }
    bessel_.resize(distance_count_ * node_.size());
    for (std::size_t i = 0; i < distance_count_; ++i)
        for (std::size_t j = 0; j < node_.size(); ++j)
            bessel_[i * node_.size() + j] = ::j0(node_[j] * step_ * double(i));
}

std::vector<double> InfluenceQuadrature::sample(const ElasticStack& stack) const {
    std::vector<double> samples(node_.size());
    for (std::size_t j = 0; j < node_.size(); ++j)
        samples[j] = node_[j] * surface_compliance(stack, node_[j]);
    return samples;
}

RadialTable InfluenceQuadrature::table(const std::vector<double>& samples, double w1, double w2) const {
    PUNCTA_EXPECT(samples.size() == node_.size(), "{} samples for {} nodes", samples.size(), node_.size());
    std::vector<double> integrand(node_.size());
    const double half_square = 0.5 * (w1 * w1 + w2 * w2);
    for (std::size_t j = 0; j < node_.size(); ++j)
        integrand[j] = samples[j] * weight_[j] * std::exp(-node_[j] * node_[j] * half_square);
    std::vector<double> values(distance_count_);
    for (std::size_t i = 0; i < distance_count_; ++i) {
        const double* row = bessel_.data() + i * node_.size();
        double sum = 0;
        for (std::size_t j = 0; j < node_.size(); ++j) sum += integrand[j] * row[j];
        values[i] = sum;
    }
    return {step_, std::move(values)};
}

double point_green(const ElasticStack& stack, double r) {
    PUNCTA_EXPECT(r > 0, "r = {}", r);
    auto integrand = [&](double k) { return k * surface_compliance(stack, k) * ::j0(k * r); };
    // First stretch up to the first zero in geometric panels, then half-periods of J0.
    constexpr double first_zero = 2.404825557695773;
    double sum = 0, high = first_zero / r;
    for (int panel = 0; panel < 12; ++panel, high *= 0.25)
        sum += rule().integrate(0.25 * high, high, integrand);
    sum += rule().integrate(0, high, integrand);
    std::vector<double> partial = {sum};
    double low = first_zero / r;
    constexpr int terms = 48;
    for (int n = 2; n <= terms; ++n) {
        // McMahon's expansion of the n-th zero of J0 (Abramowitz & Stegun 9.5.12).
        const double b = (n - 0.25) * std::numbers::pi;
        const double zero = (b + 1 / (8 * b) - 124 / (3 * std::pow(8 * b, 3))) / r;
        sum += rule().integrate(low, zero, integrand);
        partial.push_back(sum);
        low = zero;
    }
    // Repeated averaging of the last partial sums of the alternating series.
    std::vector<double> tail(partial.end() - 24, partial.end());
    while (tail.size() > 1) {
        for (std::size_t i = 0; i + 1 < tail.size(); ++i) tail[i] = 0.5 * (tail[i] + tail[i + 1]);
        tail.pop_back();
    }
    return tail.front() / (2 * std::numbers::pi);
}

}  // namespace puncta::models

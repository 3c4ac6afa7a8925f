#include "models/elasticity/influence.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/base/error.hpp"
#include "engine/numerics/bessel_j0.hpp"
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

InfluenceQuadrature::InfluenceQuadrature(double reach, double smallest_width)
    : reach_(reach), pair_width_(smallest_width * std::numbers::sqrt2) {
    PUNCTA_EXPECT(reach > 0 && smallest_width > 0, "reach = {}, width = {}", reach, smallest_width);
    // exp(-7²/2) = 2e-11 of the integrand is left beyond the last node.
    const double last_node = 7 / pair_width_;
    // Three and a half periods of J0, or two widths of the Gaussian, per 16 nodes.
    const double panel = std::min(7 * std::numbers::pi / reach, 2 / pair_width_);
    std::vector<double> edges = {0, panel / 256, panel / 64, panel / 16, panel / 4, panel};
    while (edges.back() < last_node) edges.push_back(edges.back() + panel);
    std::vector<double> weight;
    for (std::size_t e = 0; e + 1 < edges.size(); ++e) {
        const double centre = 0.5 * (edges[e] + edges[e + 1]), half = 0.5 * (edges[e + 1] - edges[e]);
        for (std::size_t n = 0; n < rule().node.size(); ++n) {
            node_.push_back(centre + half * rule().node[n]);
            weight.push_back(half * rule().weight[n] / (2 * std::numbers::pi));
        }
    }
    const std::vector<double> distance = RadialTable::distances(pair_width_, reach);
    bessel_.resize(static_cast<Eigen::Index>(distance.size()), static_cast<Eigen::Index>(node_.size()));
    const BesselJ0 bessel(edges.back() * distance.back());
    for (std::size_t j = 0; j < node_.size(); ++j) {
        auto column = bessel_.col(static_cast<Eigen::Index>(j));
        bessel.at(node_[j], distance, {column.data(), distance.size()});
        column *= weight[j];
    }
}

std::vector<double> InfluenceQuadrature::sample(const ElasticStack& stack) const {
    std::vector<double> samples = surface_compliances(stack, node_);
    for (std::size_t j = 0; j < node_.size(); ++j) samples[j] *= node_[j];
    return samples;
}

RadialTable InfluenceQuadrature::table(const std::vector<double>& samples, double w1, double w2) const {
    PUNCTA_EXPECT(samples.size() == node_.size(), "{} samples for {} nodes", samples.size(), node_.size());
    Eigen::VectorXd integrand(bessel_.cols());
    const double half_square = 0.5 * (w1 * w1 + w2 * w2);
    for (std::size_t j = 0; j < node_.size(); ++j)
        integrand[static_cast<Eigen::Index>(j)] = samples[j] * std::exp(-node_[j] * node_[j] * half_square);
    const Eigen::VectorXd values = bessel_ * integrand;
    return {pair_width_, reach_, {values.data(), static_cast<std::size_t>(values.size())}};
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

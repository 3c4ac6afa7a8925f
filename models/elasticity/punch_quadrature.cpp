#include "models/elasticity/punch_quadrature.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "engine/numerics/gauss_legendre.hpp"
#include "engine/numerics/lagrange.hpp"

namespace puncta::models {
namespace {

constexpr std::size_t order = 8;  // samples of the local polynomial
constexpr int before = 3;         // of them before the interval
const double spacing = std::numbers::ln10 / PunchQuadrature::per_decade;
constexpr double fade_start = 300, fade_end = 1000;

double grid(int index) {
    return std::pow(10.0, double(index) / PunchQuadrature::per_decade);
}

/// Share of the oscillation that is kept.
double oscillation(double x) {
    if (x <= fade_start) return 1;
    if (x >= fade_end) return 0;
    const double t = (x - fade_start) / (fade_end - fade_start);
    return 1 - t * t * t * (10 - 15 * t + 6 * t * t);
}

}  // namespace

const PunchQuadrature& PunchQuadrature::shared() {
    static const PunchQuadrature quadrature;
    return quadrature;
}

PunchQuadrature::PunchQuadrature() : weight_(at(last_index + 1), 0.0) {
    const PunchTransforms& transforms = PunchTransforms::shared();
    for (int index = first_index + before; index + static_cast<int>(order) - before <= last_index; ++index)
        add_interval(transforms, index);
    accumulate();
}

/// The integrals over one interval of the products times each local polynomial. Where no wave fits into the
/// interval, or only means count, the products are as smooth as the polynomials.
void PunchQuadrature::add_interval(const PunchTransforms& transforms, int index) {
    static const GaussLegendre<8> waves;
    static const GaussLegendre<5> smooth;
    const double low = grid(index), high = grid(index + 1);
    if (high < 1 || low >= fade_end) {
        add_panel(transforms, index, low, high, smooth);
        return;
    }
    const int panels = 1 + static_cast<int>((high - low) / 3);
    for (int panel = 0; panel < panels; ++panel)
        add_panel(transforms, index, low + (high - low) * panel / panels,
                  low + (high - low) * (panel + 1) / panels, waves);
}

template <std::size_t Nodes>
void PunchQuadrature::add_panel(const PunchTransforms& transforms, int index, double start, double end,
                                const GaussLegendre<Nodes>& rule) {
    const double half = 0.5 * (end - start);
    for (std::size_t q = 0; q < Nodes; ++q) {
        const double x = start + half * (1 + rule.node[q]);
        const PunchTransforms::Wave wave = transforms.at(x);
        const double kept = 0.5 * (1 + oscillation(x)), mean = 1 - kept;
        const auto weights = lagrange_weights<order>(before + std::log(x / grid(index)) / spacing);
        std::array<double, row> products{};
        for (std::size_t n = 0; n < punch_functions; ++n)
            for (std::size_t m = 0; m <= n; ++m)
                products[pair(m, n)] =
                    half * rule.weight[q] *
                    (kept * wave.value[m] * wave.value[n] + mean * wave.quadrature[m] * wave.quadrature[n]);
        for (std::size_t i = 0; i < order; ++i) {
            double* into = weight_.data() + at(index - before + static_cast<int>(i));
            for (std::size_t p = 0; p < row; ++p) into[p] += weights[i] * products[p];
        }
    }
}

/// Running sums of the weights, for g beyond its samples.
void PunchQuadrature::accumulate() {
    below_.assign(at(last_index + 2), 0.0);
    constant_ = inverse_ = below_;
    // Up to the first interval all transforms are their moments.
    const PunchFunctions& moment = punch_moments();
    for (std::size_t n = 0; n < punch_functions; ++n)
        for (std::size_t m = 0; m <= n; ++m) below_[pair(m, n)] = moment[m] * moment[n] * grid(first_index);
    for (int index = first_index; index <= last_index; ++index)
        for (std::size_t p = 0; p < row; ++p)
            below_[at(index + 1) + p] = below_[at(index) + p] + weight_[at(index) + p];
    for (int index = last_index; index >= first_index; --index)
        for (std::size_t p = 0; p < row; ++p) {
            const double weight = weight_[at(index) + p];
            constant_[at(index) + p] = weight + constant_[at(index + 1) + p];
            inverse_[at(index) + p] = weight + inverse_[at(index + 1) + p] / grid(1);
        }
}

void PunchQuadrature::energies(int radius, const std::vector<double>& samples, int first, PunchTail tail,
                               std::size_t count, double* energies) const {
    // Samples that lie outside the tabulated products: there is next to no energy.
    const int begin = std::clamp(radius + first, first_index, last_index);
    const int end = std::clamp(radius + first + static_cast<int>(samples.size()), begin + 1, last_index + 1);
    const double* g = samples.data() + (begin - radius - first);
    const double low = *g, high = g[end - begin - 1];
    // An inverse tail starts one step beyond the last sample.
    const double* beyond = (tail == PunchTail::constant ? constant_ : inverse_).data() + at(end);
    const double after = tail == PunchTail::constant ? high : high / grid(1);
    for (std::size_t start = 0; start < count; start += block) {
        std::array<double, block> sum{};
        for (int index = begin; index < end; ++index) {
            const double* weight = weight_.data() + at(index) + start;
            const double value = g[index - begin];
            for (std::size_t p = 0; p < block; ++p) sum[p] += value * weight[p];
        }
        for (std::size_t p = 0; p < block; ++p)
            energies[start + p] = sum[p] + low * below_[at(begin) + start + p] + after * beyond[start + p];
    }
}

}  // namespace puncta::models

#include "models/elasticity/punch_problem.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace puncta::models {
namespace {

constexpr int per_decade = PunchQuadrature::per_decade;

/// Solves A b = moments for the functions `used` by Cholesky's method; what is no more than
/// rounding in A is left out. Returns the sum of moments times b.
double galerkin(const double* energies, const std::vector<std::size_t>& used, PunchFunctions& solution) {
    const PunchFunctions& moment = punch_moments();
    std::array<PunchFunctions, punch_functions> lower{};
    PunchFunctions right{};
    const std::size_t n = used.size();
    auto entry = [&](std::size_t i, std::size_t j) {
        return energies[PunchQuadrature::pair(std::min(used[i], used[j]), std::max(used[i], used[j]))];
    };
    double total = 0;
    for (std::size_t i = 0; i < n; ++i) {
        right[i] = moment[used[i]];
        for (std::size_t j = 0; j <= i; ++j) {
            double value = entry(i, j);
            for (std::size_t l = 0; l < j; ++l) value -= lower[i][l] * lower[j][l];
            if (j < i)
                lower[i][j] = lower[j][j] > 0 ? value / lower[j][j] : 0;
            else
                lower[i][i] = value > 1e-13 * entry(i, i) ? std::sqrt(value) : 0;
        }
        for (std::size_t l = 0; l < i; ++l) right[i] -= lower[i][l] * right[l];
        right[i] = lower[i][i] > 0 ? right[i] / lower[i][i] : 0;
        total += right[i] * right[i];
    }
    solution.fill(0);
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t l = i + 1; l < n; ++l) right[i] -= lower[l][i] * solution[used[l]];
        solution[used[i]] = lower[i][i] > 0 ? right[i] / lower[i][i] : 0;
    }
    return total;
}

}  // namespace

PunchGrid::PunchGrid(const ElasticStack& stack, PunchTerms terms) {
    const ElasticLayer& support = stack.back();
    const double support_compliance = 2 * (1 - support.poisson * support.poisson) / support.modulus;
    double thinnest = 0, reach = 0, pull = 0;
    for (const ElasticLayer& layer : stack) {
        pull += layer.tension * support_compliance;
        if (&layer == &support) break;
        thinnest = thinnest > 0 ? std::min(thinnest, layer.thickness) : layer.thickness;
        reach += layer.thickness * std::max(1.0, std::cbrt(layer.modulus / support.modulus));
    }
    const double tension = TopLayer(stack).q;
    scale = thinnest > 0 ? thinnest : (tension > 0 ? tension : 1.0);  // a bare half-space has no length
    auto index = [&](double length) {
        constexpr double most = 8 * per_decade;  // decades to either side
        return std::clamp(per_decade * std::log10(length / scale), -most, most);
    };
    const double shortest = (thinnest > 0 ? 0.02 : 2e-4) * scale;
    // At least four decades of radii.
    const double longest = std::max({10 * scale, reach, pull});
    const bool rings = tension > 1e-6 * shortest;
    const double shortest_wave = rings ? 1e-3 * std::min(shortest, tension) : scale / 20;
    first_radius = static_cast<int>(std::floor(index(shortest)));
    last_radius = static_cast<int>(std::ceil(index(20 * longest)));
    first_wave = static_cast<int>(std::floor(-index(1e6 * longest)));
    last_wave = static_cast<int>(std::ceil(-index(shortest_wave)));
    tail = rings ? PunchTail::inverse : PunchTail::constant;
    energies = rings ? PunchQuadrature::pairs : PunchQuadrature::smooth_pairs;
    for (std::size_t n = 0; n < std::min(terms.smooth, smooth_functions); ++n) used.push_back(n);
    for (std::size_t n = 0; rings && n < std::min(terms.ring, ring_functions); ++n)
        used.push_back(smooth_functions + n);
}

std::vector<double> PunchGrid::sample(const ElasticStack& stack) const {
    const TopLayer top(stack);
    // Below 20 inverse wave numbers (exp(-40)) nothing is felt.
    auto alone = [&](double k) { return stack.size() == 1 || k * stack.front().thickness > 20; };
    std::vector<double> waves, felt;
    for (int j = first_wave; j <= last_wave; ++j) {
        waves.push_back(std::pow(10.0, double(j) / per_decade) / scale);
        if (!alone(waves.back())) felt.push_back(waves.back());
    }
    std::vector<double> samples = surface_compliances(stack, felt);
    for (std::size_t n = 0; n < felt.size(); ++n) samples[n] *= felt[n];
    for (std::size_t n = felt.size(); n < waves.size(); ++n) samples.push_back(top.g(waves[n]));
    return samples;
}

double PunchGrid::solve(const std::vector<double>& samples, int radius, PunchFunctions& amplitudes) const {
    std::array<double, PunchQuadrature::row> row{};
    PunchQuadrature::shared().energies(radius, samples, first_wave, tail, energies, row.data());
    return galerkin(row.data(), used, amplitudes);
}

}  // namespace puncta::models

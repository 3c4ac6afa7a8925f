#pragma once
/// Gauss-Legendre nodes and weights of fixed order on [-1, 1].

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace puncta {

template <std::size_t N>
struct GaussLegendre {
    std::array<double, N> node{};
    std::array<double, N> weight{};

    /// Newton iteration on the Legendre polynomial of degree N from the Chebyshev-like starting guess.
    GaussLegendre() {
        for (std::size_t i = 0; i < N; ++i) {
            double x =
                std::cos(std::numbers::pi * (static_cast<double>(i) + 0.75) / (static_cast<double>(N) + 0.5));
            double slope = 1;
            for (int iteration = 0; iteration < 100; ++iteration) {
                double previous = 1, value = x;
                for (std::size_t n = 2; n <= N; ++n) {
                    const auto m = static_cast<double>(n);
                    const double next = ((2 * m - 1) * x * value - (m - 1) * previous) / m;
                    previous = value;
                    value = next;
                }
                slope = static_cast<double>(N) * (x * value - previous) / (x * x - 1);
                const double step = value / slope;
                x -= step;
                if (std::abs(step) < 1e-15) break;
            }
            node[i] = x;
            weight[i] = 2 / ((1 - x * x) * slope * slope);
        }
    }

    /// Integral of f over [low, high].
    template <class Function>
    double integrate(double low, double high, Function&& f) const {
        const double centre = 0.5 * (low + high), half = 0.5 * (high - low);
        double sum = 0;
        for (std::size_t i = 0; i < N; ++i) sum += weight[i] * f(centre + half * node[i]);
        return half * sum;
    }
};

}  // namespace puncta

#pragma once
/// Interpolation by the polynomial through Chebyshev's extreme points u_i = -cos(pi i/(N - 1)) of -1 … 1.

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace puncta {

/// u_0 = -1 … u_{N-1} = 1, exact at both ends.
template <std::size_t N>
const std::array<double, N>& chebyshev_points() {
    static const std::array<double, N> points = [] {
        std::array<double, N> made{};
        for (std::size_t i = 0; i < N; ++i)
            made[i] = -std::cos(std::numbers::pi * static_cast<double>(i) / (N - 1));
        made.front() = -1;
        made.back() = 1;
        return made;
    }();
    return points;
}

/// What each sample weighs in value and slope of the polynomial at one place.
template <std::size_t N>
struct ChebyshevWeights {
    std::array<double, N> value{}, slope{};

    /// -1 <= u <= 1.
    explicit ChebyshevWeights(double u) {
        const std::array<double, N>& point = chebyshev_points<N>();
        for (std::size_t i = 0; i < N; ++i) {
            // Product rule, carried along: the product of (u - u_j)/(u_i - u_j) so far and its derivative.
            double p = 1, dp = 0;
            for (std::size_t j = 0; j < N; ++j) {
                if (j == i) continue;
                const double scale = 1 / (point[i] - point[j]), factor = (u - point[j]) * scale;
                dp = dp * factor + p * scale;
                p *= factor;
            }
            value[i] = p;
            slope[i] = dp;
        }
    }
};

}  // namespace puncta

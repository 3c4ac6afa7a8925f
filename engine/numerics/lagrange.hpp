#pragma once
/// Interpolation by the polynomial through N equally spaced samples around the point.

#include <array>
#include <cstddef>

namespace puncta {

/// 1/Π_{j != i} (i - j), what the weight of sample i has besides the distances.
template <std::size_t N>
constexpr std::array<double, N> lagrange_factors() {
    std::array<double, N> factors{};
    for (std::size_t i = 0; i < N; ++i) {
        double product = 1;
        for (std::size_t j = 0; j < N; ++j)
            if (j != i) product *= static_cast<double>(i) - static_cast<double>(j);
        factors[i] = 1 / product;
    }
    return factors;
}

/// Weights of the N samples at offsets 0 … N-1 for a point at `t` (in sample spacings from sample 0).
/// The interpolation error is that of a polynomial of degree N-1; best for t between the two middle samples.
template <std::size_t N>
std::array<double, N> lagrange_weights(double t) {
    constexpr std::array<double, N> factors = lagrange_factors<N>();
    std::array<double, N> weights = factors;
    double before = 1, behind = 1;  // products over the samples on either side
    for (std::size_t i = 0; i < N; ++i) {
        weights[i] *= before;
        before *= t - static_cast<double>(i);
        weights[N - 1 - i] *= behind;
        behind *= t - static_cast<double>(N - 1 - i);
    }
    return weights;
}

/// Derivatives of these weights by t.
template <std::size_t N>
std::array<double, N> lagrange_slopes(double t) {
    constexpr std::array<double, N> factors = lagrange_factors<N>();
    // Product rule: the products over the samples before and behind each, and their derivatives.
    std::array<double, N> before{}, before_slope{};
    double product = 1, slope = 0;
    for (std::size_t i = 0; i < N; ++i) {
        before[i] = product;
        before_slope[i] = slope;
        const double factor = t - static_cast<double>(i);
        slope = slope * factor + product;
        product *= factor;
    }
    std::array<double, N> slopes{};
    product = 1;
    slope = 0;
    for (std::size_t i = N; i-- > 0;) {
        slopes[i] = factors[i] * (before_slope[i] * product + before[i] * slope);
        const double factor = t - static_cast<double>(i);
        slope = slope * factor + product;
        product *= factor;
    }
    return slopes;
}

}  // namespace puncta

#pragma once
/// Interpolation by the polynomial through N equally spaced samples around the point.

#include <array>
#include <cstddef>

namespace puncta {

/// Weights of the N samples at offsets 0 … N-1 for a point at `t` (in sample spacings from sample 0).
/// The interpolation error is that of a polynomial of degree N-1; best for t between the two middle samples.
template <std::size_t N>
std::array<double, N> lagrange_weights(double t) {
    std::array<double, N> weights{};
    for (std::size_t i = 0; i < N; ++i) {
        double product = 1;
        for (std::size_t j = 0; j < N; ++j) {
            if (j == i) continue;
            product *= (t - static_cast<double>(j)) / (static_cast<double>(i) - static_cast<double>(j));
        }
        weights[i] = product;
    }
    return weights;
}

/// Derivatives of these weights by t.
template <std::size_t N>
std::array<double, N> lagrange_slopes(double t) {
    std::array<double, N> slopes{};
    for (std::size_t i = 0; i < N; ++i) {
        // Product rule, carried along: value and derivative of the product so far.
        double product = 1, slope = 0;
        for (std::size_t j = 0; j < N; ++j) {
            if (j == i) continue;
            const double span = static_cast<double>(i) - static_cast<double>(j);
            const double factor = (t - static_cast<double>(j)) / span;
            slope = slope * factor + product / span;
            product *= factor;
        }
        slopes[i] = slope;
    }
    return slopes;
}

}  // namespace puncta

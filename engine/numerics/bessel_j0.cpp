#include "engine/numerics/bessel_j0.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "engine/base/error.hpp"

namespace puncta {
namespace {

constexpr std::size_t terms = 10;
using Row = std::array<double, terms>;

/// Chebyshev's points of a unit step, from -1/2 to 1/2.
double point(std::size_t i) {
    return -0.5 * std::cos(std::numbers::pi * (double(i) + 0.5) / terms);
}

/// Powers of the polynomial that is 1 at the i-th point and 0 at the others.
std::array<Row, terms> powers() {
    std::array<Row, terms> result{};
    for (std::size_t i = 0; i < terms; ++i) {
        Row product = {1};
        for (std::size_t j = 0; j < terms; ++j) {
            if (j == i) continue;
            for (std::size_t n = terms; n-- > 0;)
                product[n] = ((n > 0 ? product[n - 1] : 0.0) - point(j) * product[n]) / (point(i) - point(j));
        }
        result[i] = product;
    }
    return result;
}

}  // namespace

BesselJ0::BesselJ0(double largest) : largest_(largest) {
    PUNCTA_EXPECT(largest >= 0 && largest < 1e6, "largest = {}", largest);
    static const std::array<Row, terms> power = powers();
    const auto steps = static_cast<std::size_t>(largest) + 1;
    coefficient_.assign(steps * terms, 0.0);
    for (std::size_t step = 0; step < steps; ++step)
        for (std::size_t i = 0; i < terms; ++i) {
            const double value = ::j0(double(step) + 0.5 + point(i));
            for (std::size_t n = 0; n < terms; ++n) coefficient_[step * terms + n] += value * power[i][n];
        }
}

void BesselJ0::at(double factor, std::span<const double> arguments, std::span<double> values) const {
    PUNCTA_EXPECT(values.size() == arguments.size(), "{} values, {}", values.size(), arguments.size());
    double least = 0, most = 0;
    for (const double argument : arguments) {
        least = std::min(least, factor * argument);
        most = std::max(most, factor * argument);
    }
    PUNCTA_EXPECT(least >= 0 && most <= largest_, "{} to {}, largest {}", least, most, largest_);
    const double* const coefficient = coefficient_.data();
    const double* const argument = arguments.data();
    double* const __restrict__ value = values.data();
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double x = factor * argument[i];
        const auto step = static_cast<int>(x);
        const double* const c = coefficient + static_cast<std::ptrdiff_t>(step) * std::ptrdiff_t{terms};
        const double t = x - (step + 0.5), t2 = t * t, t4 = t2 * t2;
        const double low = (c[0] + c[1] * t) + t2 * (c[2] + c[3] * t);
        const double high = (c[4] + c[5] * t) + t2 * (c[6] + c[7] * t);
        value[i] = low + t4 * (high + t4 * (c[8] + c[9] * t));
    }
}

}  // namespace puncta

#include "engine/statistics/chi_square.hpp"

#include <cmath>
#include <limits>

#include "engine/base/error.hpp"

namespace puncta {
namespace {

constexpr double precision = 1e-16;
constexpr int most_terms = 100000;

/// Power x^a e^-x / Gamma(a) that both forms share.
double leading(double a, double x) {
    return std::exp(a * std::log(x) - x - std::lgamma(a));
}

double lower_by_series(double a, double x) {
    double term = 1 / a, sum = term;
    for (int n = 1; n < most_terms && term > precision * sum; ++n) sum += term *= x / (a + n);
    return sum * leading(a, x);
}

/// The continued fraction from its head (Lentz's method), for the upper tail.
double upper_by_fraction(double a, double x) {
    constexpr double tiny = std::numeric_limits<double>::min() / precision;
    double b = x + 1 - a, c = 1 / tiny, d = 1 / b, value = d;
    for (int n = 1; n < most_terms; ++n) {
        const double factor = -n * (n - a);
        b += 2;
        d = factor * d + b;
        if (std::abs(d) < tiny) d = tiny;
        c = b + factor / c;
        if (std::abs(c) < tiny) c = tiny;
        d = 1 / d;
        value *= d * c;
        if (std::abs(d * c - 1) < precision) break;
    }
    return value * leading(a, x);
}

}  // namespace

double chi_square_probability(double x, double degrees) {
    PUNCTA_EXPECT(degrees > 0, "degrees = {}", degrees);
    if (x <= 0) return 0;
    const double a = 0.5 * degrees, z = 0.5 * x;
    return z < a + 1 ? lower_by_series(a, z) : 1 - upper_by_fraction(a, z);
}

double chi_square_quantile(double probability, double degrees) {
    PUNCTA_EXPECT(probability > 0 && probability < 1, "probability = {}", probability);
    double low = 0, high = degrees + 1;
    while (chi_square_probability(high, degrees) < probability) high *= 2;
    for (int halving = 0; halving < 100 && high - low > 1e-14 * high; ++halving) {
        const double middle = 0.5 * (low + high);
        (chi_square_probability(middle, degrees) < probability ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

}  // namespace puncta

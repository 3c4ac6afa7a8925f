#include "models/elasticity/punch_basis.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/numerics/gauss_legendre.hpp"
#include "engine/numerics/spherical_bessel.hpp"

namespace puncta::models {
namespace {

constexpr double beta = 2.5;  // draws the functions towards the edge
constexpr std::size_t series = PunchTransforms::legendre_terms;

/// P_0, P_2, … of y by the three-term recurrence.
template <std::size_t Count>
std::array<double, Count> even_legendre(double y) {
    std::array<double, Count> values{};
    double previous = 1, value = y;
    values[0] = 1;
    for (std::size_t l = 1; l + 1 < 2 * Count; ++l) {
        const auto n = double(l);
        const double next = ((2 * n + 1) * y * value - n * previous) / (n + 1);
        previous = value;
        value = next;
        if (l % 2 == 1) values[(l + 1) / 2] = value;
    }
    return values;
}

std::array<double, smooth_functions> smooth_at(double s) {
    return even_legendre<smooth_functions>(std::atanh(s * std::tanh(beta)) / beta);
}

/// How many even orders matter at x: beyond, spherical Bessel functions are below 1e-14.
std::size_t terms_at(double x) {
    const auto most = static_cast<std::size_t>(std::min(1e3, 0.5 * (x + 30 + 6 * std::cbrt(x))));
    return std::min(series, (most + 3) / 4 * 4);
}

/// Scalar product of the first `count`, in four parts, so that the additions overlap.
double sum(const std::array<double, series>& a, const std::array<double, series>& b, std::size_t count) {
    static_assert(series % 4 == 0);
    std::array<double, 4> part{};
    for (std::size_t m = 0; m < count; m += 4)
        for (std::size_t i = 0; i < 4; ++i) part[i] += a[m + i] * b[m + i];
    return (part[0] + part[1]) + (part[2] + part[3]);
}

}  // namespace

double punch_angle(double s) {
    return std::asin(std::atanh(s * std::tanh(beta)) / beta);
}

PunchSums punch_sums_at(double angle, const PunchFunctions& first, const PunchFunctions& second) {
    const double y = std::sin(angle), s = std::tanh(beta * y) / std::tanh(beta);
    const double slope =
        beta * (1 / std::tanh(beta) - s * s * std::tanh(beta)) * std::cos(angle);  // ds/dangle
    // Clenshaw's rule on P_0, P_1, …, of which only the even ones have an amplitude.
    constexpr int top = 2 * static_cast<int>(smooth_functions) - 2;
    PunchSums above{s, 0, 0}, value{s, 0, 0};
    for (int l = top; l > 0; --l) {
        const double rise = (2.0 * l + 1) / (l + 1) * y, fall = (l + 1.0) / (l + 2);
        PunchSums next{s, rise * value.first - fall * above.first, rise * value.second - fall * above.second};
        if (l % 2 == 0) {
            next.first += first[static_cast<std::size_t>(l) / 2];
            next.second += second[static_cast<std::size_t>(l) / 2];
        }
        above = value;
        value = next;
    }
    PunchSums sums{s, slope * (first[0] + y * value.first - 0.5 * above.first),
                   slope * (second[0] + y * value.second - 0.5 * above.second)};
    const double root = std::sqrt((1 - s) * (1 + s)), theta = std::asin(s);
    for (std::size_t n = 0; n < ring_functions; ++n) {  // T_2n(sin theta) = (-1)^n cos(2n theta)
        const double ring = (n % 2 == 0 ? 2 : -2) / std::numbers::pi *
                            std::cos(2 * static_cast<double>(n) * theta) * slope / root;
        sums.first += ring * first[smooth_functions + n];
        sums.second += ring * second[smooth_functions + n];
    }
    return sums;
}

PunchTransforms::PunchTransforms() {
    static const GaussLegendre<16> rule;
    constexpr int panels = 24;  // equal in theta, s = sin(theta), where P_2m is a wave
    constexpr double half = std::numbers::pi / 4 / panels;
    for (int panel = 0; panel < panels; ++panel)
        for (std::size_t q = 0; q < rule.node.size(); ++q) {
            const double theta = half * (2 * panel + 1 + rule.node[q]);
            const double weight = half * rule.weight[q] * std::cos(theta);
            const auto function = smooth_at(std::sin(theta));
            const auto legendre = even_legendre<series>(std::sin(theta));
            for (std::size_t n = 0; n < smooth_functions; ++n)
                for (std::size_t m = 0; m < series; ++m)
                    legendre_[n][m] +=
                        (m % 2 == 0 ? 1 : -1) * (4 * double(m) + 1) * weight * function[n] * legendre[m];
        }
}

const PunchTransforms& PunchTransforms::shared() {
    static const PunchTransforms transforms;
    return transforms;
}

PunchTransforms::Wave PunchTransforms::at(double x) const {
    const bool both = x >= first_wave;
    std::array<double, series> first_kind, second_kind;
    if (both)
        even_spherical_bessel(x, first_kind, second_kind);
    else
        even_spherical_bessel(x, first_kind);
    Wave wave{};
    const std::size_t terms = terms_at(x);
    for (std::size_t n = 0; n < smooth_functions; ++n) {
        wave.value[n] = sum(legendre_[n], first_kind, terms);
        if (both) wave.quadrature[n] = sum(legendre_[n], second_kind, terms);
    }
    for (std::size_t n = 0; n < ring_functions; ++n) {
        const int order = 2 * static_cast<int>(n), sign = n % 2 == 0 ? 1 : -1;
        wave.value[smooth_functions + n] = sign * ::jn(order, x);
        if (both) wave.quadrature[smooth_functions + n] = sign * ::yn(order, x);
    }
    return wave;
}

const PunchFunctions& punch_moments() {
    static const PunchFunctions moments = PunchTransforms::shared().at(0).value;
    return moments;
}

}  // namespace puncta::models

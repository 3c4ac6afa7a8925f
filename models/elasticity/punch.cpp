#include "models/elasticity/punch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "engine/base/error.hpp"
#include "engine/numerics/gauss_legendre.hpp"
#include "engine/numerics/lagrange.hpp"

namespace puncta::models {
namespace {

constexpr int per_decade = 32;
constexpr int first_radius_decade = -7, last_radius_decade = -1;
constexpr int first_wave_decade = -1, last_wave_decade = 10;
constexpr int radius_count = (last_radius_decade - first_radius_decade) * per_decade + 1;
constexpr int wave_count = (last_wave_decade - first_wave_decade) * per_decade + 1;
// x = ka lies on a common grid: index = radius index + wave index + margin. The margins hold the weights of g
// beyond the tabulated wave numbers, where it is taken as constant (the support below, the top layer's tail
// above).
constexpr int low_margin = 6 * per_decade, high_margin = 3 * per_decade;
constexpr int product_count = radius_count + wave_count + low_margin + high_margin;
constexpr int order = 6;  // samples of the local polynomial
const double spacing = std::numbers::ln10 / per_decade;

/// ∫ over one interval of the common grid of each local polynomial times (sin x / x)².
/// Beyond `oscillation_end` the square is replaced by its mean 1/(2x²): the rest is below 1e-8 of the total.
std::array<double, order> interval_integrals(double low) {
    static const GaussLegendre<8> rule;
    constexpr double oscillation_end = 4000;
    const double high = low * std::exp(spacing);
    const bool oscillating = low < oscillation_end;
    const int panels = oscillating ? 1 + static_cast<int>((high - low) / 1.5) : 1;
    std::array<double, order> sums{};
    for (int panel = 0; panel < panels; ++panel) {
        const double start = low + (high - low) * panel / panels, half = 0.5 * (high - low) / panels;
        for (std::size_t n = 0; n < rule.node.size(); ++n) {
            const double x = start + half * (1 + rule.node[n]);
            const double sine = std::sin(x);
            const double kernel = x < 1e-4 ? 1 - x * x / 3 : (oscillating ? sine * sine : 0.5) / (x * x);
            const auto weights = lagrange_weights<order>(2 + std::log(x / low) / spacing);
            for (std::size_t q = 0; q < order; ++q) sums[q] += half * rule.weight[n] * kernel * weights[q];
        }
    }
    return sums;
}

/// Weight of the sample of g at each point of the common grid, and the sums of all weights before each point.
struct Quadrature {
    std::vector<double> weight, before;
};

const Quadrature& quadrature() {
    static const Quadrature shared = [] {
        Quadrature q{std::vector<double>(product_count, 0.0), {}};
        const double lowest = first_radius_decade + first_wave_decade - double(low_margin) / per_decade;
        for (int n = 2; n + 3 < product_count; ++n) {
            const auto parts = interval_integrals(std::pow(10.0, lowest + double(n) / per_decade));
            for (int i = 0; i < order; ++i)
                q.weight[static_cast<std::size_t>(n) - 2 + static_cast<std::size_t>(i)] +=
                    parts[static_cast<std::size_t>(i)];
        }
        q.before.assign(1, std::pow(10.0, lowest));
        for (const double w : q.weight) q.before.push_back(q.before.back() + w);
        return q;
    }();
    return shared;
}

double grid_radius(int i) {
    return std::pow(10.0, first_radius_decade + double(i) / per_decade);
}

}  // namespace

double PunchTable::smallest_radius() {
    return std::pow(10.0, first_radius_decade);
}
double PunchTable::largest_radius() {
    return std::pow(10.0, last_radius_decade);
}
int PunchTable::samples_per_decade() {
    return per_decade;
}

PunchTable::PunchTable(const ElasticStack& stack) : log_compliance_(radius_count) {
    std::vector<double> g(wave_count);
    for (int j = 0; j < wave_count; ++j) {
        const double k = std::pow(10.0, first_wave_decade + double(j) / per_decade);
        g[static_cast<std::size_t>(j)] = k * surface_compliance(stack, k);
    }
    const Quadrature& q = quadrature();
    for (int i = 0; i < radius_count; ++i) {
        const auto start = static_cast<std::size_t>(i) + low_margin, end = start + wave_count;
        double sum = g.front() * q.before[start] + g.back() * (q.before.back() - q.before[end]);
        for (std::size_t j = 0; j < g.size(); ++j) sum += q.weight[start + j] * g[j];
        log_compliance_[static_cast<std::size_t>(i)] =
            std::log(sum / (2 * std::numbers::pi * grid_radius(i)));
    }
    for (double value : log_compliance_)
        if (!std::isfinite(value)) throw NumericsError("the punch compliance of this stack is not finite");
}

PunchTable::Local PunchTable::evaluate(double log_radius) const {
    const double position = (log_radius / std::numbers::ln10 - first_radius_decade) * per_decade;
    const int start = std::clamp(static_cast<int>(std::floor(position)) - 2, 0, radius_count - order);
    const double t = std::clamp(position, 0.0, double(radius_count - 1)) - start;
    const auto weights = lagrange_weights<order>(t);
    // Central difference of the same polynomial; the step is small against the spacing, large against
    // rounding.
    constexpr double h = 1e-3;
    const auto ahead = lagrange_weights<order>(t + h), behind = lagrange_weights<order>(t - h);
    Local result{0, 0};
    for (std::size_t q = 0; q < order; ++q) {
        const double sample = log_compliance_[static_cast<std::size_t>(start) + q];
        result.value += weights[q] * sample;
        result.slope += (ahead[q] - behind[q]) / (2 * h * spacing) * sample;
    }
    const double outside = position - (t + start);
    result.value += outside * spacing * result.slope;
    return result;
}

double PunchTable::compliance(double radius) const {
    return std::exp(evaluate(std::log(radius)).value);
}
double PunchTable::log_slope(double radius) const {
    return evaluate(std::log(radius)).slope;
}

}  // namespace puncta::models

#include "engine/numerics/spherical_bessel.hpp"

#include <cmath>
#include <cstddef>

#include "engine/base/error.hpp"

namespace puncta {
namespace {

/// j_l = x^l/(2l+1)!! (1 - x²/(2(2l+3)) (1 - x²/(4(2l+5)) …)) for small x.
void power_series(double x, std::span<double> values) {
    double leading = 1;
    for (std::size_t m = 0; m < values.size(); ++m) {
        const double l = 2 * double(m);
        values[m] = leading * (1 - x * x / (2 * (2 * l + 3)) * (1 - x * x / (4 * (2 * l + 5))));
        leading *= x * x / ((2 * l + 3) * (2 * l + 5));
    }
}

void downward(double x, std::span<double> values) {
    for (double& value : values) value = 0;  // orders far above x
    double above = 0, value = 1e-280;
    const double per_x = 1 / x;
    for (int l = 60 + static_cast<int>(1.3 * x); l > 0; --l) {
        const double below = (2 * l + 1) * per_x * value - above;
        above = value;
        value = below;
        const auto m = static_cast<std::size_t>(l - 1) / 2;
        if (l % 2 == 1 && m < values.size()) values[m] = value;
    }
    const double j0 = std::sin(x) / x, j1 = (j0 - std::cos(x)) / x;
    const double scale = std::abs(value) > std::abs(above) ? j0 / value : j1 / above;
    for (double& v : values) v *= scale;
}

/// Orders l and l + 1 of a solution at x.
struct Pair {
    double lower, upper;
};

/// Two solutions side by side, because one alone waits for its own last step. Stable while the order is below
/// x.
void upward(double x, std::span<double> values, Pair a, std::span<double> others, Pair b) {
    const double per_x = 1 / x;
    for (std::size_t m = 0; m < values.size(); ++m) {
        values[m] = a.lower;
        others[m] = b.lower;
        const double l = 2 * double(m) + 1, odd = (2 * l + 1) * per_x, even = (2 * l + 3) * per_x;
        a.lower = odd * a.upper - a.lower;
        b.lower = odd * b.upper - b.lower;
        a.upper = even * a.lower - a.upper;
        b.upper = even * b.lower - b.upper;
    }
}

Pair first_kind_start(double x) {
    return {std::sin(x) / x, (std::sin(x) / x - std::cos(x)) / x};
}
Pair second_kind_start(double x) {
    return {-std::cos(x) / x, -(std::cos(x) / x + std::sin(x)) / x};
}

}  // namespace

void even_spherical_bessel(double x, std::span<double> values) {
    if (x < 1e-2)
        power_series(x, values);
    else if (x < 2 * double(values.size()) + 50)
        downward(x, values);
    else
        upward(x, values, first_kind_start(x), values, first_kind_start(x));
}

void even_spherical_bessel(double x, std::span<double> first_kind, std::span<double> second_kind) {
    PUNCTA_EXPECT(x >= 2 * double(second_kind.size()) + 50 && first_kind.size() == second_kind.size(),
                  "x = {} for {} and {} orders", x, first_kind.size(), second_kind.size());
    upward(x, first_kind, first_kind_start(x), second_kind, second_kind_start(x));
}

}  // namespace puncta

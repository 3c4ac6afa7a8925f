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
    for (int l = 60 + static_cast<int>(1.3 * x); l > 0; --l) {
        const double below = (2 * l + 1) / x * value - above;
        above = value;
        value = below;
        const auto m = static_cast<std::size_t>(l - 1) / 2;
        if (l % 2 == 1 && m < values.size()) values[m] = value;
    }
    const double j0 = std::sin(x) / x, j1 = (j0 - std::cos(x)) / x;
    const double scale = std::abs(value) > std::abs(above) ? j0 / value : j1 / above;
    for (double& v : values) v *= scale;
}

/// Stable while the order is below x.
void upward(double x, std::span<double> values, double first, double second) {
    for (std::size_t m = 0; m < values.size(); ++m) {
        values[m] = first;
        const double l = 2 * double(m) + 1;
        first = (2 * l + 1) / x * second - first;
        second = (2 * l + 3) / x * first - second;
    }
}

}  // namespace

void even_spherical_bessel(double x, std::span<double> values) {
    if (x < 1e-2)
        power_series(x, values);
    else if (x < 2 * double(values.size()) + 50)
        downward(x, values);
    else
        upward(x, values, std::sin(x) / x, (std::sin(x) / x - std::cos(x)) / x);
}

void even_spherical_bessel(double x, std::span<double> first_kind, std::span<double> second_kind) {
    PUNCTA_EXPECT(x >= 2 * double(second_kind.size()), "x = {} for {} orders", x, second_kind.size());
    even_spherical_bessel(x, first_kind);
    upward(x, second_kind, -std::cos(x) / x, -(std::cos(x) / x + std::sin(x)) / x);
}

}  // namespace puncta

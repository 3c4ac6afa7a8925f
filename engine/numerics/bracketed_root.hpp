#pragma once
/// Where a function changes its sign between two places: regula falsi, then bisection.

#include <cmath>

namespace puncta {

/// The root of f between low and high, 0 <= low < high, to 1e-15 of it; where f jumps through zero, the place
/// of the jump. `at_low` and `at_high` are f there, of different sign.
template <class Function>
double bracketed_root(const Function& f, double low, double at_low, double high, double at_high) {
    constexpr int patience = 20;
    double last = high;
    const bool positive = at_low >= 0;
    int side = 0;  // of the point before; an end that stays twice counts half (Illinois)
    for (int n = 0; n < 100 && high - low > 1e-15 * high; ++n) {
        double x = low - at_low * (high - low) / (at_high - at_low);
        if (n >= patience || !(x > low && x < high)) x = 0.5 * (low + high);
        const double at_x = f(x);
        if ((at_x >= 0) == positive) {
            low = x;
            at_low = at_x;
            if (side == -1) at_high /= 2;
            side = -1;
        } else {
            high = x;
            at_high = at_x;
            if (side == 1) at_low /= 2;
            side = 1;
        }
        if (std::abs(x - last) <= 1e-15 * high) return x;
        last = x;
    }
    return 0.5 * (low + high);
}

}  // namespace puncta

#include "engine/motion/correlated_path.hpp"

#include <algorithm>
#include <cmath>

namespace puncta {

double CorrelatedPath::draw(std::int64_t multiple) const {
    DrawKey key = key_;
    key.c = static_cast<std::uint64_t>(multiple);
    return draws_.normal(purpose_, key);
}

double CorrelatedPath::at_multiple(std::int64_t multiple) const {
    double before = draw(0);
    if (multiple == 0) return before;
    // Forward over 1, 2, 4 … until the time is passed.
    std::int64_t low = 0, high = 1;
    auto forward = [&](double from, std::int64_t step) {
        const double kept = std::exp(-double(step) / per_time);
        return kept * from + std::sqrt(-std::expm1(-2 * double(step) / per_time)) * draw(high);
    };
    double after = forward(before, 1);
    while (high < multiple) {
        low = high;
        before = after;
        high *= 2;
        after = forward(before, low);
    }
    // Back by halves.
    while (high != multiple) {
        const std::int64_t middle = low + (high - low) / 2;
        const double half = double(middle - low) / per_time;
        const double value =
            (before + after) / (2 * std::cosh(half)) + std::sqrt(std::tanh(half)) * draw(middle);
        if (multiple > middle) {
            low = middle;
            before = value;
        } else {
            high = middle;
            after = value;
        }
    }
    return after;
}

double CorrelatedPath::at(double time) const {
    // Beyond 2^50 multiples doubles have no room for the part between them.
    const double multiples = std::clamp(time / unit_, 0.0, 0x1p50);
    const double whole = std::floor(multiples), part = multiples - whole;
    const auto multiple = static_cast<std::int64_t>(whole);
    const double value = at_multiple(multiple);
    return part > 0 ? value + part * (at_multiple(multiple + 1) - value) : value;
}

}  // namespace puncta

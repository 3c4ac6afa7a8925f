#include "models/viscosity/relaxation.hpp"

#include <cmath>

#include "engine/base/error.hpp"

namespace puncta::models {
namespace {

/// (1 - exp(-x))/x.
double ramp_share(double x) {
    return x > 0 ? -std::expm1(-x) / x : 1;
}

}  // namespace

double long_time_share(std::span<const PronyTerm> series) {
    double share = 1;
    for (const PronyTerm& term : series) share -= term.share;
    return share;
}

double ramp_stiffening(std::span<const PronyTerm> series, double time) {
    PUNCTA_EXPECT(time > 0, "time = {}", time);
    const double long_time = long_time_share(series);
    double now = 0;
    for (const PronyTerm& term : series) now += term.share * ramp_share(time / term.time);
    return (long_time + now) / long_time;
}

double rate_stiffening(double exponent, double speed) {
    constexpr double reference = 1;  // [m/s]
    return speed > reference ? std::pow(speed / reference, exponent) : 1;
}

Overstress::Overstress(std::span<const PronyTerm> series) {
    const double relaxing = 1 - long_time_share(series);
    for (const PronyTerm& term : series)
        if (term.share > 0) terms_.push_back({term.share / relaxing, term.time, 0});
}

Overstress::Line Overstress::after(double step) const {
    PUNCTA_EXPECT(step >= 0, "step = {}", step);
    Line line{0, 0};
    for (const Term& term : terms_) {
        const double x = step / term.time, gain = term.weight * ramp_share(x);
        line.rest += std::exp(-x) * term.q - gain * y_;
        line.gain += gain;
    }
    return line;
}

void Overstress::advance(double step, double y) {
    PUNCTA_EXPECT(step >= 0, "step = {}", step);
    for (Term& term : terms_) {
        const double x = step / term.time;
        term.q = std::exp(-x) * term.q + term.weight * ramp_share(x) * (y - y_);
    }
    y_ = y;
}

}  // namespace puncta::models

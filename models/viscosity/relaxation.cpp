#include "models/viscosity/relaxation.hpp"

#include <cmath>

#include "engine/base/error.hpp"

namespace puncta::models {

double ramp_stiffening(std::span<const PronyTerm> series, double time) {
    PUNCTA_EXPECT(time > 0, "time = {}", time);
    double long_time = 1, now = 0;
    for (const PronyTerm& term : series) {
        const double x = time / term.time;
        long_time -= term.share;
        now += term.share * -std::expm1(-x) / x;
    }
    return (long_time + now) / long_time;
}

}  // namespace puncta::models

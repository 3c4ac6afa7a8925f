#include "engine/numerics/log_curve.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/base/error.hpp"

namespace puncta {

LogCurve::LogCurve(const std::vector<Knot>& knots) {
    PUNCTA_EXPECT(knots.size() >= 2, "{} knots", knots.size());
    for (const Knot& knot : knots) {
        PUNCTA_EXPECT(knot.x > 0 && knot.y > 0 && knot.log_slope > 0, "knot x = {}, y = {}, slope = {}",
                      knot.x, knot.y, knot.log_slope);
        PUNCTA_EXPECT(log_x_.empty() || std::log(knot.x) > log_x_.back(), "x = {} does not increase", knot.x);
        log_x_.push_back(std::log(knot.x));
        log_y_.push_back(std::log(knot.y));
        slope_.push_back(knot.log_slope);
    }
}

LogCurve::LogValue LogCurve::between(std::size_t n, double t) const {
    const double h = log_step(n), rise = log_y_[n + 1] - log_y_[n];
    const double m0 = h * slope_[n], m1 = h * slope_[n + 1];
    const double c2 = 3 * rise - 2 * m0 - m1, c3 = m0 + m1 - 2 * rise;
    return {log_y_[n] + t * (m0 + t * (c2 + t * c3)), (m0 + t * (2 * c2 + t * 3 * c3)) / h,
            (2 * c2 + t * 6 * c3) / (h * h)};
}

Quintic::Contact LogCurve::contact(std::size_t n, double part) const {
    const LogValue at = between(n, part);
    const double x = std::exp(log_x_[n] + part * log_step(n)), y = std::exp(at.value);
    return {x, y, at.slope * y / x, (at.slope * at.slope - at.slope + at.bend) * y / (x * x)};
}

LogCurve::Value LogCurve::operator()(double x) const {
    if (x <= 0) {
        const bool steep = slope_.front() < 1, flat = slope_.front() > 1;
        const double limit = flat ? 0.0 : std::exp(log_y_.front() - log_x_.front());
        return {0, steep ? std::numeric_limits<double>::infinity() : limit};
    }
    const double u = std::log(x);
    double v = 0, dv = 0;
    if (u <= log_x_.front() || u >= log_x_.back()) {
        const std::size_t end = u <= log_x_.front() ? 0 : log_x_.size() - 1;
        dv = slope_[end];
        v = log_y_[end] + dv * (u - log_x_[end]);
    } else {
        const auto above = std::upper_bound(log_x_.begin(), log_x_.end(), u);
        const auto i = static_cast<std::size_t>(above - log_x_.begin()) - 1;
        const LogValue at = between(i, (u - log_x_[i]) / log_step(i));
        v = at.value;
        dv = at.slope;
    }
    const double y = std::exp(v);
    return {y, dv * y / x};
}

LogCurve LogCurve::inverse() const {
    LogCurve result;
    result.log_x_ = log_y_;
    result.log_y_ = log_x_;
    for (double s : slope_) result.slope_.push_back(1 / s);
    return result;
}

}  // namespace puncta

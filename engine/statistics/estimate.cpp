#include "engine/statistics/estimate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "engine/base/error.hpp"

namespace puncta {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t largest_exact_degrees = 200;

/// P(|T| < t) for integer degrees of freedom, Abramowitz & Stegun (1964) 26.7.3 (odd) and 26.7.4 (even).
double central_probability(double t, std::size_t degrees) {
    const double n = static_cast<double>(degrees);
    const double theta = std::atan(t / std::sqrt(n));
    const double cosine_squared = std::cos(theta) * std::cos(theta);
    const bool odd = degrees % 2 == 1;
    double term = odd ? std::cos(theta) : 1.0;
    double sum = 0;
    for (std::size_t power = odd ? 1 : 0; power + 2 <= degrees; power += 2) {
        sum += term;
        const double next = static_cast<double>(power);
        term *= cosine_squared * (next + 1) / (next + 2);
    }
    return odd ? 2 / std::numbers::pi * (theta + std::sin(theta) * sum) : std::sin(theta) * sum;
}

/// Abramowitz & Stegun 26.7.5: expansion in 1/degrees about the normal quantile x.
double expansion(std::size_t degrees) {
    constexpr double x = 1.959963984540054;  // normal quantile at 0.975
    constexpr double x2 = x * x;
    const double n = static_cast<double>(degrees);
    const double g1 = x * (x2 + 1) / 4;
    const double g2 = x * ((5 * x2 + 16) * x2 + 3) / 96;
    const double g3 = x * (((3 * x2 + 19) * x2 + 17) * x2 - 15) / 384;
    const double g4 = x * ((((79 * x2 + 776) * x2 + 1482) * x2 - 1920) * x2 - 945) / 92160;
    return x + (g1 + (g2 + (g3 + g4 / n) / n) / n) / n;
}

constexpr std::size_t fewest_for_skewness = 4;

struct Interval {
    double low, high;
};

struct Moments {
    double mean, standard_error, skewness;
    std::size_t count;
    bool none_negative;
};

Interval student_interval(double mean, double standard_error, std::size_t count) {
    const double reach = student_t_975(count - 1) * standard_error;
    return {mean - reach, mean + reach};
}

/// Hall's transformation inverted: (mean - truth)/s whose transform is y.
double untransformed(double y, double skewness, double n) {
    if (std::abs(skewness) < 1e-6) return y;
    return 3 / skewness * (std::cbrt(1 + skewness * (y - skewness / (6 * n))) - 1);
}

Interval hall_interval(const Moments& moments) {
    const double n = double(moments.count), s = moments.standard_error * std::sqrt(n);
    const double y = student_t_975(moments.count - 1) / std::sqrt(n);
    return {moments.mean - s * untransformed(y, moments.skewness, n),
            moments.mean - s * untransformed(-y, moments.skewness, n)};
}

Interval log_scale_interval(const Moments& moments) {
    const double ratio = std::exp(student_t_975(moments.count - 1) * moments.standard_error / moments.mean);
    return {moments.mean / ratio, moments.mean * ratio};
}

Interval cover_both(const Interval& a, const Interval& b) {
    return {std::min(a.low, b.low), std::max(a.high, b.high)};
}

Interval mean_interval(const Moments& moments) {
    if (moments.count < fewest_for_skewness)
        return student_interval(moments.mean, moments.standard_error, moments.count);
    const Interval hall = hall_interval(moments);
    return moments.none_negative && moments.mean > 0 ? cover_both(hall, log_scale_interval(moments)) : hall;
}

Interval logit_interval(const Moments& moments) {
    const double share = moments.mean, centre = std::log(share / (1 - share));
    const double reach = student_t_975(moments.count - 1) * moments.standard_error / (share * (1 - share));
    const auto from_logit = [](double z) { return 1 / (1 + std::exp(-z)); };
    return {from_logit(centre - reach), from_logit(centre + reach)};
}

Interval share_interval(const Moments& moments) {
    const double all_equal_bound = std::pow(0.025, 1 / static_cast<double>(moments.count));
    if (moments.mean <= 0) return {0, 1 - all_equal_bound};
    if (moments.mean >= 1) return {all_equal_bound, 1};
    const Interval logit = logit_interval(moments);
    if (moments.count < fewest_for_skewness) return logit;
    const Interval hall = hall_interval(moments);
    return cover_both(logit, {std::max(0.0, hall.low), std::min(1.0, hall.high)});
}

}  // namespace

double student_t_975(std::size_t degrees) {
    if (degrees == 0) return infinity;
    if (degrees > largest_exact_degrees) return expansion(degrees);
    double low = 1.9, high = 13;  // t lies between the normal quantile 1.96 and 12.71 for one degree
    for (int halving = 0; halving < 56; ++halving) {
        const double middle = (low + high) / 2;
        (central_probability(middle, degrees) < 0.95 ? low : high) = middle;
    }
    return (low + high) / 2;
}

Estimate estimate_mean(std::span<const double> values, bool is_share) {
    double sum = 0;
    std::size_t count = 0;
    for (const double value : values) {
        if (std::isnan(value)) continue;
        PUNCTA_EXPECT(!is_share || (value > -1e-9 && value < 1 + 1e-9), "share = {}", value);
        sum += value;
        ++count;
    }
    if (count == 0) return {not_a_number, not_a_number, not_a_number, not_a_number, 0};
    const double n = static_cast<double>(count);
    const double mean = is_share ? std::clamp(sum / n, 0.0, 1.0) : sum / n;
    if (count == 1) return {mean, not_a_number, is_share ? 0 : -infinity, is_share ? 1 : infinity, 1};

    double squares = 0, cubes = 0;
    bool none_negative = true;
    for (const double value : values) {
        if (std::isnan(value)) continue;
        squares += (value - mean) * (value - mean);
        cubes += (value - mean) * (value - mean) * (value - mean);
        none_negative = none_negative && value >= 0;
    }
    const double standard_error = std::sqrt(squares / (n - 1) / n);
    const double skewness = squares > 0 ? cubes / n / std::pow(squares / n, 1.5) : 0;
    const Moments moments{mean, standard_error, skewness, count, none_negative};
    const Interval interval = is_share ? share_interval(moments) : mean_interval(moments);
    // Through a logarithm and back an interval of no width may miss its own mean by a rounding.
    return {mean, standard_error, std::min(interval.low, mean), std::max(interval.high, mean), count};
}

std::string_view interval_kind(bool is_share) {
    return is_share
               ? "95 % Student t over replicates on the logit scale; exact binomial bound where all are "
                 "0 or 1"
               : "95 % over replicates: Hall's t for skewed means and, where none is negative, Student t "
                 "on the log scale, the wider of both; Student t below 4 replicates";
}

}  // namespace puncta

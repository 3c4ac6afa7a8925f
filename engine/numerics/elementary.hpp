#pragma once
/// Natural logarithm and exponential by written-out series, without a branch or a call: loops over them
/// become vectors, with the same bits on every instruction set.

#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace puncta {

/// Of a normal positive number, to 2e-16 and rounding: exponent, and 2 artanh((m-1)/(m+1)) of m between the
/// roots of 1/2 and 2.
inline double natural_log(double x) {
    constexpr auto root_half = std::bit_cast<std::uint64_t>(0.5 * std::numbers::sqrt2);
    constexpr std::uint64_t to_exponent = std::bit_cast<std::uint64_t>(1.0) - root_half;
    constexpr std::uint64_t mantissa = (std::uint64_t{1} << 52) - 1;
    constexpr double whole = 0x1p52;  // an integer below it stands in the mantissa of their sum
    const std::uint64_t shifted = std::bit_cast<std::uint64_t>(x) + to_exponent;
    const double exponent =
        std::bit_cast<double>((shifted >> 52) | std::bit_cast<std::uint64_t>(whole)) - (whole + 1023);
    const double m = std::bit_cast<double>((shifted & mantissa) + root_half);
    const double s = (m - 1) / (m + 1), z = s * s;
    const double series =
        1.0 / 3 +
        z * (1.0 / 5 +
             z * (1.0 / 7 +
                  z * (1.0 / 9 +
                       z * (1.0 / 11 + z * (1.0 / 13 + z * (1.0 / 15 + z * (1.0 / 17 + z * (1.0 / 19))))))));
    return exponent * std::numbers::ln2 + 2 * (s + s * z * series);
}

/// e^x, |x| < 700, to 4e-16: 2^k e^r with |r| up to ln(2)/2, Taylor's series of e^r.
inline double exponential(double x) {
    constexpr double whole = 0x1.8p52;  // added, it rounds to an integer in the low bits
    constexpr double high = 0x1.62e42fee00000p-1, low = 0x1.a39ef35793c76p-33;  // of ln 2; k high is exact
    const double shifted = std::fma(x, std::numbers::log2e, whole), k = shifted - whole;
    const double r = std::fma(-k, low, std::fma(-k, high, x));
    double series = 1.0 / 6227020800;
    series = std::fma(series, r, 1.0 / 479001600);
    series = std::fma(series, r, 1.0 / 39916800);
    series = std::fma(series, r, 1.0 / 3628800);
    series = std::fma(series, r, 1.0 / 362880);
    series = std::fma(series, r, 1.0 / 40320);
    series = std::fma(series, r, 1.0 / 5040);
    series = std::fma(series, r, 1.0 / 720);
    series = std::fma(series, r, 1.0 / 120);
    series = std::fma(series, r, 1.0 / 24);
    series = std::fma(series, r, 1.0 / 6);
    series = std::fma(series, r, 0.5);
    const double rest = std::fma(series * r, r, r);
    const double power = std::bit_cast<double>((std::bit_cast<std::uint64_t>(shifted) + 1023) << 52);
    return std::fma(power, rest, power);
}

}  // namespace puncta

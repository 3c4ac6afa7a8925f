#pragma once
/// Literals for physical constants in code: everything inside is SI, so `0.25_mm` is 2.5e-4.

namespace puncta::units {

// clang-format off
constexpr double operator""_m(long double v) { return static_cast<double>(v); }
constexpr double operator""_cm(long double v) { return static_cast<double>(v * 1e-2L); }
constexpr double operator""_mm(long double v) { return static_cast<double>(v * 1e-3L); }
constexpr double operator""_um(long double v) { return static_cast<double>(v * 1e-6L); }
constexpr double operator""_N(long double v) { return static_cast<double>(v); }
constexpr double operator""_mN(long double v) { return static_cast<double>(v * 1e-3L); }
constexpr double operator""_Pa(long double v) { return static_cast<double>(v); }
constexpr double operator""_kPa(long double v) { return static_cast<double>(v * 1e3L); }
constexpr double operator""_MPa(long double v) { return static_cast<double>(v * 1e6L); }
constexpr double operator""_deg(long double v) { return static_cast<double>(v * 0.017453292519943295769L); }
constexpr double operator""_s(long double v) { return static_cast<double>(v); }
constexpr double operator""_kJ_m2(long double v) { return static_cast<double>(v * 1e3L); }
// clang-format on

}  // namespace puncta::units

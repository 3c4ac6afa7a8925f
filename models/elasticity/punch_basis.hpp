#pragma once
/// Trial functions of the pressure under a punch, and their cosine transforms.
///
/// The pressure under a punch of radius a is written by phi(t), 0 < t < a: its radial transform is
/// ∫_0^a phi(t) cos(kt) dt, so that p = 0 outside, and p(r) = phi(a)/sqrt(a² - r²) - ∫_r^a phi'(t)/sqrt(t² -
/// r²) dt (Sneddon 1966, "Mixed boundary value problems in potential theory", ch. 3). With s = t/a:
/// - smooth functions P_2n(y(s)), y = atanh(s tanh(beta))/beta: even Legendre polynomials, with their nodes
///   drawn towards the edge, where thin stiff layers bend phi within a few of their thicknesses. Plain
///   P_2n(s) need twice as many terms at a = 60 thicknesses of the top layer (measured). The first is
///   constant: the pressure 1/sqrt(a² - r²) of a half-space.
/// - ring functions (2/pi) T_2n(s)/sqrt(1 - s²), transform (-1)^n J_2n(x): a line load along the edge, which
///   a surface in tension carries. Only a stack whose top is in tension gives them a finite energy.
/// All dimensionless; x = ka.

#include <array>
#include <cstddef>

namespace puncta::models {

constexpr std::size_t smooth_functions = 16, ring_functions = 2;
constexpr std::size_t punch_functions = smooth_functions + ring_functions;
using PunchFunctions = std::array<double, punch_functions>;

/// Sums of the functions times two sets of amplitudes, times ds/dangle, at s = s(y), y = sin(angle): waves of
/// even length in the angle, finite up to the edge at pi/2.
struct PunchSums {
    double s, first, second;
};
PunchSums punch_sums_at(double angle, const PunchFunctions& first, const PunchFunctions& second);
/// The angle of s, 0 <= s <= 1.
double punch_angle(double s);

/// Cosine transforms ∫_0^1 b_n(s) cos(xs) ds.
class PunchTransforms {
  public:
    PunchTransforms();
    /// Computed once per process, at first use; thread-safe.
    static const PunchTransforms& shared();

    struct Wave {
        PunchFunctions value;       ///< the transform itself
        PunchFunctions quadrature;  ///< the same wave a quarter period later, for x >= first_wave
    };
    /// x >= 0. Where both parts are known, the mean of a product over a period is half the sum of the
    /// products of the parts.
    [[nodiscard]] Wave at(double x) const;
    static constexpr double first_wave = 250;

    /// The map is singular at s = 1/tanh(beta), so the Legendre series falls like 1.18^(-2m): 1e-14 at its
    /// end.
    static constexpr std::size_t legendre_terms = 100;

  private:
    /// Coefficients of P_2m(s) in P_2n(y(s)), times (-1)^m.
    std::array<std::array<double, legendre_terms>, smooth_functions> legendre_{};
};

/// ∫_0^1 b_n(s) ds.
const PunchFunctions& punch_moments();

}  // namespace puncta::models

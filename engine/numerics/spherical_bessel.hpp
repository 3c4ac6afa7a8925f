#pragma once
/// Spherical Bessel functions of even order, many at once: the cosine transforms of even Legendre
/// polynomials, ∫_0^1 P_2m(s) cos(xs) ds = (-1)^m j_2m(x).
///
/// j by the downward recurrence (Miller) scaled with the closed form of j_0 or j_1 for x below 2 count + 50,
/// by the upward one above, where y comes with it (Abramowitz & Stegun 10.1, 10.5). Relative error 1e-13 of
/// the largest order of magnitude at each x. x >= 0.

#include <span>

namespace puncta {

/// j_0, j_2, … at x into `values`.
void even_spherical_bessel(double x, std::span<double> values);

/// j_0, j_2, … and y_0, y_2, …, equally many; needs x >= 2 values + 50.
void even_spherical_bessel(double x, std::span<double> first_kind, std::span<double> second_kind);

}  // namespace puncta

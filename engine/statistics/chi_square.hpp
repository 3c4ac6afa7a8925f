#pragma once
/// Quantiles of the chi-square distribution.

namespace puncta {

/// P(X <= x) for X chi-square with `degrees` > 0 degrees of freedom: the regularised incomplete gamma
/// function P(degrees/2, x/2), by its series (Abramowitz & Stegun 1964, 6.5.29) or continued fraction
/// (6.5.31); to 1e-12.
double chi_square_probability(double x, double degrees);

/// The x with chi_square_probability(x, degrees) = probability in (0, 1), by halving; to 1e-12 of itself.
double chi_square_quantile(double probability, double degrees);

}  // namespace puncta

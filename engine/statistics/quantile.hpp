#pragma once
/// Sample quantiles.

#include <span>

namespace puncta {

/// Quantile of `sorted` (ascending, no NaN) at `level` in [0, 1]: type 7 of Hyndman & Fan, The American
/// Statistician 50 (1996) 361, the default of R and NumPy. It interpolates linearly between the order
/// statistics at rank 1 + (n - 1)·level. NaN for an empty sample. Same unit as the sample.
double quantile_of_sorted(std::span<const double> sorted, double level);

}  // namespace puncta

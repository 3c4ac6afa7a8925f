#pragma once
/// How a random field over the skin varies: its covariance, the grid it is made on, and the filter that turns
/// white noise into it.
///
/// Covariance of unit variance, Matérn with smoothness 3/2 (Stein 1999):
///     rho(r) = (1 + s) exp(-s),  s = s_0 r / l,  s_0 = 2.1462, so that rho(l) = 1/e.
/// Chosen because a layer's face then has an inclination (the field is once differentiable), while the
/// Gaussian covariance would let a patch of skin determine all the rest of it (all derivatives exist); no
/// measurement decides. Made by circulant embedding (Dietrich & Newsam 1997): on a periodic grid the
/// covariance is diagonal in wave numbers, and noise times the root of its eigenvalues has exactly that
/// covariance. The covariance is wrapped (summed over all periods, never cut off), so the eigenvalues are
/// sums of the positive spectral density: none is negative, nothing is clipped, and one that were would be an
/// error.
///
/// Grid: 8 spacings per correlation length; the period exceeds the area by 6 lengths, so that what a point
/// adds to another around the period is below 4e-5. Between grid points the field is a cubic spline through
/// them, which takes at most 0.15 % of the variance (0.07 % on average). The filter divides by the spline's
/// spectrum, so that its output are the coefficients of the splines.

#include <array>
#include <vector>

#include "engine/fields/fourier_plane.hpp"

namespace puncta {

/// rho(r) for a correlation length in the same unit as the distance; 1 at 0, 1/e at one length.
double field_covariance(double distance, double correlation_length);

/// A periodic grid whose point (0, 0) is the origin of the area.
struct FieldGrid {
    PlaneSize size;      ///< rows along y, columns along x
    double spacing = 0;  ///< [m]
    int first = 0;       ///< grid index of the first row and column; those before the area are negative
};

/// Most points a grid may have; more is no field of skin but a slip of the unit.
inline constexpr double most_field_points = 4096.0 * 4096.0;

/// Points a grid needs at least for this area and correlation length [m].
double field_points(const std::array<double, 2>& area, double correlation_length);

/// The filter, computed once for all fields of equal area and length; immutable.
class FieldSpectrum {
  public:
    /// Sides of the area and correlation length [m], all positive. InputError where the grid would be
    /// absurd.
    FieldSpectrum(const std::array<double, 2>& area, double correlation_length);

    [[nodiscard]] const FieldGrid& grid() const { return grid_; }
    /// Factor on the spectrum of white noise of variance 1; rows x (columns/2 + 1).
    [[nodiscard]] const std::vector<double>& gain() const { return gain_; }

  private:
    FieldGrid grid_;
    std::vector<double> gain_;
};

}  // namespace puncta

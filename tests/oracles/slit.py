"""What it costs to open a layer by a round needle: the slit of least crack and strain energy.

Contract: engine/insertion/STATION.md.  Here x is the logarithm of the stretch of the slit's perimeter and
m = J/(mu R); the strain energy is integrated by Simpson's rule on a fine grid and both it and the best stretch
are splines, so that the sum, being at its minimum, is exact to second order in the error of the stretch.
"""

from functools import lru_cache

import numpy as np
from scipy.interpolate import CubicSpline


@lru_cache(maxsize=64)
def least_energy(alpha):
    """f(ln m) and f'(m) of the least sum f = min_x [pi m exp(-x) + omega(x)], as one function."""
    u = np.linspace(np.log(1e-9), np.log(60.0 / alpha + 12.0), 40001)  # grid in ln x
    x = np.exp(u)
    ratio = np.sinh(alpha * x / 2) / np.sinh(x)
    integrand = ratio**2 * x
    step = u[1] - u[0]
    # Simpson's rule on pairs of intervals; the odd nodes only serve as midpoints.
    pairs = step / 3 * (integrand[:-2:2] + 4 * integrand[1:-1:2] + integrand[2::2])
    integral = np.append(0.0, np.cumsum(pairs)) + ratio[0] ** 2 * x[0]
    x, ratio = x[::2], ratio[::2]
    scale = 4 * np.pi / alpha**2
    omega = -scale * np.expm1(-2 * x) * integral
    slope = scale * (2 * np.exp(-2 * x) * integral - np.expm1(-2 * x) * ratio**2)
    stretch = CubicSpline(np.log(slope * np.exp(x) / np.pi), np.log(x))
    log_omega = CubicSpline(np.log(x), np.log(omega))

    def least(m):
        log_x = stretch(np.log(m))
        open_share = np.pi * np.exp(-np.exp(log_x))
        return open_share * m + np.exp(log_omega(log_x)), open_share

    return least


def opening_energy(alpha, toughness, shear_modulus, diameter):
    """Energy per depth [J/m] and its derivative by the diameter [N/m]; all arguments may be arrays."""
    radius = np.asarray(diameter, float) / 2
    inside = radius > 0
    safe = np.where(inside, radius, 1.0)
    f, slope = least_energy(float(alpha))(toughness / (shear_modulus * safe))
    energy = shear_modulus * safe**2 * f
    rate = shear_modulus * safe * f - toughness * slope / 2
    return np.where(inside, energy, 0.0), np.where(inside, rate, 0.0)

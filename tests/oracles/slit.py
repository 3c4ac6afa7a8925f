"""What it costs to open a layer by a round needle: the slit of least crack and strain energy.

Contract: engine/insertion/STATION.md.  Here y is the logarithm of the stretch lambda of the slit's
perimeter and m = J/(mu R); the strain energy is integrated by Simpson's rule on a fine grid and both it and
the best stretch are splines, so that the sum, being at its minimum, is exact to second order in the stretch.
"""

from functools import lru_cache

import numpy as np
from scipy.interpolate import CubicSpline


@lru_cache(maxsize=64)
def least_energy(alpha):
    """m -> (f, f') of the least sum f = min [pi m/lambda + omega(lambda)] over lambda >= 1."""
    c, k = 1 + (4 / np.pi - 1) * 8 / (alpha + 6), 1.926 - 0.0464 * (alpha - 2)
    q = 2.834 + 1.090 * np.log(alpha / 2)
    y = np.linspace(0.0, 12.0 + 60.0 / alpha, 40001)  # ln lambda
    x = np.log(np.exp(q * (y + np.log(c))) + k**q) / q
    rate = (c * np.exp(y)) ** q / ((c * np.exp(y)) ** q + k**q)  # dX/dy
    ratio = (np.sinh(alpha * x / 2) / np.sinh(x)) ** 2
    head, weight = np.polynomial.legendre.leggauss(200)
    head = x[0] * (1 + head) / 2
    start = x[0] / 2 * weight @ (np.sinh(alpha * head / 2) / np.sinh(head)) ** 2
    integrand = ratio * rate
    step = y[1] - y[0]
    # Simpson's rule on pairs of intervals; the odd nodes only serve as midpoints.
    pairs = step / 3 * (integrand[:-2:2] + 4 * integrand[1:-1:2] + integrand[2::2])
    omega = 4 * np.pi / alpha**2 * (start + np.append(0.0, np.cumsum(pairs)))
    m = (4 / alpha**2 * integrand * np.exp(y))[::2]
    stretch, log_omega = CubicSpline(np.log(m), y[::2]), CubicSpline(y[::2], np.log(omega))

    def least(m_of):
        best = np.where(m_of > m[0], stretch(np.log(np.maximum(m_of, m[0]))), 0.0)
        share = np.pi * np.exp(-best)
        return share * m_of + np.exp(log_omega(best)), share

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

"""The noise of finite replicates, told apart from what the points differ by.

With common random numbers value(point, replicate) = mean + point + replicate + rest. The replicate's part is
the same at all points and drops out of their differences; the rest does not, and its variance over the number
of replicates is the noise in the variance between the means of points (two-way analysis of variance without
repetition). Without common random numbers replicate and rest are one.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Decomposition:
    """Variances of the values of points (rows) and replicates (columns), in the unit of the values squared.

    between     of the means of points, as observed; it contains the noise
    replicate   of the part that a replicate has at all points; 0 without common random numbers
    rest        of what is left; NaN with one replicate
    noise       rest over the number of replicates: what `between` has from it
    """

    between: float
    replicate: float
    rest: float
    noise: float

    @property
    def share(self):
        """Of the variance between points that is noise; may exceed 1 by chance."""
        return self.noise / self.between if self.between > 0 else float("nan")


def decomposed(values, common):
    """Decomposition of values (points, replicates); `common`: whether points share their random numbers."""
    points, replicates = values.shape
    means = values.mean(axis=1)
    between = means.var(ddof=1) if points > 1 else float("nan")
    if replicates < 2 or points < 2:
        return Decomposition(between, float("nan"), float("nan"), float("nan"))
    columns = values.mean(axis=0) if common else np.full(replicates, values.mean())
    rest = values - means[:, None] - columns + values.mean()
    freedom = (points - 1 if common else points) * (replicates - 1)
    variance = float((rest**2).sum() / freedom)
    replicate = float(columns.var(ddof=1) - variance / points) if common else 0.0
    return Decomposition(float(between), max(replicate, 0.0), variance, variance / replicates)


def centred(values, common):
    """Values less what a replicate has at all points, or less their mean; the mean over all is 0."""
    return values - (values.mean(axis=0) if common else values.mean())


def of_product(left, right):
    """Noise in the product of two means over replicates (last axis): their covariance over the number.

    Without it only products of different replicates are left, whose noise is independent: no bias.
    """
    replicates = left.shape[-1]
    if replicates < 2:
        return np.full(np.broadcast_shapes(left.shape, right.shape)[:-1], np.nan)
    left = left - left.mean(axis=-1, keepdims=True)
    right = right - right.mean(axis=-1, keepdims=True)
    return (left * right).sum(axis=-1) / (replicates - 1) / replicates

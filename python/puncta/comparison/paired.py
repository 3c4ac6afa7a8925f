"""Contrasts of two designs replicate by replicate: what people, heads and hands have in common cancels."""

import math
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Contrast:
    """One quantity of a design against that of the reference, 95 % intervals.

    reference, value                       means over the pairs, SI
    difference, difference_low, …_high     value - reference, SI
    ratio, ratio_low, ratio_high           value / reference; nan where a mean is not positive
    pairs                                  replicates in which both designs know the quantity
    """

    reference: float
    value: float
    difference: float
    difference_low: float
    difference_high: float
    ratio: float
    ratio_low: float
    ratio_high: float
    pairs: int

    @property
    def told_apart(self):
        """Whether the interval of the difference leaves out zero."""
        return self.difference_low > 0 or self.difference_high < 0


def contrast(reference, other):
    """The Contrast of two arrays (n,) whose elements belong to the same replicates.

    The difference has the interval of a mean (engine/statistics/estimate.hpp), the ratio of the means that of
    a jackknife over pairs on the logarithmic scale with Student's t (Efron & Stein 1981); both means must be
    positive for it.
    """
    from puncta import _core

    reference, other = np.asarray(reference, float), np.asarray(other, float)
    if reference.shape != other.shape or reference.ndim != 1:
        raise ValueError(f"pairs are needed, not arrays of shape {reference.shape} and {other.shape}")
    known = np.isfinite(reference) & np.isfinite(other)
    reference, other = reference[known], other[known]
    if not len(reference):
        return Contrast(*(math.nan,) * 8, pairs=0)
    difference, _, low, high, _ = _core.estimate_mean(other - reference)
    ratio = _ratio(reference, other)
    return Contrast(reference.mean(), other.mean(), difference, low, high, *ratio, pairs=len(reference))


def _ratio(reference, other):
    from scipy.stats import t

    count = len(reference)
    if reference.mean() <= 0 or other.mean() <= 0:
        return (math.nan,) * 3
    ratio = other.mean() / reference.mean()
    left_out = [
        (values.sum() - values) / (count - 1) if count > 1 else values for values in (reference, other)
    ]
    if count < 3 or min(part.min() for part in left_out) <= 0:
        return ratio, math.nan, math.nan
    logs = np.log(left_out[1] / left_out[0])
    error = math.sqrt((count - 1) / count * ((logs - logs.mean()) ** 2).sum())
    reach = math.exp(min(t.ppf(0.975, count - 1) * error, 700))
    return ratio, ratio / reach, ratio * reach

"""Weighted samples of parameters: drawn from their prior ranges, weighted by the data.

Importance sampling on a scrambled Sobol set: no tuning, the same numbers every time, and ridges are kept as
they are instead of being replaced by a best point.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import qmc


@dataclass(frozen=True)
class Sample:
    """values: one array per parameter, all of one length; weight: of that length, sums to 1."""

    values: dict
    weight: np.ndarray

    @property
    def effective_size(self):
        """Number of equally weighted points that would be as sure (Kish)."""
        return 1 / np.sum(self.weight**2)

    def quantile(self, name, share):
        order = np.argsort(self.values[name])
        cumulated = np.cumsum(self.weight[order]) - 0.5 * self.weight[order]
        return float(np.interp(share, cumulated, self.values[name][order]))

    def correlation(self, names):
        """Correlations of the logarithms."""
        logs = np.log(np.array([self.values[name] for name in names]))
        return _correlation(logs, self.weight)

    def draw(self, count, seed):
        """Indices of `count` equally likely points."""
        return np.random.default_rng(seed).choice(len(self.weight), count, p=self.weight)


def _correlation(rows, weight):
    centred = rows - (rows @ weight)[:, None]
    covariance = (centred * weight) @ centred.T
    sd = np.sqrt(np.diag(covariance))
    return covariance / np.outer(sd, sd)


def prior(ranges, count, seed=1):
    """Points of a scrambled Sobol set, uniform in the logarithm of every range."""
    points = qmc.Sobol(len(ranges), seed=seed).random(count)
    ends = np.log(np.array(list(ranges.values())))
    logs = ends[:, 0] + points * (ends[:, 1] - ends[:, 0])
    return dict(zip(ranges, np.exp(logs).T, strict=True))


def weighted(values, misfit):
    """misfit: sum of squared deviations in standard errors, one per point."""
    weight = np.exp(-0.5 * (misfit - np.min(misfit)))
    return Sample(values, weight / weight.sum())

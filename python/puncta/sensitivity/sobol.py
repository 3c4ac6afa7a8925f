"""Sobol indices of a Saltelli design: SALib's, and the same without the noise of finite replicates.

First-order index: the share of the variance that is gone when the axis is known. Total index: the share that
is left when all others are known. SALib's estimators (Saltelli 2010, Jansen) are applied to the means over
replicates. Noise enters all three of their terms, and of_product gives what it adds to each in expectation:
  variance     mean over A and B of var_r(z) / R
  first        mean of cov_r(B, AB - A) / R
  total        half the mean of var_r(A - AB) / R
Intervals are over base samples, drawn again with replacement; replicates are taken as they are.
"""

import warnings
from dataclasses import dataclass

import numpy as np

from puncta.sensitivity import noise, salib, sampling

resamples = 1000


@dataclass(frozen=True)
class Indices:
    """Each an array (3, axes): value, low and high end of the 95 % interval."""

    first: np.ndarray
    total: np.ndarray
    first_raw: np.ndarray
    total_raw: np.ndarray


def indices(values, dimensions, *, common, seed):
    """Indices of values (base samples * (dimensions + 2), replicates); NaN where nothing varies."""
    size = sampling.block_size("saltelli", dimensions)
    nothing = np.full((3, dimensions), np.nan)
    if len(values) < 2 * size:
        return Indices(nothing, nothing, nothing, nothing)
    blocks = noise.centred(values, common).reshape(-1, size, values.shape[1])
    scale = blocks.mean(axis=-1).std()
    # A spread that is rounding is none.
    if not scale > 1e-12 * np.abs(values).max():
        return Indices(nothing, nothing, nothing, nothing)
    blocks = blocks / scale
    raw = _salib(blocks.mean(axis=-1), dimensions, seed)
    return Indices(*_corrected(blocks, raw, seed), *raw)


def _salib(means, dimensions, seed):
    with warnings.catch_warnings():
        # Of resamples in which nothing varies.
        warnings.simplefilter("ignore")
        found = salib.module("analyze.sobol").analyze(
            # Names in an array: SALib 1.5 asks pandas for the unique ones, and pandas 3 takes no list.
            sampling.problem(dimensions) | {"names": np.arange(dimensions).astype(str)},
            means.ravel(),
            calc_second_order=False,
            num_resamples=resamples,
            seed=seed + 1,  # 0 would be no seed to SALib
        )
    return tuple(_around(found[name], found[f"{name}_conf"]) for name in ("S1", "ST"))


def _around(value, half_width):
    value, half_width = np.array(value, float), np.array(half_width, float)
    return np.array([value, value - half_width, value + half_width])


def _corrected(blocks, raw, seed):
    a, ab, b = blocks[:, 0], blocks[:, 1:-1], blocks[:, -1]
    # Noise of each block: in the variance, in the numerators of first and total.
    of_variance = (noise.of_product(a, a) + noise.of_product(b, b)) / 2
    step = ab - a[:, None]
    of_first = noise.of_product(b[:, None], step)
    of_total = noise.of_product(step, step) / 2
    a, ab, b = (part.mean(axis=-1) for part in (a, ab, b))
    variance = np.var(np.r_[a, b])
    draws = np.random.default_rng(seed).integers(len(blocks), size=(len(blocks), resamples))
    drawn_variance = np.var(np.r_[a[draws], b[draws]], axis=0)
    estimators = salib.module("analyze.sobol")
    found = []
    for estimator, value, of_term in (
        (estimators.first_order, raw[0][0], of_first),
        (estimators.total_order, raw[1][0], of_total),
    ):
        columns = []
        for axis in range(ab.shape[1]):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                again = estimator(a[draws], ab[draws, axis], b[draws])
            one = _without(value[axis], variance, of_term[:, axis].mean(), of_variance.mean())
            many = _without(
                again,
                drawn_variance,
                of_term[draws, axis].mean(axis=0),
                of_variance[draws].mean(axis=0),
            )
            known = many[np.isfinite(many)]
            enough = np.isfinite(one) and len(known) > resamples / 2
            ends = np.quantile(known, [0.025, 0.975]) if enough else (np.nan, np.nan)
            columns.append((one, *ends))
        found.append(np.array(columns).T)
    return found


def _without(index, variance, noise_of_term, noise_of_variance):
    """An index with both of its terms freed of noise; NaN where noise is all the variance there is."""
    left = np.asarray(variance - noise_of_variance)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(left > 0, (index * variance - noise_of_term) / left, np.nan)[()]

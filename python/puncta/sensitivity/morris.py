"""Morris' screening: SALib's mu* and sigma of the elementary effects, and what of them is noise.

An elementary effect is the change of a quantity along one step of one axis over the step's share of the axis:
how far the quantity would go along the whole axis. mu* is the mean of its magnitude over trajectories, sigma
its standard deviation: interaction, or curvature. With finite replicates an effect carries noise, measured as
the spread of the effect over replicates; an axis without any effect would have the mu* `floor` from it, and
sigma is told without it beside SALib's. Intervals are over trajectories, drawn again with replacement.
"""

from dataclasses import dataclass

import numpy as np

from puncta.sensitivity import noise, salib, sampling

resamples = 1000


@dataclass(frozen=True)
class Effects:
    """mu (axes,); mu_star, sigma, sigma_raw (3, axes): value and 95 % interval; floor (axes,) of mu_star."""

    mu: np.ndarray
    mu_star: np.ndarray
    sigma: np.ndarray
    sigma_raw: np.ndarray
    floor: np.ndarray


def effects(levels, values, *, seed):
    """Effects of values (trajectories * (axes + 1), replicates) at levels (the same rows, axes)."""
    dimensions = levels.shape[1]
    if len(values) < 2 * sampling.block_size("morris", dimensions):
        nothing = np.full((3, dimensions), np.nan)
        return Effects(nothing[0], nothing, nothing, nothing, nothing[0])
    each = elementary(levels, values)
    means, noisy = each.mean(axis=-1), noise.of_product(each, each)
    with sampling.drawn_from(seed):
        found = salib.module("analyze.morris").analyze(
            sampling.problem(dimensions),
            levels,
            values.mean(axis=1),
            num_resamples=resamples,
            num_levels=sampling.morris_levels,
            seed=seed + 1,  # 0 would be no seed to SALib
        )
    mu_star, half = (np.array(found[name], float) for name in ("mu_star", "mu_star_conf"))
    sigma = np.array(found["sigma"], float)
    draws = np.random.default_rng(seed).integers(len(means), size=(resamples, len(means)))
    drawn = means[draws].var(axis=1, ddof=1)
    return Effects(
        mu=np.array(found["mu"], float),
        mu_star=np.array([mu_star, np.maximum(mu_star - half, 0), mu_star + half]),
        sigma=_deviation(sigma**2 - noisy.mean(axis=0), drawn - noisy[draws].mean(axis=1)),
        sigma_raw=_deviation(sigma**2, drawn),
        floor=np.sqrt(2 / np.pi * noisy.mean(axis=0)),
    )


def elementary(levels, values):
    """Elementary effects (trajectories, axes, replicates): each step of a trajectory changes one axis."""
    dimensions = levels.shape[1]
    size = sampling.block_size("morris", dimensions)
    way = np.diff(levels.reshape(-1, size, dimensions), axis=1)
    change = np.diff(values.reshape(-1, size, values.shape[1]), axis=1)
    moved = np.abs(way).argmax(axis=2)
    trajectories = np.arange(len(way))[:, None]
    found = np.empty((len(way), dimensions, values.shape[1]))
    found[trajectories, moved] = change / np.take_along_axis(way, moved[:, :, None], axis=2)
    return found


def _deviation(variance, drawn):
    low, high = np.quantile(np.maximum(drawn, 0), [0.025, 0.975], axis=0)
    if np.isnan(variance).all():
        low = high = variance
    return np.sqrt(np.array([np.maximum(variance, 0), low, high]))

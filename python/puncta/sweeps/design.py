"""Where the points of a sweep lie: a grid, a Latin hypercube, a scrambled Sobol sequence, or for sensitivity.

Larger designs begin with the smaller ones of the same seed (a Sobol sequence by its nature, a Latin hypercube
by doubling its strata), so that a sweep can be extended without computing anything again.
"""

import itertools
import math

import numpy as np

from puncta.sensitivity import sampling


def points(definition):
    """Tuple of tuples: the scenario value of every axis at every point."""
    axes = definition.axes
    if definition.design == "grid":
        return tuple(itertools.product(*(axis.values for axis in axes)))
    if definition.design in sampling.designs:
        unit = sampling.levels(definition.design, definition.samples, len(axes), definition.seed)
        return tuple(
            tuple(sampling.value(definition.design, axis, u) for axis, u in zip(axes, row, strict=True))
            for row in unit.tolist()
        )
    levels = {"lhs": latin_hypercube, "sobol": sobol}[definition.design]
    unit = levels(definition.samples, len(axes), definition.seed)
    return tuple(tuple(axis.at(u) for axis, u in zip(axes, row, strict=True)) for row in unit.tolist())


def count(definition):
    """How many points there are, without making them."""
    if definition.design == "grid":
        return math.prod(len(axis.values) for axis in definition.axes)
    if definition.design in sampling.designs:
        return definition.samples * sampling.block_size(definition.design, len(definition.axes))
    return definition.samples


def sobol(samples, dimensions, seed):
    """Levels (samples, dimensions) of an Owen-scrambled Sobol sequence; samples is a power of two."""
    from scipy.stats import qmc

    return qmc.Sobol(dimensions, scramble=True, seed=np.random.default_rng(seed)).random(samples)


def latin_hypercube(samples, dimensions, seed):
    """Levels (samples, dimensions), one in each of `samples` strata of every axis.

    Made from the odd part of `samples` by doubling: every stratum is cut in two, and new points take the
    halves that the old ones leave. The first half of a design is therefore that of half as many samples.
    """
    odd = samples
    while odd % 2 == 0:
        odd //= 2
    draw = np.random.default_rng([seed, odd])
    levels = _in_strata(np.array([draw.permutation(odd) for _ in range(dimensions)]).T, odd, draw)
    while len(levels) < samples:
        strata = 2 * len(levels)
        taken = np.floor(levels * strata).astype(int)
        free = [draw.permutation(np.setdiff1d(np.arange(strata), column)) for column in taken.T]
        levels = np.concatenate([levels, _in_strata(np.array(free).T, strata, draw)])
    return levels


def _in_strata(numbers, strata, draw):
    """A level in each of the numbered strata, never so near an edge that rounding leaves the stratum."""
    inside = np.clip(draw.random(numbers.shape), 1e-9, 1 - 1e-9)
    return (numbers + inside) / strata

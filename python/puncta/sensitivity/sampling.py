"""Where the points of a sensitivity design lie, by SALib: rows of levels in [0, 1], one column per axis.

Blocks of rows belong together: a base sample of Saltelli's scheme (A, then one row for every axis with that
axis taken from B, then B), a trajectory of Morris' (every row changes one axis). More samples begin with the
blocks of fewer.
"""

import contextlib
import random

import numpy as np

from puncta.sensitivity import salib

designs = ("saltelli", "morris")
# Levels of an axis in Morris' design, even as his step needs; SALib's default.
morris_levels = 4


def block_size(design, dimensions):
    """Rows of a block."""
    return dimensions + (2 if design == "saltelli" else 1)


def levels(design, samples, dimensions, seed):
    """Levels (samples * block_size, dimensions); samples is a power of two for "saltelli"."""
    return {"saltelli": _saltelli, "morris": _morris}[design](samples, dimensions, seed)


def value(design, axis, level):
    """The scenario value of an axis at a level.

    Morris' few levels stand on the ends of an axis too, so lists and whole numbers go from end to end; in
    Saltelli's design each value has the same share.
    """
    if design == "saltelli":
        return axis.at(level)
    if axis.values is not None:
        return axis.values[round(level * (len(axis.values) - 1))]
    if axis.whole:
        return round(axis.low + level * (axis.high - axis.low))
    return axis.at(level)


def problem(dimensions):
    """What SALib calls a problem: names and bounds."""
    return {
        "num_vars": dimensions,
        "names": [str(i) for i in range(dimensions)],
        "bounds": [[0.0, 1.0]] * dimensions,
    }


@contextlib.contextmanager
def drawn_from(seed):
    """SALib draws some of its numbers from NumPy's and Python's global state: lent, and given back."""
    numpy_state, python_state = np.random.get_state(), random.getstate()  # noqa: NPY002
    try:
        np.random.seed(seed)  # noqa: NPY002
        random.seed(seed)
        yield
    finally:
        np.random.set_state(numpy_state)  # noqa: NPY002
        random.setstate(python_state)


def _saltelli(samples, dimensions, seed):
    sobol = salib.module("sample.sobol")
    generator = np.random.default_rng(seed)
    return sobol.sample(problem(dimensions), samples, calc_second_order=False, seed=generator)


def _morris(samples, dimensions, seed):
    morris = salib.module("sample.morris.morris")
    # One by one: SALib draws a longer set in another order. 0 would be no seed to it.
    seeds = np.random.default_rng(seed).integers(1, 2**31, size=samples).tolist()
    with drawn_from(seed):
        one = problem(dimensions)
        return np.concatenate([morris.sample(one, 1, num_levels=morris_levels, seed=s) for s in seeds])

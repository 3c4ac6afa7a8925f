"""The search: Optuna's tree-structured Parzen estimator over all variables, then SciPy's COBYLA.

The estimator (multivariate, with constraints) takes two thirds of the evaluations: it finds the region and
the choices among lists and whole numbers. COBYLA refines the ranges at the best choices: the best often
lies on a limit. On two made-up targets of four variables the estimator alone was worse at 60 and 120
evaluations, and so were differential evolution and NSGA-II (engine/README.md). Everything follows from the
seed: the same search asks for the same designs in the same order. Where lists and whole numbers make no more
designs than may be tried, all of them are.
"""

import contextlib
import itertools
import math
import warnings

import numpy as np

from puncta.sweeps import scenario_values
from puncta.sweeps.axis import number_and_unit, written

# Designs asked for at once, for any number of threads: the search does not depend on it.
batch = 4
startup = 16
share_of_estimator = 2 / 3
# Batches in a row without a new design, after which the estimator has nothing left to propose.
most_idle = 20


def search(axes, judge, evaluations, seed):
    """Try designs until `evaluations` different ones are judged, or no new one is found.

    axes   tuple of Axis
    judge  function of a list of tuples of scenario values, a value for every axis, to a list of Judgement
    Returns {values: Judgement} in the order they were asked for; judge may raise, to stop it.
    """
    memory = _Memory(axes, judge, evaluations)
    if (everything := _everything(axes, evaluations)) is not None:
        for first in range(0, len(everything), batch):
            memory.at(everything[first : first + batch])
        return memory.judged
    estimated = round(evaluations * share_of_estimator) if any(map(_smooth, axes)) else evaluations
    _estimate(axes, memory, estimated, seed)
    if any(map(_smooth, axes)):
        _refine(axes, memory)
    return memory.judged


class _Memory:
    """What was judged; nothing is asked for twice."""

    def __init__(self, axes, judge, evaluations):
        self.axes, self._judge, self.evaluations = axes, judge, evaluations
        self.judged, self.places = {}, {}

    def left(self, among=None):
        return (self.evaluations if among is None else among) - len(self.judged)

    def at(self, places):
        """Judgements of places: tuples with a level in [0, 1] for a range, else an index or whole number."""
        asked = [tuple(_value(axis, x) for axis, x in zip(self.axes, p, strict=True)) for p in places]
        new = [values for values in dict.fromkeys(asked) if values not in self.judged]
        if new:
            for values, judgement in zip(new, self._judge(new), strict=True):
                self.judged[values] = judgement
        for values, place in zip(asked, places, strict=True):
            self.places.setdefault(values, tuple(place))
        return [self.judged[values] for values in asked]


def _estimate(axes, memory, evaluations, seed):
    with _quiet_optuna() as optuna:
        sampler = optuna.samplers.TPESampler(
            seed=seed,
            n_startup_trials=startup,
            multivariate=True,
            constant_liar=True,
            constraints_func=lambda trial: trial.user_attrs["excess"],
        )
        study = optuna.create_study(sampler=sampler)
        space = {str(i): _distribution(optuna, axis) for i, axis in enumerate(axes)}
        idle = 0
        while memory.left(evaluations) > 0 and idle < most_idle:
            before = len(memory.judged)
            trials = [study.ask(space) for _ in range(min(batch, memory.left(evaluations)))]
            places = [tuple(trial.params[str(i)] for i in range(len(axes))) for trial in trials]
            for trial, judgement in zip(trials, memory.at(places), strict=True):
                # One constraint with the violation of all: they are of one scale then.
                violated = judgement.violation if not judgement.failed else 1e6
                trial.set_user_attr("excess", [violated if violated > 0 else -1.0])
                study.tell(trial, judgement.loss if not judgement.failed else 1e300)
            idle = 0 if len(memory.judged) > before else idle + 1


def _everything(axes, most):
    """Places of all designs, if lists and whole numbers make at most so many; else None."""
    choices = []
    for axis in axes:
        if _smooth(axis):
            return None
        low, high = (0, len(axis.values) - 1) if axis.values is not None else (int(axis.low), int(axis.high))
        choices.append(range(low, high + 1))
    if math.prod(map(len, choices)) > most:
        return None
    return list(itertools.product(*choices))


def _refine(axes, memory):
    """COBYLA from the best design; then from the best one with other choices, while evaluations are left."""
    smooth = [i for i, axis in enumerate(axes) if _smooth(axis)]
    refined = set()
    while memory.left() > 0:
        starts = (
            memory.places[values]
            for values, judgement in sorted(memory.judged.items(), key=lambda item: item[1].rank)
            if not judgement.failed
        )
        start = next((p for p in starts if _choices(p, smooth) not in refined), None)
        if start is None:
            return
        refined.add(_choices(start, smooth))
        _cobyla(memory, start, smooth)


def _cobyla(memory, start, smooth):
    from scipy import optimize

    begin = memory.at([start])[0]
    unit = abs(begin.loss) or 1.0
    stopped = []

    def judged(levels):
        # SciPy calls this from Fortran, where an exception would leave a mess: kept, and raised below.
        if stopped or memory.left() <= 0:
            return begin
        place = list(start)
        for i, level in zip(smooth, np.clip(levels, 0.0, 1.0), strict=True):
            place[i] = float(level)
        try:
            return memory.at([tuple(place)])[0]
        except BaseException as error:
            stopped.append(error)
            return begin

    optimize.minimize(
        lambda x: _finite(judged(x).loss / unit),
        [start[i] for i in smooth],
        method="COBYLA",
        constraints=[
            {"type": "ineq", "fun": lambda x: -np.array([_finite(e) for e in judged(x).excess] or [-1.0])},
            {"type": "ineq", "fun": lambda x: np.concatenate([x, 1 - x])},
        ],
        options={"rhobeg": 0.1, "tol": 1e-3, "maxiter": max(memory.left(), 1)},
    )
    if stopped:
        raise stopped[0]


def _finite(number):
    return number if np.isfinite(number) else 1e3


def _choices(place, smooth):
    return tuple(x for i, x in enumerate(place) if i not in smooth)


def _smooth(axis):
    return axis.values is None and not axis.whole


def _value(axis, x):
    if axis.values is not None:
        return axis.values[int(x)]
    return int(x) if axis.whole else _legible(axis, axis.at(x))


def _legible(axis, value):
    """A value of a range to four digits, as one would set it: "2.846 N"."""
    number, unit = number_and_unit(value)
    return written(min(max(float(f"{number:.4g}"), axis.low), axis.high), unit)


def _distribution(optuna, axis):
    if axis.values is not None:
        indices = range(len(axis.values))
        if _ordered(axis):
            return optuna.distributions.IntDistribution(0, len(axis.values) - 1)
        return optuna.distributions.CategoricalDistribution(list(indices))
    if axis.whole:
        return optuna.distributions.IntDistribution(int(axis.low), int(axis.high))
    return optuna.distributions.FloatDistribution(0.0, 1.0)


def _ordered(axis):
    """Whether a list holds numbers of one unit that rise or fall: neighbours are alike then."""
    numbers = [scenario_values.si(value) for value in axis.values]
    if None in numbers or len({unit for _, unit in numbers}) > 1:
        return False
    values = [number for number, _ in numbers]
    return len(values) > 1 and values in (sorted(values), sorted(values, reverse=True))


@contextlib.contextmanager
def _quiet_optuna():
    """Optuna without its log and notes on what is experimental; an ImportError that says how to get it."""
    try:
        import optuna
    except ModuleNotFoundError:
        raise ImportError(
            "`design` searches with Optuna, which is not installed; ./puncta design installs it, "
            "or by hand: apt-get install python3-optuna"
        ) from None
    before = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            yield optuna
    finally:
        optuna.logging.set_verbosity(before)

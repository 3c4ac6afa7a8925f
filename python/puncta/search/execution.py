"""From a target to its winner: check, search, confirm the best three with fresh random numbers."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from puncta import whole_file
from puncta.search import judgement, optimizer
from puncta.search.evaluations import Evaluations, with_fresh_numbers
from puncta.search.target import check
from puncta.sweeps import folder, points, scenario_values, table
from puncta.sweeps.store import Store

finalists = 3
# Runners-up differ from those before them by a choice, or by so much of a range.
apart = 0.05


@dataclass(frozen=True)
class Finalist:
    """A design run with fresh numbers: values of the variables, its Outcome and its Judgement."""

    values: tuple
    outcome: object
    judgement: object


@dataclass(frozen=True)
class Found:
    """What a search came to.

    target     what was asked
    judged     {values: Judgement} of the search, in the order they were asked for
    finalists  tuple of Finalist, the best with fresh numbers first
    path       folder of evaluations.h5, confirmed.h5 and winner.toml; None without runs
    computed   how many designs were computed now
    """

    target: object
    judged: dict
    finalists: tuple
    path: Path | None = None
    computed: int = 0

    @property
    def meets(self):
        """Whether the winner meets every constraint with fresh numbers."""
        return bool(self.finalists) and self.finalists[0].judgement.meets

    def __repr__(self):
        from puncta.search import words

        return words.text(self)


def searched(target, measure, confirm):
    """A Found, from functions of lists of values to lists of Outcomes.

    measure, confirm  while searching, and with fresh numbers; runs, or a function put in their place
    """
    judged = optimizer.search(
        target.definition.axes,
        lambda designs: [judgement.judged(target, outcome) for outcome in measure(designs)],
        target.evaluations,
        target.definition.seed,
    )
    best = _finalists(target.definition.axes, judged)
    # No margin any more: fresh numbers are not chosen for being kind.
    confirmed = [
        Finalist(values, outcome, judgement.judged(target, outcome, margin=0.0))
        for values, outcome in zip(best, confirm(best), strict=True)
    ]
    return Found(target, judged, tuple(sorted(confirmed, key=lambda one: one.judgement.rank)))


def run(target, out, *, threads=0, store=None, progress=None, confirming=None):
    """Search for a Target in the folder `out` and return the Found.

    threads     0: all processors; the search does not depend on it
    store       folder of the results, which sweeps may share; `out`/points when None
    progress    function of (done, failed), called after every batch of designs
    confirming  function of (done, planned), called after each of the best that is run with fresh numbers

    ValueError for what is wrong, before anything is computed; OSError where the disk fails; KeyboardInterrupt
    leaves what was evaluated, and the same call goes on from there.
    """
    from puncta import _core

    check(target)
    out = Path(out)
    results = Store(store if store is not None else out / "points")
    with folder.claimed(out, target.definition, "target"):
        results.make()
        stop = _core.Stop()
        measure = Evaluations(target, results, threads=threads, stop=stop, progress=progress)
        fresh = with_fresh_numbers(target, _fresh_seed(target), target.confirm_replicates)
        confirm = Evaluations(fresh, results, threads=threads, stop=stop, each=confirming)
        try:
            found = searched(target, measure, confirm)
        finally:
            _write(target, measure, out / "evaluations.h5")
        _write(fresh, confirm, out / "confirmed.h5")
        if found.finalists:
            _write_winner(fresh, found.finalists[0], out / "winner.toml")
    return Found(target, found.judged, found.finalists, out, measure.computed + confirm.computed)


def _finalists(axes, judged):
    """Values of the best designs that differ, the best first."""
    ranked = sorted((values for values in judged if not judged[values].failed), key=lambda v: judged[v].rank)
    chosen = []
    for values in ranked:
        if len(chosen) < finalists and all(_apart(axes, values, other) for other in chosen):
            chosen.append(values)
    return chosen


def _apart(axes, one, other):
    for axis, a, b in zip(axes, one, other, strict=True):
        if a == b:
            continue
        if axis.values is not None or axis.whole or abs(_level(axis, a) - _level(axis, b)) > apart:
            return True
    return False


def _level(axis, value):
    numbers = [scenario_values.si(x)[0] for x in (value, axis.at(0.0), axis.at(1.0))]
    if axis.scale == "log":
        numbers = np.log(numbers)
    return (numbers[0] - numbers[1]) / (numbers[2] - numbers[1])


def _fresh_seed(target):
    """Another seed than the scenario's."""
    first = target.definition.axes[0]
    value = first.values[0] if first.values is not None else first.at(0.0)
    others = [
        axis.values[0] if axis.values is not None else axis.at(0.0) for axis in target.definition.axes[1:]
    ]
    scenario = points.point(target.definition, 0, (value, *others), target.definition.replicates).scenario
    return (scenario.seed + 1_000_003) % 2**31


def _write(target, evaluations, path):
    if evaluations.points:
        table.write(table.build(target.definition, evaluations.points, evaluations.outcomes), path)


def _write_winner(fresh, winner, path):
    point = points.point(fresh.definition, 0, winner.values, fresh.definition.replicates)
    said = f"# {fresh.definition.title}: {points.label(fresh.definition, winner.values)}\n"
    whole_file.replace(path, (said + point.scenario.resolved).encode())

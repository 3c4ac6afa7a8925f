"""Run designs with the same people, heads, hands and random numbers, and contrast them pair by pair."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from puncta import results as results_module
from puncta.comparison import differences, paired, verdict
from puncta.sweeps import local, quantities, scenario_values
from puncta.sweeps.points import Point
from puncta.sweeps.store import Store


@dataclass(frozen=True)
class Comparison:
    """Two or more results with the same seed and replicates; the first one is the reference.

    results  puncta.Results
    labels   what they are called
    """

    results: tuple
    labels: tuple

    @cached_property
    def contrasts(self):
        """One {quantity: paired.Contrast} for every design but the first."""
        first = self.results[0].replicates
        return [
            {
                name: paired.contrast(first[name], r.replicates[name])
                for name in quantities.table()
                if name in first
            }
            for r in self.results[1:]
        ]

    @cached_property
    def layers(self):
        """The same by layer, of the density of punctures that reach it or go deeper [1/m²]."""
        first = _reaching(self.results[0])
        found = []
        for r in self.results[1:]:
            other = _reaching(r)
            found.append({name: paired.contrast(first[name], other[name]) for name in first if name in other})
        return found

    @cached_property
    def differences(self):
        """What each design but the first has otherwise: {key: (reference, design)}."""
        first = self.results[0].scenario
        return [differences.between(first, r.scenario) for r in self.results[1:]]

    @cached_property
    def verdict(self):
        """Plain sentences, design by design."""
        return [
            verdict.lines(label, self.labels[0], contrasts, layers)
            for label, contrasts, layers in zip(self.labels[1:], self.contrasts, self.layers, strict=True)
        ]

    def __repr__(self):
        from puncta.comparison import shown

        return shown.text(self)


def run(
    files,
    *,
    settings=None,
    replicates=None,
    seed=None,
    labels=None,
    store="compare-results",
    threads=0,
    told=None,
):
    """Run scenario files with one seed and as many replicates, and return their Comparison.

    files       two or more scenario files; finished results (.h5) with the same seed may stand among them
    settings    {key: value} for all of them
    replicates  of each; those of the first file when None
    seed        of all; that of the first file when None
    labels      what they are called; the names of their files when None
    store       folder of the results, named by hash: a comparison that was stopped goes on
    told        function of (done, planned), called before each design and at the end

    ValueError for wrong input, before anything is computed; ArithmeticError where the numbers fail.
    """
    from puncta import _core

    files = [Path(file) for file in files]
    if len(files) < 2:
        raise ValueError(f"a comparison needs two or more designs, not {len(files)}")
    plan = _planned(files, settings or {}, replicates, seed)
    results = Store(store)
    todo = [point for point in plan if isinstance(point, Point)]
    todo = [point for point in todo if not results.has(point.key, point.scenario.replicates)]
    if todo:
        results.make()
    for number, point in enumerate(todo):
        if told:
            told(number, len(todo))
        failure = local.run_one(point, results, threads, _core.Stop())
        if failure:
            raise ArithmeticError(f"{point.base}: {failure}")
    if told:
        told(len(todo), len(todo))
    opened = [
        results_module.open(results.path(entry.key) if isinstance(entry, Point) else entry) for entry in plan
    ]
    return of_results(opened, labels or [file.stem for file in files])


def of_results(results, labels=None):
    """The Comparison of results that are there; ValueError unless their random numbers are the same."""
    results = tuple(results)
    labels = tuple(labels) if labels is not None else tuple(r.title for r in results)
    if len(labels) != len(results):
        raise ValueError(f"{len(labels)} labels for {len(results)} results")
    first = results[0]
    for r in results[1:]:
        if r.attributes.get("seed") != first.attributes.get("seed"):
            raise ValueError(
                f"{r.path} has seed {r.attributes.get('seed')}, {first.path} {first.attributes.get('seed')}: "
                "only with one seed are people and hands the same"
            )
        if len(r.replicates) != len(first.replicates):
            raise ValueError(
                f"{r.path} has {len(r.replicates)} replicates, {first.path} {len(first.replicates)}; "
                "`puncta run --extend` adds some"
            )
    return Comparison(results, _unique(labels))


def _planned(files, settings, replicates, seed):
    """A Point for every scenario file, the path itself for every result."""
    from puncta import _core

    plan, first = [], None
    for index, file in enumerate(files):
        if file.suffix == ".h5":
            plan.append(file)
            continue
        wanted = dict(settings)
        if replicates is not None or first is not None:
            wanted["run.replicates"] = replicates if replicates is not None else first.replicates
        if seed is not None or first is not None:
            wanted["run.seed"] = seed if seed is not None else first.seed
        texts = tuple(scenario_values.assignments(wanted))
        scenario = _core.Scenario(file, list(texts))
        if scenario.precision:
            raise ValueError(
                f"{file} asks for a precision; compared designs have the same number of replicates"
            )
        first = first or scenario
        plan.append(Point(index, str(file), (), texts, scenario))
    return plan


def _reaching(r):
    """{layer: density reaching it or going deeper in each replicate [1/m²]}."""
    with r._group("replicates") as group:
        counts = group["layer_counts"][: len(r.replicates)]
    deeper = counts[:, ::-1].cumsum(axis=1)[:, ::-1]
    total = np.maximum(counts.sum(axis=1, keepdims=True), 1)
    density = r.replicates["density_total"].to_numpy()[:, None] * deeper / total
    return {name: density[:, place] for place, (name, _) in enumerate(r.layers)}


def _unique(labels):
    """Labels that are told apart: those that occur twice are numbered."""
    return tuple(
        f"{label} ({labels[: place + 1].count(label)})" if labels.count(label) > 1 else label
        for place, label in enumerate(labels)
    )

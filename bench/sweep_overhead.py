#!/usr/bin/env python3
"""What a sweep costs beyond the runs of its points.

    PYTHONPATH=build/python /usr/bin/python3 bench/sweep_overhead.py [points] [--json FILE]

Work unit: one point of a sweep, an MF8 on 2 mm x 2 mm with two replicates. Each scenario is run alone and, in
turn with it, through the sweep: planned, computed into the store, read back for the table.
"""

import argparse
import tempfile
import time
from functools import partial
from pathlib import Path

import measured
from puncta import _core
from puncta.sweeps import definition, local, points
from puncta.sweeps.store import Store

SWEEP = """
base = "{base}"
replicates = 2
[set]
"treatment.area" = ["2 mm", "2 mm"]
"treatment.directions" = ["0 deg"]
"treatment.passes" = 1
[axes]
"treatment.load" = {{ grid = ["2 N", "8 N"], points = {points} }}
"""


def spent(work):
    start = time.process_time()
    work()
    return time.process_time() - start


def measure(folder, count):
    """(seconds alone, seconds through the sweep) of every point."""
    base = measured.root / "scenarios/reference/mf8_cheek.toml"
    asked = definition.from_text("sweep.toml", SWEEP.format(base=base, points=count))
    planning = spent(lambda: points.planned(asked)) / count
    alone, swept = Store(folder / "alone"), Store(folder / "swept")
    alone.make()
    swept.make()
    pairs = []
    for point in points.planned(asked):
        one = spent(partial(run_alone, point, alone))
        pairs.append((one, planning + spent(partial(run_in_sweep, point, swept))))
    return pairs


def run_alone(point, store):
    _core.run_point(point.scenario, store.path(point.key), threads=1, stop=_core.Stop())


def run_in_sweep(point, store):
    local.run_one(point, store, 1, _core.Stop())
    store.outcome(point.key, 2)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("points", type=int, nargs="?", default=40)
    parser.add_argument("--json", metavar="FILE")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="puncta-bench-") as folder:
        pairs = measure(Path(folder), max(options.points, 2))
    figures = [
        measured.Figure("sweep, beyond the run of a point", "ms", [1e3 * (b - a) for a, b in pairs]),
        measured.Figure("sweep over runs alone", "x", [b / a for a, b in pairs]),
    ]
    for figure in figures:
        print(figure.line())
    if options.json:
        measured.write(options.json, figures)


if __name__ == "__main__":
    main()

"""What a sweep will take, from a few of its points run for two replicates each."""

import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

probes = 3


@dataclass(frozen=True)
class Forecast:
    """points, those still to compute, replicates of each; punctures, seconds, bytes to expect of these."""

    points: int
    missing: int
    replicates: int
    punctures: float
    seconds: float
    bytes: float
    failure: str = ""


def forecast(plan, missing, threads):
    """A Forecast for `plan`, of which `missing` is still to compute; nothing it runs is kept."""
    from puncta import _core

    replicates = plan[0].scenario.replicates
    if not missing:
        return Forecast(len(plan), 0, replicates, 0.0, 0.0, 0.0)
    chosen = _spread(missing)
    measured, failure = [], ""
    with tempfile.TemporaryDirectory(prefix="puncta-sweep-") as folder:
        for point in chosen:
            try:
                measured.append(_measure(_core, point, Path(folder) / "probe.h5"))
            except (ArithmeticError, ValueError) as error:
                failure = str(error)
    if not measured:
        return Forecast(len(plan), len(missing), replicates, 0.0, 0.0, 0.0, failure)
    punctures, seconds, size = (sum(column) / len(measured) for column in zip(*measured, strict=True))
    runs = len(missing) * replicates
    threads = threads or len(os.sched_getaffinity(0))
    return Forecast(
        len(plan),
        len(missing),
        replicates,
        punctures * runs,
        seconds * runs / threads,
        size * len(missing),
        failure,
    )


def _measure(core, point, output):
    """(punctures, seconds of a thread) of one replicate and the bytes of a file."""
    import h5py

    scenario = core.Scenario(point.base, [*point.assignments, "run.replicates=2"])
    begin = time.process_time()
    core.run_point(scenario, os.fspath(output), threads=1, stop=core.Stop())
    seconds = time.process_time() - begin
    with h5py.File(output, "r") as file:
        punctures = float(file["summary/punctures_total"][()])
    size = output.stat().st_size
    output.unlink()
    return punctures, seconds / 2, size


def _spread(points):
    """First, last and middle."""
    places = {round(i * (len(points) - 1) / max(probes - 1, 1)) for i in range(probes)}
    return [points[place] for place in sorted(places)]

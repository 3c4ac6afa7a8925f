"""A sweep from its file to its table: check everything, compute what is missing, put it together."""

from dataclasses import dataclass, field
from pathlib import Path

from puncta.sweeps import analyses, folder, local, points, table
from puncta.sweeps.store import Store


@dataclass(frozen=True)
class Sweep:
    """A sweep that was run.

    table       xarray.Dataset of all points, SI units
    definition  what was asked
    path        its folder
    computed    how many points were computed now
    failed      {text of the point: reason}
    analyses    {"sensitivity": Dataset, "pareto": Dataset}, what the sweep asks for of these
    """

    table: object
    definition: object
    path: Path
    computed: int
    failed: dict
    analyses: dict = field(default_factory=dict)

    @property
    def sensitivity(self):
        """Dataset of Sobol indices or of Morris' effects; None for other designs."""
        return self.analyses.get("sensitivity")

    @property
    def pareto(self):
        """Dataset of objectives and front; None unless there are two [[objective]] or more."""
        return self.analyses.get("pareto")

    def __repr__(self):
        from puncta.sweeps import shown

        return shown.text(self)


def run(definition, out, *, threads=0, store=None, client=None, retry=False, progress=None):
    """Run a Definition into the folder `out` and return the Sweep.

    threads   0: all processors
    store     folder of the results, which several sweeps may share; `out`/points when None
    client    dask.distributed.Client that computes the points; this process does when None
    retry     compute points again that failed before
    progress  function of (done, planned, failed), called when it starts and after every point

    ValueError for what is wrong, before anything is computed; OSError where the disk fails; KeyboardInterrupt
    leaves what is finished, and the same call goes on from there.
    """
    from puncta import _core

    plan = points.planned(definition)
    out = Path(out)
    results = Store(store if store is not None else out / "points")
    with folder.claimed(out, definition):
        results.make()
        todo = missing(plan, results, retry)
        results.require_space(len(todo))
        failed = sum(results.failure(p.key, p.scenario.replicates) is not None for p in plan)
        done = len(plan) - len(todo)
        count = {"done": done, "failed": failed}
        if progress:
            progress(done, len(plan), failed)

        def told(point, failure):
            count["done"] += 1
            count["failed"] += bool(failure)
            if progress:
                progress(count["done"], len(plan), count["failed"])

        try:
            if client is not None:
                from puncta.sweeps import dask_cluster

                dask_cluster.run(todo, results, client=client, told=told)
            else:
                local.run(todo, results, threads=threads, told=told, stop=_core.Stop())
        finally:
            # Also what an interruption leaves: readable, and marked incomplete.
            found = _put_together(definition, plan, results, out)
        made = analyses.of(definition, found)
        for name, data in made.items():
            table.write(data, out / f"{name}.h5")
    return Sweep(found, definition, out, len(todo), _failures(definition, plan, results), made)


def missing(plan, results, retry):
    """Points whose result is not there, each result once."""
    found, seen = [], set()
    for point in plan:
        replicates = point.scenario.replicates
        if point.key in seen or results.has(point.key, replicates):
            continue
        if not retry and results.failure(point.key, replicates) is not None:
            continue
        seen.add(point.key)
        found.append(point)
    return found


def _put_together(definition, plan, results, out):
    outcomes = [results.outcome(point.key, point.scenario.replicates) for point in plan]
    found = table.build(definition, plan, outcomes)
    table.write(found, out / "table.h5")
    return found


def _failures(definition, plan, results):
    found = {}
    for point in plan:
        reason = results.failure(point.key, point.scenario.replicates)
        if reason is not None and not results.has(point.key, point.scenario.replicates):
            found[points.label(definition, point.values)] = reason
    return found

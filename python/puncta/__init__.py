"""Puncta: what a microneedle roller does to skin, from a scenario file to figures.

>>> import puncta
>>> r = puncta.open("mf8.h5")
>>> r.summary
>>> puncta.plot.depth_distribution(r)

Everything is in SI units; figures convert at the axis. Names are resolved on first use, so that
``import puncta`` itself loads neither NumPy nor Matplotlib nor the compiled module.
"""

import contextlib
import importlib

__version__ = "0.1.0"

_compiled = ("needle_law", "Skin", "slit_opening", "station")
_modules = ("figures", "pattern", "plot", "results", "style", "units")

__all__ = [
    "Results",
    "Skin",
    "__version__",
    "compare",
    "design",
    "needle_law",
    "open",
    "pattern",
    "plot",
    "run",
    "slit_opening",
    "station",
    "sweep",
]


def _compiled_module():
    """The compiled module, or an ImportError that says what to do."""
    # Not named _core: importing puncta._core binds that name in this package to the module itself.
    try:
        return importlib.import_module("puncta._core")
    except ModuleNotFoundError as error:
        if error.name != "puncta._core":
            raise
        raise ImportError(
            "the compiled module puncta._core is missing, so puncta can open and draw results but not "
            "compute them; build it with ./puncta and put build/python on PYTHONPATH"
        ) from None


def run(
    scenario, output=None, *, set=None, replicates=None, seed=None, threads=0, progress=None, fresh=False
):
    """Run a scenario file and open its result, as `puncta run` does.

    scenario    path of the TOML file
    output      path of the result file; default: the scenario's name with .h5 in the current folder, where an
                older file of that name is replaced
    set         {key: value}, values as in a scenario: {"treatment.load": "3 N", "treatment.passes": 2}
    replicates  subjects x heads x hands; the scenario's own number when None
    seed        seed of all random numbers; the scenario's own when None
    threads     0 means all processors; results do not depend on it
    progress    function of (done, planned), called after every replicate; None counts on stderr if that is a
                terminal
    fresh       discard what an interrupted run left in output + ".part" instead of continuing it

    Raises ValueError for wrong input, ArithmeticError where the numbers fail and OSError where the disk does.
    Ctrl-C leaves the finished replicates in output + ".part", which `puncta.open` reads and the same call
    continues; a .part of another scenario is a ValueError.
    """
    import os
    import sys
    from collections.abc import Mapping

    if set is not None and not isinstance(set, Mapping):
        raise TypeError(f"set = {set!r}: a mapping of keys to values is needed")
    if not isinstance(threads, int) or not 0 <= threads <= 4096:
        raise ValueError(f"threads = {threads!r}: a whole number from 0 (all processors) to 4096 is needed")
    if progress is not None and not callable(progress):
        raise TypeError(f"progress = {progress!r}: a function of (done, planned) is needed")
    scenario = os.fspath(scenario)
    if output is None:
        output = os.path.splitext(os.path.basename(scenario))[0] + ".h5"
    core = _compiled_module()
    if progress is None and sys.stderr is not None and sys.stderr.isatty():
        progress = _count_on_terminal
    options = {"replicates": replicates, "seed": seed, "threads": threads, "progress": progress}
    options["fresh"] = bool(fresh)
    with computing():
        written = core.run(scenario, os.fspath(output), set=dict(set or {}), **options)
    return importlib.import_module("puncta.results").open(written)


_runs = []


@contextlib.contextmanager
def computing():
    """Around every run of the compiled module: results opened meanwhile are checked in another process."""
    _runs.append(None)
    try:
        yield
    finally:
        _runs.pop()


def running():
    """Whether a run is computing in some thread of this process, and so may be inside HDF5."""
    return bool(_runs)


def compare(
    scenarios, *, labels=None, set=None, replicates=None, seed=None, threads=0, store="compare-results"
):
    """Run designs on the same people, hands and random numbers; return a Comparison with the first one.

    scenarios   two or more scenario files; results (.h5) of the same seed may stand among them
    labels      what they are called; the names of their files when None
    set         {key: value} for all of them
    replicates, seed  of all; those of the first scenario when None
    threads     0 means all processors; results do not depend on it
    store       folder of the results; a comparison that was stopped goes on

    It has contrasts (difference and ratio of every quantity, pair by pair, with 95 % intervals), layers (the
    same by layer reached), differences (values in force) and verdict (sentences). ValueError for wrong input,
    ArithmeticError where the numbers fail, OSError where the disk does.
    """
    return importlib.import_module("puncta.comparison.execution").run(
        scenarios,
        settings=set,
        replicates=replicates,
        seed=seed,
        labels=labels,
        store=store,
        threads=threads,
    )


def sweep(file, out=None, *, client=None, threads=0, store=None, retry=False, progress=None):
    """Run a sweep file and return a Sweep: its table is an xarray Dataset over the axes, SI units.

    file      path of the TOML file: base scenario, axes, design (scenarios/README.md)
    out       folder of table.h5 and the results; default: the name of the sweep in the current folder
    client    dask.distributed.Client to compute on; this process when None
    threads   0 means all processors; results do not depend on it
    store     folder of results that several sweeps share; out/points when None
    retry     compute points again that failed before
    progress  function of (done, planned, failed); None counts on stderr if that is a terminal

    All is checked before anything is computed: ValueError for wrong input, OSError where the disk fails.
    A point whose numbers fail is kept with its reason (`failed`). Ctrl-C keeps what is finished, and the same
    call goes on from there.
    """
    import os

    execution = importlib.import_module("puncta.sweeps.execution")
    definition = importlib.import_module("puncta.sweeps.definition").read(file)
    if progress is None:
        progress = importlib.import_module("puncta.sweeps.progress").Progress()
    if out is None:
        out = os.path.splitext(os.path.basename(os.fspath(file)))[0]
    return execution.run(
        definition, out, threads=threads, store=store, client=client, retry=retry, progress=progress
    )


def design(file, out=None, *, threads=0, store=None, progress=None, confirming=None):
    """Search for the design that meets a target file, as `puncta design` does.

    file        path of the TOML file: base scenario, variables, constraints, objective (scenarios/README.md)
    out         folder of tables, winner and results; default: the target's name in the current folder
    threads     0 means all processors; the search does not depend on it
    store       folder of results that sweeps may share; out/points when None
    progress    function of (done, failed), called after every batch of designs
    confirming  function of (done, planned), called after each of the best that is run with fresh numbers

    Returns a Found: `meets`, `finalists` (the best with fresh random numbers first), `judged` (every design
    of the search). ValueError for wrong input, before anything is computed; OSError where the disk fails;
    ImportError without Optuna. Ctrl-C keeps what was evaluated, and the same call goes on from there.
    """
    import os

    target = importlib.import_module("puncta.search.target").read(file)
    if out is None:
        out = os.path.splitext(os.path.basename(os.fspath(file)))[0]
    return importlib.import_module("puncta.search.execution").run(
        target, out, threads=threads, store=store, progress=progress, confirming=confirming
    )


def _count_on_terminal(done, planned):
    import sys

    end = "\r\033[K" if done == planned else ""
    print(f"\r\033[Krunning: {done} of {planned} replicates{end}", end="", file=sys.stderr, flush=True)


def __getattr__(name):
    if name in _compiled:
        return getattr(_compiled_module(), name)
    if name in ("open", "Results"):
        return getattr(importlib.import_module("puncta.results"), name)
    if name in _modules:
        return importlib.import_module(f"puncta.{name}")
    raise AttributeError(f"module 'puncta' has no attribute {name!r}")


def __dir__():
    return sorted({*__all__, *_modules})

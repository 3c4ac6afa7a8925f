"""Puncta: what a microneedle roller does to skin, from a scenario file to figures.

>>> import puncta
>>> r = puncta.open("mf8.h5")
>>> r.summary
>>> puncta.plot.depth_distribution(r)

Everything is in SI units; figures convert at the axis. Names are resolved on first use, so that
``import puncta`` itself loads neither NumPy nor Matplotlib nor the compiled module.
"""

import importlib

__version__ = "0.1.0"

_compiled = ("needle_law", "Skin", "slit_opening", "station")
_modules = ("figures", "pattern", "plot", "results", "style", "units")

__all__ = [
    "Results",
    "Skin",
    "__version__",
    "needle_law",
    "open",
    "pattern",
    "plot",
    "run",
    "slit_opening",
    "station",
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
    _runs.append(output)
    try:
        written = core.run(scenario, os.fspath(output), set=dict(set or {}), **options)
    finally:
        _runs.remove(output)
    return importlib.import_module("puncta.results").open(written)


_runs = []


def running():
    """Whether a run is computing in another thread of this process, and so may be inside HDF5."""
    return bool(_runs)


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

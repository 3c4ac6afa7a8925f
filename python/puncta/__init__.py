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

_compiled = ("needle_law", "Skin", "station")
_modules = ("figures", "plot", "results", "style", "units")

__all__ = ["Results", "Skin", "__version__", "needle_law", "open", "plot", "run", "station"]


def _core():
    """The compiled module, or an ImportError that says what to do."""
    try:
        return importlib.import_module("puncta._core")
    except ModuleNotFoundError as error:
        if error.name != "puncta._core":
            raise
        raise ImportError(
            "the compiled module puncta._core is missing, so puncta can open and draw results but not "
            "compute them; build it with ./puncta and put build/python on PYTHONPATH, or pip install ./python"
        ) from None


def run(scenario, **options):
    """Run a scenario file and open its result; the options are those of the compiled ``puncta._core.run``."""
    outcome = _core().run(scenario, **options)
    if isinstance(outcome, (str, bytes)) or hasattr(outcome, "__fspath__"):
        return importlib.import_module("puncta.results").open(outcome)
    return outcome


def __getattr__(name):
    if name in _compiled:
        return getattr(_core(), name)
    if name in ("open", "Results"):
        return getattr(importlib.import_module("puncta.results"), name)
    if name in _modules:
        return importlib.import_module(f"puncta.{name}")
    raise AttributeError(f"module 'puncta' has no attribute {name!r}")


def __dir__():
    return sorted({*__all__, *_modules})

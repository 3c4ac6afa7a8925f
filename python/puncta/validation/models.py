"""Forward models by name: what a case may ask for, and which parameters it must give.

A model is a function of SI values that returns a number or an `Outcome`. `takes` names the kind of every
parameter; a question mark after the name makes it optional. Kinds are the dimensions of
`puncta._core.quantity` ("length", "pressure", …), "number", "count", "text", a list of one of them ("list
of length"), and "layers". A model that takes `skin_values?` ({key of [skin]: text}) is sampled over what
its skin card does not know; one that takes `samples?` samples a whole run itself.
"""

import importlib
from dataclasses import dataclass
from typing import NamedTuple

MODULES = ("elastic", "needle", "array", "kinematics", "runs", "rollers", "finite_elements", "aftermath")
SET_HERE = {
    "samples": "count of samples",
    "skin_values": "texts of [skin]",
}  # by the sampling, never by a file


class Unavailable(RuntimeError):
    """The case cannot be computed here: a program that it needs is missing."""


class Outcome(NamedTuple):
    value: float
    low: float | None = None  # 95 % interval, where the model gives one
    high: float | None = None
    note: str = ""
    spread: object = None  # of chance and ignorance (puncta.validation.prediction)


@dataclass(frozen=True)
class Model:
    function: object
    gives: str
    takes: dict
    alone: bool = False  # a whole run: it has threads of its own, and HDF5 bears only one of them at a time

    @property
    def required(self):
        return {name for name in self.takes if not name.endswith("?")}

    def kind(self, parameter):
        """Kind of a parameter, or None if there is no such parameter."""
        return self.takes.get(parameter, self.takes.get(parameter + "?"))

    def names(self):
        return sorted({name.rstrip("?") for name in self.takes} - SET_HERE.keys())

    def __call__(self, parameters):
        found = self.function(**parameters)
        return found if isinstance(found, Outcome) else Outcome(float(found))


_models = {}


def model(*, gives, takes, alone=False):
    """Enter a function under its own name."""

    def enter(function):
        _models[function.__name__] = Model(function, gives, takes, alone)
        return function

    return enter


def known():
    """All models by name."""
    for module in MODULES:
        importlib.import_module(f"puncta.validation.{module}")
    return _models


def compiled():
    """The compiled core; an ImportError says what to do where it is missing."""
    import puncta

    return puncta._compiled_module()

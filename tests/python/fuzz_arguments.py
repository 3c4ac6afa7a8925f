"""Calls what the package offers with arguments of every sort; run as a script by test_bindings.py.

Any error is fine but a crash of the interpreter, SystemError and MemoryError. Prints how many calls it made,
and before each one what is called, so that the last line names the culprit.
"""

import inspect
import random
import sys
import warnings
from copy import deepcopy
from pathlib import Path

import numpy as np
import puncta
from puncta import _core, pattern

CHEEK = Path(__file__).resolve().parents[2] / "scenarios" / "reference" / "mf8_cheek.toml"
LAYERS = [(15e-6, 2e6, 0.45), (1e-3, 0.3e6, 0.48), (np.inf, 1e6, 0.45)]
REGION = _core.Region([0.01, 0.02])
POINTS = np.random.default_rng(1).uniform(0, 0.01, (40, 2))
RADII = np.linspace(1e-4, 2e-3, 7)
STRANGE = [
    *(None, True, -1, 0, 1, 3, 2**31 - 1, 2**31, 2**63, 10**40),
    *(1.5, -1.0, 0.0, 1e-300, 1e300, np.nan, np.inf, 1j),
    *("", "cheek", "250 um", "\x00", "ä" * 2000, "\ud800", b"bytes", [], [1], [[1, 2]], [None], {}, {1: 2}),
    *((), (1, 2, 3), set(), object(), int, len, lambda *a: 1 / 0, range(3), Ellipsis, slice(1)),
    *(np.array(3.0), np.empty(0), np.empty((0, 2)), np.arange(6), np.ones((2, 3, 4)), np.ones(4, complex)),
    *(np.array(["a"]), np.array([None]), np.ones((3, 2), "f4")[::-1], np.full((4, 2), np.nan)),
    *(np.full((4, 2), np.inf), np.broadcast_to(1.0, (5, 2)), np.array([1e300, -1e300])),
    *(POINTS, REGION, LAYERS),
]
SENSIBLE = {
    "layers": LAYERS, "tension": [0, 0, 0], "k": RADII, "a": RADII, "r": RADII, "points": POINTS,
    "region": REGION, "radii": RADII, "threads": 1, "border": True, "half_width": 1e-4, "nearest": 1e-4,
    "farthest": 2e-3, "sectors": 6, "cell": 1e-3, "tolerance": 1e-5, "radius": 1e-3, "profile": "cone",
    "device": "dermaroller-mf8", "site": "cheek", "displacement": RADII, "set": {}, "exponent": 6.0,
    "toughness": 1e3, "shear_modulus": 1e5, "diameter": RADII, "text": "250 um", "dimension": "length",
    "tip_radius": 0.0115, "axle_depression": 1e-3, "rolling_radius": 0.01, "angle": RADII,
    "drum_radius": 0.01, "slip": 0.0, "needles": 192, "passes": 4, "width": 0.02,
    "values": [1.0, 2.0], "is_share": False, "scenario_text": CHEEK.read_text(encoding="utf-8"),
    "name": "skin/cheek", "displacements": [1e-3], "assignments": [],
    "scenario": "none.toml", "output": "out.h5", "station": {}, "sides": [0.01, 0.01], "zones": [],
    "path": "none.h5", "correction": None, "height": 0.01
}  # fmt: skip
# As many random points as one asks for may well be more than fit into memory.
PATTERNS = [
    name
    for name, item in vars(pattern).items()
    if inspect.isfunction(item) and name[0] != "_" and name not in ("core", "random_points")
]
SPECIAL = {
    "flat_punch_deck": {"displacement": 1e-5, "radius": 1e-4},
    "resolved": {"scenario": CHEEK},
}
STACK = _core.Skin(LAYERS)
SMALL = ['treatment.area=["2 mm","2 mm"]', "treatment.passes=1", "device.rows=2", "device.needles_per_row=8"]
STATION = _core.stations(CHEEK, SMALL, first=20)[0][0]


def signatures():
    """(name, function, names of its arguments) of everything that takes arguments."""
    for name, function in vars(_core).items():
        if not name.startswith("_") and callable(function) and not isinstance(function, type):
            head = function.__doc__.split("\n")[0]
            inside = head[head.index("(") + 1 : head.rindex(") ->")]
            yield name, function, [part.split(":")[0].strip() for part in _parts(inside) if ":" in part]
    yield "Skin", _core.Skin, ["layers", "tension"]
    yield "Region", _core.Region, ["sides", "zones"]
    for name, argument in (("compliance", "k"), ("punch_modulus", "a"), ("green", "r")):
        yield f"Skin.{name}", getattr(STACK, name), [argument]
    yield "Skin.contact", STACK.contact, ["profile", "a"]
    yield "Region.contains", REGION.contains, ["points"]
    yield "puncta.open", puncta.open, ["path"]
    for name in PATTERNS:
        function = getattr(pattern, name)
        yield f"pattern.{name}", function, [*inspect.signature(function).parameters]


def spoilt(choose):
    """A station of a run with one value of it, anywhere, changed for a strange one."""
    station = deepcopy(STATION)
    inside = station
    if choose.random() < 0.7:
        items = station[choose.choice(("needles", "cells", "layers"))]
        inside = choose.choice(items)
    inside[choose.choice(list(inside))] = choose.choice(STRANGE)
    return station


def _parts(text):
    depth, part = 0, ""
    for sign in text:
        depth += (sign in "[({") - (sign in "])}")
        if sign == "," and depth == 0:
            yield part
            part = ""
        else:
            part += sign
    yield part


def main(rounds, seed):
    warnings.simplefilter("ignore")
    choose, calls = random.Random(seed), 0
    for _ in range(rounds):
        for name, function, arguments in signatures():
            given = {key: SENSIBLE.get(key) for key in arguments if key in SENSIBLE} | SPECIAL.get(name, {})
            for key in choose.sample(arguments, min(len(arguments), choose.choice((1, 1, 2)))):
                given[key] = choose.choice(STRANGE)
            if name == "run":
                given["scenario"] = choose.choice(STRANGE)
            if name == "station":
                given = {"station": spoilt(choose)}
            shown = ascii({key: repr(value)[:60] for key, value in given.items()})
            print(name, shown, file=sys.stderr, flush=True)
            calls += 1
            try:
                function(**given)
            except (SystemError, MemoryError):
                raise
            except Exception:
                pass
    print(calls)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))

"""What a fuzzer does with one input of the readers of sweeps and targets: read it, or be told a Problem.

Everything else is a finding: another exception, a hang, a message without its file, a design that is not
what it says it is.
"""

import re

from puncta.search import target
from puncta.sweeps import definition, design, places
from seeds import ROOT

# Beside the shipped ones, so that their bases are found.
FILE = str(ROOT / "scenarios/sweeps/some.toml")
few_points = 300


def read(data):
    """Both readers on these bytes; AssertionError for a broken promise."""
    text = data.decode("utf-8", "replace")
    for reader in (definition, target):
        try:
            found = reader.from_text(FILE, text)
        except places.Problem as problem:
            _require_clear(str(problem))
            continue
        if reader is definition:
            _require_points(found)


def _require_clear(message):
    assert message.startswith(FILE), message[:300]
    assert all(letter.isprintable() or letter == "\n" for letter in message), repr(message[:300])
    assert re.match(re.escape(FILE) + r"(:\d+:\d+)?: .", message), message[:300]


def _require_points(found):
    """As many points as promised, each with a value for every axis."""
    count = design.count(found)
    assert 0 < count <= definition.largest_design
    if count > few_points or found.design in ("saltelli", "morris"):
        return  # SALib takes its time and may be missing
    points = design.points(found)
    assert len(points) == count
    assert all(len(values) == len(found.axes) for values in points)
    for axis, value in zip(found.axes, points[-1], strict=True):
        axis.label(value)
        axis.settings(value)

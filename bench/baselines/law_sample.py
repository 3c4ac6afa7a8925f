"""The work unit of the needle law as Python baselines take it: read from build/puncta_law_sample.

Tables become cubics in the position t between evenly spaced knots of a logarithm: c0 + t (c1 + t (c2 + t
c3)), as logarithmic_law.hpp has them.
"""

import json
import subprocess
from pathlib import Path
from types import SimpleNamespace

import numpy as np

program = Path(__file__).parents[2] / "build" / "puncta_law_sample"


def cubics(knots):
    value, rise = np.array(knots["value"]), np.array(knots["rise"]) / knots["per_unit"]
    a, b, ra, rb = value[:-1], value[1:], rise[:-1], rise[1:]
    table = np.ascontiguousarray([a, ra, 3 * (b - a) - 2 * ra - rb, ra + rb - 2 * (b - a)])
    return SimpleNamespace(lowest=knots["lowest"], per_unit=float(knots["per_unit"]), c=table)


def read(needles):
    text = subprocess.run(
        [program, "sample", str(needles)], check=True, capture_output=True, text=True
    ).stdout
    sample = SimpleNamespace(**json.loads(text))
    sample.needle = SimpleNamespace(**sample.needle)
    for name in ("slit", "contact", "deep"):
        setattr(sample, name, cubics(getattr(sample, name)))
    for name in ("layers", "places", "depths", "forces", "answers"):
        setattr(sample, name, np.array(getattr(sample, name)))
    return sample


def repeated(sample, times):
    """The same needles so many times over, for code that pays by the call."""
    inputs = {
        name: np.concatenate([getattr(sample, name)] * times) for name in ("places", "depths", "forces")
    }
    return SimpleNamespace(**{**vars(sample), **inputs})


def expect_same(sample, answers):
    """Columns: resistance, its slope, dimple, its slope."""
    np.testing.assert_allclose(
        np.transpose(answers)[: len(sample.answers), [0, 2]], sample.answers[:, [0, 2]], rtol=1e-6
    )
    # The slope of a table of cubics is an order less exact.
    np.testing.assert_allclose(np.transpose(answers)[: len(sample.answers)], sample.answers, rtol=1e-4)

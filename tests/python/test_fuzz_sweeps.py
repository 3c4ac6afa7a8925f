"""The readers of sweeps and targets under random changes of the shipped files, and old findings.

The same entry as tests/fuzz/fuzz_sweeps.py, which looks for new ones with Atheris under `--long`. Here a
mutator of our own with a fixed seed: PUNCTA_LONG=1 tries thirty times as many.
"""

import os
import random
import sys
from pathlib import Path

import pytest

FUZZ = Path(__file__).resolve().parents[1] / "fuzz"
sys.path.insert(0, str(FUZZ))
import seeds  # noqa: E402
import sweep_entry  # noqa: E402

TRIES = 15000 if os.environ.get("PUNCTA_LONG") else 500
PIECES = [
    "[",
    "]",
    "{",
    "}",
    '"',
    "=",
    ".",
    ",",
    "\n",
    "[[",
    "nan",
    "inf",
    "-",
    "9" * 30,
    "1e999",
    "\\u0000",
    "𝄞",
    "a." * 40,
]


@pytest.mark.parametrize("path", sorted((FUZZ / "regressions/sweep").glob("*")), ids=lambda path: path.name)
def test_old_findings_stay_mended(path):
    sweep_entry.read(path.read_bytes())


def test_random_changes_are_read_or_told():
    draw = random.Random(1)
    shipped = [content.decode() for content in seeds._contents("sweep")]
    for _ in range(TRIES):
        text = changed(draw, draw.choice(shipped), shipped)
        try:
            sweep_entry.read(text.encode())
        except Exception as error:
            pytest.fail(f"{type(error).__name__}: {error}\n{text!r}")


def changed(draw, text, others):
    """One to four changes: a piece put in, taken out, doubled, or a line of another file."""
    for _ in range(draw.randint(1, 4)):
        at, end = sorted((draw.randrange(len(text) + 1), draw.randrange(len(text) + 1)))
        end = min(end, at + 30)
        kind = draw.randrange(4)
        if kind == 0:
            text = text[:at] + draw.choice(PIECES) + text[at:]
        elif kind == 1:
            text = text[:at] + text[end:]
        elif kind == 2:
            text = text[:end] + text[at:end] + text[end:]
        else:
            lines = draw.choice(others).splitlines(keepends=True)
            text = text[:at] + "\n" + draw.choice(lines) + text[at:]
    return text

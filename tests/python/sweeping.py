"""Small sweeps for tests: points of a tenth of a second, and functions of the axes in the place of runs."""

import textwrap

import numpy as np
from puncta.sweeps import definition
from runs import CHEEK, ROOT

# 16 needles: a point in hundredths of a second.
SCENARIO = ROOT / "scenarios/reference/array4x4_excised.toml"

AXES = '"treatment.load" = { list = ["2 N", "4 N", "6 N"] }'


def sweep_file(folder, axes=AXES, head="", settings="", name="loads.toml", replicates=2):
    """A sweep over a strip of 2 mm x 2 mm in `folder`; lines for the top, [set] and [axes]."""
    path = folder / name
    path.write_text(
        textwrap.dedent("""\
        base = "{base}"
        replicates = {replicates}
        {head}
        [set]
        "treatment.area" = ["2 mm", "2 mm"]
        "treatment.directions" = ["0 deg"]
        "treatment.passes" = 1
        {settings}
        [axes]
        {axes}
        """).format(base=CHEEK, replicates=replicates, head=head, settings=settings, axes=axes),
        encoding="utf-8",
    )
    return path


def defined(text, path="sweep.toml"):
    """The Definition of a sweep file that says `text` after its base."""
    return definition.from_text(path, f'base = "{SCENARIO}"\n{text}')


def with_replicates(exact, replicates, *, replicate_sd=0.0, rest_sd=0.0, seed=1):
    """value(point, replicate) = exact + replicate + rest: two-way, of known variances."""
    draw = np.random.default_rng(seed)
    common = replicate_sd * draw.normal(size=replicates)
    return exact[:, None] + common + rest_sd * draw.normal(size=(len(exact), replicates))


def written(path, text, base=SCENARIO):
    """A sweep file at `path`."""
    path.write_text(f'base = "{base}"\n{text}', encoding="utf-8")
    return path

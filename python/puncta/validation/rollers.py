"""Whole runs of rollers on a small strip of skin: depth, and the shape of holes, with chance and ignorance.

Chance is the replicates of the run (people or animals, heads, hands), ignorance its `[uncertainty]`
samples: every range of the cards of skin and device, and the load where the case gives a range for it.
Cases of holes, which are no quantity of a result, are sampled from outside like needles: over other pieces
of skin although their replicates draw people too, which makes their intervals a little too wide.
"""

import tempfile
from pathlib import Path

import numpy as np

from puncta.validation.models import Outcome, model
from puncta.validation.needle import skin_of
from puncta.validation.prediction import Spread

ROLLER = {
    "site": "text",
    "device": "text",
    "load": "force",
    "load_range?": "list of force",
    "needle_length?": "length",
    "needle_width?": "length",
    "passes": "count",
    "replicates": "count",
    "samples?": "count of samples",
}
FEWEST = 20  # samples that a run takes
STRIP = '["20 mm", "6 mm"]'  # a turn of the drum has every needle come down about twice


def _scenario(
    site,
    device,
    load,
    passes,
    replicates,
    load_range=None,
    needle_length=None,
    needle_width=None,
    samples=0,
    skin_values=None,
):
    text = f'title = "validation"\n[skin]\n{skin_of(site, skin_values)}\n[device]\npreset = "{device}"\n'
    if needle_length is not None:
        text += f'needle.length = "{needle_length!r} m"\n'
    if needle_width is not None:
        text += f'needle.shaft_diameter = "{needle_width!r} m"\n'
    text += (
        f'[treatment]\narea = {STRIP}\ndirections = ["0 deg"]\npasses = {passes}\nload = "{load!r} N"\n'
        f'speed = "50 mm/s"\n[run]\nreplicates = {replicates}\nseed = 1\n'
    )
    if samples:
        text += f"[uncertainty]\nsamples = {max(samples, FEWEST)}\nreplicates = 1\n"
        if load_range is not None:
            low, high = load_range
            text += (
                '[[uncertainty.unknowns]]\nkeys = ["treatment.load.mean"]\n'
                f'range = ["{low!r} N", "{high!r} N"]\n'
            )
    return text


def _run(text):
    """The result of a scenario, everything read while its file is there."""
    import puncta

    with tempfile.TemporaryDirectory(prefix="puncta-validate-") as folder:
        scenario = Path(folder) / "roller.toml"
        scenario.write_text(text, encoding="utf-8")
        result = puncta.run(scenario, Path(folder) / "roller.h5", progress=lambda done, planned: None)
        columns = {name: np.array(result.punctures[name]) for name in ("slit_length", "entry_angle")}
        return result.summary, result.replicates, result.uncertainty, columns


def _outcome(quantity, told, samples=0, **roller):
    summary, replicates, data, _ = _run(_scenario(samples=samples, **roller))
    value = float(summary.loc[quantity, "value"])
    chance = np.asarray(replicates[quantity], float)
    chance = chance[np.isfinite(chance)]
    spread = Spread(chance, np.empty(0))
    note = told(summary)
    if data is not None:
        means = np.asarray(data["mean"].sel(quantity=quantity), float)
        known = np.isfinite(means)
        names = [str(name) for name in data["unknown"].values]
        spread = Spread(
            chance, means[known], names, np.asarray(data["point"], float)[known], int((~known).sum())
        )
        if spread.failed:
            note += f"; {spread.failed} of {len(means)} samples cannot be computed"
    return Outcome(value, note=note, spread=spread)


def _depth_told(summary):
    share = summary.loc["depth_over_length_mean", "value"]
    return (
        f"{1e6 * summary.loc['depth_mean', 'value']:.0f} um, {100 * share:.0f} % of the needle, "
        f"drum carries {100 * summary.loc['drum_load_share', 'value']:.0f} % of the load"
    )


@model(gives="length", takes=ROLLER, alone=True)
def depth_of_roller(**roller):
    """Mean depth of the punctures of a roller."""
    return _outcome("depth_mean", _depth_told, **roller)


@model(gives="number", takes=ROLLER, alone=True)
def depth_share_of_roller(**roller):
    """Mean depth of the punctures over the needles' length."""
    return _outcome("depth_over_length_mean", _depth_told, **roller)


HOLES = {k: v for k, v in ROLLER.items() if k not in ("samples?", "load_range?", "needle_width?")} | {
    "needle_width": "length",
    "skin_values?": "texts of [skin]",
}


def _holes(roller):
    """Columns of the punctures of a run."""
    return _run(_scenario(**roller))[3]


@model(gives="number", takes=HOLES, alone=True)
def hole_aspect(**roller):
    """Length over width of the holes at the surface: the slit, where it is longer than the needle is wide."""
    aspect = np.maximum(_holes(roller)["slit_length"] / roller["needle_width"], 1.0)
    low, high = np.quantile(aspect, [0.025, 0.975])
    return Outcome(float(np.median(aspect)), note=f"median over holes; 95 % of them {low:.2g} to {high:.2g}")


@model(gives="angle", takes=HOLES, alone=True)
def entry_angle_of_roller(**roller):
    """Median angle to the surface normal at which needles insert."""
    return Outcome(float(np.median(_holes(roller)["entry_angle"])), note="median over holes")

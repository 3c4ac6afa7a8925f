"""Whole runs whose answer is known: the scenarios of limits/runs, which `puncta run` takes as they are."""

import math
import tempfile
from pathlib import Path

import numpy as np

from puncta.validation.array import _skin
from puncta.validation.cases import shipped
from puncta.validation.models import compiled, model


def _run(scenario, **settings):
    """The result of a scenario of limits/runs, its columns read while the file is there."""
    import puncta

    file = shipped() / "limits" / "runs" / f"{scenario}.toml"
    with tempfile.TemporaryDirectory(prefix="puncta-validate-") as folder:
        result = puncta.run(
            file, Path(folder) / "run.h5", set=settings or None, progress=lambda done, planned: None
        )
        depth = np.array(result.punctures["depth"])
        return result.summary["value"], depth


@model(gives="length", takes={"scenario": "text"})
def depth_of_run(scenario):
    """Mean depth of the punctures."""
    return _run(scenario)[0]["depth_mean"]


@model(gives="length", takes={"scenario": "text", "shaft_diameter": "length"})
def depth_of_thin_needles(scenario, shaft_diameter):
    """Mean depth with needles of this width, the tip a tenth of it."""
    settings = {
        "device.needle.shaft_diameter": f"{shaft_diameter!r} m",
        "device.needle.tip_diameter": f"{shaft_diameter / 10!r} m",
    }
    return _run(scenario, **settings)[0]["depth_mean"]


@model(gives="length", takes={"scenario": "text"})
def spacing_of_run(scenario):
    """Mean distance from a puncture to the nearest other."""
    return _run(scenario)[0]["nearest_neighbour_mean"]


@model(gives="area_density", takes={"scenario": "text"})
def contacts_of_run(scenario):
    """Contacts per area: punctures over the share of contacts that enter."""
    summary, _ = _run(scenario)
    return summary["density_total"] / summary["penetrated_share"]


@model(gives="number", takes={"scenario": "text"})
def least_over_largest_depth(scenario):
    """Of all punctures of all replicates."""
    _, depth = _run(scenario)
    return float(depth.min() / depth.max())


@model(gives="area_density", takes={"device": "text", "passes": "count", "drum_is?": "text"})
def density_of_card(device, passes, drum_is=None):
    """Punctures per area of a roller of the catalogue that always rolls and always punctures; drum_is reads
    the card's drum radius as that of its `body` or of the `tips`."""
    reading = f'drum_is = "{drum_is}"\n' if drum_is else ""
    head = compiled().needles(
        f'[skin]\nsite = "cheek"\n[device]\npreset = "{device}"\n{reading}[treatment]\n'
        'area = ["20 mm", "20 mm"]\ndirections = ["0 deg"]\npasses = 1\nload = "4 N"\n'
    )
    return compiled().nominal_density(len(head["x"]), passes, head["turn"] / (2 * math.pi), head["width"])


@model(
    gives="number",
    takes={
        "site": "text",
        "rows": "count",
        "pitch": "length",
        "load": "force",
        "length_over_radius": "number",
    },
)
def round_over_flat(site, rows, pitch, load, length_over_radius):
    """One and the largest difference between the forces of a square patch of 0.5 mm needles on a drum and
    on a flat plate, over the largest force."""
    length = 0.5e-3
    drum = length / length_over_radius
    places = (np.arange(rows) - (rows - 1) / 2) * pitch
    _, depth = compiled().tip_path(drum + length, 0.0, drum, places / drum)

    def forces(offsets):
        needle = {
            "tip_diameter": 8e-6,
            "taper_length": 0.4e-3,
            "shaft_diameter": 0.2e-3,
            "threshold_factor": 1.0,
            "depth": 0.0,
            "inserted": False,
        }
        needles = [
            {"x": float(x), "y": float(y), "offset": float(o), **needle}
            for x, o in zip(places, offsets, strict=True)
            for y in places
        ]
        station = {"tributary_radius": pitch / 2, "cell_side": pitch, "load": load, "cells": []}
        solution = compiled().station({**_skin(site), **station, "needles": needles})
        if not solution["converged"]:
            raise ArithmeticError("the balance of the patch did not converge")
        return np.asarray(solution["needle_force"])

    flat = forces(np.zeros(rows))
    return 1 + float(np.abs(forces(depth) - flat).max() / flat.max())

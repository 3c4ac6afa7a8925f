"""A flat array of needles pressed into a skin: the balance of one station without a drum."""

import numpy as np

from puncta.validation.models import Outcome, compiled, model
from puncta.validation.needle import scenario_on, skin_of

ARRAY = {
    "site": "text",
    "rows": "count",
    "tip_diameter": "length",
    "taper_length": "length",
    "shaft_diameter": "length",
    "skin_values?": "texts of [skin]",
}


def _solve(skin, load, *, rows, pitch, tip_diameter, taper_length, shaft_diameter):
    """Square array of rows x rows needles under a load, pressed in from above the skin."""
    places = (np.arange(rows) - (rows - 1) / 2) * pitch
    needle = {
        "offset": 0.0,
        "tip_diameter": tip_diameter,
        "taper_length": taper_length,
        "shaft_diameter": shaft_diameter,
        "threshold_factor": 1.0,
        "depth": 0.0,
        "inserted": False,
    }
    solution = compiled().station(
        {
            **skin,
            "tributary_radius": pitch / 2,
            "cell_side": pitch,
            "load": load,
            "cells": [],
            "needles": [{"x": float(x), "y": float(y), **needle} for x in places for y in places],
        }
    )
    if not solution["converged"]:
        raise ArithmeticError(f"the balance of the array under {load:g} N did not converge")
    return solution


def _skin(site, values=None):
    return compiled().mean_skin(scenario_on(skin_of(site, values)), f"array on {site}")


@model(gives="number", takes={"pitch": "length", "load": "force", **ARRAY})
def array_balance(site, pitch, load, skin_values=None, **array):
    """Sum of the needles' forces over the load."""
    return float(np.sum(_solve(_skin(site, skin_values), load, pitch=pitch, **array)["needle_force"])) / load


@model(gives="force", takes={"pitch": "length", **ARRAY})
def array_insertion_force(site, pitch, rows, skin_values=None, **array):
    """Smallest load per needle under which every needle of the array has inserted."""
    skin, count = _skin(site, skin_values), rows * rows

    def all_in(load):
        return bool(np.all(_solve(skin, load, pitch=pitch, rows=rows, **array)["inserted"]))

    # From the force of a lone needle upwards by factors, then by halves to a thousandth.
    tip = array["tip_diameter"]
    line = skin["puncture_intercept"] + skin["puncture_slope"] * min(tip, skin["puncture_diameter_limit"])
    high = count * max(line, 1e-4)
    for _ in range(20):
        if all_in(high):
            break
        high *= 1.5
    else:
        raise ArithmeticError("no load inserts the whole array")
    low = high / 1.5
    while all_in(low) and low > 1e-6 * high:
        low /= 1.5
    while high - low > 1e-3 * high:
        middle = (low + high) / 2
        low, high = (low, middle) if all_in(middle) else (middle, high)
    return high / count


@model(gives="number", takes={"near": "length", "far": "length", **ARRAY})
def array_spacing_ratio(near, far, **array):
    """Insertion force per needle at the near pitch over that at the far one."""
    forces = [array_insertion_force(pitch=pitch, **array) for pitch in (near, far)]
    told = " and ".join(f"{force * 1e3:.1f}" for force in forces)
    return Outcome(forces[0] / forces[1], note=f"{told} mN per needle")

"""Each datum as a likelihood over the parameters it speaks to."""

import numpy as np

import puncta._core as core
from puncta.calibration import sample

EXPONENT = (2.0, 9.0)  # what the finite elements behind the law cover
TOUGHNESS = (0.01e3, 30e3)  # J/m²: micro-projections to tearing (literature)
DEEP_FACTOR = (0.3, 1.5)  # the prior range on the cards


def insertion_line(datum):
    """Intercept F_0 [N] and slope Gamma [N/m] with their covariance, from the ends of the line."""
    points = datum.table["point"]
    tip = np.array([datum.number("tip_diameter", "length", point) for point in points])
    force = np.array([datum.number("force", "force", point) for point in points])
    variance = (datum.error("cv") * force) ** 2 / datum.error("insertions_per_point")
    design = np.stack([np.ones_like(tip), tip], axis=1)
    normal = design.T @ (design / variance[:, None])
    mean = np.linalg.solve(normal, design.T @ (force / variance))
    return mean, np.linalg.inv(normal)


def opening(split, force, count=8192):
    """Exponent alpha and toughness J [J/m²] together: the split gives nearly alpha alone, the force J."""
    ranges = {
        "opening_exponent": EXPONENT,
        "toughness": TOUGHNESS,
        "split diameter": split.range("needle_diameter", "length"),
        "split modulus": split.range("shear_modulus", "pressure"),
        "force diameter": force.range("needle_diameter", "length"),
        "force modulus": force.range("shear_modulus", "pressure"),
        "assumed slit": force.range("assumed_slit_over_diameter"),
    }
    values = sample.prior(ranges, count)
    # The law depends on m = J/(mu R) alone: with J = mu = 1 a needle of diameter 2/m stands for every other.
    m = {
        which: 2 * values["toughness"] / (values[f"{which} modulus"] * values[f"{which} diameter"])
        for which in ("split", "force")
    }
    ratio, slit = np.empty(count), np.empty(count)
    for i in range(count):
        diameters = [2 / m["split"][i], 2 / m["force"][i]]
        cut = core.slit_opening(values["opening_exponent"][i], 1.0, 1.0, diameters)
        ratio[i] = cut["spreading"][0] / cut["crack"][0]
        slit[i] = cut["slit_ratio"][1]
    per_width = slit * values["toughness"] / values["assumed slit"]
    misfit = (np.log(ratio / split.number("spreading_over_cutting")) / split.error("relative")) ** 2
    misfit += (
        np.log(per_width / force.number("force_per_width", "toughness")) / force.error("relative")
    ) ** 2
    return sample.weighted(values, misfit)


def pressed_array(datum, card, line, opened, count=512, progress=None):
    """beta, the factor on all moduli and the force on a needle, given alpha and J of `opened`."""
    ranges = {
        "deep_factor": DEEP_FACTOR,
        "modulus_factor": datum.range("modulus_factor"),
        "force_per_needle": datum.range("force_per_needle", "force"),
    }
    values = sample.prior(ranges, count)
    chosen = opened.draw(count, seed=2)
    for name in ("opening_exponent", "toughness"):
        values[name] = opened.values[name][chosen]
    measured, longest = datum.number("depth", "length"), datum.number("needle_length", "length")
    misfit = np.empty(count)
    for i in range(count):
        v = {name: column[i] for name, column in values.items()}
        depth = min(_array_depth(datum, card, line, v), longest)
        misfit[i] = (np.log(max(depth, 1e-3 * longest) / measured) / datum.error("relative")) ** 2
        if progress:
            progress(i + 1, count)
    return sample.weighted(values, misfit)


SIDE = 5  # needles along the side of the array that stands for the whole


def _array_depth(datum, card, line, v):
    """Mean depth [m] of a square array pressed without its base plate touching."""
    spacing = datum.number("spacing", "length")
    needle = {
        "offset": 0.0,
        "tip_diameter": datum.number("tip_diameter", "length"),
        "taper_length": 0.999 * datum.number("needle_length", "length"),
        "shaft_diameter": datum.number("base_diameter", "length"),
        "threshold_factor": 1.0,
        "depth": 0.0,
        "inserted": False,
    }
    layers = [dict(layer, modulus=layer["modulus"] * v["modulus_factor"]) for layer in card]
    for layer in layers:
        if layer["skin"]:
            layer["toughness"] = v["toughness"]
    station = {
        "layers": layers,
        "beta": v["deep_factor"],
        "opening_exponent": v["opening_exponent"],
        "puncture_intercept": line[0],
        "puncture_slope": line[1],
        "puncture_diameter_limit": 40e-6,
        "tributary_radius": spacing / 2,
        "cell_side": spacing,
        "load": SIDE**2 * v["force_per_needle"],
        "needles": [dict(needle, x=i * spacing, y=j * spacing) for i in range(SIDE) for j in range(SIDE)],
        "cells": [],
    }
    return float(np.mean(core.station(station)["depth"]))

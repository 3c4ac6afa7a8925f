"""Capillaries under needle arrays, and how long channels stay open."""

from dataclasses import replace

import numpy as np

from puncta.validation.models import Outcome, compiled, model

_array = {
    "needles_x": "count",
    "needles_y": "count",
    "pitch": "length",
    "width": "length",
    "height": "length",
    "side": "length",
    "trials": "count",
    "shape": "text",
}


@model(gives="number", takes=_array)
def capillary_hits_total(**array):
    """Mean capillaries that an array touches, over independent hard-core fields of 14 per mm²."""
    return _hits("total", **array)


@model(gives="number", takes=_array)
def capillary_hits_direct(**array):
    """Mean capillaries that lie wholly under a footprint."""
    return _hits("direct", **array)


def _hits(which, needles_x, needles_y, pitch, width, height, side, trials, shape):
    found = compiled().capillary_hits(
        needles=[needles_x, needles_y],
        pitch=pitch,
        footprint=[width, height],
        side=side,
        trials=trials,
        shape=shape,
    )
    value, error = found[which], found[f"{which}_error"]
    return Outcome(value, value - 1.96 * error, value + 1.96 * error, f"{trials} fields")


@model(
    gives="number",
    takes={"species": "text", "care": "text", "opening": "length", "samples?": "count"},
)
def hours_to_closure(species, care, opening, samples=64):
    """Hours until channels are closed: the aftermath's law, its card's ranges sampled; care patch or air."""
    from puncta.aftermath import card
    from puncta.validation import unknowns
    from puncta.validation.prediction import Spread

    occluded = {"patch": True, "air": False}[care]
    shipped = card.read()
    ranges = {
        name: number
        for name, number in shipped.numbers.items()
        if name.startswith("closure.") and number.low < number.high and _asked(name, species, occluded)
    }
    all_of = [unknowns.Unknown(name, (), n.value, n.low, n.high) for name, n in ranges.items()]
    points = [
        [u.at(level) for u, level in zip(all_of, row, strict=True)]
        for row in unknowns.levels(all_of, samples)
    ]
    values = [_closed(_with(shipped, ranges, point), species, occluded, opening) for point in points]
    spread = Spread(np.array([]), np.array(values), [u.name for u in all_of], np.array(points))
    return Outcome(_closed(shipped, species, occluded, opening), spread=spread)


def _asked(name, species, occluded):
    """Whether a number of the card enters for this species and care."""
    return not (
        (name == "closure.rat_factor" and species != "rat")
        or (name == "closure.unoccluded_factor" and occluded)
    )


def _with(shipped, ranges, point):
    """The card with other values."""
    changed = {
        name: replace(number, value=value)
        for (name, number), value in zip(ranges.items(), point, strict=True)
    }
    return replace(shipped, numbers=shipped.numbers | changed)


def _closed(numbers, species, occluded, opening):
    from puncta.aftermath import laws, wound

    zero = wound.Value(0.0, 0.0, 0.0)
    left = wound.Wound(zero, zero, zero, zero, zero, opening, (), species)
    return laws.closure(numbers, left, laws.Care(occluded=occluded)).value

"""Capillaries under needle arrays, and how long channels stay open."""

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


@model(gives="time", takes={"species": "text", "occluded": "number", "opening": "length"})
def channel_closure(species, occluded, opening):
    """Time until channels of this opening are closed: the aftermath's law with the ranges of its card."""
    from puncta.aftermath import card, laws, wound

    zero = wound.Value(0.0, 0.0, 0.0)
    left = wound.Wound(zero, zero, zero, zero, zero, opening, (), species)
    found = laws.closure(card.read(), left, laws.Care(occluded=bool(occluded)))
    return Outcome(*(laws.HOUR * x for x in (found.value, found.low, found.high)))

"""The wound that a treatment leaves, as far as the aftermath asks: depth in the dermis, density, openings."""

import math
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Value:
    """A number of a result with its 95 % interval [SI]."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Wound:
    """What a result says of the skin after the treatment.

    depth             mean depth of the punctures below the top of the papillary dermis, 0 above it [m]
    density           distinct holes per area [1/m²]
    dermis_share      share of the punctures that reach the dermis
    hypodermis_share  share that reach the hypodermis
    capillary_hits    capillary loops hit per area [1/m²]
    opening           width of a hole, of the circle with its open area [m]; nan where nothing stays open
    sites             names of the skins treated
    species           "human" or "rat"
    """

    depth: Value
    density: Value
    dermis_share: Value
    hypodermis_share: Value
    capillary_hits: Value
    opening: float
    sites: tuple
    species: str


_asked = (
    "density_unique",
    "density_total",
    "density_dermis",
    "open_area_share",
    "hypodermis_share",
    "capillary_hits",
)


def of_result(r):
    """The Wound of an opened result; ValueError for one without a dermis, or without a quantity it needs."""
    missing = [name for name in _asked if name not in r.summary.index]
    if missing:
        raise ValueError(f"{r.title}: the result has no {', '.join(missing)}")
    depth = _depth_in_dermis(r)
    density, total = _value(r, "density_unique"), r.summary.value["density_total"]
    dermis = _value(r, "density_dermis")
    share = (
        Value(*(min(1.0, max(0.0, x / total)) for x in (dermis.value, dermis.low, dermis.high)))
        if total > 0
        else Value(0.0, 0.0, 0.0)
    )
    open_share = r.summary.value["open_area_share"]
    opening = (
        math.sqrt(4 / math.pi * open_share / density.value)
        if density.value > 0 and open_share > 0
        else math.nan
    )
    sites = _sites(r.scenario)
    return Wound(
        depth,
        density,
        share,
        _value(r, "hypodermis_share"),
        _value(r, "capillary_hits"),
        opening,
        sites,
        "rat" if any("rat" in site for site in sites) else "human",
    )


def _value(r, name):
    row = r.summary.loc[name]
    low, high = (end if math.isfinite(end) else row.value for end in (row.ci_low, row.ci_high))
    if not math.isfinite(row.value):
        return Value(0.0, 0.0, 0.0)  # nothing punctured
    return Value(float(row.value), max(0.0, float(low)), float(high))


def _depth_in_dermis(r):
    """From the histogram; the interval is that of the mean depth, shifted."""
    tops = dict(r.layers)
    top = next(
        (tops[name] for name in ("papillary_dermis", "dermis", "reticular_dermis") if name in tops), None
    )
    if top is None:
        raise ValueError(f"{r.title}: its skin has no dermis; layers are {', '.join(tops)}")
    counts, centres = r.depth["counts"].values, r.depth["depth_bin"].values
    if not counts.sum():
        return Value(0.0, 0.0, 0.0)
    mean = float((counts * np.clip(centres - top, 0, None)).sum() / counts.sum())
    row = r.summary.loc["depth_mean"]
    low, high = (end - row.value if math.isfinite(end) else 0.0 for end in (row.ci_low, row.ci_high))
    return Value(mean, max(0.0, mean + low), max(mean, mean + high))


def _sites(scenario):
    """Names of the skins of a resolved scenario."""
    if scenario.get("sites"):
        found = [site.get("skin", {}).get("name", site.get("name", "")) for site in scenario["sites"]]
    else:
        found = [scenario.get("skin", {}).get("name", "")]
    return tuple(dict.fromkeys(name for name in found if name))

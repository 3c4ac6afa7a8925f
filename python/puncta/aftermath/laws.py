"""The laws: how long, what stays open, what to be warned of. Plain functions of a Wound and the Card."""

import math
from dataclasses import dataclass

import numpy as np

HOUR, DAY = 3600.0, 86400.0


@dataclass(frozen=True)
class Care:
    """What happens around the treatment. interval: between sessions [s]; nan when no plan is told."""

    occluded: bool = False
    sensitive: bool = False
    sessions: int = 1
    interval: float = math.nan


@dataclass(frozen=True)
class Outcome:
    """One line of the aftermath: from low to high in `unit`; value nan where only a range is known."""

    name: str
    low: float
    value: float
    high: float
    unit: str
    status: str
    source: str
    note: str


@dataclass(frozen=True)
class Flag:
    """A warning: what, and why."""

    name: str
    why: str


def time_constant(card, wound, care):
    """(low, value, high) of tau in exp(-t/tau), the share of channels still open [s].

    tau = half-life / ln 2, times (opening / reference)^p, times a factor without a patch, times one for rats.
    Low and high take every number of the card at that end of its range that shortens or lengthens tau.
    """
    number = card.numbers
    ends = [[x / math.log(2) for x in _ends(number["closure.half_life"])]]
    if math.isfinite(wound.opening):
        ends.append(_opening_factor(number, wound.opening))
    if not care.occluded:
        ends.append(_ends(number["closure.unoccluded_factor"]))
    if wound.species == "rat":
        ends.append(_ends(number["closure.rat_factor"]))
    return tuple(math.prod(column) for column in zip(*ends, strict=True))


def open_share(tau, time):
    """Share of the channels still open after `time` [s]."""
    return math.exp(-time / tau)


def closure(card, wound, care):
    """When the channels are closed: the Outcome in hours."""
    tau, closed = time_constant(card, wound, care), card.numbers["closure.closed_share"]
    times = (
        tau[0] * -math.log(closed.high),
        tau[1] * -math.log(closed.value),
        tau[2] * -math.log(closed.low),
    )
    about = "under a patch" if care.occluded else "without a patch: a factor that is an assumption"
    return Outcome("channels_closed", *(t / HOUR for t in times), "h", "D", "ogunjimi2021", about)


def durations(card, wound, care):
    """Outcomes of every duration of the card at the wound's depth, density and on this skin."""
    factors = _load_factors(card, wound, care)
    return [_duration(entry, wound, factors if entry.scales else (1.0, 1.0)) for entry in card.durations]


def timeline(card, wound):
    """Outcomes that come only where enough punctures reach the dermis."""
    return [
        Outcome(e.name, e.low, math.nan, e.high, e.unit, e.status, e.source, e.note)
        for e in card.timeline
        if wound.dermis_share.value >= e.least_dermis_share
    ]


def flags(card, wound, care):
    """Warnings, each with its reason."""
    number = card.numbers
    found = []
    limit = number["risk.hypodermis_share"].value
    if wound.hypodermis_share.value >= limit:
        found.append(
            Flag(
                "subcutis reached",
                f"{_percent(wound.hypodermis_share)} of the punctures reach the hypodermis",
            )
        )
    elif wound.hypodermis_share.high >= limit and wound.hypodermis_share.value > 0:
        found.append(Flag("subcutis perhaps reached", f"{_percent(wound.hypodermis_share)} of the punctures"))
    if wound.capillary_hits.value >= number["risk.bleeding"].value:
        hits, low, high = (1e-4 * x for x in _of(wound.capillary_hits))
        found.append(Flag("points of blood", f"{hits:.3g} capillaries hit per cm² ({low:.3g} – {high:.3g})"))
    if wound.density.value > number["density.most"].value:
        usual = f"{1e-4 * number['density.most'].value:.0f}"
        found.append(
            Flag(
                "dense",
                f"{1e-4 * wound.density.value:.0f} holes per cm², more than the usual {usual} of a session",
            )
        )
    avoided = [site for site in wound.sites if site in card.avoid_sites]
    if avoided:
        found.append(
            Flag(
                "eyelid or midface",
                f"{', '.join(avoided)}: an area that texts say to avoid or to treat with care",
            )
        )
    if care.sensitive:
        found.append(Flag("sensitive skin", "reacts more: durations are multiplied"))
    return found + _too_soon(card, wound, care)


def _too_soon(card, wound, care):
    if care.sessions < 2 or not math.isfinite(care.interval):
        return []
    rest = next(o for o in durations(card, wound, care) if o.name == "next_session")
    days = care.interval / DAY
    if days >= rest.low:
        return []
    plan = f"{care.sessions} sessions {days:.3g} days apart"
    return [Flag("too soon", f"{plan}; at this depth texts say {rest.low:.0f} to {rest.high:.0f} days")]


def _duration(entry, wound, factors):
    low = np.interp(wound.depth.low, entry.depths, entry.low) * factors[0]
    high = np.interp(wound.depth.high, entry.depths, entry.high) * factors[1]
    return Outcome(
        entry.name, float(low), math.nan, float(high), entry.unit, entry.status, entry.source, entry.note
    )


def _load_factors(card, wound, care):
    """What the density of holes and sensitive skin do to durations, at most by three: (for low, for high)."""
    nominal, power = card.numbers["density.nominal"], card.numbers["density.exponent"]
    ratio = wound.density.value / nominal.value
    if ratio <= 0:
        return 0.0, 0.0
    found = [min(max(ratio**p, 1 / 3), 3.0) for p in (power.low, power.high)]
    worse = card.numbers["sensitive.factor"].high if care.sensitive else 1.0
    return min(found), max(found) * worse


def _opening_factor(number, opening):
    """The factor of tau for an opening [m], with exponent and reference over their ranges."""
    exponent, reference = number["closure.opening_exponent"], number["closure.reference_opening"]
    corners = [
        (opening / w) ** p for w in (reference.low, reference.high) for p in (exponent.low, exponent.high)
    ]
    return min(corners), (opening / reference.value) ** exponent.value, max(corners)


def _ends(number):
    return number.low, number.value, number.high


def _of(value):
    return value.value, value.low, value.high


def _percent(value):
    return f"{100 * value.value:.2g} % ({100 * value.low:.2g} – {100 * value.high:.2g})"

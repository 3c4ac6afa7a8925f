"""What the prediction of a case does not know, and what is chance in it.

Ignorance is what the ranges of a skin card and of a case say; chance is another piece of skin and another
insertion (the `cv` of the card). Both are sampled as a run does it (`[uncertainty]`,
scenarios/runner/unknowns.hpp): values that a card states alike are one unknown, the value stays the median,
levels are even on either side of it and even in the logarithm where a range spans more than a factor of
two, correlated ranges by a Gaussian copula.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri
from scipy.stats import qmc

from puncta.validation.models import compiled

# Properties of a card that act on a single needle: dimension and SI unit.
PROPERTIES = {
    "thickness": ("length", "m"),
    "modulus": ("pressure", "Pa"),
    "stress": ("pressure", "Pa"),
    "toughness": ("toughness", "J/m^2"),
    "wall_shear": ("pressure", "Pa"),
    "poisson": ("", ""),
    "deep_factor": ("", ""),
    "opening_exponent": ("", ""),
    "intercept": ("force", "N"),
    "slope": ("stiffness", "N/m"),
}
VARIED = ("thickness", "modulus", "toughness", "wall_shear")  # from piece to piece, each layer by itself
WIDE = 2.0


@dataclass(frozen=True)
class Unknown:
    """One number that nobody knows well: a value of the card under its keys, or a parameter of the case."""

    name: str
    keys: tuple  # keys of a scenario's [skin]; empty for a parameter
    value: float
    low: float
    high: float
    partner: str = ""  # name of an unknown before it, to which it is tied
    correlation: float = 0.0

    def at(self, level):
        """Value at a level in (0, 1)."""
        in_log = self.low > 0 and self.high > WIDE * self.low

        def between(a, b, share):
            return a * (b / a) ** share if in_log else a + (b - a) * share

        if not self.low < self.value < self.high:
            return between(self.low, self.high, level)
        return (
            between(self.low, self.value, 2 * level)
            if level < 0.5
            else between(self.value, self.high, 2 * level - 1)
        )


def _property(key):
    return key.rsplit(".", 1)[1]


def skin_key(key):
    """Key under [skin] of a scenario: the laws of the needle stand there without their table."""
    return key.removeprefix("needle_law.")


def of_card(site):
    """Unknowns of a shipped skin card, those that act on a single needle."""
    alike, order = {}, []
    for item in compiled().card(f"skin/{site}")["values"]:
        if "ends" not in item or _property(item["key"]) not in PROPERTIES:
            continue
        same = (_property(item["key"]), item["value"], item["range"], item["source"])
        if same not in alike:
            order.append(same)
        alike.setdefault(same, []).append(item)
    found = []
    for same in order:
        items = alike[same]
        first = items[0]
        found.append(
            Unknown(
                ", ".join(skin_key(item["key"]) for item in items),
                tuple(skin_key(item["key"]) for item in items),
                first["number"],
                *first["ends"],
                first.get("correlated_with", ""),
                first.get("correlation", 0.0),
            )
        )
    return found


def levels(unknowns, samples, seed=1):
    """Points (samples, unknowns) in (0, 1): a scrambled Sobol set, correlated ones tied."""
    if not unknowns:
        return np.full((samples, 0), 0.5)
    points = qmc.Sobol(len(unknowns), seed=seed).random_base2(max(math.ceil(math.log2(samples)), 1))[:samples]
    points = np.clip(points, 1e-9, 1 - 1e-9)
    names = [unknown.name for unknown in unknowns]
    for column, unknown in enumerate(unknowns):
        if unknown.partner in names:
            r = unknown.correlation
            partner = ndtri(points[:, names.index(unknown.partner)])
            points[:, column] = ndtr(r * partner + math.sqrt(1 - r * r) * ndtri(points[:, column]))
    return points


def text_of(key, value):
    """A value as a scenario writes it."""
    unit = PROPERTIES[_property(f".{key}")][1]
    return f'"{float(value)!r} {unit}"' if unit else repr(float(value))


def pieces(site, samples, seed=2):
    """Chance: {key: text} of [skin] for other pieces of the card's mean skin and other insertions.

    Each layer's thickness, modulus, toughness and wall shear by a lognormal factor of mean 1, as a run
    draws its subjects; one such factor of puncture.cv on the force of insertion.
    """
    values = compiled().card(f"skin/{site}")["values"]
    given = {item["key"]: item for item in values}
    varied = [
        (item["key"], float(item["cv"]))
        for item in values
        if item["cv"] and _property(item["key"]) in VARIED and float(item["cv"]) > 0
    ]
    scatter = float(given["puncture.cv"]["value"])
    points = qmc.Sobol(len(varied) + 1, seed=seed).random_base2(max(math.ceil(math.log2(samples)), 1))
    found = []
    for point in np.clip(points[:samples], 1e-9, 1 - 1e-9):
        deviates = ndtri(point)
        texts = {}
        for (key, cv), deviate in zip(varied, deviates, strict=False):
            texts[key] = text_of(key, _number(given[key]) * _lognormal(cv, deviate))
        factor = _lognormal(scatter, deviates[-1])
        for key in ("puncture.intercept", "puncture.slope"):
            texts[key] = text_of(key, _number(given[key]) * factor)
        found.append(texts)
    return found


def _lognormal(cv, deviate):
    """Factor of mean 1."""
    sigma = math.sqrt(math.log1p(cv * cv))
    return math.exp(sigma * deviate - sigma * sigma / 2)


def _number(item):
    text, (dimension, _) = item["value"].strip('"'), PROPERTIES[_property(item["key"])]
    return compiled().quantity(text, dimension) if dimension else float(text)

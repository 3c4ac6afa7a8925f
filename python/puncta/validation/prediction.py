"""The prediction of a published case with its interval: chance and ignorance, and what it comes from.

A prediction is the model at the cards as they are. Its interval holds 95 % of what another piece of skin
(or person, head and hand) under other values of what is not known would give: every sample of ignorance
times every relative deviation of chance. So the two do not interact, which is the one approximation made
here; where some are 0 or less deviations are added instead, and what is never negative stays so.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from scipy.stats import rankdata

from puncta.validation import unknowns

SAMPLES = 64  # of ignorance; of chance half as many
QUICK_SAMPLES = 16
VAGUE = 10.0  # an interval that spans more than this factor says little


@dataclass
class Spread:
    """chance, ignorance: values of the quantity [SI]; points: (value of ignorance, unknown)."""

    chance: np.ndarray
    ignorance: np.ndarray
    names: list = field(default_factory=list)
    points: np.ndarray = field(default_factory=lambda: np.empty((0, 0)))
    failed: int = 0  # samples that could not be computed

    def together(self, value):
        """All pairs of chance and ignorance around the prediction, as values."""
        chance = self.chance if len(self.chance) else np.array([value])
        ignorance = self.ignorance if len(self.ignorance) else np.array([value])
        centre = float(np.median(chance))
        if centre > 0 and min(chance.min(), ignorance.min()) > 0:
            return np.outer(ignorance, chance / centre).ravel()
        added = np.add.outer(ignorance, chance - centre).ravel()
        return np.maximum(added, 0) if min(chance.min(), ignorance.min()) == 0 else added

    def interval(self, value):
        return tuple(float(end) for end in np.quantile(self.together(value), [0.025, 0.975]))

    def shares(self):
        """{unknown: share}: squared rank correlation with the prediction, largest first.

        For a monotone response of independent unknowns it is the first-order share of the variance of
        ranks. With 64 samples a share below 0.06 is not to be told from none (95 % of the squares of chance
        correlations).
        """
        if len(self.ignorance) < 8 or np.ptp(self.ignorance) == 0:
            return {}
        y = rankdata(self.ignorance)
        found = {}
        for name, column in zip(self.names, self.points.T, strict=True):
            if np.ptp(column) > 0:
                found[name] = float(np.corrcoef(rankdata(column), y)[0, 1] ** 2)
        return dict(sorted(found.items(), key=lambda item: -item[1]))

    def noise(self):
        """Share that chance correlation exceeds once in twenty."""
        return 1.96**2 / max(len(self.ignorance) - 1, 1)


def predicted(case, model, quick):
    """Outcome of a case, with low and high of the prediction where the model can be sampled."""
    samples = QUICK_SAMPLES if quick else case.samples or SAMPLES
    parameters = dict(case.parameters)
    if model.kind("samples") is not None:
        return _ranged(model(parameters | {"samples": samples}))
    nominal = model(parameters)
    if model.kind("skin_values") is None and not case.unknown:
        return nominal
    return _ranged(nominal._replace(spread=_sampled(case, model, samples)))


def _ranged(outcome):
    if outcome.spread is None:
        return outcome
    low, high = outcome.spread.interval(outcome.value)
    if outcome.low is not None:  # chance that the model itself tells
        low, high = min(low, outcome.low), max(high, outcome.high)
    return outcome._replace(low=float(low), high=float(high))


def _sampled(case, model, samples):
    of_skin = unknowns.of_card(case.parameters["site"]) if model.kind("skin_values") is not None else []
    of_case = [
        unknowns.Unknown(f"case: {name}", (), case.parameters[name], *ends)
        for name, ends in case.unknown.items()
    ]
    all_of = of_skin + of_case
    levels = unknowns.levels(all_of, samples)
    points = np.array([[u.at(level) for u, level in zip(all_of, row, strict=True)] for row in levels])
    ignorance = [_parameters(case, all_of, row) for row in points]
    chance = []
    if of_skin:
        chance = [
            case.parameters | {"skin_values": texts}
            for texts in unknowns.pieces(case.parameters["site"], max(samples // 2, 8))
        ]
    values = _values(model, ignorance + chance)
    known = np.isfinite(values[: len(ignorance)])
    pieces = values[len(ignorance) :]
    return Spread(
        pieces[np.isfinite(pieces)],
        values[: len(ignorance)][known],
        [unknown.name for unknown in all_of],
        points[known],
        int(np.sum(~np.isfinite(values))),
    )


def _parameters(case, all_of, point):
    texts, changed = {}, {}
    for unknown, value in zip(all_of, point, strict=True):
        if unknown.keys:
            texts |= {key: unknowns.text_of(key, value) for key in unknown.keys}
        else:
            changed[unknown.name.removeprefix("case: ")] = float(value)
    return case.parameters | changed | ({"skin_values": texts} if texts else {})


def _values(model, wanted):
    """The model at many parameters, on all processors; NaN where it cannot be computed."""

    def value(parameters):
        try:
            return model(parameters).value
        except (ArithmeticError, ValueError):
            return float("nan")

    with ThreadPoolExecutor(1 if model.alone else os.cpu_count()) as pool:
        return np.array(list(pool.map(value, wanted)))

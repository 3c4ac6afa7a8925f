"""The punctures of a result as point patterns: of one replicate, or of all with intervals over them."""

import math

import numpy as np

from puncta import pattern, reach


class ReplicatePattern:
    """The punctures of one replicate: points (n, 2) [m], region, and what puncta.pattern tells."""

    def __init__(self, points, region):
        self.points, self.region = points, region

    @property
    def spacing(self):
        """1/sqrt(density) [m]."""
        return math.sqrt(self.region.area / max(len(self.points), 1))

    def nearest_distances(self):
        return pattern.nearest_distances(self.points)

    def nearest_distribution(self, radii, correction=None):
        return pattern.nearest_distribution(self.points, self.region, radii, correction)

    def ripley_k(self, radii, correction=None):
        return pattern.ripley_k(self.points, self.region, radii, correction)

    def ripley_l(self, radii, correction=None):
        return pattern.ripley_l(self.points, self.region, radii, correction)

    def pair_correlation(self, radii, half_width=None):
        return pattern.pair_correlation(self.points, self.region, radii, half_width)

    def pair_directions(self, nearest, farthest, sectors=12, correction=None):
        return pattern.pair_directions(self.points, self.region, nearest, farthest, sectors, correction)

    def quadrat_dispersion(self, cell):
        return pattern.quadrat_dispersion(self.points, self.region, cell)

    def largest_gap(self, tolerance=None):
        return pattern.largest_gap(self.points, self.region, tolerance)

    def treated_share(self, radius):
        return pattern.treated_share(self.points, self.region, radius)

    def overlap_share(self, radii):
        return pattern.overlap_share(self.points, radii)


class PooledPattern:
    """The same over the replicates of a result: means with 95 % intervals over replicates.

    Functions of radii return pandas, one row per radius with value, ci_low, ci_high and count; the others one
    row (a Series). Replicates where a value is not defined are left out of it. `replicates`: the single ones.
    """

    def __init__(self, replicates):
        self.replicates = replicates

    @property
    def region(self):
        return self.replicates[0].region

    @property
    def spacing(self):
        """1/sqrt(density), mean over replicates [m]."""
        return float(np.mean([one.spacing for one in self.replicates]))

    def nearest_distribution(self, radii, correction=None):
        return self._of_radii("nearest_distribution", radii, correction)

    def ripley_k(self, radii, correction=None):
        return self._of_radii("ripley_k", radii, correction)

    def ripley_l(self, radii, correction=None):
        return self._of_radii("ripley_l", radii, correction)

    def pair_correlation(self, radii, half_width=None):
        return self._of_radii("pair_correlation", radii, half_width)

    def pair_directions(self, nearest, farthest, sectors=12, correction=None):
        found = [one.pair_directions(nearest, farthest, sectors, correction) for one in self.replicates]
        return _table([relative for _, relative in found], "angle", found[0][0])

    def quadrat_dispersion(self, cell):
        return self._one([one.quadrat_dispersion(cell)[0] for one in self.replicates])

    def largest_gap(self, tolerance=None):
        """Mean over replicates of the gap's radius [m]."""
        return self._one([one.largest_gap(tolerance)[0] for one in self.replicates])

    def treated_share(self, radius):
        return self._one([one.treated_share(radius) for one in self.replicates])

    def overlap_share(self, radius):
        return self._one([one.overlap_share(radius) for one in self.replicates])

    def _of_radii(self, function, radii, option):
        values = [getattr(one, function)(radii, option) for one in self.replicates]
        return _table(values, "radius", np.asarray(radii, float))

    def _one(self, values):
        return _table([[value] for value in values], "value", [0]).iloc[0]


def of_result(r, replicate=None, site=None):
    """The punctures of one replicate of a result, or of all (replicate=None): see Results.pattern."""
    region = pattern.region_of(r, site)
    columns = r.punctures
    x, y, owner = columns["x"], columns["y"], columns["replicate"]
    here = np.ones(len(x), bool)
    if r.scenario.get("sites"):
        here = columns["site"] == pattern.site_number(r.scenario, site)
    numbers = [int(number) for number in r.replicates.index]
    if replicate is not None and replicate not in numbers:
        raise ValueError(f"replicate = {replicate!r} must be one of {numbers[0]} to {numbers[-1]}")
    found = []
    for number in numbers if replicate is None else [replicate]:
        mine = here & (owner == number)
        points = np.column_stack([x[mine], y[mine]])
        found.append(ReplicatePattern(points[region.contains(points)], region))
    return PooledPattern(found) if replicate is None else found[0]


def _table(values, name, index):
    import pandas as pd

    rows = []
    for column in np.asarray(values, float).T:
        known = column[np.isfinite(column)]
        value, _, low, high = reach.interval(known)
        rows.append((value, low, high, len(known)))
    return pd.DataFrame(
        rows, columns=["value", "ci_low", "ci_high", "count"], index=pd.Index(index, name=name)
    )

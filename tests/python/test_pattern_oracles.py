"""Functions of point patterns against R's spatstat and Python's pointpats, whose numbers are stored.

tests/oracles/point_patterns holds patterns, reference values, the scripts that made them and the versions.
Like is compared with like: the same edge correction, and where the other counts on a grid, its step.
"""

import csv
from pathlib import Path

import numpy as np
import pytest
from puncta import pattern

FOLDER = Path(__file__).resolve().parents[1] / "oracles" / "point_patterns"
RECTANGLE = pattern.rectangle(30.0, 20.0)


def points(name):
    return np.loadtxt(FOLDER / f"{name}.csv", delimiter=",", skiprows=1)


def region(name):
    return pattern.polygon(points("polygon_border")) if name == "polygon" else RECTANGLE


def stored(file, **wanted):
    """r and value of the rows that have these entries."""
    with open(FOLDER / file, encoding="utf-8", newline="") as lines:
        next(lines)
        rows = [
            row for row in csv.DictReader(lines) if all(row[key] == value for key, value in wanted.items())
        ]
    assert rows, wanted
    table = np.array(
        [[float(row["r"]), float(row["value"]) if row["value"] != "NA" else np.nan] for row in rows]
    )
    return table.T


def spatstat(name, function, correction):
    return stored("spatstat.csv", pattern=name, function=function, correction=correction)


@pytest.mark.parametrize("name", ["random", "apart", "clustered", "polygon"])
def test_k_with_border_correction(name):
    r, value = spatstat(name, "K", "border")
    assert pattern.ripley_k(points(name), region(name), r, "border") == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("name", ["random", "apart", "clustered"])
def test_k_with_translation_correction(name):
    r, value = spatstat(name, "K", "translation")
    assert pattern.ripley_k(points(name), RECTANGLE, r) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("name", ["random", "apart", "clustered", "polygon"])
def test_nearest_distribution_with_border_correction(name):
    r, value = spatstat(name, "G", "border")
    found = pattern.nearest_distribution(points(name), region(name), r, "border")
    assert found == pytest.approx(value, rel=1e-12, nan_ok=True)


@pytest.mark.parametrize("name", ["random", "apart", "clustered"])
def test_nearest_distribution_of_hanisch(name):
    # spatstat weights by the eroded area at the next step of its grid of r: the relative change of
    # (a-2d)(b-2d), which is over 200, within a step of 3e-5, at most 2·50·3e-5/200.
    r, value = spatstat(name, "G", "hanisch")
    assert pattern.nearest_distribution(points(name), RECTANGLE, r) == pytest.approx(value, rel=0, abs=2e-5)


@pytest.mark.parametrize("name", ["random", "apart", "clustered"])
def test_pair_correlation(name):
    # spatstat puts pairs into bins and smooths by Fourier transform: 1e-4 of the largest value. Below the
    # half width it divides by r where ours keeps random points at 1.
    r, value = spatstat(name, "g", "translation")
    beyond = (r > 0.3) & (r < 3.5)
    found = pattern.pair_correlation(points(name), RECTANGLE, r[beyond], 0.3)
    assert found == pytest.approx(value[beyond], rel=0, abs=1e-4 * np.max(value[beyond]))


@pytest.mark.parametrize("name", ["random", "apart", "clustered"])
def test_quadrats(name):
    value = spatstat(name, "quadrats", "5 mm")[1][0]
    assert pattern.quadrat_dispersion(points(name), RECTANGLE, 5.0)[0] == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("name", ["random", "apart", "clustered", "polygon"])
def test_largest_gap(name):
    # spatstat takes the centres of pixels of 30/1536 mm: at most half a diagonal less, one more for the pixel
    # a point is counted in.
    value = spatstat(name, "gap", "pixels")[1][0]
    radius, centre, error = pattern.largest_gap(points(name), region(name), 1e-6)
    assert error <= 1.001e-6
    assert abs(radius - value) <= 30 / 1536 * np.sqrt(2)
    assert region(name).contains([centre]).all()


@pytest.mark.parametrize("name", ["random", "apart", "clustered", "polygon"])
def test_treated_share(name):
    # A polygon of 128 corners in a circle of radius 0.8 lacks 4e-4 of the disc.
    value = spatstat(name, "treated", "polygons of 128 corners")[1][0]
    found = pattern.treated_share(points(name), region(name), 0.8)
    assert -1e-9 < found - value < 5e-4


@pytest.mark.parametrize("name", ["random", "apart", "clustered"])
def test_every_pair_and_neighbour_as_pointpats_counts_them(name):
    # Without an edge correction: G is the share of nearest distances; K counts every pair, which is what the
    # border correction counts if every point is told to be far inside.
    r, value = stored("pointpats.csv", pattern=name, function="G")
    nearest = pattern.nearest_distances(points(name))
    assert [(nearest <= at).mean() for at in r] == pytest.approx(value, rel=1e-12)
    r, pairs = stored("pointpats.csv", pattern=name, function="pairs")
    around = pattern.polygon([[-10, -10], [40, -10], [40, 30], [-10, 30]])
    k = pattern.ripley_k(points(name), around, r, "border")  # no point is within 4 of that border
    assert k * len(points(name)) ** 2 / around.area / 2 == pytest.approx(pairs, rel=1e-12)

"""puncta.pattern: what it says of made-up patterns and of a result, and what it refuses.

The numbers themselves are checked in tests/verification (closed forms) and test_pattern_oracles.py.
"""

import math
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import puncta
import pytest
import synthetic
from puncta import _core, pattern

ROOT = Path(__file__).resolve().parents[2]
RADII = np.array([0.5e-3, 1e-3, 2e-3])


@pytest.fixture(scope="module")
def r(tmp_path_factory):
    return puncta.open(synthetic.write(tmp_path_factory.mktemp("pattern") / "r.h5", synthetic.punctures()))


@pytest.fixture
def square():
    return pattern.rectangle(20e-3, 20e-3)


def test_regions_know_their_area_and_points():
    around = pattern.polygon([[0, 0], [4, 0], [4, 3], [0, 3]], [[[1, 1], [2, 1], [2, 2], [1, 2]]])
    assert around.area == pytest.approx(11) and not around.is_rectangle
    assert list(around.contains([[0.5, 0.5], [1.5, 1.5], [5, 1]])) == [True, False, False]


def test_lattice_by_hand(square):
    # Spacing 1 mm: gap 1/sqrt(2) mm, neighbours at 1 mm, discs of 0.4 mm cover pi 0.16; even in quadrats.
    at = (np.arange(20) + 0.5) * 1e-3
    lattice = np.stack(np.meshgrid(at, at), -1).reshape(-1, 2)
    assert pattern.nearest_distances(lattice) == pytest.approx(np.full(400, 1e-3))
    radius, _, error = pattern.largest_gap(lattice, square)
    assert radius == pytest.approx(1e-3 / math.sqrt(2), abs=error + 1e-12) and error <= 1.001e-6
    assert pattern.treated_share(lattice, square, 0.4e-3) == pytest.approx(math.pi * 0.16, rel=1e-12)
    ratio, low, high = pattern.quadrat_dispersion(lattice, square, 5e-3)
    assert ratio == pytest.approx(0, abs=1e-12) and 0 < low < 1 < high
    assert pattern.overlap_share(lattice, 0.51e-3) == 1 and pattern.overlap_share(lattice, 0.49e-3) == 0
    angles, relative = pattern.pair_directions(lattice, square, 0, 1.1e-3, sectors=4)
    assert angles == pytest.approx(np.arange(4) * math.pi / 4)
    assert relative == pytest.approx([2, 0, 2, 0], rel=1e-12)


def test_rectangle_and_the_same_polygon_agree(square):
    points = np.random.default_rng(2).random((300, 2)) * 20e-3
    same = pattern.polygon(square.border)
    for function in (pattern.ripley_k, pattern.ripley_l, pattern.nearest_distribution):
        border = function(points, square, RADII, "border")
        assert function(points, same, RADII) == pytest.approx(border, rel=1e-12)
    assert pattern.treated_share(points, same, 1e-3) == pattern.treated_share(points, square, 1e-3)


def test_regions_of_scenarios():
    face = pattern.region_of(ROOT / "scenarios/reference/face_zone.toml")
    told = _core.strokes(_core.resolved(str(ROOT / "scenarios/reference/face_zone.toml")))
    assert np.allclose(face.border, told["region"], rtol=1e-12)
    assert not face.is_rectangle and not face.contains([[20e-3, 47e-3]])[0]  # inside the zone
    cheek = pattern.region_of(ROOT / "scenarios/reference/mf8_cheek.toml")
    assert cheek.is_rectangle and cheek.area == pytest.approx(4e-4)


def test_random_points_lie_in_the_region():
    around = pattern.polygon([[0, 0], [4, 0], [0, 4]], [[[1, 1], [2, 1], [1, 2]]])
    points = pattern.random_points(500, around, np.random.default_rng(1))
    assert points.shape == (500, 2) and around.contains(points).all()


def test_one_replicate_of_a_result(r):
    one = r.pattern(2)
    mine = np.asarray(r.punctures["replicate"]) == 2
    points = np.column_stack([r.punctures["x"][mine], r.punctures["y"][mine]])
    assert np.array_equal(one.points, points) and one.region.area == pytest.approx(4e-4)
    assert one.ripley_k(RADII) == pytest.approx(pattern.ripley_k(points, one.region, RADII))
    assert one.spacing == pytest.approx(math.sqrt(4e-4 / len(points)))


def test_pooled_over_replicates(r):
    pooled = r.pattern()
    singles = [r.pattern(number).ripley_l(RADII) for number in range(4)]
    table = pooled.ripley_l(RADII)
    assert table["value"].to_numpy() == pytest.approx(np.mean(singles, axis=0))
    assert (table["ci_low"] < table["value"]).all() and (table["value"] < table["ci_high"]).all()
    assert list(table["count"]) == [4, 4, 4] and list(table.index) == list(RADII)
    treated = [one.treated_share(0.4e-3) for one in pooled.replicates]
    assert pooled.treated_share(0.4e-3)["value"] == pytest.approx(np.mean(treated))
    # The punctures are thrown at random: L = r, and treated 1 - exp(-density pi r²), within the interval
    # of four replicates and 3 % for its border.
    assert table["value"].to_numpy() == pytest.approx(RADII, rel=0.05)
    expected = 1 - math.exp(-900 / 4e-4 * math.pi * 0.4e-3**2)
    assert np.mean(treated) == pytest.approx(expected, rel=0.03)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda s: pattern.ripley_k([[0, 0, 0]], s, RADII), "shape"),
        (lambda s: pattern.ripley_k([[0, 1]], s, RADII), "outside the region"),
        (lambda s: pattern.ripley_k([[0, math.nan]], s, RADII), "finite"),
        (lambda s: pattern.ripley_k([[0, 0]], s, [2, 1]), "ascending"),
        (lambda s: pattern.ripley_k([[0, 0]], s, [0.02]), "shorter side"),
        (lambda s: pattern.ripley_k([[0, 0]], s, RADII, "toroidal"), "translation, border"),
        (lambda s: pattern.pair_correlation([[0, 0]], s, RADII, -1), "half_width"),
        (lambda s: pattern.largest_gap([[0, 0]], s, 0), "tolerance"),
        (lambda s: pattern.treated_share([[0, 0]], s, 0), "radius"),
        (lambda s: pattern.overlap_share([[0, 0]], [-1]), "radii"),
        (lambda s: pattern.quadrat_dispersion([[0, 0]], s, 1e-9), "cells"),
        (lambda s: pattern.pair_directions([[0, 0]], s, 2, 1), "nearest < farthest"),
        (lambda s: pattern.rectangle(0, 1), "positive"),
        (lambda s: pattern.polygon([[0, 0], [1, 1]]), "three corners"),
        (
            lambda s: pattern.ripley_k(
                [[1, 1]], pattern.polygon([[0, 0], [4, 0], [0, 4]]), [1], "translation"
            ),
            "needs a rectangle",
        ),
    ],
)
def test_wrong_arguments_are_named(square, call, message):
    with pytest.raises(ValueError, match=message):
        call(square)


def test_replicate_that_is_not_there(r):
    with pytest.raises(ValueError, match="0 to 3"):
        r.pattern(4)


def test_l_function_shows_the_curve(r):
    ax = puncta.plot.l_function(r)
    curve = ax.lines[-1]
    radii = curve.get_xdata() * 1e-3
    assert curve.get_ydata() == pytest.approx(
        ((r.pattern().ripley_l(radii)["value"] - radii) * 1e6).to_numpy()
    )
    assert "[mm]" in ax.get_xlabel() and "[µm]" in ax.get_ylabel()
    # K of n random points scatters by sqrt(2 A pi r²)/n (Ripley 1988), L by that over 2 pi r; 3.92 of those
    # are the envelope, to the 30 % that 199 simulations and the border leave.
    low, high = sys.modules["puncta.plot.l_function"].envelope(900, r.pattern().region, RADII)
    width = 3.92 * np.sqrt(2 * 4e-4 * math.pi * RADII**2) / 900 / (2 * math.pi * RADII)
    assert high - low == pytest.approx(width, rel=0.3)
    assert (low < RADII).all() and (RADII < high).all()
    plt.close("all")


def test_l_function_without_punctures(tmp_path):
    empty = {name: column[:0] for name, column in synthetic.punctures().items()}
    ax = puncta.plot.l_function(puncta.open(synthetic.write(tmp_path / "none.h5", empty)))
    assert "fewer than two" in ax.texts[0].get_text()

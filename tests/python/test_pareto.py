"""Pareto fronts of sweeps: against a second search, by hand, with replicates drawn again, in a sweep."""

import numpy as np
import puncta
import pytest
import runs
import sweeping
from puncta.pareto import front, words
from puncta.sweeps import table
from puncta.sweeps.definition import Objective

LESS, MORE = Objective("open_area_share", "minimise"), Objective("depth_mean", "maximise")


def dominated_by_any(losses, i):
    return any(
        np.isfinite(row).all() and (row <= losses[i]).all() and (row < losses[i]).any() for row in losses
    )


@pytest.mark.parametrize("objectives", [1, 2, 3, 4])
def test_front_is_what_nobody_dominates(objectives):
    """The definition, point by point, for random losses with ties, doubles and missing values."""
    draw = np.random.default_rng(objectives)
    for _ in range(30):
        losses = draw.integers(0, 6, size=(25, objectives)).astype(float)
        losses[draw.random(losses.shape) < 0.05] = np.nan
        expected = [np.isfinite(losses[i]).all() and not dominated_by_any(losses, i) for i in range(25)]
        np.testing.assert_array_equal(front.not_dominated(losses), expected)


def test_goals_by_hand():
    """(open area, depth, density near 200): the second is beaten by the first, the fourth is nearest."""
    near = Objective("density_total", "target", 200.0)
    values = np.array([[1.0, 1.5, 0.5, 3.0], [8.0, 7.0, 5.0, 4.0], [150, 140, 300, 201]])[:, :, None]
    found = front.of_values((LESS, MORE, near), np.repeat(values, 2, axis=2))
    assert list(found.on_front.values) == [1, 0, 1, 1]
    # Equal replicates: every resample is the same.
    np.testing.assert_array_equal(found.front_share, found.on_front)


def test_replicates_are_the_same_at_all_points():
    """What a replicate does to all points alike decides nothing; with numbers of their own it does."""
    replicate = np.array([0.0, 4.0, 8.0, 12.0])
    values = np.array([[replicate, replicate + 0.1]])
    paired = front.of_values((LESS,), values, common=True)
    assert list(paired.front_share.values) == [1.0, 0.0]
    own = front.of_values((LESS,), values, common=False)
    assert 0.4 < float(own.front_share[0]) < 0.62 and 0.38 < float(own.front_share[1]) < 0.6


def test_share_by_hand():
    """(0, 2) against (1, 1), drawn twice: means 0, 1, 2 with 1/4, 1/2, 1/4; equal means are both on it."""
    found = front.of_values((LESS,), np.array([[[0.0, 2.0], [1.0, 1.0]]]))
    # 1000 resamples: a standard deviation of 0.014.
    np.testing.assert_allclose(found.front_share, [0.75, 0.75], atol=0.045)


def test_points_without_value_are_left_out():
    """A failed point counts for nothing; one replicate without a value is no failure."""
    values = np.array([[[np.nan, np.nan], [2.0, np.nan], [3.0, 3.0]]])
    found = front.of_values((LESS,), values)
    assert list(found.known.values) == [0, 1, 1] and list(found.on_front.values) == [0, 1, 0]
    assert np.isnan(found.front_share[0])
    # The second is on the front unless its defined replicate is never drawn: 1/4; then the third is.
    np.testing.assert_allclose(found.front_share[1:], [0.75, 0.25], atol=0.045)


SWEEP = """
replicates = 2
[[objective]]
quantity = "depth_mean"
goal = "maximise"
[[objective]]
quantity = "density_total"
goal = "target"
value = "100 /cm2"
[[objective]]
quantity = "channel_volume"
goal = "minimise"
[set]
"treatment.area" = ["3 mm", "3 mm"]
[axes]
"treatment.load.mean" = { list = ["3 N", "6 N"] }
"treatment.passes" = { list = [1, 2] }
"""


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pareto")
    file = sweeping.written(folder / "p.toml", SWEEP)
    done = runs.puncta("sweep", file, "-o", folder / "out", timeout=300)
    assert done.returncode == 0, done.stderr
    return folder / "out", done.stdout


def test_from_file_to_front(swept):
    out, said = swept
    data, points = table.read(out / "pareto.h5"), table.flattened(table.read(out / "table.h5"))
    losses = np.array(
        [-points["depth_mean"], abs(points["density_total"] - 1e6), points["channel_volume"]],
    ).T
    expected = [not dominated_by_any(losses, i) for i in range(4)]
    np.testing.assert_array_equal(data.on_front, expected)
    np.testing.assert_array_equal(data["value"][:, 0], points["depth_mean"])
    assert list(data["treatment.passes"].values) == ["1", "2", "1", "2"]
    assert f"Pareto front: {sum(expected)} of 4 points" in said and "density_total [/cm2], near 100" in said


def test_words_and_figure(swept):
    """What is printed and drawn is what was found, for two objectives and for all pairs of three."""
    import matplotlib.pyplot as plt

    data = table.read(swept[0] / "pareto.h5")
    text = words.lines(data)
    assert sum(" yes " in line for line in text) == int(data.on_front.sum())
    axes = puncta.plot.pareto(data)
    assert len(axes) == 3
    ax = puncta.plot.pareto(data, ["density_total", "depth_mean"])
    assert (
        ax.get_xlabel() == "density_total [/cm²] (target)" and ax.get_ylabel() == "depth_mean [µm] (maximise)"
    )
    told = (data.on_front == 1) | (data.front_share > 0.01)
    drawn = ax.collections[-1].get_offsets() if told.sum() else np.empty((0, 2))
    expected = np.array([data["value"][:, 1] * 1e-4, data["value"][:, 0] * 1e6]).T[told.values]
    np.testing.assert_allclose(np.asarray(drawn), expected)
    with pytest.raises(ValueError, match="two of depth_mean, density_total, channel_volume"):
        puncta.plot.pareto(data, ["depth_mean"])
    plt.close("all")

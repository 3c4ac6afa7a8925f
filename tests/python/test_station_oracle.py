"""The compiled station balance and skin against the independent oracle in tests/oracles."""

import os
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "oracles"))
import puncta._core as core
from elasticity import Stack
from station import compliance, flat_punch_compliance, influence, random_station, solve_station

MF8 = Path(__file__).resolve().parents[2] / "scenarios/reference/mf8_cheek.toml"

STACKS = {
    "half space": ([(np.inf, 50e3, 0.45)], [0.0]),
    "thin film in tension": (
        [(20e-6, 20e6, 0.48), (1.5e-3, 0.3e6, 0.45), (np.inf, 20e3, 0.49)],
        [0.6, 0.0, 0.0],
    ),
    "skin": (
        [
            (17e-6, 20e6, 0.48),
            (45e-6, 1e6, 0.47),
            (150e-6, 0.3e6, 0.46),
            (850e-6, 0.6e6, 0.46),
            (6e-3, 20e3, 0.49),
            (np.inf, 50e3, 0.45),
        ],
        [0.5, 1.2, 4.0, 25.0, 0.0, 0.0],
    ),
}


def test_public_names_resolve_repeatedly():
    import puncta

    for _ in range(2):
        assert puncta.station is core.station and puncta.Skin is core.Skin


def assert_same(got, want, load, tolerance=1e-6):
    assert got["converged"]
    assert got["residual"] < 1e-9
    np.testing.assert_array_equal(np.asarray(got["inserted"], bool), want["inserted"])
    scale = want["depth"].max() if want["inserted"].any() else 1e-4
    np.testing.assert_allclose(got["depth"], want["depth"], rtol=0, atol=tolerance * scale)
    np.testing.assert_allclose(got["needle_force"], want["needle_force"], rtol=0, atol=tolerance * load)
    np.testing.assert_allclose(got["cell_force"], want["cell_force"], rtol=0, atol=tolerance * load)
    assert got["drum_share"] == pytest.approx(want["drum_share"], rel=0, abs=tolerance)
    assert got["axle_depression"] == pytest.approx(want["axle_depression"], rel=tolerance)
    assert np.sum(got["needle_force"]) + np.sum(got["cell_force"]) == pytest.approx(load, rel=1e-9)


@pytest.mark.parametrize("seed", range(20))
def test_station(seed):
    station = random_station(np.random.default_rng(seed))
    assert_same(core.station(station), solve_station(station), station["load"])


STROKES = {
    "MF8": (["device.rows=3"], 60),
    "short needles": (["device.rows=3", 'device.needle.length="0.5 mm"'], 50),
}


def stations_of_a_stroke(settings, **which):
    area = ['treatment.area=["5 mm", "5 mm"]', 'model.drum_cell="1 mm"']
    found = core.stations(MF8, [*settings, *area], **which)
    assert len(found) == which["count"]
    for station, _ in found:
        needles = station["needles"]
        assert any(needle["inserted"] for needle in needles) and any(n["relaxed"] > 0 for n in needles)
    return found


@pytest.mark.parametrize("name", STROKES)
def test_stations_of_a_stroke(name):
    """Stations in the middle of a real stroke, with everything that came before: inserted needles, relaxed
    forces, skin that varies, the drum. What the run did with them is what the oracle does."""
    settings, first = STROKES[name]
    for station, got in stations_of_a_stroke(
        [*settings, 'treatment.load="1.5 N"'], first=first, every=17, count=2
    ):
        assert_same(got, solve_station(station), station["load"])


@pytest.mark.skipif("PUNCTA_LONG" not in os.environ, reason="the oracle takes four minutes; tests/run --long")
def test_long_needles_that_push_each_other_in():
    """Three needles of 2 mm stand on falling pieces and chase each other through fifty falls of the oracle,
    where the run lets them follow together. A neighbour that carries more for a moment stays that much
    deeper, so the two ways end 1.4e-5 of the depth apart at one needle (STATION.md, "Together")."""
    settings = ['skin.site="abdomen"', "device.rows=4", 'device.needle.length="2.0 mm"']
    [(station, got)] = stations_of_a_stroke([*settings, 'treatment.load="8 N"'], first=40, every=1, count=1)
    want = solve_station(station)
    assert want["events"] > 10
    assert_same(got, want, station["load"], tolerance=3e-5)
    assert np.all(got["depth"] <= want["depth"] * (1 + 1e-6))  # the run's is the lesser state


def ring(radius, count):
    angle = 2 * np.pi * (np.arange(count) + 0.5) / count
    return radius * np.cos(angle), radius * np.sin(angle)


@pytest.mark.parametrize("seed", range(2))
def test_station_of_a_pen(seed):
    """Eleven needles driven beyond the flat nose around them, whose depth is given: under the load that comes
    out the oracle finds that depth, forces and all."""
    rng = np.random.default_rng(1000 + seed)
    station = random_station(rng)
    reach, nose = rng.uniform(0.3e-3, 0.9e-3), rng.uniform(1.5e-3, 3e-3)
    x, y = ring(1.5e-3, 10)
    model = station["needles"][0] | {"depth": 0.0, "inserted": False, "relaxed": 0.0}
    station["needles"] = [
        model | {"x": float(a), "y": float(b), "offset": float(rng.normal(0, 20e-6))}
        for a, b in zip([0.0, *x], [0.0, *y], strict=True)
    ]
    station["tributary_radius"] = float(np.hypot(x[0] - x[1], y[0] - y[1]) / 2)
    station["cell_side"] = 0.7e-3
    station["cells"] = [
        {"x": float(a), "y": float(b), "offset": -reach, "relaxed": float(rng.uniform(0, 2e-3))}
        for radius, count in ((2.8e-3, 25), (3.5e-3, 31))
        for a, b in zip(*ring(radius, count), strict=True)
    ]
    got = core.station(station | {"depression": nose + reach, "load": 0.5})
    assert got["axle_depression"] == nose + reach
    assert np.sum(got["cell_force"]) > 0 and np.sum(got["needle_force"]) > 0
    total = float(np.sum(got["needle_force"]) + np.sum(got["cell_force"]))
    assert_same(got, solve_station(station | {"load": total}), total)


@pytest.mark.parametrize("name", STACKS)
def test_skin(name):
    layers, tension = STACKS[name]
    skin = core.Skin(layers=layers, tension=tension)
    stack = [
        {"thickness": h, "modulus": modulus, "poisson": poisson, "tension": taut}
        for (h, modulus, poisson), taut in zip(layers, tension, strict=True)
    ]
    k = np.logspace(0, 7, 141)
    np.testing.assert_allclose(skin.compliance(k), compliance(k, stack), rtol=1e-10)
    # Galerkin series against collocation of another equation: 1e-6 up to 300 top layers, 2e-6 at 1000.
    a = np.logspace(-6, np.log10(20e-3), 60)
    punch_modulus = 1 / (2 * a * flat_punch_compliance(a, stack))
    error = np.abs(skin.punch_modulus(a) / punch_modulus - 1)
    assert error[a < 5e-3].max() < 1e-6
    assert error.max() < 4e-6
    r = np.logspace(-6, -1, 12)
    narrow = 1e-3  # patch width over r: changes G by some narrow^2
    green = [influence([x], narrow * x, narrow * x, stack)[0] for x in r]
    np.testing.assert_allclose(skin.green(r), green, rtol=1e-4)


def stack_of(name):
    layers, tension = STACKS[name]
    stack = [
        {"thickness": h, "modulus": modulus, "poisson": poisson, "tension": taut}
        for (h, modulus, poisson), taut in zip(layers, tension, strict=True)
    ]
    return core.Skin(layers=layers, tension=tension), Stack(stack).punch


@pytest.mark.parametrize("name", STACKS)
def test_contact(name):
    """Cone and paraboloid: the curve F(delta) against the oracle's, whose depth is that of phi(a) = 0."""
    skin, punch = stack_of(name)
    a = np.array([1e-6, 1e-5, 3e-5, 1e-4, 1e-3])
    for shape, h in (
        ({"profile": "cone", "half_angle": 0.4}, lambda t: np.pi / 2 / np.tan(0.4) * t),
        ({"profile": "power law", "coefficient": 500.0, "exponent": 2}, lambda t: 1000.0 * t**2),
    ):
        _, depth, force = skin.contact(a=a, **shape)
        for i in range(a.size):
            delta, load = punch.contact_without_peak(a[i], h)
            same_depth = force[i] + (delta - depth[i]) / punch.compliance(a[i])
            assert depth[i] == pytest.approx(delta, rel=2e-4)
            assert same_depth == pytest.approx(load, rel=1e-5)

"""The expected numbers of the shipped cases, computed again.

Values of kind "independent" by tests/oracles/punch_mixed.py, closed forms by hand.
"""

import math
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest
from validating import BY_ID, MODELS, SUITE

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "oracles"))
import punch_mixed
import slit

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", [case.id for case in SUITE.cases if case.kind == "independent"])
def test_independent_values_of_the_punch(name):
    case = BY_ID[name]
    assert case.quantity == "punch_modulus"
    again = punch_mixed.flat_punch_modulus(case.parameters["layers"], case.parameters["radius"])
    assert case.expected == pytest.approx(again, rel=1e-9)


@pytest.mark.parametrize("name", [case.id for case in SUITE.cases if case.kind == "approximation"])
def test_independent_values_of_the_cone(name):
    p = BY_ID[name].parameters
    angle = math.atan(p["shaft_diameter"] / 2 / p["taper_length"])
    again = punch_mixed.cone_force(p["layers"], p["displacement"], angle)
    assert BY_ID[name].expected == pytest.approx(again, rel=1e-9)


def si(text):
    number, unit = text.split()
    return float(number) * {"mm": 1e-3, "um": 1e-6}[unit]


def density_of_card(device, passes, drum_is=None):
    """From the text of the card and of its base."""

    def given(name, *path):
        card = tomllib.loads((ROOT / "models/cards/devices" / f"{name}.toml").read_text(encoding="utf-8"))
        value = card
        for key in path:
            value = value.get(key, {})
        if value == {} and "base" in card:
            return given(card["base"], *path)
        return value.get("value") if isinstance(value, dict) else value

    rows, radius = given(device, "rows"), si(given(device, "drum_radius"))
    if (drum_is or given(device, "drum_is")) == "tips":
        radius -= si(given(device, "needle", "length"))
    needles = rows * given(device, "needles_per_row")
    return needles * passes / (2 * math.pi * radius * rows * si(given(device, "row_spacing")))


def of_run(quantity, scenario):
    """By hand, from the text of the scenario and the drum of an MF8."""
    text = tomllib.loads((ROOT / "scenarios/limits/runs" / f"{scenario}.toml").read_text(encoding="utf-8"))
    if quantity.startswith("depth_of"):
        return 1.5e-3  # needles of an MF8 and depth stop of a Dermapen
    if quantity == "spacing_of_run":
        return 2 * math.pi * 10e-3 / 24
    if text["device"]["preset"] == "stamp-35":
        return 1 / si(text["device"]["array"]["pitch_x"]) ** 2
    assert si(text["treatment"]["area"][0]) == pytest.approx(2 * math.pi * 10e-3)
    return 24 / (2 * math.pi * 10e-3 * si(text["treatment"]["area"][1]))


def closed_form(case):
    """The value by hand, from the parameters of the case."""
    p = case.parameters
    if case.quantity in ("punch_modulus", "punch_modulus_ratio"):
        _, modulus, poisson = p["layers"][0]
        return modulus / (1 - poisson**2) / p.get("modulus", 1.0)
    if case.quantity == "cone_force":
        _, modulus, poisson = p["layers"][0]
        slope = p["shaft_diameter"] / 2 / p["taper_length"]
        return 2 / math.pi * modulus / (1 - poisson**2) * slope * p["displacement"] ** 2
    if case.quantity in ("entry_angle", "rigid_slit"):
        tip = p["drum_radius"] + p["needle_length"]
        angle = math.acos((tip - p["depression"]) / tip)
        if case.quantity == "entry_angle":
            return angle
        assert p["rolling_radius"] == pytest.approx(tip - p["depression"])  # no turning point inside
        return 2 * p["rolling_radius"] * (math.tan(angle) - angle)
    if case.quantity in ("array_balance", "least_over_largest_depth", "round_over_flat"):
        return 1.0
    if case.quantity.startswith("capillary_hits"):
        # Campbell's theorem: needles x capillaries per area x the area in which a centre makes a hit.
        x, y, d = p["width"], p["height"], 15e-6
        disc = x * y + (x + y) * d + math.pi / 4 * d * d if p["shape"] == "disc" else (x + d) * (y + d)
        hit = disc if case.quantity == "capillary_hits_total" else (x - d) * (y - d)
        return p["needles_x"] * p["needles_y"] * 14e6 * hit
    if case.quantity == "rolling_radius":
        return p["drum_radius"] / (1 - p["slip"])
    if case.quantity == "density_of_card":
        return density_of_card(**p)
    if "scenario" in p:
        return of_run(case.quantity, p["scenario"])
    width, needles = p.get("width", 20e-3), p.get("needles", 192)
    return needles * p["passes"] / (2 * math.pi * p.get("rolling_radius", p.get("drum_radius")) * width)


@pytest.mark.parametrize("name", [case.id for case in SUITE.cases if case.kind == "exact"])
def test_closed_forms(name):
    assert BY_ID[name].expected == pytest.approx(closed_form(BY_ID[name]), rel=1e-13)


def test_slits_are_those_of_the_theory():
    """theory section 7, to the digits printed there."""
    table_ = {"0_25": 0.07371, "0_5": 0.20623, "1_0": 0.57116, "1_5": 1.0283, "2_0": 1.5528}
    for name, length in table_.items():
        digits = len(str(length).split(".")[1])
        assert round(BY_ID[f"slit_{name}mm"].expected * 1e3, digits) == length


def test_angles_are_those_of_the_theory():
    table_ = {"_0_25mm": 12.680, "_0_5mm": 17.753, "_1_0mm": 24.620, "": 29.592, "_2_0mm": 33.557}
    for name, angle in table_.items():
        assert round(math.degrees(BY_ID[f"entry_angle{name}"].expected), 3) == angle


def test_every_roller_of_the_catalogue_has_its_density():
    import puncta._core as core

    cards = (ROOT / "models/cards/devices").glob("*.toml")
    text = '[skin]\nsite = "cheek"\n[device]\npreset = "{}"\n[treatment]\narea = ["20 mm", "20 mm"]\n'
    text += 'directions = ["0 deg"]\npasses = 1\nload = "1 N"\n'
    heads = {card.stem: core.needles(text.format(card.stem)) for card in cards}
    rollers = {name for name, head in heads.items() if head["turn"] > 0}
    assert rollers == {case.parameters["device"] for case in SUITE.cases if case.topic.startswith("Nominal")}


def test_friction_is_that_of_skin():
    """A needle whose shaft fills all thin layers: e(d) of the dermis, tau on cone and shaft."""
    p = BY_ID["barnett_friction_share"].parameters
    with (ROOT / "models/cards/skin" / (p["site"] + ".toml")).open("rb") as file:
        card = tomllib.load(file)
    dermis = card["reticular_dermis"]
    toughness = 1e3 * float(dermis["toughness"]["value"].split()[0])  # kJ/m²
    modulus = 1e6 * float(dermis["modulus"]["value"].split()[0])  # MPa
    shear = 1e3 * float(dermis["wall_shear"]["value"].split()[0])  # kPa
    mu = modulus / (2 * (1 + dermis["poisson"]["value"]))
    opening, _ = slit.opening_energy(
        card["needle_law"]["opening_exponent"]["value"], toughness, mu, p["shaft_diameter"]
    )
    found = MODELS["friction_share"](p)
    depth = 1e-6 * float(found.note.split()[-2])
    wall = shear * math.pi * p["shaft_diameter"] * (depth - p["taper_length"] / 2)
    # The tip's cap is left out, and thin layers that the wall passes have the dermis' tau.
    assert found.value == pytest.approx(wall / (wall + float(opening)), rel=1e-2)


def test_mixed_problem_on_its_own():
    """The oracle against closed forms, and against itself on twice as fine a quadrature."""
    rows = [(np.inf, 1e6, 0.3)]
    assert punch_mixed.flat_punch_modulus(rows, 1e-4) == pytest.approx(1e6 / 0.91, rel=1e-12)
    sneddon = 2 / math.pi * 1e6 / 0.91 * math.tan(0.3) * 1e-8
    assert punch_mixed.cone_force(rows, 1e-4, 0.3) == pytest.approx(sneddon, rel=1e-12)
    film = [(150e-6, 20e6, 0.48), (np.inf, 0.2e6, 0.48)]
    coarse, fine = (punch_mixed.flat_punch_modulus(film, 5e-4, refine) for refine in (1, 2))
    assert coarse == pytest.approx(fine, rel=1e-10)
    # A cone that goes deeper adds the pressure of a flat punch on its contact: dF/ddelta = 2 a E*(a).
    angle, step = 0.17, 1e-4
    (low_depth, low), (high_depth, high) = (
        punch_mixed.cone_of_radius(film, 1e-4 * f, angle) for f in (1 - step, 1 + step)
    )
    slope = (high - low) / (high_depth - low_depth)
    assert slope == pytest.approx(2e-4 * punch_mixed.flat_punch_modulus(film, 1e-4), rel=1e-6)

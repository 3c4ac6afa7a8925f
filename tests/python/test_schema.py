"""The JSON Schema that editors use accepts every shipped scenario and refuses typical slips."""

import json
import os
import subprocess
import tomllib
from pathlib import Path

import pytest

jsonschema = pytest.importorskip("jsonschema")

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("PUNCTA_PROGRAM", str(ROOT / "build" / "puncta"))
SCENARIOS = sorted((ROOT / "scenarios" / "reference").rglob("*.toml"))


@pytest.fixture(scope="module")
def validator():
    text = subprocess.run([PROGRAM, "schema", "--json"], check=True, capture_output=True, text=True).stdout
    schema = json.loads(text)
    jsonschema.Draft4Validator.check_schema(schema)
    return jsonschema.Draft4Validator(schema)


def reference():
    return tomllib.loads((ROOT / "scenarios/reference/mf8_cheek.toml").read_text())


def test_there_are_scenarios():
    assert SCENARIOS


def test_shipped_scenarios_pass_the_check():
    done = subprocess.run([PROGRAM, "check", *map(str, SCENARIOS)], capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == ""
    assert done.stdout.count(": ok\n") == len(SCENARIOS)


def test_every_device_of_the_catalogue_has_a_scenario_that_asks_something():
    texts = {path: path.read_text() for path in SCENARIOS}
    used = {tomllib.loads(text)["device"]["preset"] for text in texts.values()}
    assert used == {path.stem for path in (ROOT / "models/cards/devices").glob("*.toml")}
    for path, text in texts.items():
        assert text.startswith("# "), f"{path} has no comment on top"
        command = f"./puncta run {path.relative_to(ROOT)}"
        assert command in text or path.parent.name == "reference", f"{path} does not say {command}"


@pytest.mark.parametrize(
    "path", SCENARIOS, ids=lambda path: str(path.relative_to(ROOT / "scenarios/reference"))
)
def test_shipped_scenarios_are_valid(validator, path):
    validator.validate(tomllib.loads(path.read_text()))


@pytest.mark.parametrize("load", ["4 N", {"mean": "4 N", "cv": 0.1}, "4000mN"])
def test_both_forms_of_the_load(validator, load):
    scenario = reference()
    scenario["treatment"]["load"] = load
    validator.validate(scenario)


TRIANGLE = [["0 mm", "0 mm"], ["40 mm", "5 mm"], ["20 mm", "30 mm"]]


def test_polygons_zones_and_the_hand(validator):
    scenario = reference()
    treatment = scenario["treatment"]
    treatment["exclude"] = [{"name": "eyelid", "polygon": TRIANGLE, "action": "lift"}]
    treatment["load"] = {"mean": "4 N", "cv": 0.1, "correlation_time": "0.5 s", "ramp": "5 mm"}
    treatment |= {"speed": {"mean": "50 mm/s", "cv": 0.1}, "strokes": "back-and-forth", "pause": "1 s"}
    treatment |= {"tilt": {"sd": "1 deg"}, "wander": {"sd": "1 mm", "length": "80 mm"}, "slip": -0.1}
    validator.validate(scenario)
    del treatment["area"]
    assert not validator.is_valid(scenario)
    treatment["polygon"] = TRIANGLE
    validator.validate(scenario)
    treatment["area"] = ["20 mm", "20 mm"]
    assert not validator.is_valid(scenario)


@pytest.mark.parametrize(
    ("table", "key", "value"),
    [
        ("treatment", "load", 4),
        ("treatment", "load", "4"),
        ("treatment", "load", "4 mm"),
        ("treatment", "lood", "4 N"),
        ("treatment", "passes", 0),
        ("treatment", "area", ["20 mm"]),
        ("treatment", "strokes", "zigzag"),
        ("treatment", "exclude", [{"name": "eyelid", "polygon": TRIANGLE, "action": "avoid"}]),
        ("treatment", "exclude", [{"name": "eyelid", "polygon": TRIANGLE[:2]}]),
        ("treatment", "speed", {"mean": "50"}),
        ("skin", "site", "chek"),
        ("skin", "dermis", {"modulus": 3}),
        ("skin", "variation", {"correlation_length": 2}),
        ("skin", "variation", {"thickness_cv": 3}),
        ("skin", "variation", {"thicknes_cv": 0.1}),
        ("run", "replicates", 1),
        ("model", "relaxation", "yes"),
    ],
)
def test_slips_are_refused(validator, table, key, value):
    scenario = reference()
    scenario.setdefault(table, {})[key] = value
    assert not validator.is_valid(scenario)


def test_every_device_needs_a_load(validator):
    scenario = reference()
    del scenario["treatment"]["load"]
    for device in ({}, {"preset": "skinpen"}, {"kind": "pen"}):
        assert not validator.is_valid(scenario | {"device": device})


def test_variation_over_the_skin_is_accepted(validator):
    scenario = reference()
    scenario["skin"]["variation"] = {"correlation_length": "5 mm", "thickness_cv": 0, "modulus_cv": 0.2}
    validator.validate(scenario)


def test_units_with_superscripts_and_micro_signs(validator):
    scenario = reference()
    scenario["skin"]["reticular_dermis"] = {
        "thickness": "850 µm",
        "toughness": "2 kJ/m²",
        "wall_shear": "3 kPa",
    }
    scenario["skin"]["capillaries"] = {"density": "14 1/mm^2"}
    validator.validate(scenario)

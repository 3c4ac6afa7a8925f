"""What a sweep file may say, and how mistakes in it are told: with file, line and what is allowed."""

import numpy as np
import pytest
from puncta.sweeps import axis, definition, design, places, points, quantities, scenario_values
from runs import CHEEK
from sweeping import sweep_file


def refused(path, *words):
    with pytest.raises(places.Problem) as told:
        points.planned(definition.read(path))
    for word in words:
        assert word in str(told.value), str(told.value)
    return str(told.value)


@pytest.mark.parametrize(
    ("axes", "words"),
    [
        ("", ["design is empty"]),
        ('"treatment.laod" = { list = ["3 N"] }', ["treatment.laod", "treatment.load"]),
        ('"treatment.load" = { list = [] }', ["at least one value"]),
        ('"treatment.load" = { list = ["3 N", "3 N"] }', ["twice"]),
        ('"treatment.load" = ["3 N"]', ["must be a table", "list, grid, range"]),
        ('"treatment.load" = { grid = ["1 N", "8 N"] }', ["points"]),
        ('"treatment.load" = { grid = ["1 N", "8 kN"], points = 2 }', ["the same unit"]),
        ('"treatment.load" = { grid = ["8 N", "1 N"], points = 2 }', ["below the second"]),
        ('"treatment.load" = { grid = [0, 8], points = 2, scale = "log" }', ["above 0"]),
        ('"treatment.load" = { grid = ["1 N", "8 N"], points = 2, scale = "cubic" }', ["linear or log"]),
        ('"treatment.load" = { grid = ["1 N", "8 N"], point = 2 }', ["not point"]),
        ('"treatment.load" = { range = ["1 N", "8 N"] }', ["the other designs"]),
        ('"treatment.load" = { list = ["3 N"], grid = ["1 N", "2 N"] }', ["exactly one of"]),
        ('"treatment.load" = { list = ["3 N"], labels = ["a", "b"] }', ["list of 1"]),
        ('"treatment.load" = { list = [3] }', ["at treatment.load = 3", "unit"]),
        ('"treatment.passes" = { list = [1, 2] }', ["set here and is an axis too"]),
        (
            '"treatment.load" = { list = ["3 N", "2 kN"] }\n"device.wear" = { list = [0, 3] }',
            ["at treatment.load = 2 kN, device.wear = 0", "1 kN"],
        ),
    ],
)
def test_a_wrong_axis_is_told_at_its_line(tmp_path, axes, words):
    message = refused(sweep_file(tmp_path, axes), *words)
    assert message.startswith(f"{tmp_path}/loads.toml:")


def test_the_place_is_that_of_the_statement(tmp_path):
    path = sweep_file(tmp_path, '"device.wear" = { list = [0] }\ntreatment.load = { list = ["2 kN"] }')
    line = path.read_text().splitlines().index('treatment.load = { list = ["2 kN"] }') + 1
    assert f"loads.toml:{line}:1:" in refused(path)


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("desing = 1", ["unknown key desing", "did you mean design"]),
        ('design = "random"', ["grid, lhs, sobol"]),
        ("samples = 4", ["belongs to the other designs"]),
        ("show = ['dept_mean']", ["did you mean depth_mean"]),
        ("common_random_numbers = 1", ["true or false"]),
        ("seed = -1", ["whole number from 0"]),
        ("title = 3", ["must be a text"]),
        ("x = [", ["not TOML"]),
    ],
)
def test_a_wrong_statement_at_the_top_is_told(tmp_path, head, words):
    refused(sweep_file(tmp_path, head=head), *words)


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ('design = "sobol"\nsamples = 6', ["powers of two", "4 or 8"]),
        ('design = "lhs"', ["needs samples"]),
    ],
)
def test_designs_say_how_many_samples_they_take(tmp_path, head, words):
    refused(sweep_file(tmp_path, '"treatment.load" = { range = ["1 N", "8 N"] }', head=head), *words)


def test_a_missing_base_and_a_precision_are_told(tmp_path):
    path = sweep_file(tmp_path)
    path.write_text(path.read_text().replace(str(CHEEK), "nowhere.toml"))
    refused(path, "there is no scenario", "nowhere.toml")
    asked = '"run.precision" = {quantity = "depth_mean", relative_error = 0.1, max_replicates = 8}'
    refused(sweep_file(tmp_path, settings=asked), "asks for a precision")


def test_values_of_a_grid():
    # By hand: three steps of a factor of two from 1 to 8; thirds of a millimetre to twelve digits.
    assert axis.evenly(1, 8, 4, "N", "log") == ("1 N", "2 N", "4 N", "8 N")
    assert axis.evenly(0, 1, 4, "mm", "linear")[1] == "0.333333333333 mm"
    assert axis.evenly(0.25, 2.0, 8, "mm", "linear")[-2:] == ("1.75 mm", "2 mm")


def test_levels_of_an_axis():
    passes = axis.Axis("treatment.passes", low=1, high=4, whole=True)
    assert [passes.at(u) for u in (0.0, 0.2499, 0.25, 0.99, 1.0)] == [1, 1, 2, 4, 4]
    load = axis.Axis("treatment.load", low=1, high=100, unit="N", scale="log")
    assert load.at(0.5) == "10 N"
    preset = axis.Axis("device.preset", values=("a", "b"))
    assert [preset.at(u) for u in (0.0, 0.49, 0.5, 1.0)] == ["a", "a", "b", "b"]


@pytest.mark.parametrize("samples", [2, 6, 16, 40])
def test_a_latin_hypercube_has_one_point_in_every_stratum_and_grows(samples):
    levels = design.latin_hypercube(samples, 3, seed=5)
    for column in levels.T:
        assert sorted(np.floor(column * samples).astype(int)) == list(range(samples))
    assert np.array_equal(design.latin_hypercube(2 * samples, 3, seed=5)[:samples], levels)
    assert not np.array_equal(design.latin_hypercube(samples, 3, seed=6), levels)


def test_a_sobol_sequence_grows_and_is_balanced():
    levels = design.sobol(16, 2, seed=3)
    assert np.array_equal(design.sobol(32, 2, seed=3)[:16], levels)
    for column in levels.T:  # a (0, 4, 1)-net: one point in every sixteenth
        assert sorted(np.floor(column * 16).astype(int)) == list(range(16))


def test_companions_change_along(tmp_path):
    asked = definition.read(
        sweep_file(
            tmp_path,
            '"device.rows" = { list = [4, 8], labels = ["96", "192"], '
            'with = { "device.row_spacing" = ["5 mm", "2.5 mm"] } }',
        )
    )
    texts = [point.assignments for point in points.planned(asked)]
    assert 'device.row_spacing="5 mm"' in texts[0] and "device.rows=4" in texts[0]
    assert 'device.row_spacing="2.5 mm"' in texts[1] and "device.rows=8" in texts[1]


def test_seeds_are_common_or_each_its_own(tmp_path):
    common = points.planned(definition.read(sweep_file(tmp_path)))
    assert {point.scenario.seed for point in common} == {1}
    own = points.planned(definition.read(sweep_file(tmp_path, head="common_random_numbers = false")))
    assert len({point.scenario.seed for point in own}) == 3


def test_values_of_a_scenario_as_toml_and_in_si():
    assert scenario_values.toml(["1 mm", 2, True, {"a": 0.5}]) == '["1 mm", 2, true, { "a" = 0.5 }]'
    assert scenario_values.si("250 um") == (pytest.approx(250e-6, rel=1e-15), "m")
    assert scenario_values.si(3) == (3.0, "1")
    assert scenario_values.si("cheek") is None


def test_wanted_values_have_units_of_their_quantity():
    assert quantities.si_value("density_total", "200 /cm2") == pytest.approx(2e6)
    assert quantities.si_value("penetrated_share", "95 %") == pytest.approx(0.95)
    assert quantities.si_value("depth_mean", "0.4 mm") == pytest.approx(4e-4)
    for wrong in (400, "400 N", "deep", None):
        with pytest.raises(ValueError, match="depth_mean"):
            quantities.si_value("depth_mean", wrong)

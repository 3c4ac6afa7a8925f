"""`puncta calibrate`: the fits against arithmetic, the cards against the fits, wrong data refused."""

import shutil
from pathlib import Path

import numpy as np
import puncta
import pytest
import runs
from puncta.calibration import cards, data, laws, sample

CARDS = Path(__file__).resolve().parents[2] / "models" / "cards"
# What the literature review allows calibration to use; everything marked "validate" stays untouched.
ALLOWED = {"roemgens2014", "barnett2015", "needle_toughness2022", "donnelly2011", "kalluri2011"}


@pytest.fixture
def copied(tmp_path):
    shutil.copytree(CARDS, tmp_path / "cards")
    return tmp_path / "cards"


def test_cards_agree_and_a_changed_card_is_brought_back(copied):
    """The shipped cards are what calibration writes: nobody edited them by hand."""
    cheek = copied / "skin" / "cheek.toml"
    original = cheek.read_text(encoding="utf-8")
    cheek.write_text(original.replace('slope = { value = "4.6 N/mm"', 'slope = { value = "5 N/mm"'))
    done = runs.puncta("calibrate", "--cards", copied)
    assert done.returncode == 0 and "differ (cheek.toml)" in done.stdout
    assert "correlations" in done.stdout and "not calibrated" in done.stdout
    assert "5 N/mm" in cheek.read_text(encoding="utf-8")  # without --write nothing changes
    assert runs.puncta("calibrate", "--cards", copied, "--write").returncode == 0
    assert cheek.read_text(encoding="utf-8") == original
    for path in (CARDS / "skin").glob("*.toml"):
        assert (copied / "skin" / path.name).read_bytes() == path.read_bytes()


def test_line_through_two_points():
    """(167 - 20) mN over 32 um, and the covariance of a line through two independent points by hand."""
    mean, covariance = laws.insertion_line(data.read(CARDS / "calibration")["insertion_line"])
    slope = (167e-3 - 20e-3) / 32e-6
    np.testing.assert_allclose(mean, [20e-3 - slope * 5e-6, slope], rtol=1e-9)
    variance = (0.3 * np.array([20e-3, 167e-3])) ** 2 / 10
    np.testing.assert_allclose(covariance[1, 1], variance.sum() / (32e-6) ** 2, rtol=1e-9)


def test_opening_recovers_what_made_the_data():
    """Data made with alpha = 5 and J = 2.5 kJ/m², all unknowns known: both come back within 3 %."""
    found = data.read(CARDS / "calibration")
    split, force = found["opening_split"], found["cutting_force"]
    unknown = {"needle_diameter": ["0.999 mm", "1.001 mm"], "shear_modulus": ["99.9 kPa", "100.1 kPa"]}
    made = puncta.slit_opening(5.0, 2.5e3, 100e3, [1e-3])
    split.table["spreading_over_cutting"] = float(made["spreading"][0] / made["crack"][0])
    force.table["force_per_width"] = f"{made['crack'][0] / 1e-3 / 1e3:.6g} kJ/m^2"
    split.table["unknown"] = unknown
    force.table["unknown"] = unknown | {"assumed_slit_over_diameter": [0.999, 1.001]}
    for datum in (split, force):
        datum.table["error"] = {"relative": {"value": 0.05}}
    opened = laws.opening(split, force, count=4096)
    assert opened.quantile("opening_exponent", 0.5) == pytest.approx(5.0, rel=0.03)
    assert opened.quantile("toughness", 0.5) == pytest.approx(2.5e3, rel=0.05)


def test_weighted_sample_against_a_normal():
    """Weights of a normal in ln x on a wide uniform prior: median, spread and size by closed form."""
    values = sample.prior({"x": (np.exp(-8.0), np.exp(8.0)), "y": (1.0, np.e)}, 4096)
    found = sample.weighted(values, (np.log(values["x"]) / 0.7) ** 2)
    assert np.log(found.quantile("x", 0.5)) == pytest.approx(0, abs=0.02)
    assert np.log(found.quantile("x", 0.975)) == pytest.approx(1.96 * 0.7, abs=0.03)
    # Kish: count times 2 sqrt(pi) sd / width of the prior.
    assert found.effective_size == pytest.approx(4096 * 2 * np.sqrt(np.pi) * 0.7 / 16, rel=0.03)
    assert abs(found.correlation(("x", "y"))[0, 1]) < 0.05


def test_only_data_meant_for_calibration():
    assert {datum.source for datum in data.read(CARDS / "calibration").values()} <= ALLOWED


def test_lines_of_other_status_are_left_alone():
    entry = cards.Entry('"2 N"', ['"1 N"', '"3 N"'], "somebody2020", "why")
    text = '[a]\nb = { value = "1 N", status = "assumption" }\n'
    text += 'c = { value = "1 N", cv = 0.2, status = "calibrated" }\n'
    new = cards.rewritten(text, {("a", "b"): entry, ("a", "c"): entry})
    assert new.splitlines()[1] == text.splitlines()[1]
    assert new.splitlines()[2] == (
        'c = { value = "2 N", cv = 0.2, range = ["1 N", "3 N"], source = "somebody2020", '
        'status = "calibrated", note = "why" }'
    )


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("barnett2015", 'law = "opening_split"', 'law = "opening"', "opening_split"),
        ("barnett2015", '["50 kPa", "300 kPa"]', '["300 kPa", "50 kPa"]', "must rise"),
        ("roemgens2014", 'force = "20 mN"', "force = 20", "force"),
        ("donnelly2011", 'depth = "460 um"', 'depth = "460 N"', "depth"),
        ("needle_toughness2022", 'title = "', 'tittle = "', "title missing"),
    ],
)
def test_wrong_data(copied, name, old, new, said):
    path = copied / "calibration" / f"{name}.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    done = runs.puncta("calibrate", "--cards", copied)
    assert done.returncode == 2
    assert said in done.stderr and f"{name}.toml" in done.stderr and "Traceback" not in done.stderr


def test_missing_data_folder(tmp_path):
    done = runs.puncta("calibrate", "--cards", tmp_path)
    assert done.returncode in (2, 4) and "Traceback" not in done.stderr

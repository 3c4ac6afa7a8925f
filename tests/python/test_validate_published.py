"""Published cases: each measurement has a line, none is fitted to; verdicts and intervals by hand."""

import math
import time
import tomllib

import numpy as np
import pytest
import runs
from puncta import sources
from puncta.validation import judge, prediction, unknowns
from puncta.validation.case import Case
from puncta.validation.models import Model, Outcome
from scipy.stats import norm, spearmanr
from validating import BY_ID, MODELS, SUITE, change, validate

CARDS = runs.ROOT / "models" / "cards"
STATUS = {"P", "S", "M", "D", "calibrated", "assumption"}
KNOWN = SUITE.sources

# Literature, cases and calibration.


def test_every_row_to_validate_has_a_case_and_no_other_row_has_one():
    to_validate = {key for key, row in SUITE.literature.items() if "validate" in row.use}
    assert {case.row for case in SUITE.cases if case.published} == to_validate
    assert len(to_validate) >= 17
    for row in SUITE.literature.values():
        assert not {"validate", "calibrate"} <= set(row.use), row.key


def test_calibration_and_validation_share_no_datum():
    used = set()
    for file in (CARDS / "calibration").glob("*.toml"):
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        row = SUITE.literature[data["row"]]
        assert "calibrate" in row.use and row.source == data["source"] and row.status == data["status"], (
            file.name
        )
        used.add(row.key)
    assert used and not used & {case.row for case in SUITE.cases}
    # The other way round: what is for calibration is either used or says that it is not.
    idle = {key for key, row in SUITE.literature.items() if "calibrate" in row.use} - used
    assert idle <= {"kalluri_opening", "ogunjimi_closure"}


def values_of(table, path=()):
    """Tables with a `value`, by their path; a bare number of a card counts as one."""
    for key, item in table.items():
        if isinstance(item, dict) and "value" not in item:
            yield from values_of(item, (*path, key))
        elif isinstance(item, dict):
            yield (*path, key), item


@pytest.mark.parametrize("kind", ["skin", "devices"])
def test_every_value_of_a_card_has_source_and_status(kind):
    count = 0
    for file in (CARDS / kind).glob("*.toml"):
        for path, item in values_of(tomllib.loads(file.read_text(encoding="utf-8"))):
            where = f"{file.name} {'.'.join(path)}"
            assert item.get("status") in STATUS, where
            if item["status"] != "assumption":
                assert item.get("source") in KNOWN, where
            count += 1
    assert count > 100


def test_data_files_have_source_and_status():
    for file in (CARDS / "calibration").glob("*.toml"):
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        assert data["source"] in KNOWN and data["status"] in STATUS, file.name
    for case in SUITE.cases:
        if case.published:
            assert case.source in KNOWN and case.status in STATUS and case.reported


def test_sources_say_how_they_were_read():
    for file in (runs.ROOT / "models/sources.bib", runs.ROOT / "scenarios/published/sources.bib"):
        for key, fields in sources.read(file).items():
            assert fields.get("note"), key


SLIPS = {
    "row": ('row = "davis_force"', 'row = "davis_farce"', 'row "davis_farce" is not in literature.toml'),
    "calibration": (
        'row = "davis_force"',
        'row = "roemgens_force"',
        'row "roemgens_force" is for calibrate, not for validation',
    ),
    "no row": ('row = "davis_force"\n', "", "row is missing"),
    "no paraphrase": ('reported = "A bound."\n', "", "reported is missing"),
    "sampled": ("[case.parameters]", '[case.parameters]\nskin_values = "x"', "unknown parameter skin_values"),
    "unknown": (
        "[case.parameters]",
        '[case.unknown]\ntip_diameter = ["3 um", "9 um"]\n[case.parameters]',
        "unknown.tip_diameter must rise and hold the value of the case",
    ),
    "unknown what": (
        "[case.parameters]",
        '[case.unknown]\nsite = ["a", "b"]\n[case.parameters]',
        "unknown.site: is no parameter of the case with one value",
    ),
    "no reason": ('kind = "validation"', 'kind = "not modelled"', "reason is missing"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_wrong_data(folder, slip):
    old, new, message = SLIPS[slip]
    change(folder / "published" / "skin.toml", old, new)
    assert message in validate("--cases", folder, "--quick", status=2).stderr


def test_wrong_literature(folder):
    file = folder / "published" / "literature.toml"
    text = file.read_text(encoding="utf-8")
    for old, new, message in (
        ('status = "P"\nuse = ["val', 'status = "X"\nuse = ["val', 'status "X" is not one of'),
        ('["validate"]', '["guess"]', 'use "guess" is not one of'),
        ('says = "0.1 to 3 N"\n', "", "says is missing"),
        ('"roemgens_force"', '"davis_force"', "this key is taken"),
    ):
        assert text.count(old) == 1
        file.write_text(text.replace(old, new), encoding="utf-8")
        assert message in validate("--cases", folder, "--quick", status=2).stderr
    file.unlink()
    assert "literature.toml: cannot be read" in validate("--cases", folder, "--quick", status=2).stderr


# Verdicts.


def judged(value, low, high, kind="validation", **interval):
    """Row of a case whose model says this."""
    case = Case("x", "x", kind, "t", "f", "q", {}, True, "", 1.0, {}, **interval)
    return judge.judged(case, {"q": Model(lambda: Outcome(value, low, high), "number", {})})


def test_verdicts():
    band = {"measured": 10.0, "at_least": 8.04, "at_most": 11.96}  # 10 ± 1, 95 %
    assert judged(9, 5, 20, **band).verdict == judge.STRONG
    hit = judged(20, 11, 30, **band)
    assert hit.verdict == judge.HIT and not hit.vague
    miss = judged(20, 12, 30, **band)
    assert miss.verdict == judge.MISS and not miss.failed
    # E/u by hand: the end of ours that faces the measurement is 8 away, 8/1.96 = 4.08; u = hypot(4.08, 1).
    assert miss.agreement == pytest.approx(10 / math.hypot(8 / 1.96, 1), rel=1e-12)
    assert judged(2, 1, 3, **band).agreement < 0
    assert judged(20, 1, 30, **band).vague and not judged(9, 4, 30, **band).vague
    assert judged(3, 2.5, 4, at_most=5.0).agreement == 0 and judged(3, 2, 6, at_most=5.0).vague
    assert judged(6, None, None, at_most=5.0).agreement == math.inf
    assert judged(6, 4, 9, kind="requirement", at_most=5.0).failed  # its point counts alone


def test_what_has_no_law_is_never_a_hit():
    names = [case.id for case in SUITE.cases if case.kind == "not modelled"]
    assert {"gill_pain_length", "gill_pain_number"} <= set(names)
    for name in names:
        row = judge.judged(BY_ID[name], MODELS)
        assert row.verdict == judge.NOT_MODELLED and not row.failed and BY_ID[name].reason


# Intervals.


def test_chance_and_ignorance_multiply():
    """Two lognormals: the logarithms' variances add."""
    at = (np.arange(400) + 0.5) / 400
    chance, ignorance = 2 * np.exp(0.3 * norm.ppf(at)), 2 * np.exp(0.4 * norm.ppf(at))
    low, high = prediction.Spread(chance, ignorance).interval(2.0)
    # Statistical: 400 points to a side.
    assert low == pytest.approx(2 * math.exp(-1.96 * 0.5), rel=0.01)
    assert high == pytest.approx(2 * math.exp(1.96 * 0.5), rel=0.01)
    alone = prediction.Spread(np.array([]), ignorance).interval(2.0)
    assert alone == pytest.approx(tuple(np.quantile(ignorance, [0.025, 0.975])), rel=1e-12)


def test_shares_find_the_unknown_that_matters():
    points = unknowns.levels([unknowns.Unknown(n, (), 1.0, 0.5, 2.0) for n in "abc"], 64)
    spread = prediction.Spread(
        np.array([]), np.exp(3 * points[:, 1]) + 1e-3 * points[:, 0], list("abc"), points
    )
    shares = spread.shares()
    assert next(iter(shares)) == "b" and shares["b"] > 0.99
    assert shares["a"] < 2 * spread.noise() and shares["c"] < 2 * spread.noise()


def test_levels_are_those_of_a_run():
    """Unknown::at of scenarios/runner/unknowns.hpp: ends, median, even or in the logarithm."""
    wide = unknowns.Unknown("w", (), 4.0, 1.0, 8.0)
    assert [wide.at(u) for u in (0, 0.25, 0.5, 0.75, 1)] == pytest.approx([1, 2, 4, 32**0.5, 8])
    narrow = unknowns.Unknown("n", (), 1.5, 1.0, 2.0)
    assert [narrow.at(u) for u in (0, 0.25, 0.5, 1)] == pytest.approx([1, 1.25, 1.5, 2])


def test_correlated_ranges_of_the_insertion_force():
    """Rank correlation of a Gaussian copula: 6/pi asin(r/2)."""
    found = unknowns.of_card("excised_human")
    names = [unknown.name for unknown in found]
    slope = found[names.index("puncture.slope")]
    assert slope.partner == "puncture.intercept" and slope.correlation == pytest.approx(-0.82)
    points = unknowns.levels(found, 1024)
    rank = spearmanr(points[:, names.index("puncture.intercept")], points[:, names.index("puncture.slope")])[
        0
    ]
    assert rank == pytest.approx(6 / math.pi * math.asin(-0.82 / 2), abs=0.05)
    assert points.mean(axis=0) == pytest.approx(np.full(len(found), 0.5), abs=0.02)


def test_a_sample_is_the_needle_on_that_card():
    """Identity: the card's own values written out change nothing, and one changed value acts."""
    p = BY_ID["lam_buried_half_millimetre"].parameters
    own = {
        key: unknowns.text_of(key, unknown.value)
        for unknown in unknowns.of_card(p["site"])
        for key in unknown.keys
    }
    model = MODELS["buried_share"]
    assert len(own) > 20
    assert model(p | {"skin_values": own}).value == pytest.approx(model(p).value, rel=1e-12)
    tough = {key: '"3.7 kJ/m^2"' for key in own if key.endswith("toughness")}
    assert model(p | {"skin_values": tough}).value < model(p).value  # mechanics: tougher skin, less deep


def test_pieces_have_the_scatter_of_the_card():
    forces = []
    for texts in unknowns.pieces("excised_human", 256):
        forces.append(float(texts["puncture.slope"].strip('"').split()[0]))
    factor = np.array(forces) / 4600
    assert factor.mean() == pytest.approx(1, abs=0.01) and factor.std() == pytest.approx(0.3, abs=0.02)


def test_a_roller_is_its_run():
    """Identity: prediction, chance and ignorance are those of the run's own file."""
    from puncta.validation import rollers

    roller = {"site": "excised_human", "device": "roller-192-050", "load": 4.0, "passes": 1, "replicates": 4}
    found = rollers.depth_of_roller(**roller)
    summary, replicates, data, columns = rollers._run(rollers._scenario(**roller))
    assert found.value == summary.loc["depth_mean", "value"] and data is None
    np.testing.assert_array_equal(found.spread.chance, replicates["depth_mean"])
    aspect = np.maximum(columns["slit_length"] / 0.16e-3, 1)
    assert rollers.hole_aspect(needle_width=0.16e-3, **roller).value == np.median(aspect)
    text = rollers._scenario(samples=16, load_range=[2.0, 6.0], **roller)
    assert "samples = 20\n" in text and 'range = ["2.0 N", "6.0 N"]' in text  # a run takes no fewer


def test_whole_runs_are_sampled_one_at_a_time():
    """HDF5 bears one thread: two runs of one process at once damage each other's files."""
    for name in ("depth_of_roller", "depth_share_of_roller", "hole_aspect", "density_of_run"):
        assert MODELS[name].alone
    together, most = 0, []

    def counted(x):
        nonlocal together
        together += 1
        most.append(together)
        time.sleep(0.01)
        together -= 1
        return x

    values = prediction._values(Model(counted, "number", {}, alone=True), [{"x": float(x)} for x in range(8)])
    assert list(values) == list(range(8)) and max(most) == 1

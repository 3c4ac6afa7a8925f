"""models/CREDIBILITY.md: are its generated parts those of today, where that is cheap to ask."""

import math
import os
import re
from collections import Counter

import numpy as np
import pytest
import runs
from puncta.validation import credibility, judge, pedigree, prediction, sensitivity, solution, unknowns
from puncta.validation.case import VERIFICATION
from puncta.validation.models import Outcome
from validating import SUITE, validate

REPORT = runs.ROOT / "models" / "CREDIBILITY.md"
TEXT = REPORT.read_text(encoding="utf-8")


def cells(name):
    """Rows of the tables of a part, without their heads."""
    lines = [line for line in credibility.part(TEXT, name) if line.startswith("|") and "---" not in line]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_pedigree_counts_the_cards_of_today():
    assert credibility.part(TEXT, "pedigree") == pedigree.table(runs.ROOT / "models" / "cards")


def test_pedigree_by_hand():
    """Counted in the text of one card."""
    text = (runs.ROOT / "models/cards/skin/hairless_rat.toml").read_text(encoding="utf-8")
    found, ranged = pedigree.counts("skin", ["hairless_rat"])
    assert sum(found.values()) == len(re.findall(r"status = ", text))
    assert found["assumption"] == len(re.findall(r'status = "assumption"', text))
    assert ranged == len(re.findall(r" range = ", text))


def test_every_verification_line_is_counted_and_holds():
    rows = {row[0]: row for row in cells("verification") if row[0] in VERIFICATION}
    wanted = Counter(case.kind for case in SUITE.cases if not case.published)
    assert {kind: int(row[2]) for kind, row in rows.items()} == {kind: wanted[kind] for kind in VERIFICATION}
    assert all(row[1] == row[2] for row in rows.values())


def test_every_published_case_is_told_and_counted():
    rows = cells("validation")[1:]
    cases = [case for case in SUITE.cases if case.kind in ("validation", "not modelled")]
    assert [row[0] for row in rows] == [case.title for case in cases]
    assert [row[4] for row in rows] == [f"{case.source}, {case.status}" for case in cases]
    verdicts = Counter(row[5].removesuffix(", vague") for row in rows)
    vague = sum(row[5].endswith(", vague") for row in rows)
    assert set(verdicts) <= set(credibility.VERDICTS)
    head = credibility.part(TEXT, "validation")[0]
    numbers = [int(number) for number in re.findall(r"\d+", head)]
    assert numbers == [len(rows), *(verdicts[verdict] for verdict in credibility.VERDICTS), vague]
    # README counts them too.
    told = (runs.ROOT / "README.md").read_text(encoding="utf-8")
    assert head.strip("*") in " ".join(told.split())


def test_every_miss_is_explained():
    lines = credibility.part(TEXT, "failures")
    failures = "\n".join(line for line in lines if "Samples left out" not in line)
    for row in cells("validation")[1:]:
        assert (row[5].removesuffix(", vague") == judge.STRONG) != (f" {row[0]}: " in failures), row[0]


def test_figures_are_there():
    for name in ("validation", "sensitivity"):
        assert (REPORT.parent / credibility.FOLDER / f"{name}.png").read_bytes()[:4] == b"\x89PNG"


@pytest.mark.parametrize("order", [0.5, 1, 2])
def test_observed_order(order):
    """Values 3 + c h^p: the order is p, the shipped level off by what is left."""
    levels = (0.25, 0.125, 0.0625, 0.03125)
    values = tuple(3 + 0.7 * level**order for level in levels)
    study = solution.Convergence("station_step", levels, "depth_mean", values, 2.0)
    assert study.order == pytest.approx(order, rel=1e-9)
    assert study.shipped_error == pytest.approx(values[1] / values[3] - 1)
    assert solution.Convergence("station_step", levels, "depth_mean", (1, 2, 3, 5), 2.0).order is None


def test_every_unknown_of_the_shipped_cards_has_a_group():
    for card in (runs.ROOT / "models/cards/skin").glob("*.toml"):
        for unknown in unknowns.of_card(card.stem):
            assert sensitivity.group(unknown.name) != sensitivity.OTHER, unknown.name
    assert sensitivity.group("treatment.load.mean") == "load"
    assert sensitivity.group("device.needle.tip_diameter") == "tip"
    assert sensitivity.group("case: taper_length") == "shape of the needle"
    assert set(sensitivity.MEASUREMENT) == {label for label, _ in sensitivity.GROUPS}


def row_of(case, verdict, value):
    points = np.linspace(0.1, 1, 20)[:, None]
    spread = prediction.Spread(np.array([value]), value * points[:, 0], ["skin.toughness"], points)
    ours = Outcome(value, 0.1 * value, value, "", spread)
    return judge.Row(verdict, case, case.id, case.title, ours=ours, agreement=0.5, error=0.1)


def test_parts_are_replaced_and_nothing_else(tmp_path, monkeypatch):
    study = solution.Convergence(
        "station_step", (0.25, 0.125, 0.0625), "depth_mean", (1e-4, 1.1e-4, 1.15e-4), 2.0
    )
    monkeypatch.setattr(solution, "studies", lambda: [study])
    monkeypatch.setattr(pedigree, "table", lambda folder: ["counted"])
    (tmp_path / "cards").mkdir()
    report = tmp_path / "report.md"
    text = "Mine.\n\n" + "".join(
        f"<!-- begin {n} -->\nstale\n<!-- end {n} -->\nkept {n}\n" for n in credibility.PARTS
    )
    report.write_text(text, encoding="utf-8")
    case = next(case for case in SUITE.cases if case.id == "davis_small_tip")
    credibility.write(report, [row_of(case, judge.MISS, 5.0)], SUITE)
    new = report.read_text(encoding="utf-8")
    assert new.startswith("Mine.\n\n") and "stale" not in new
    assert re.findall("kept .*", new) == re.findall("kept .*", text)
    assert credibility.part(new, "validation")[0].startswith("**1 lines: 0 strong hits, 0 hits, 1 misses")
    assert case.if_missed in new and "toughness 100 %" in new
    assert f"{math.log2(2):.1f}" in credibility.part(new, "solution")[2]
    assert {file.name for file in tmp_path.iterdir()} == {"cards", "report.md", "credibility"}
    # Once more: the same text.
    credibility.write(report, [row_of(case, judge.MISS, 5.0)], SUITE)
    assert report.read_text(encoding="utf-8") == new


def test_a_report_without_its_parts_is_refused(folder):
    (folder / "report.md").write_text("Mine.\n", encoding="utf-8")
    wrong = validate("--cases", folder, "--credibility", folder / "report.md", status=2)
    assert "needs <!-- begin verification -->" in wrong.stderr
    assert "leave out --quick" in validate("--quick", "--credibility", REPORT, status=2).stderr
    assert "cannot read" in validate("--credibility", "nowhere.md", status=4).stderr
    assert REPORT.read_text(encoding="utf-8") == TEXT


@pytest.mark.skipif("PUNCTA_LONG" not in os.environ, reason="takes minutes; tests/run --long")
def test_the_whole_report_is_that_of_today(tmp_path):
    """Every generated part again, in the promised quarter of an hour, and the same to the letter."""
    report = tmp_path / "CREDIBILITY.md"
    report.write_text(TEXT, encoding="utf-8")
    (tmp_path / "cards").symlink_to(REPORT.parent / "cards")
    before = os.times()
    validate("--credibility", report, "-o", tmp_path / "report.html", timeout=3600)
    after = os.times()  # processor time: what others do on the machine does not count
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    assert spent < 900
    assert report.read_text(encoding="utf-8") == TEXT

"""Benchmarks must not rot: scripts run once in small with sane figures, compare.py tells what changed.

The Google benchmarks run once in ctest (`benchmarks_run`).
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

bench = Path(__file__).parents[2] / "bench"
sys.path.insert(0, str(bench))


def script(name, *arguments, expect=0):
    ended = subprocess.run(
        [sys.executable, str(bench / name), *map(str, arguments)], capture_output=True, text=True, timeout=120
    )
    assert ended.returncode == expect, ended.stderr
    return ended


def written(path):
    return {figure["name"]: figure for figure in json.loads(path.read_text())["figures"]}


def figures(path, **values):
    """A file of measurements: name=(unit, values)."""
    found = [{"name": name, "unit": unit, "values": series} for name, (unit, series) in values.items()]
    path.write_text(json.dumps({"about": {"commit": path.stem}, "figures": found}))
    return path


def test_needle_law_of_numpy_agrees_and_is_timed(tmp_path):
    # The script refuses to time answers that differ by more than 1e-6.
    script(
        "law_baselines.py", "--rounds", 2, "--seconds", 0.05, "--no-install", "--json", tmp_path / "law.json"
    )
    found = written(tmp_path / "law.json")
    ours, theirs = (found[f"law_unit_{name}"]["values"] for name in ("ours", "numpy"))
    assert all(10 < value < 5000 for value in ours + theirs)  # ns; no machine does it in less or needs more
    expected = [other / mine for other, mine in zip(theirs, ours, strict=True)]
    assert found["law_unit vs numpy"]["values"] == pytest.approx(expected)


def test_wrong_law_is_not_timed(tmp_path):
    sys.path.insert(0, str(bench / "baselines"))
    import law_sample
    from law_numpy import LawNumpy

    sample = law_sample.read(64)
    law_sample.expect_same(sample, LawNumpy(sample, 64)())
    sample.layers[5, 1] *= 1 + 1e-4  # the toughness of the last layer
    with pytest.raises(AssertionError):
        law_sample.expect_same(sample, LawNumpy(sample, 64)())


def test_the_cost_of_a_sweep_is_timed(tmp_path):
    script("sweep_overhead.py", 2, "--json", tmp_path / "sweep.json")
    found = written(tmp_path / "sweep.json")
    # A point costs about what its run does: far less than twice, never far below.
    assert all(0.3 < value < 3 for value in found["sweep over runs alone"]["values"])


def test_whole_runs_are_timed(tmp_path):
    parts = "start_up,layers,memory"
    script("run_scaling.py", "--quick", "--only", parts, "--json", tmp_path / "runs.json")
    found = written(tmp_path / "runs.json")
    assert found["start_up tiny run"]["values"][0] > found["start_up --version"]["values"][0]
    assert {"layers 1", "layers 6"} <= set(found)
    # A process that has computed a run holds some megabytes; a million punctures a second are out of reach.
    assert all(10 < figure["values"][0] < 4000 for name, figure in found.items() if name.startswith("memory"))
    assert all(0 < figure["values"][0] < 1e6 for name, figure in found.items() if figure["unit"] == "1/s")


def test_unknown_part_is_told():
    assert "known: start_up" in script("run_scaling.py", "--only", "treads", expect=2).stderr


def test_compare_marks_what_lies_outside_the_spread(tmp_path):
    before = figures(
        tmp_path / "one.json", same=("ns", [9, 10, 11]), faster=("ns", [100, 101, 102]), gone=("ns", [1, 1])
    )
    after = figures(
        tmp_path / "two.json", same=("ns", [9.5, 10.5, 11]), faster=("ns", [50, 50.5, 51]), new=("ns", [1, 1])
    )
    lines = script("compare.py", before, after).stdout.splitlines()
    assert "commit: one -> two" in lines
    told = {line.split()[0]: line.split()[1:] for line in lines[5:]}
    # By hand: 10.5/10, from 9.5/11 to 11/9; 50.5/101, from 50/102 to 51/100.
    assert told == {
        "same": ["ns", "1.050", "0.864", "to", "1.222"],
        "faster": ["ns", "0.500", "0.490", "to", "0.510", "*"],
    }


def test_compare_refuses_what_it_cannot_contrast(tmp_path):
    here = figures(tmp_path / "one.json", time=("ns", [1, 2]))
    assert (
        "no figure in common" in script("compare.py", here, figures(tmp_path / "two.json"), expect=2).stderr
    )
    assert "FileNotFoundError" in script("compare.py", here, tmp_path / "none.json", expect=2).stderr
    assert "usage" in script("compare.py", here, expect=2).stderr


def test_roofline_divides_the_bound_by_the_time():
    import roofline
    from measured import Figure

    # 60 operations in 6 ns: 10 per ns. Resistance on six layers, by its list: a known polynomial takes 9
    # multiply-adds; one time in five it is found anew, six sections of 7 and eleven energies of 31.
    peaks = [Figure(name, "ns", [6.0]) for name in roofline.peaks.values()]
    assert roofline.resistance.multiply_adds == pytest.approx(9 + (6 * 7 + 11 * 31) / 5)
    found = {f.name: f for f in roofline.figures_of([*peaks, Figure("law_unit_resistance", "ns", [17.12])])}
    assert found["resistance scalar bound"].median == pytest.approx(8.56)
    assert found["resistance of scalar bound"].median == pytest.approx(50)
    assert roofline.figures_of([]) == []

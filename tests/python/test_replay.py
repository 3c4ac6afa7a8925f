"""`puncta replay`: one puncture computed again equals its row, and what is told about it is true."""

import json
import shutil
from pathlib import Path

import h5py
import pytest
import runs
from runs import CHEEK, ROOT

SMALL = [
    *("--set", "treatment.passes=3", "--set", 'treatment.directions=["0 deg"]'),
    *("--set", 'treatment.area=["4 mm","4 mm"]', "--set", "device.rows=3"),
    *("--set", "model.station_step=0.25", "--set", 'model.drum_cell="1 mm"', "--replicates", "2"),
]


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    path = tmp_path_factory.mktemp("replay") / "small.h5"
    done = runs.puncta("run", CHEEK, *SMALL, "-o", path)
    assert done.returncode == 0, done.stderr
    return path


def replayed(path, number, status=0):
    done = runs.puncta("replay", path, "--puncture", number, "--json")
    assert done.returncode == status, done.stderr
    return json.loads(done.stdout)


def test_rows_are_met_and_stations_lead_to_them(result):
    with h5py.File(result) as file:
        columns = {name: item[:] for name, item in file["punctures"].items() if name != "puncture"}
    rows = len(columns["depth"])
    for number in (0, rows // 2, rows - 1):
        told = replayed(result, number)
        assert told["identical"] and told["differing"] == []
        assert all(told["computed"][name] == column[number] for name, column in columns.items())
        stations = [station for station in told["stations"] if station["converged"]]
        inserted = [station for station in stations if station["inserted"]]
        # The row's definitions in FORMAT.md, from the stations.
        assert told["stored"]["depth"] == stations[-1]["depth"] == max(s["depth"] for s in stations)
        assert told["stored"]["force"] == max(station["force"] for station in inserted)
        assert told["stored"]["displacement"] == max(station["displacement"] for station in inserted)
        assert sum(station["inserts"] for station in stations) == 1
        # Before it inserts the force stays below that of insertion (station by station).
        threshold = told["insertion_force"] * told["threshold_factor"]
        assert all(s["force"] <= threshold * (1 + 1e-9) for s in stations if not s["inserted"])
        assert len(told["layers"]) == 6


def test_text_for_people(result):
    done = runs.puncta("replay", result, "--puncture", 0)
    assert done.returncode == 0
    for part in ("subject", "needle", "landing at", "inserted", "driven", "the row is met bit for bit"):
        assert part in done.stdout, part


def test_a_changed_row_is_told(result, tmp_path):
    changed = tmp_path / "changed.h5"
    shutil.copy(result, changed)
    with h5py.File(changed, "r+") as file:
        file["punctures/depth"][1] *= 1 + 2**-52
    assert replayed(changed, 1, status=3)["differing"] == ["depth"]
    assert "the row is NOT met: depth" in runs.puncta("replay", changed, "--puncture", 1).stdout


def test_what_is_refused(result, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "has no puncture 100000; its IDs go from 0 to" in runs.refused(
        "replay", result, "--puncture", 100000
    )
    other = Path(shutil.copy(result, tmp_path / "other.h5"))
    with h5py.File(other, "r+") as file:
        file.attrs["source_version"] = "another"
    assert "use the build that wrote it" in runs.refused("replay", other, "--puncture", 0)
    done = runs.puncta("run", CHEEK, *SMALL, "--set", "output.punctures=false", "-o", other)
    assert done.returncode == 0
    assert "without single punctures" in runs.refused("replay", other, "--puncture", 0)


@pytest.mark.parametrize("name", ["dermapen_cheek", "stamp35_nose"])
def test_pens_and_stamps(name, tmp_path):
    path = tmp_path / "out.h5"
    scenario = ROOT / "scenarios" / "reference" / f"{name}.toml"
    area = ("--set", 'treatment.area=["6 mm","6 mm"]') if "cheek" in name else ()
    done = runs.puncta("run", scenario, "--replicates", 2, *area, "-o", path)
    assert done.returncode == 0, done.stderr
    assert replayed(path, 5)["identical"]

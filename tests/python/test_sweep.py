"""Sweeps that are run: results, resuming, kills, failures, folders."""

import os
import random
import signal
import subprocess
import time

import numpy as np
import puncta as package
import pytest
import xarray
from puncta.sweeps import table
from runs import CHEEK, PROGRAM, puncta, refused
from sweeping import AXES, sweep_file

LONG = bool(os.environ.get("PUNCTA_LONG"))
TWO_AXES = AXES + '\n"device.preset" = { list = ["dermaroller-mf8", "roller-192-100"] }'


@pytest.fixture(scope="module")
def loads(tmp_path_factory):
    """A finished sweep over three loads and its folder."""
    folder = tmp_path_factory.mktemp("loads")
    out = folder / "out"
    return package.sweep(sweep_file(folder), out), out


def test_a_point_is_the_run_of_the_same_settings(loads, tmp_path):
    sweep, out = loads
    done = puncta(
        *("run", CHEEK, "-o", tmp_path / "one.h5", "--replicates", 2),
        *("--set", 'treatment.area=["2 mm","2 mm"]', "--set", 'treatment.directions=["0 deg"]'),
        *("--set", "treatment.passes=1", "--set", "treatment.load=4 N", "--set", "output.punctures=false"),
    )
    assert done.returncode == 0, done.stderr
    point = out / "points" / f"{sweep.table['result'].values[1]}.h5"
    hashes = [puncta("hash", path).stdout.split()[0] for path in (tmp_path / "one.h5", point)]
    assert hashes[0] == hashes[1]
    one = package.open(tmp_path / "one.h5").summary
    for name, row in one.iterrows():
        for part, value in (("", row.value), *((f"_{part}", row[part]) for part in table.parts)):
            assert np.array_equal(sweep.table[name + part].values[1], value, equal_nan=True), name + part


def test_the_table_opens_in_xarray_by_its_axes(loads):
    sweep, out = loads
    with xarray.open_dataset(out / "table.h5", engine="h5netcdf") as found:
        assert found.attrs["complete"] == 1
        assert found["treatment.load"].attrs["units"] == "N"
        assert list(found["treatment.load"].values) == [2.0, 4.0, 6.0]
        deeper = found.depth_mean.sel({"treatment.load": [2.0, 6.0]}).values
        assert found.depth_mean_replicates.dims == ("treatment.load", "replicate")
        # The mean over the replicates is what the point's file says.
        means = np.nanmean(found.depth_mean_replicates.values, axis=1)
        assert np.allclose(means, found.depth_mean.values, rtol=1e-14, equal_nan=True)
        assert found.load().identical(sweep.table)
    assert deeper[1] > deeper[0]


def test_once_computed_never_again(loads):
    sweep, out = loads
    again = package.sweep(out.parent / "loads.toml", out)
    assert again.computed == 0
    assert again.table.identical(sweep.table)


def test_more_points_and_more_replicates_are_added(loads, tmp_path):
    sweep, out = loads
    more = AXES.replace('"6 N"', '"6 N", "7 N"')
    larger = package.sweep(sweep_file(tmp_path, more), tmp_path / "more", store=out / "points")
    assert larger.computed == 1
    longer = package.sweep(sweep_file(tmp_path, replicates=3), tmp_path / "longer", store=out / "points")
    assert longer.computed == 3
    first_two = longer.table.depth_mean_replicates.values[:, :2]
    assert np.array_equal(first_two, sweep.table.depth_mean_replicates.values, equal_nan=True)
    # Cut back to two replicates, a longer result is the shorter one.
    shorter = package.sweep(sweep_file(tmp_path), tmp_path / "shorter", store=out / "points")
    assert shorter.computed == 0
    assert shorter.table.data_hash == sweep.table.data_hash


def test_threads_and_order_do_not_matter(loads, tmp_path, monkeypatch):
    from puncta.sweeps import local

    monkeypatch.setattr(local, "points_per_thread", 0)  # all points side by side
    side_by_side = package.sweep(sweep_file(tmp_path), tmp_path / "out", threads=3)
    assert side_by_side.computed == 3
    assert side_by_side.table.data_hash == loads[0].table.data_hash


def start(sweep, out):
    return subprocess.Popen(
        [PROGRAM, "sweep", sweep, "-o", out], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """File, table hash and duration of a sweep of six points."""
    folder = tmp_path_factory.mktemp("undisturbed")
    path = sweep_file(folder, TWO_AXES, replicates=3)
    begin = time.monotonic()
    done = puncta("sweep", path, "-o", folder / "out")
    assert done.returncode == 0, done.stderr
    return path, table.read(folder / "out" / "table.h5").data_hash, time.monotonic() - begin


def test_kills_lose_nothing_that_was_finished(undisturbed, tmp_path):
    path, expected, duration = undisturbed
    draw = random.Random(7)
    finished = set()
    for _ in range(20 if LONG else 3):
        process = start(path, tmp_path / "out")
        time.sleep(draw.uniform(0.1, 0.6) * duration)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        now = {file.name for file in (tmp_path / "out").glob("points/*.h5")}
        assert finished <= now
        finished = now
    done = puncta("sweep", path, "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert table.read(tmp_path / "out" / "table.h5").data_hash == expected
    assert len(finished) > 0
    assert not list((tmp_path / "out").glob("**/*.part"))


def test_interrupted_it_says_so_and_leaves_a_table(undisturbed, tmp_path):
    path, expected, _ = undisturbed
    for number in (signal.SIGINT, signal.SIGTERM):
        process = start(path, tmp_path / "out")
        while not list((tmp_path / "out").glob("points/*.h5*")):
            time.sleep(0.02)
        process.send_signal(number)
        _, told = process.communicate(timeout=30)
        assert process.returncode == 130, told
        assert "the same command goes on" in told
        assert table.read(tmp_path / "out" / "table.h5").complete == 0
    assert puncta("sweep", path, "-o", tmp_path / "out").returncode == 0
    assert table.read(tmp_path / "out" / "table.h5").data_hash == expected


def test_a_point_that_fails_is_kept_with_its_reason(tmp_path):
    # A load of 300 N sinks this roller deeper than its radius, which the program refuses to compute.
    path = sweep_file(tmp_path, '"treatment.load" = { list = ["4 N", "300 N"] }')
    done = puncta("sweep", path, "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "1 FAILED" in done.stdout and "failed at treatment.load = 300 N" in done.stdout
    found = table.read(tmp_path / "out" / "table.h5")
    assert np.isnan(found.depth_mean.values[1]) and np.isfinite(found.depth_mean.values[0])
    assert found.failure.values[0] == "" and found.failure.values[1]
    again = package.sweep(path, tmp_path / "out")
    assert again.computed == 0 and len(again.failed) == 1
    assert package.sweep(path, tmp_path / "out", retry=True).computed == 1


def test_a_folder_of_something_else_is_refused(loads, tmp_path):
    out = loads[1]
    other = sweep_file(tmp_path, '"device.wear" = { list = [0, 5] }', name="wear.toml")
    assert "holds another sweep: its keys" in refused("sweep", other, "-o", out)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").touch()
    assert "is not empty and holds no sweep" in refused("sweep", other, "-o", tmp_path / "full")
    (tmp_path / "file").touch()
    refused("sweep", other, "-o", tmp_path / "file", status=4)
    assert "No such file" in refused("sweep", tmp_path / "none.toml", status=4)


def test_two_at_once_in_one_folder_are_refused(loads):
    from puncta.sweeps import folder

    with folder.locked(loads[1]), pytest.raises(ValueError, match="another process is running a sweep"):
        package.sweep(loads[1].parent / "loads.toml", loads[1])


def test_a_damaged_result_is_told(loads, tmp_path):
    sweep, out = loads
    store = tmp_path / "store"
    store.mkdir()
    (store / f"{sweep.table['result'].values[0]}.h5").write_bytes(b"no HDF5")
    with pytest.raises(OSError, match="is damaged"):
        package.sweep(out.parent / "loads.toml", tmp_path / "out", store=store)


def test_a_disk_that_is_too_small_is_told_before_anything_is_computed(tmp_path, monkeypatch):
    import shutil

    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=500_000))
    with pytest.raises(OSError, match=r"3 results need about 0\.9 MB, 0\.5 MB are free"):
        package.sweep(sweep_file(tmp_path), tmp_path / "out")
    assert not list((tmp_path / "out" / "points").iterdir())


def test_a_dry_run_computes_nothing(tmp_path):
    done = puncta("sweep", sweep_file(tmp_path), "-o", tmp_path / "out", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "3 points of 2 replicates, 3 to compute" in done.stdout
    for word in ("punctures", " s", "MB"):
        assert word in done.stdout
    assert not (tmp_path / "out").exists()


def test_the_table_as_csv(loads, tmp_path):
    out = loads[1]
    done = puncta("sweep", out.parent / "loads.toml", "-o", out, "--csv", tmp_path / "t.csv")
    assert done.returncode == 0, done.stderr
    head, *rows = (tmp_path / "t.csv").read_text().splitlines()
    assert head.startswith("treatment.load,punctures_total,")
    assert "depth_mean [um]" in head
    assert [row.split(",")[0] for row in rows] == ["2 N", "4 N", "6 N"]


def test_wrong_input_writes_nothing(tmp_path):
    told = refused(
        "sweep", sweep_file(tmp_path, '"treatment.laod" = { list = ["3 N"] }'), "-o", tmp_path / "out"
    )
    assert "did you mean" in told and "loads.toml:" in told
    assert not (tmp_path / "out").exists()

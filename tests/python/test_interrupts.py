"""Interrupted and killed runs: what is finished is kept and readable."""

import os
import shutil
import signal
import subprocess
import time

import h5py
import pytest
import runs
from runs import CHEEK, PROGRAM, QUICK


@pytest.fixture(autouse=True)
def somewhere(tmp_path, monkeypatch):
    """Every test in its own empty folder, so that `nothing left behind` is one look."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def started(*options):
    command = [PROGRAM, "run", CHEEK, "-o", "long.h5", "--replicates", 5000, *options]
    return subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def wait_for(process, condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


def rows_in_part():
    """Finished replicates in the unfinished file; it may be read in the middle of a write."""
    try:
        # A copy: HDF5 maps what it reads, and the writer goes on.
        shutil.copy("long.h5.part", "copy.h5")
        with h5py.File("copy.h5", "r") as file:
            return len(file["replicates/replicate"])
    except (OSError, KeyError, RuntimeError):
        return 0
    finally:
        if os.path.exists("copy.h5"):
            os.remove("copy.h5")


def assert_readable_part():
    # The journal of a killed run is empty unless the kill fell into a checkpoint (test_resume.py).
    assert set(os.listdir()) - {"long.h5.part.journal"} == {"long.h5.part"}
    with h5py.File("long.h5.part", "r") as file:
        assert file.attrs["complete"] == 0
        rows = len(file["replicates/replicate"])
        assert 1 <= rows < 5000
        assert file["replicates/punctures_total"][:].sum() == file["map/count"][:].sum()
        assert "summary" not in file
    return rows


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_run_keeps_what_is_finished(number):
    process = started(*QUICK[2:])
    wait_for(process, lambda: rows_in_part() > 0)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == "" and "long.h5.part (marked incomplete)" in err and "\x1b" not in err
    assert_readable_part()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_before_the_first_replicate(number):
    huge = ("--set", 'treatment.area=["200 mm","200 mm"]', "--set", "treatment.passes=500")
    process = started(*huge)
    wait_for(process, lambda: os.path.exists("long.h5.part"))
    time.sleep(0.3)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == "" and "nothing was written" in err
    assert os.listdir() == []


def test_killed_run_leaves_no_finished_file():
    process = started(*QUICK[2:])
    wait_for(process, lambda: rows_in_part() > 0)
    process.kill()
    process.communicate(timeout=60)
    assert_readable_part()
    # The next run of that name is not in its way when told to discard it.
    done = runs.puncta("run", CHEEK, *QUICK, "-o", "long.h5", "--fresh")
    assert done.returncode == 0, done.stderr
    assert os.listdir() == ["long.h5"]

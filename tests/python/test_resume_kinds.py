"""Several sites, and samples of what is not known: runs stopped and killed midway end as one run does."""

import os
import random
import signal
import subprocess
import time
import warnings
from pathlib import Path

import h5py
import puncta
import pytest
import runs
from test_resume import LONG, assert_same

SITES = """[device]
preset = "dermaroller-mf8"
rows = 2
needles_per_row = 6
[treatment]
directions = ["0 deg"]
passes = 1
load = "4 N"
[model]
station_step = 0.25
drum_cell = "1 mm"
[[sites]]
name = "forehead"
skin.site = "forehead"
treatment.area = ["3 mm", "3 mm"]
[[sites]]
name = "cheek"
skin.site = "cheek"
treatment.polygon = [["0 mm", "9 mm"], ["3 mm", "9 mm"], ["3 mm", "12 mm"], ["0 mm", "12 mm"]]
"""
# 16 needles, one press: a sample takes some hundredths of a second.
SAMPLES = """[skin]
site = "excised_human"
[device]
preset = "array-4x4"
[treatment]
area = ["4 mm", "4 mm"]
directions = ["0 deg"]
passes = 1
load = "4 N"
press_time = "200 ms"
hold_time = "0 s"
[model]
station_step = 0.25
[uncertainty]
card_ranges = false
replicates = 1
unknowns = [{ keys = ["treatment.load.mean"], range = ["2 N", "6 N"] }]
"""


class Kind:
    """What a run does again and again: replicates of several sites, or samples beside two replicates."""

    def __init__(self, text, options, few, many):
        self.text, self.options = text, options
        self.few, self.many = few, many  # times

    def command(self, times, more_replicates=0, output="out.h5"):
        asked = [str(part) for part in self.options(times, more_replicates)]
        return [runs.PROGRAM, "run", "scenario.toml", "-o", str(output), "--threads", "1", *asked]

    def run(self, times, *arguments, status=0, **keywords):
        done = subprocess.run(self.command(times, *arguments), capture_output=True, text=True, **keywords)
        assert done.returncode == status, (done.returncode, done.stderr)

    @staticmethod
    def finished(result):
        samples = result.uncertainty
        return len(result.replicates) if samples is None else samples.sizes["sample"]


KINDS = {
    "sites": Kind(SITES, lambda times, more: ["--replicates", times + more], 3, 30),
    "samples": Kind(
        SAMPLES,
        lambda times, more: ["--replicates", 2 + more, "--set", f"uncertainty.samples={times}"],
        20,
        45,
    ),
}


@pytest.fixture(scope="module", params=KINDS)
def kind(request):
    return KINDS[request.param]


@pytest.fixture(scope="module")
def whole(kind, tmp_path_factory):
    """The result of so many times, uninterrupted."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "scenario.toml").write_text(kind.text)

    def result(times, more_replicates=0):
        path = folder / f"{times}-{more_replicates}.h5"
        if not path.exists():
            kind.run(times, more_replicates, path, cwd=folder)
        return path

    return result


@pytest.fixture(autouse=True)
def somewhere(kind, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("scenario.toml").write_text(kind.text)


def assert_equal_to(expected):
    assert sorted(os.listdir()) == ["out.h5", "scenario.toml"]
    assert_same("out.h5", expected)
    with h5py.File("out.h5") as one, h5py.File(expected) as other:
        assert one.attrs["data_hash"] == other.attrs["data_hash"]


def some_instants(count):
    """Of `count` changes of a file; test_resume.py takes all of them for a small run of one site."""
    return (
        sorted({1, 2, count - 1, count, *random.Random(5).sample(range(3, count), 16)})
        if LONG
        else [count // 2]
    )


def stop_midway(kind, end, many):
    """Leaves out.h5.part with a part of so many replicates or samples, by SIGINT or SIGKILL."""
    for wait in (0.7, 0.3, 1.2, 0.1, 2.5, 5):  # the machine may be busy
        process = subprocess.Popen(
            kind.command(many), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        while not os.path.exists("out.h5.part") and process.poll() is None:
            time.sleep(0.01)
        time.sleep(wait + (1 if end == signal.SIGKILL else 0))  # the first checkpoint comes after a second
        process.send_signal(end)
        _, err = process.communicate()
        if os.path.exists("out.h5.part"):
            assert process.returncode == (130 if end == signal.SIGINT else -end), err
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                if 0 < kind.finished(puncta.open("out.h5.part")) < many:
                    return
        for path in Path().glob("out.h5*"):
            path.unlink()
    pytest.fail("no run could be stopped midway")


# A kill waits for the first checkpoint, so its run must take longer.
@pytest.mark.parametrize(
    "end",
    [
        signal.SIGINT,
        pytest.param(
            signal.SIGKILL,
            marks=pytest.mark.skipif(not LONG, reason="takes some seconds; runs under --long"),
        ),
    ],
)
def test_stopped_midway(kind, whole, end):
    many = kind.many * (4 if end == signal.SIGKILL else 1)
    stop_midway(kind, end, many)
    kind.run(many)
    assert_equal_to(whole(many))


def test_killed_at_changes_of_a_file(kind, whole, preload):
    expected = whole(kind.few)
    kind.run(kind.few, env={**preload, "COUNT_WRITES": "count"})
    count = int(Path("count").read_text())
    os.remove("count")
    os.remove("out.h5")
    for instant in some_instants(count):
        kind.run(kind.few, env={**preload, "KILL_AT_WRITE": str(instant)}, status=-9)
        kind.run(kind.few)
        assert_equal_to(expected)
        os.remove("out.h5")


def test_extended(kind, whole, preload):
    """Two more replicates; samples stay as they are, and chance beside them is that of all replicates."""
    kind.run(kind.few)
    extend = [runs.PROGRAM, "run", "--extend", "2", "--threads", "1", "out.h5"]
    original = Path("out.h5").read_bytes()
    subprocess.run(extend, capture_output=True, check=True, env={**preload, "COUNT_WRITES": "count"})
    count = int(Path("count").read_text())
    os.remove("count")
    expected = whole(kind.few, 2)
    assert_equal_to(expected)
    for instant in some_instants(count):
        Path("out.h5").write_bytes(original)
        killed = subprocess.run(extend, capture_output=True, env={**preload, "KILL_AT_WRITE": str(instant)})
        assert killed.returncode == -9
        if Path("out.h5").read_bytes() == original:
            subprocess.run(extend, capture_output=True, check=True)
        assert_equal_to(expected)

"""Runs killed at any instant and run again, extended results, precision: equal to one run, bit for bit."""

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import time
import warnings
from pathlib import Path

import h5py
import puncta
import pytest
import runs
from runs import CHEEK, PROGRAM
from test_determinism import content

LONG = bool(os.environ.get("PUNCTA_LONG"))

# Six needles a row and coarse stations: a replicate takes some 10 ms.
SMALL = [
    *("--set", "treatment.passes=1", "--set", 'treatment.directions=["0 deg"]'),
    *(
        "--set",
        'treatment.area=["4 mm","4 mm"]',
        "--set",
        "device.rows=2",
        "--set",
        "device.needles_per_row=6",
    ),
    *("--set", "model.station_step=0.25", "--set", 'model.drum_cell="1 mm"', "--set", "output.map_cell=1 mm"),
    *("--threads", "1"),
]


@pytest.fixture(autouse=True)
def somewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """{replicates: result of an uninterrupted run}"""
    folder = tmp_path_factory.mktemp("whole")

    def result(replicates):
        path = folder / f"{replicates}.h5"
        if not path.exists():
            small("-o", path, "--replicates", replicates)
        return path

    return result


def small(*options, status=0, **keywords):
    command = [PROGRAM, "run", CHEEK, *SMALL, *options]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **keywords)
    assert done.returncode == status, (done.returncode, done.stderr)
    return done


def assert_same(path, expected):
    one, other = content(path), content(expected)
    assert len(other) > 200
    assert sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name)) == []


def started(*options):
    command = [str(part) for part in (PROGRAM, "run", CHEEK, *SMALL, *options)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def writes_of(preload, *options):
    small(*options, env={**preload, "COUNT_WRITES": "count"})
    count = int(Path("count").read_text())
    assert count > 15
    os.remove("count")
    return count


def instants(count, few):
    """Every change of a file under --long, otherwise a few with the first and the last."""
    if LONG:
        return range(1, count + 1)
    return sorted({1, 2, count - 2, count - 1, count, *random.Random(3).sample(range(3, count - 1), few)})


def test_killed_at_any_change_of_a_file(preload, whole):
    expected = whole(4)
    count = writes_of(preload, "-o", "out.h5", "--replicates", 4)
    os.remove("out.h5")
    for instant in instants(count, 6):
        small("-o", "out.h5", "--replicates", 4, env={**preload, "KILL_AT_WRITE": str(instant)}, status=-9)
        small("-o", "out.h5", "--replicates", 4)
        assert os.listdir() == ["out.h5"], instant
        assert_same("out.h5", expected)
        os.remove("out.h5")


def test_killed_extension_leaves_the_original_or_the_whole(preload, whole):
    shutil.copy(whole(4), "out.h5")
    original = Path("out.h5").read_bytes()
    extend = [PROGRAM, "run", "--extend", "2", "--threads", "1", "out.h5"]
    done = subprocess.run(extend, env={**preload, "COUNT_WRITES": "count"}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "continuing at replicate 5 of 6" in done.stderr
    assert_same("out.h5", whole(6))
    count = int(Path("count").read_text())
    os.remove("count")
    for instant in instants(count, 4):
        Path("out.h5").write_bytes(original)
        subprocess.run(extend, env={**preload, "KILL_AT_WRITE": str(instant)}, capture_output=True)
        if Path("out.h5").read_bytes() != original:
            assert_same("out.h5", whole(6))
            continue
        done = subprocess.run(extend, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert_same("out.h5", whole(6))
        assert os.listdir() == ["out.h5"]


@pytest.mark.parametrize("kill", range(20 if LONG else 3))
def test_killed_at_random_moments(kill, whole):
    process = started("-o", "out.h5", "--replicates", 60)
    time.sleep(random.Random(kill).uniform(0.1, 1.5))
    process.kill()
    process.communicate()
    assert process.returncode in (-signal.SIGKILL, 0)
    small("-o", "out.h5", "--replicates", 60)
    assert os.listdir() == ["out.h5"]
    assert_same("out.h5", whole(60))


def test_python_shows_the_last_checkpoint_of_a_killed_run(preload):
    """At every change of a file: either nothing yet, or whole replicates; and the files stay as they are."""
    count = writes_of(preload, "-o", "out.h5", "--replicates", 4)
    os.remove("out.h5")
    seen = set()
    for instant in instants(count, 6):
        small("-o", "out.h5", "--replicates", 4, env={**preload, "KILL_AT_WRITE": str(instant)}, status=-9)
        before = {name: Path(name).read_bytes() for name in os.listdir()}
        if "out.h5.part" in before:
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    result = puncta.open("out.h5.part")
                seen.add(len(result.replicates))
                assert result.replicates["punctures_total"].sum() == result.map["count"].values.sum()
                assert result.punctures.rows == result.map["count"].values.sum()
            except ValueError as error:
                assert "holds nothing yet" in str(error) or "not an HDF5 file" in str(error)
        assert before == {name: Path(name).read_bytes() for name in os.listdir()}
        for name in before:
            os.remove(name)
    assert seen == {0, 4}  # a run this short has a checkpoint at either end only


def left_part(replicates=500):
    """out.h5.part with some replicates of a longer run, by Ctrl-C."""
    process = started("-o", "out.h5", "--replicates", replicates)
    deadline = time.monotonic() + 60
    while not (os.path.exists("out.h5.part") and os.path.getsize("out.h5.part") > 100_000):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    time.sleep(0.15)
    process.send_signal(signal.SIGINT)
    begin = time.monotonic()
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert time.monotonic() - begin < 2
    assert "the same command goes on from there" in err
    assert os.listdir() == ["out.h5.part"]


def test_another_scenario_is_refused_unless_fresh(whole):
    left_part()
    before = Path("out.h5.part").read_bytes()
    err = small("-o", "out.h5", "--replicates", 4, "--seed", 2, status=2).stderr
    assert "it holds the unfinished run of another scenario" in err and "--fresh" in err
    err = small("-o", "out.h5", "--replicates", 2, status=2).stderr
    assert "replicates are finished already, more than the 2 asked for" in err
    with h5py.File("out.h5.part") as file:
        assert file.attrs["complete"] == 0
        assert len(file["replicates/replicate"]) > 2
    assert len(before) > 0 and os.listdir() == ["out.h5.part"]
    small("-o", "out.h5", "--replicates", 4, "--fresh")
    assert os.listdir() == ["out.h5"]
    assert_same("out.h5", whole(4))


def test_a_longer_run_continues_a_shorter_one():
    left_part()
    err = small("-o", "out.h5", "--replicates", 501).stderr
    assert "out.h5: continuing at replicate" in err and "of 501" in err
    with h5py.File("out.h5") as file:
        assert "replicates = 501" in file["scenario/resolved"].asstr()[()]
        assert len(file["replicates/replicate"]) == 501


def test_what_extend_refuses(whole):
    shutil.copy(whole(4), "out.h5")
    before = Path("out.h5").read_bytes()
    err = runs.refused("run", "--extend", "2", "out.h5", "--set", "run.seed=2")
    assert "--extend takes a result as it is" in err
    assert "no such file" in runs.refused("run", "--extend", "2", "missing.h5").lower()
    with h5py.File("out.h5", "r+") as file:
        file.attrs["source_version"] = "another"
    err = runs.refused("run", "--extend", "2", "out.h5")
    assert "was written by Puncta" in err and "use the build that wrote it" in err
    Path("out.h5").write_bytes(before)


GOAL = 'run.precision={quantity="axle_depression_mean",relative_error=0.04,max_replicates=200}'


def test_precision_decides_by_the_values_alone(whole):
    done = small("-o", "one.h5", "--set", GOAL, "--replicates", 2)
    assert "precision met after" in done.stdout
    many = [part for part in SMALL if part not in ("--threads", "1")]
    command = [
        PROGRAM,
        "run",
        CHEEK,
        *many,
        "-o",
        "two.h5",
        "--set",
        GOAL,
        "--replicates",
        "2",
        "--threads",
        "3",
    ]
    subprocess.run([str(part) for part in command], check=True, capture_output=True)
    assert_same("two.h5", "one.h5")
    with h5py.File("one.h5") as file:
        replicates = len(file["replicates/replicate"])
        summary = file["summary/axle_depression_mean"]
        half = (summary.attrs["ci_high"] - summary.attrs["ci_low"]) / 2
        assert 0 < half <= 0.04 * summary[()]
        assert replicates % 8 == 0 and replicates < 200
        assert file.attrs["precision"] == "met"
    assert ", precision met)" in repr(puncta.open("one.h5"))
    # Killed and run again it stops at the same place.
    process = started("-o", "three.h5", "--set", GOAL, "--replicates", 2)
    time.sleep(0.4)
    process.kill()
    process.communicate()
    small("-o", "three.h5", "--set", GOAL, "--replicates", 2)
    assert_same("three.h5", "one.h5")
    # Extended it is a run of so many replicates, of which nothing was asked.
    subprocess.run([PROGRAM, "run", "--extend", "1", "three.h5"], check=True, capture_output=True)
    small("-o", "four.h5", "--replicates", replicates + 1)
    assert_same("three.h5", "four.h5")
    with h5py.File("three.h5") as file:
        assert file.attrs["precision"] == "not asked for"


def test_precision_not_met_says_so(whole):
    done = small(
        "-o", "out.h5", "--json", "--set", GOAL.replace("0.04", "1e-5").replace("200", "9"), "--replicates", 2
    )
    assert "precision NOT met after 9 replicates" in done.stderr
    told = json.loads(done.stdout)
    assert (told["replicates"], told["precision"]) == (9, "not met")
    result = puncta.open("out.h5")
    assert result.attributes["precision"] == "not met" and ", precision not met)" in repr(result)


def test_unknown_precision_names_the_nearest():
    err = small("--set", GOAL.replace("axle_depression_mean", "depth_men"), status=2).stderr
    assert 'there is no quantity "depth_men" (did you mean "depth_mean"?)' in err


def test_full_disk_keeps_the_last_checkpoint_and_the_earlier_result(whole):
    shutil.copy(whole(4), "out.h5")
    before = Path("out.h5").read_bytes()

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    err = small("-o", "out.h5", "--replicates", 4, preexec_fn=limit, status=4).stderr
    assert "File too large" in err and "out.h5.part" in err
    assert os.listdir() == ["out.h5"] and Path("out.h5").read_bytes() == before


def test_a_vanished_folder_is_told(tmp_path):
    folder = tmp_path / "gone"
    folder.mkdir()
    process = started("-o", folder / "out.h5", "--replicates", 60)
    while not os.path.exists(folder / "out.h5.part"):
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    shutil.rmtree(folder)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 4 and "out.h5" in err
    assert os.listdir() == []

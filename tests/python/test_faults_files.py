"""Files that vanish, are replaced, locked or fought over while a command works on them."""

import fcntl
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import h5py
import pytest
import runs
from puncta.sweeps import table
from runs import CHEEK, PROGRAM
from sweeping import sweep_file
from test_full_disk import disk, restrained  # noqa: F401  (fixtures)
from test_resume import LONG, assert_same, small, started, whole  # noqa: F401  (fixtures)

slow = pytest.mark.skipif(not LONG, reason="takes several seconds; runs under ./puncta test --long")


@pytest.fixture(autouse=True)
def somewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def when(condition, process):
    deadline = time.monotonic() + 60
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)


def saved(name):
    """Replicates in NAME.part, of a copy: HDF5 maps what it reads, and the writer goes on."""
    try:
        shutil.copy(f"{name}.part", f"{name}.copy")
        with h5py.File(f"{name}.copy") as file:
            return len(file["replicates/replicate"])
    except (OSError, KeyError, RuntimeError):
        return 0
    finally:
        Path(f"{name}.copy").unlink(missing_ok=True)


@pytest.fixture
def begun():
    """Starts a long run and waits until it has saved some replicates; ended after the test at the latest."""
    processes = []

    def run(name="out.h5"):
        processes.append(started("-o", name, "--replicates", 20_000))
        when(lambda: saved(name) > 0, processes[-1])
        return processes[-1]

    yield run
    for process in processes:
        process.kill()
        process.communicate()


def test_a_deleted_part_is_put_back(whole):  # noqa: F811
    """Deleted with its journal or without, the run ends as one that nobody disturbed."""
    expected = whole(100)
    for names in (["out.h5.part"], ["out.h5.part", "out.h5.part.journal"]):
        process = started("-o", "out.h5", "--replicates", 100)
        when(lambda: os.path.exists("out.h5.part"), process)
        for name in names:
            Path(name).unlink(missing_ok=True)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        assert os.listdir() == ["out.h5"]
        assert_same("out.h5", expected)
        os.unlink("out.h5")


def test_a_deleted_part_is_put_back_by_an_interruption(begun):
    process = begun()
    os.unlink("out.h5.part")
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130 and "out.h5.part (marked incomplete)" in err
    with h5py.File("out.h5.part") as file:
        assert len(file["replicates/replicate"]) > 0


def test_a_part_replaced_by_another_run_is_not_published(begun):
    """The name belongs to the second run then: the first one says so, and leaves the second one alone."""
    first = begun()
    time.sleep(0.3)  # stopped in the middle of saving it would save the less often
    first.send_signal(signal.SIGSTOP)  # else it might put its file back before the second one is there
    os.unlink("out.h5.part")
    second = begun()
    first.send_signal(signal.SIGCONT)
    _, err = first.communicate(timeout=60)
    assert first.returncode == 4 and "deleted while it was written" in err and "File exists" in err
    assert sorted(os.listdir()) == ["out.h5.part", "out.h5.part.journal"]
    second.send_signal(signal.SIGINT)
    _, err = second.communicate(timeout=60)
    assert second.returncode == 130, err
    with h5py.File("out.h5.part") as file:
        assert len(file["replicates/replicate"]) > 0


@slow
def test_a_vanished_folder_is_told_at_the_next_checkpoint(begun):
    os.mkdir("gone")
    process = begun("gone/out.h5")
    shutil.rmtree("gone")
    begin = time.monotonic()
    _, err = process.communicate(timeout=60)
    assert process.returncode == 4 and "gone/out.h5.part" in err and "No such file" in err
    assert time.monotonic() - begin < 5


def test_two_runs_with_one_output(whole):  # noqa: F811
    first = started("-o", "out.h5", "--replicates", 100)
    when(lambda: os.path.exists("out.h5.part"), first)
    err = small("-o", "out.h5", "--replicates", 100, status=4).stderr
    assert "another run is writing it" in err
    _, err = first.communicate(timeout=60)
    assert first.returncode == 0, err
    assert os.listdir() == ["out.h5"]
    assert_same("out.h5", whole(100))


def test_a_result_that_another_program_holds(whole):  # noqa: F811
    """Reading waits for nobody: status 2 and why. A new run replaces the name; the holder keeps its file."""
    shutil.copy(whole(4), "out.h5")
    with open("out.h5", "rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        for command in (("export", "out.h5", "--csv", "tables"), ("run", "--extend", 1, "out.h5")):
            assert "another program is writing it" in runs.refused(*command)
        without = {**os.environ, "HDF5_USE_FILE_LOCKING": "FALSE"}
        subprocess.run([PROGRAM, "hash", "out.h5"], env=without, check=True, capture_output=True)
        small("-o", "out.h5", "--replicates", 6)
    assert_same("out.h5", whole(6))


@slow
def test_a_point_that_another_program_holds_is_not_called_damaged(tmp_path):
    """It is read all the same, and nothing is computed again."""
    sweep = sweep_file(tmp_path)
    assert runs.puncta("sweep", sweep, "-o", "out").returncode == 0
    with open(next(Path("out/points").glob("*.h5")), "rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = runs.puncta("sweep", sweep, "-o", "out")
    assert done.returncode == 0, done.stderr
    assert "0 points computed" in done.stdout


def sweeping(*arguments):
    command = [PROGRAM, "sweep", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@slow
def test_two_sweeps_begun_together_in_one_folder(tmp_path):
    """One of them does it all; the other is refused, or finds all done."""
    sweep = sweep_file(tmp_path, replicates=20)
    both = [sweeping(sweep, "-o", "out") for _ in range(2)]
    told = [process.communicate(timeout=120)[1] for process in both]
    assert sorted(process.returncode for process in both) in ([0, 2], [0, 0]), told
    assert all("another process is running" in t for p, t in zip(both, told, strict=True) if p.returncode)
    assert table.read("out/table.h5").complete == 1
    assert not list(Path("out").glob("**/*.part"))


def test_two_sweeps_that_share_a_store(tmp_path):
    """Neither fails because the other one is at the same point, and both end with the same table."""
    sweep = sweep_file(tmp_path, replicates=3)
    both = [sweeping(sweep, "-o", out, "--store", "store", "--threads", 1) for out in ("one", "other")]
    told = [process.communicate(timeout=120)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    assert len(list(Path("store").iterdir())) == 3
    assert table.read("one/table.h5").data_hash == table.read("other/table.h5").data_hash


@slow
def test_a_sweep_that_waits_for_another_can_be_interrupted(tmp_path):
    sweep = sweep_file(tmp_path, replicates=5000)
    first = sweeping(sweep, "-o", "one", "--store", "store", "--threads", 1)
    when(lambda: list(Path("store").glob("*.part")) if os.path.exists("store") else False, first)
    second = sweeping(sweep, "-o", "other", "--store", "store", "--threads", 1)
    when(lambda: os.path.exists("other/sweep.toml"), second)
    time.sleep(0.5)
    for process in (second, first):
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=10)
        assert process.returncode == 130, err


@slow
def test_a_sweep_whose_folder_vanishes(tmp_path):
    process = sweeping(sweep_file(tmp_path, replicates=5000), "-o", "out")
    when(lambda: list(Path("out/points").glob("*.part")) if os.path.exists("out/points") else False, process)
    time.sleep(0.3)
    shutil.rmtree("out")
    _, err = process.communicate(timeout=60)
    assert process.returncode == 4 and "out/" in err and "Traceback" not in err, err
    assert not os.path.exists("out")


@slow
def test_a_sweep_on_a_full_disk(disk, tmp_path):  # noqa: F811
    """What is finished stays, and with room again the same command ends as one that was never in need."""
    sweep = sweep_file(tmp_path, replicates=4)
    assert runs.puncta("sweep", sweep, "-o", tmp_path / "roomy").returncode == 0
    one = next((tmp_path / "roomy/points").glob("*.h5")).stat().st_size
    ballast = disk / "ballast"
    room = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    ballast.write_bytes(bytes(int(room - 2.2e6)))  # enough for the estimate of three points
    process = sweeping(sweep, "-o", disk / "out", "--threads", 1)
    when(lambda: list(disk.glob("out/points/*.h5")), process)
    with open(disk / "more", "wb") as more:
        more.write(bytes(max(os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize - one // 2, 0)))
    _, err = process.communicate(timeout=60)
    assert process.returncode == 4 and "No space left" in err and "Traceback" not in err, err
    kept = {path.name: path.read_bytes() for path in disk.glob("out/points/*.h5")}
    assert kept
    ballast.unlink()
    (disk / "more").unlink()
    done = runs.puncta("sweep", sweep, "-o", disk / "out")
    assert done.returncode == 0, done.stderr
    assert all((disk / "out/points" / name).read_bytes() == data for name, data in kept.items())
    hashes = {table.read(folder / "table.h5").data_hash for folder in (disk / "out", tmp_path / "roomy")}
    assert len(hashes) == 1


@slow
def test_folders_without_permission(restrained, whole, tmp_path):  # noqa: F811
    shutil.copy(whole(4), "out.h5")
    os.mkdir("locked", 0o500)
    array = ("--replicates", 2, "--set", 'treatment.area=["2 mm","2 mm"]')
    for command in (
        ("sweep", sweep_file(tmp_path), "-o", "locked/out"),
        ("sweep", sweep_file(tmp_path), "-o", "locked"),
        ("report", "out.h5", "-o", "locked/page.html"),
        ("compare", CHEEK, CHEEK, *array, "--results", "locked/results"),
        ("compare", "out.h5", "out.h5", "-o", "locked/page.html"),
        ("compare", "out.h5", "out.h5", "--figure", "locked/ratios.png"),
    ):
        command = [*restrained, PROGRAM, *map(str, command)]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 4, (command, done.stderr)
        assert "ermission denied" in done.stderr and "locked" in done.stderr, (command, done.stderr)
    assert os.listdir("locked") == []
    os.chmod("locked", 0o700)

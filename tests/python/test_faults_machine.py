"""A machine without memory or threads to spare, and one whose clock jumps."""

import os
import pty
import re
import resource
import subprocess
import time

import h5py
import puncta
import pytest
import runs
from puncta.sweeps import table
from runs import CHEEK, PROGRAM
from sweeping import sweep_file
from test_resume import LONG, SMALL, assert_same, small, started, whole  # noqa: F401  (fixture)


@pytest.fixture(autouse=True)
def somewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def limited(megabytes, *command):
    """A command that may not have more address space."""

    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))

    command = [PROGRAM, *map(str, command)]
    return subprocess.run(command, capture_output=True, text=True, preexec_fn=limit, timeout=120)


# From what the libraries alone take to what the runs take (74 to 150 MB, from 1 to 8 threads).
@pytest.mark.parametrize("threads", [1, 2, 8])
def test_too_little_memory_is_one_sentence(threads, whole):  # noqa: F811
    """Never a crash or a half file, whatever fails first: a reservation, HDF5, or the start of a thread."""
    statuses = set()
    for megabytes in range(56, 160, 2 if LONG else 25):
        done = limited(megabytes, "run", CHEEK, *SMALL[:-1], threads, "--replicates", 4, "-o", "out.h5")
        told = [line for line in done.stderr.splitlines() if "warning:" not in line]
        statuses.add(done.returncode)
        if done.returncode == 0:
            assert_same("out.h5", whole(4))
            os.unlink("out.h5")
            continue
        assert done.returncode in (2, 4), (megabytes, done.returncode, done.stderr)
        assert len(told) == 1 and told[0].startswith("puncta: "), (megabytes, told)
        assert re.search("memory|allocat|threads", told[0]), (megabytes, told)
        if os.path.exists("out.h5.part"):  # replicates were finished before
            assert rows() > 0
            small("-o", "out.h5", "--replicates", 4)
            assert_same("out.h5", whole(4))
            os.unlink("out.h5")
        assert os.listdir() == []
    assert statuses > {4} or statuses > {2}


def rows():
    with h5py.File("out.h5.part") as file:
        return len(file["replicates/replicate"])


def run_whose_memory_ends():
    """Its status and messages: after a second and a half it gets no more than it has."""
    process = started("-o", "out.h5", "--replicates", 5000, "--fresh")
    while not os.path.exists("out.h5.part"):
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    time.sleep(1.5)
    resource.prlimit(process.pid, resource.RLIMIT_AS, (1 << 20, 1 << 20))
    err = process.communicate(timeout=120)[1]
    return process.returncode, err


def test_memory_that_ends_in_the_middle():
    """What was saved, after a second at the latest, is kept, and the same command goes on from there."""
    for _ in range(5):
        status, err = run_whose_memory_ends()
        if status != 0:
            break
        assert os.listdir() == ["out.h5"]  # it had all the memory it needed by then
        os.remove("out.h5")
    assert status == 4 and "terminate" not in err, (status, err)
    assert rows() > 0
    before = rows()
    err = small("-o", "out.h5", "--replicates", before + 1).stderr
    assert f"continuing at replicate {before + 1}" in err


@pytest.fixture(scope="module")
def jumping(tmp_path_factory):
    """Environment of a program whose clock of the day jumps."""
    return runs.preloading(tmp_path_factory.mktemp("clock"), "clock_jumps.c")


def test_the_clock_does_jump(jumping):
    """Else the tests below would test nothing."""
    looks = "import time; print(abs(time.time() - time.time()) > 1e8)"
    done = subprocess.run(["/usr/bin/python3", "-c", looks], env=jumping, capture_output=True, text=True)
    assert done.stdout == "True\n"


def test_a_run_under_a_jumping_clock(jumping, whole):  # noqa: F811
    """The same bits; and what the progress line expects stays within what the run really takes."""
    own, theirs = pty.openpty()
    command = [str(part) for part in (PROGRAM, "run", CHEEK, *SMALL, "-o", "out.h5", "--replicates", 300)]
    begin = time.monotonic()
    with subprocess.Popen(command, env=jumping, stdout=subprocess.PIPE, stderr=theirs, text=True) as process:
        os.close(theirs)
        told = b""
        while True:
            try:
                told += os.read(own, 4096)
            except OSError:  # the other end is closed
                break
        out = process.stdout.read()
    os.close(own)
    taken = time.monotonic() - begin
    assert process.returncode == 0
    assert_same("out.h5", whole(300))
    expected = re.findall(r"([0-9.]+) s left", told.decode())
    assert expected and "min" not in told.decode()
    assert all(float(seconds) < 5 * taken + 1 for seconds in expected), expected
    assert float(re.search(r"([0-9.]+) s on 1 threads", out)[1]) <= taken + 0.1
    with h5py.File("out.h5") as file:
        assert 0 < file["diagnostics/wall_time"][()] <= taken
        year = int(str(file.attrs["created"])[:4])
    now = time.gmtime().tm_year
    assert year in (now - 1, now, now + 29, now + 30), "a date of the clock it was given"


@pytest.mark.skipif(not LONG, reason="takes several seconds; runs under ./puncta test --long")
def test_a_sweep_under_a_jumping_clock(jumping, tmp_path):
    sweep = sweep_file(tmp_path, '"treatment.load" = { list = ["2 N"] }')
    done = subprocess.run([PROGRAM, "sweep", sweep, "-o", "out"], env=jumping, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert re.search(r"1 points computed in [0-9.]+ s", done.stdout)
    assert puncta.sweep(sweep, "straight").table.data_hash == table.read("out/table.h5").data_hash
    assert runs.puncta("sweep", sweep, "-o", "out").stdout.count("0 points computed") == 1

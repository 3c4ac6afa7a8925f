"""Commands that are killed or told to stop: files are the old ones or the new ones, never halves."""

import hashlib
import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import h5py
import pytest
from runs import CHEEK, PROGRAM
from test_faults_files import begun, saved  # noqa: F401  (fixture)
from test_resume import LONG, SMALL, whole  # noqa: F401  (fixture)

slow = pytest.mark.skipif(not LONG, reason="takes several seconds; runs under ./puncta test --long")

EXPORT = ("export", "out.h5", "--csv", "tables", "--vtk", "tables")
REPORT = ("report", "out.h5", "-o", "page.html")
COMPARE = ("compare", "out.h5", "out.h5", "-o", "page.html", "--figure", "ratios.png")
FIGURES = ("-m", "puncta.figures", "out.h5", "-o", "drawn")


@pytest.fixture(autouse=True)
def somewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def command_of(arguments):
    first = "/usr/bin/python3" if arguments[0] == "-m" else PROGRAM
    return [first, *map(str, arguments)]


def finished(*arguments, status=0, **keywords):
    done = subprocess.run(command_of(arguments), capture_output=True, text=True, timeout=120, **keywords)
    assert done.returncode == status, (arguments, done.returncode, done.stderr)
    return done


def files():
    """{name: digest} of all files but those under way and the results."""
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in Path().rglob("*")
        if path.is_file() and path.suffix not in (".part", ".h5", ".journal")
    }


ENDS = [signal.SIGTERM, signal.SIGINT, signal.SIGHUP]
KILLED = [
    pytest.param(EXPORT, id="export"),
    pytest.param(("needle", CHEEK, "--csv", "law.csv"), id="needle"),
    pytest.param(REPORT, id="report", marks=slow),
    pytest.param(COMPARE, id="compare", marks=slow),
    pytest.param(FIGURES, id="figures", marks=slow),
]


@pytest.mark.parametrize("command", KILLED)
def test_killed_at_a_rename_files_are_old_or_new(command, whole, preload):  # noqa: F811
    """Every file is that of the first result or that of the second one, and the command mends it all."""
    states, names = [], set()
    for replicates in (6, 4):
        shutil.copy(whole(replicates), "out.h5")
        if command[0] == "needle" and replicates == 6:
            finished(*command, "--set", "device.needle.length=1 mm")
        else:
            finished(*command, env={**preload, "COUNT_WRITES": str(Path("..").resolve() / "count")})
        states.append(files())
    old, new = states
    assert old.keys() == new.keys() and old != new
    count = int(Path("../count").read_text())
    assert count >= 1
    instants = range(1, count + 1) if LONG or count < 5 else sorted({1, 2, count - 1, count})
    for instant in instants:
        finished(*command, status=-signal.SIGKILL, env={**preload, "KILL_AT_WRITE": str(instant)})
        found = files()
        for name in old:
            assert found[name] in (old[name], new[name]), (instant, name)
        names |= found.keys()
    finished(*command)
    assert files() == new and not list(Path().rglob("*.part"))


@slow
@pytest.mark.parametrize("command", [EXPORT, REPORT])
def test_killed_at_random_moments(command, whole):  # noqa: F811
    shutil.copy(whole(60), "out.h5")
    finished(*command)
    there = files()
    begin = time.monotonic()
    finished(*command)
    duration = time.monotonic() - begin
    draw = random.Random(5)
    for _ in range(20):
        process = subprocess.Popen(command_of(command), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(draw.uniform(0, 1) * duration)
        process.kill()
        process.wait()
        found = files()
        assert found.keys() >= there.keys()
        assert all(found[name] == there[name] for name in there if name.endswith((".csv", ".vti", ".vtp")))
    finished(*command)
    assert not list(Path().rglob("*.csv.part"))


def stopped(number, *arguments, when):
    """Status and stderr of a command that gets a signal as soon as `when` holds."""
    command = command_of(arguments)
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not when(process):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.002)
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert "Traceback" not in err and "terminate" not in err, err
    return process.returncode, err


def test_a_stopped_export_leaves_nothing(whole):  # noqa: F811
    shutil.copy(whole(60), "out.h5")
    parts = lambda _: list(Path().glob("tables/*.part"))  # noqa: E731
    for number in (signal.SIGINT, signal.SIGTERM):
        status, err = stopped(number, *EXPORT, when=parts)
        assert status == 130 and err == "puncta: interrupted; nothing was exported\n"
        assert os.listdir() == ["out.h5"]


def imported(name):
    """Whether the process has mapped that library: its command is at work then."""
    return lambda process: name in Path(f"/proc/{process.pid}/maps").read_text()


@pytest.mark.parametrize("number", ENDS if LONG else ENDS[:1])
def test_a_stopped_report_keeps_the_old_page(number, whole):  # noqa: F811
    shutil.copy(whole(60), "out.h5")
    Path("page.html").write_text("<!doctype html>\n<!-- report of puncta report -->\nold", encoding="utf-8")
    status, err = stopped(number, *REPORT, when=imported("_backend_agg"))
    assert status == 130 and err == "puncta: interrupted; nothing was written\n"
    assert sorted(os.listdir()) == ["out.h5", "page.html"]
    assert Path("page.html").read_text(encoding="utf-8").endswith("old")


@slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_comparison_keeps_what_is_finished(number):
    """Replicates are kept; the same command goes on and ends."""
    designs = ("compare", CHEEK, CHEEK, "--set", "treatment.load=3 N", *SMALL[:-2])
    some = lambda _: any(saved(p.with_suffix("")) > 0 for p in Path().glob("compare-results/*.part"))  # noqa: E731
    status, err = stopped(number, *designs, "--replicates", 2000, when=some)
    assert status == 130 and "the same command goes on from there" in err
    part = next(Path("compare-results").glob("*.h5.part"))
    kept = h5py.File(part)["replicates/replicate"].shape[0]
    assert kept > 0
    finished(*designs, "--replicates", kept + 1)


def test_the_end_of_a_terminal_stops_a_run_unless_told_otherwise(begun):  # noqa: F811
    """SIGHUP is Ctrl-C; under nohup it is nothing."""
    process = begun()
    process.send_signal(signal.SIGHUP)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130 and "goes on from there" in err
    assert os.listdir() == ["out.h5.part"]
    os.unlink("out.h5.part")
    command = ["nohup", *command_of(("run", CHEEK, *SMALL, "--replicates", 60, "-o", "out.h5"))]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not os.path.exists("out.h5.part"):
        time.sleep(0.01)
    process.send_signal(signal.SIGHUP)
    assert process.wait(timeout=60) == 0
    assert os.listdir() == ["out.h5"]


@slow
def test_two_ctrl_c_in_haste(tmp_path):
    """Of an impatient user: the second one meets the tidying up of the first."""
    from sweeping import sweep_file

    sweep = sweep_file(tmp_path, replicates=3000)
    for haste in (0.001, 0.05, 0.2):
        process = subprocess.Popen(
            [PROGRAM, "sweep", sweep, "-o", "out"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        while not list(Path().glob("out/points/*.part")):
            time.sleep(0.02)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        time.sleep(haste)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
        assert process.returncode == 130, (haste, process.returncode, err)
    assert not list(Path("out").glob("*.part"))

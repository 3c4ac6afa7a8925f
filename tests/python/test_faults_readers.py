"""Standard streams that are full, closed, or read by nobody: no result is lost for want of a listener."""

import os
import signal
import subprocess

import pytest
from runs import CHEEK, PROGRAM
from sweeping import sweep_file
from test_resume import LONG, SMALL, assert_same, whole  # noqa: F401  (fixture)

RUN = ("run", CHEEK, *SMALL, "--replicates", 4, "-o", "out.h5")


@pytest.fixture(autouse=True)
def somewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def program(*arguments, **streams):
    """The program with these streams; both are pipes unless told otherwise."""
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | streams
    return subprocess.run([PROGRAM, *map(str, arguments)], text=True, timeout=120, **streams)


def unread():
    """The end of a pipe for writing whose reader has gone."""
    reader, writer = os.pipe()
    os.close(reader)
    return writer


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_table_that_cannot_be_printed(options, whole):  # noqa: F811
    """Status 4 says so; the result is there."""
    with open("/dev/full", "w") as full:
        done = program(*RUN, *options, stdout=full)
    assert done.returncode == 4
    assert done.stderr.splitlines()[-1] == (
        "puncta: cannot write to the standard output: No space left on device"
    )
    assert os.listdir() == ["out.h5"]
    assert_same("out.h5", whole(4))


def test_a_reader_that_has_gone(whole):  # noqa: F811
    """`puncta run … | head`: the end of any program in a pipe, but not before the result is there."""
    done = program(*RUN, stdout=unread())
    assert done.returncode == -signal.SIGPIPE
    assert "puncta: cannot" not in done.stderr
    assert_same("out.h5", whole(4))


@pytest.mark.parametrize("where", ["full", "unread"])
def test_messages_that_nobody_gets(where, whole):  # noqa: F811
    """A warning is printed before the first replicate: neither it nor the status depends on its reader."""
    stream = os.open("/dev/full", os.O_WRONLY) if where == "full" else unread()
    done = program(*RUN, stderr=stream)
    os.close(stream)
    assert done.returncode == 0 and "depth_mean" in done.stdout
    assert_same("out.h5", whole(4))
    stream = os.open("/dev/full", os.O_WRONLY) if where == "full" else unread()
    assert program("run", "nothing.toml", stderr=stream).returncode == 2
    os.close(stream)


def test_closed_streams(whole):  # noqa: F811
    """None of the three descriptors is given to a file of ours."""
    command = " ".join(f"'{part}'" for part in (PROGRAM, *RUN))
    subprocess.run(["sh", "-c", f"{command} <&- >&- 2>&-"], check=True)
    assert_same("out.h5", whole(4))


def test_a_comparison_without_a_reader(whole):  # noqa: F811
    """Its page is written before the table is missed."""
    done = program("compare", whole(4), whole(4), "-o", "page.html", stdout=unread())
    assert done.returncode == -signal.SIGPIPE and done.stderr == ""
    assert os.path.exists("page.html")


@pytest.mark.skipif(not LONG, reason="takes several seconds; runs under ./puncta test --long")
def test_a_sweep_and_a_report_on_full_streams(tmp_path, whole):  # noqa: F811
    table = ("sweep", sweep_file(tmp_path), "-o", "out", "--csv", "table.csv")
    with open("/dev/full", "w") as full:
        done = program(*table, stdout=full, stderr=full)
        assert done.returncode == 4
        assert os.path.exists("out/table.h5") and os.path.exists("table.csv")
        assert program("report", whole(4), "-o", "page.html", stderr=full).returncode == 0
    assert os.path.exists("page.html")

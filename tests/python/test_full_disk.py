"""A disk that is really full, and folders that may not be written: one sentence, status 4, nothing torn."""

import os
import shutil
import subprocess
from pathlib import Path

import h5py
import pytest
from runs import CHEEK, PROGRAM
from test_resume import SMALL, assert_same, left_part

EXTEND = ("run", "--extend", 2, "--threads", 1)


def program(*arguments, status=0, before=()):
    """Status and one sentence on stderr; `before` is what starts the program."""
    command = [str(part) for part in (*before, PROGRAM, *arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == status, (command, done.returncode, done.stderr)
    assert "terminate" not in done.stderr
    return done.stderr


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A result of 8 replicates."""
    path = tmp_path_factory.mktemp("finished") / "out.h5"
    program("run", CHEEK, *SMALL, "--replicates", 8, "-o", path)
    return path


@pytest.fixture
def disk(tmp_path):
    """A file system of 3 MB."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a file system")
    folder = tmp_path / "disk"
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder]
    done = subprocess.run(mounting, capture_output=True, text=True)
    if done.returncode != 0:
        pytest.skip(f"a file system cannot be mounted here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", folder], check=True)


def fill(disk, free):
    """Leaves so many bytes; returns the file that takes the rest."""
    room = os.statvfs(disk)
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(room.f_bavail * room.f_frsize - free))
    return ballast


@pytest.mark.parametrize("free", [0, 50_000, 200_000])
def test_a_new_run(disk, finished, free):
    """Whatever room is left, an earlier result stays; with room again the same command makes the new one."""
    shutil.copy(finished, disk / "out.h5")
    before = finished.read_bytes()
    ballast = fill(disk, free)
    run = ("run", CHEEK, *SMALL, "--replicates", 8, "-o", disk / "out.h5")
    assert "No space left on device" in program(*run, status=4)
    assert (disk / "out.h5").read_bytes() == before
    assert {path.name for path in disk.iterdir()} == {"out.h5", "ballast"}
    ballast.unlink()
    program(*run)
    assert [path.name for path in disk.iterdir()] == ["out.h5"]
    assert_same(disk / "out.h5", finished)


def test_an_unfinished_run_stays_and_goes_on(disk, monkeypatch):
    """What an interrupted run has saved survives a full disk, and the run goes on when there is room."""
    monkeypatch.chdir(disk)
    run = ("run", CHEEK, *SMALL, "--replicates", 500, "-o")
    left_part(500)
    with h5py.File("out.h5.part", "r") as file:
        kept = len(file["replicates/replicate"])
    ballast = fill(disk, 20_000)
    assert "No space left on device" in program(*run, "out.h5", status=4)
    with h5py.File("out.h5.part", "r") as file:
        assert file.attrs["complete"] == 0
        assert len(file["replicates/replicate"]) >= kept > 0
    ballast.unlink()
    assert "out.h5: continuing at replicate" in program(*run, "out.h5")
    assert os.listdir() == ["out.h5"]
    program(*run, disk.parent / "whole.h5")
    assert_same("out.h5", disk.parent / "whole.h5")


def test_an_extension(disk, finished):
    shutil.copy(finished, disk / "out.h5")
    fill(disk, 50_000)
    assert "No space left on device" in program(*EXTEND, disk / "out.h5", status=4)
    assert (disk / "out.h5").read_bytes() == finished.read_bytes()
    assert {path.name for path in disk.iterdir()} == {"out.h5", "ballast"}


def test_an_export_and_a_table(disk, finished):
    fill(disk, 8192)
    exporting = ("export", finished, "--csv", disk / "tables", "--vtk", disk / "tables")
    assert "No space left on device" in program(*exporting, status=4)
    needle = ("needle", CHEEK, "--displacement", "0:2:0.001 mm", "--csv", disk / "law.csv")
    assert "No space left on device" in program(*needle, status=4)
    assert [path.name for path in disk.iterdir()] == ["ballast"]


@pytest.fixture
def restrained():
    """What starts a program that permissions bind: root is bound too once it gives up overriding them."""
    if os.geteuid() != 0:
        return ()
    rights = "-dac_override,-dac_read_search"
    before = ("setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}")
    try:
        done = subprocess.run([*before, "true"], capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip("setpriv (util-linux) is missing")
    if done.returncode != 0:
        pytest.skip(f"root cannot give up its rights here: {done.stderr.strip()}")
    return before


def test_a_folder_without_permission(restrained, finished, tmp_path):
    locked = tmp_path / "locked"
    locked.mkdir()
    shutil.copy(finished, locked / "out.h5")
    locked.chmod(0o500)
    for arguments in (
        ("run", CHEEK, *SMALL, "--replicates", 8, "-o", locked / "out.h5"),
        ("run", CHEEK, *SMALL, "--replicates", 8, "-o", locked / "new.h5"),
        (*EXTEND, locked / "out.h5"),
        ("export", finished, "--csv", locked),
        ("export", finished, "--csv", locked / "tables"),
        ("needle", CHEEK, "--csv", locked / "law.csv"),
    ):
        err = program(*arguments, status=4, before=restrained)
        assert "ermission denied" in err and "locked" in err, err
    assert [path.name for path in locked.iterdir()] == ["out.h5"]
    assert (locked / "out.h5").read_bytes() == finished.read_bytes()
    locked.chmod(0o700)


def test_a_result_that_may_not_be_read(restrained, finished, tmp_path):
    path = Path(shutil.copy(finished, tmp_path / "secret.h5"))
    path.chmod(0)
    for arguments in (("hash", path), ("export", path, "--csv", tmp_path), ("replay", path, "--puncture", 0)):
        err = program(*arguments, status=4, before=restrained)
        assert "secret.h5" in err and "ermission denied" in err
    path.chmod(0o600)
    assert path.read_bytes() == finished.read_bytes() and os.listdir(tmp_path) == ["secret.h5"]

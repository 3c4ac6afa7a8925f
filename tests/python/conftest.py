"""What the Python tests share: the program under test and one small result file."""

import os
import subprocess
from pathlib import Path

import pytest
import runs

ROOT = Path(__file__).resolve().parents[2]


SLOWEST = "test_physics_trends.py"


def pytest_collection_modifyitems(items):
    """The slowest file first: begun last, it would keep one worker busy while the others are done."""
    items.sort(key=lambda item: item.path.name != SLOWEST)


@pytest.fixture(scope="session")
def program() -> str:
    return os.environ.get("PUNCTA_PROGRAM", str(ROOT / "build" / "puncta"))


@pytest.fixture(scope="session")
def result_file(program, tmp_path_factory) -> Path:
    """Two replicates of one pass over 6 mm x 6 mm: every group of the file, small enough for each run."""
    output = tmp_path_factory.mktemp("result") / "small.h5"
    scenario = ROOT / "scenarios" / "reference" / "mf8_cheek.toml"
    settings = ['treatment.area=["6 mm","6 mm"]', "treatment.passes=1"]
    command = [program, "run", str(scenario), "--replicates", "2", "-o", str(output)]
    for setting in settings:
        command += ["--set", setting]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return output


@pytest.fixture(scope="session")
def preload(tmp_path_factory):
    """Environment of a program that kill_at_write.c kills at a change of a file."""
    return runs.preloading(tmp_path_factory.mktemp("preload"), "kill_at_write.c")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Cases of `puncta validate` of our own: one of each sort, all of which hold."""
    from validating import EXACT, LITERATURE, PUBLISHED, REQUIRED

    monkeypatch.chdir(tmp_path)
    for part, name, text in (
        ("limits", "topic", EXACT),
        ("limits", "required", REQUIRED),
        ("published", "skin", PUBLISHED),
        ("published", "literature", LITERATURE),
    ):
        (tmp_path / "cases" / part).mkdir(parents=True, exist_ok=True)
        (tmp_path / "cases" / part / f"{name}.toml").write_text(text, encoding="utf-8")
    return tmp_path / "cases"

"""A skip says why, and one for lack of something that the launcher installs fails (tests/conftest.py)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).resolve().parents[1] / "conftest.py"
CASES = {
    "missing": 'pytest.importorskip("no_such_module")',
    "module": 'pytest.skip("no such program", allow_module_level=True)',
    "long": 'pytest.skip("runs under --long")',
    "mount": 'pytest.skip("only root may mount a file system")',
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("installed", [True, False])
def test_only_told_reasons_are_allowed(case, installed, tmp_path):
    (tmp_path / "conftest.py").write_text(CONFTEST.read_text(encoding="utf-8"), encoding="utf-8")
    line = CASES[case] if case == "module" else f"def test_it():\n    {CASES[case]}"
    (tmp_path / "test_skipped.py").write_text(f"import pytest\n{line}\n", encoding="utf-8")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PUNCTA_")}
    if installed:
        environment["PUNCTA_ALL_INSTALLED"] = "1"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-rs",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        tmp_path,
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment)
    fails = installed and case in ("missing", "module")
    # pytest: 2 for a module that cannot be collected, 5 where no test is left, as of one that is skipped.
    as_module = 2 if fails else 5
    assert done.returncode == (as_module if case == "module" else int(fails)), done.stdout
    assert "skip" in done.stdout.lower() and ("must not be skipped" in done.stdout) == fails

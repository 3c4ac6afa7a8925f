"""Small runs shared by the tests of physics and determinism: each set of settings is computed once."""

import atexit
import functools
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import h5py
import numpy as np

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("PUNCTA_PROGRAM", str(ROOT / "build" / "puncta"))
CHEEK = ROOT / "scenarios" / "reference" / "mf8_cheek.toml"
EXCISED = ROOT / "scenarios" / "reference" / "mf8_excised.toml"

# A run of a second.
QUICK = (
    *("--replicates", 2, "--set", 'treatment.area=["6 mm","6 mm"]'),
    *("--set", "treatment.passes=1", "--set", 'treatment.directions=["0 deg"]'),
)


def puncta(*arguments, timeout=120):
    """The program with these arguments; stderr is a pipe, not a terminal."""
    command = [PROGRAM, *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", errors="surrogateescape", timeout=timeout
    )


def preloading(folder, source):
    """Environment of a program with the library of a C file beside this one, compiled into `folder`."""
    library = folder / Path(source).with_suffix(".so")
    command = ["cc", "-shared", "-fPIC", "-o", library, Path(__file__).with_name(source), "-ldl"]
    subprocess.run(command, check=True)
    return {**os.environ, "LD_PRELOAD": str(library)}


@functools.cache
def folder():
    path = Path(tempfile.mkdtemp(prefix="puncta-tests-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


def result(scenario=CHEEK, replicates=12, seed=1, threads=0, **settings):
    """Result file of a scenario in one direction; settings as treatment__load="3 N" with __ for the dots."""
    return _result(str(scenario), replicates, seed, threads, tuple(sorted(settings.items())))


@functools.cache
def _result(scenario, replicates, seed, threads, settings):
    output = folder() / f"{_result.cache_info().misses}.h5"
    values = {"treatment.directions": '["0 deg"]'}
    values |= {key.replace("__", "."): value for key, value in settings}
    options = [part for key, value in values.items() for part in ("--set", f"{key}={value}")]
    done = puncta(
        "run",
        scenario,
        *("-o", output, "--replicates", replicates, "--seed", seed, "--threads", threads),
        *options,
        timeout=300,
    )
    assert done.returncode == 0, f"{values}, seed {seed}\n{done.stderr}"
    return output


def replicates(path, name):
    with h5py.File(path, "r") as file:
        return file[f"replicates/{name}"][:]


def mean(values):
    """Mean and standard error of the defined values."""
    known = values[~np.isnan(values)]
    return known.mean(), known.std(ddof=1) / np.sqrt(len(known))


def refused(*arguments, status=2):
    """Standard error of a call that must fail with this status and leave the folder as it was."""
    before = sorted(os.listdir())
    done = puncta(*arguments)
    assert done.returncode == status, (arguments, done.returncode, done.stderr)
    assert done.stdout == ""
    assert "\x1b" not in done.stderr and "terminate" not in done.stderr
    assert sorted(os.listdir()) == before
    return done.stderr

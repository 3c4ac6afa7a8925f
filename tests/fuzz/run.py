"""Fuzzes every reader of strangers' files for some time and prints a row for each.

    tests/fuzz/run.py                       two minutes in all, as ./puncta test --long does
    tests/fuzz/run.py --seconds 3600        an hour in all
    tests/fuzz/run.py --target scenario     one of them
    tests/fuzz/run.py --target scenario FILE    that target on one input: what a finding does

Builds the targets into build/fuzz (clang 19, address and undefined-behaviour sanitizers) and keeps what was
learned in build/fuzz/corpus. Status 1 when anything was found; the input lies in build/fuzz/found.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import seeds

ROOT = seeds.ROOT
BUILD = ROOT / "build/fuzz"
# Share of the time; the readers of whole files are slow and have most to get wrong.
SHARES = {
    "scenario": 5,
    "assignment": 3,
    "skin_card": 3,
    "device_card": 3,
    "needle_list": 2,
    "quantity": 2,
    "chunk": 2,
    "result_file": 3,
    "sweep": 3,
}
LONGEST = {"scenario": 8192, "result_file": 1 << 20, "chunk": 4096, "quantity": 64, "assignment": 512}

# A crash inside HDF5 must not end the fuzzing of results.
FORKED = ["-fork=1", "-ignore_crashes=1", "-detect_leaks=0"]


@dataclass(frozen=True)
class Row:
    target: str
    executions: int
    seconds: float
    found: list
    inside_hdf5: int = 0


def main():
    options = _options()
    targets = options.target or list(SHARES)
    _build([target for target in targets if target != "sweep"])
    if options.input:
        return subprocess.run([*_command(targets[0]), options.input], env=_environment(targets[0])).returncode
    unit = options.seconds / sum(SHARES[target] for target in targets)
    rows = [_fuzz(target, max(1, round(unit * SHARES[target]))) for target in targets]
    print(f"{'target':<14}{'executions':>12}{'per second':>12}  found")
    for row in rows:
        found = ", ".join(row.found) or "nothing"
        if row.inside_hdf5:
            found += f" ({row.inside_hdf5} crashes inside HDF5, which the trial process is for)"
        print(f"{row.target:<14}{row.executions:>12}{row.executions / max(row.seconds, 1):>12.0f}  {found}")
    print(f"{'all':<14}{sum(row.executions for row in rows):>12}")
    return 1 if any(row.found for row in rows) else 0


def _options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=120, help="of all targets together (120)")
    parser.add_argument("--target", action="append", choices=list(SHARES))
    parser.add_argument("input", nargs="?")
    return parser.parse_args()


def _build(targets):
    if not (BUILD / "build.ninja").exists():
        compilers = ["-DCMAKE_C_COMPILER=clang-19", "-DCMAKE_CXX_COMPILER=clang++-19"]
        options = ["-DCMAKE_BUILD_TYPE=Debug", "-DPUNCTA_FUZZ=ON", "-DPUNCTA_WERROR=OFF", *compilers]
        command = ["cmake", "-S", ROOT, "-B", BUILD, "-G", "Ninja", *options]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    if targets:
        names = [f"fuzz_{target}" for target in targets]
        subprocess.run(["cmake", "--build", BUILD, "--target", *names], check=True, stdout=subprocess.DEVNULL)


def _environment(target=None, reports=None):
    """Files lie in memory; what a crash leaves there goes with the next run. Reports go to reports.PID."""
    folder = (
        Path("/dev/shm" if os.access("/dev/shm", os.W_OK) else tempfile.gettempdir())
        / f"puncta-fuzz-{os.getuid()}"
    )
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    leaks = 0 if target == "result_file" else 1  # HDF5 leaks on damaged files
    return os.environ | {
        "ASAN_OPTIONS": f"allocator_may_return_null=1:handle_abort=1:detect_leaks={leaks}"
        + (f":log_path={reports}" if reports else ""),
        "ASAN_SYMBOLIZER_PATH": shutil.which("llvm-symbolizer-19") or "",
        "UBSAN_OPTIONS": "print_stacktrace=1",
        "PYTHONPATH": str(ROOT / "build/python"),
        "TMPDIR": str(folder),
    }


def _command(target):
    if target != "sweep":
        return [BUILD / f"fuzz_{target}"]
    python = BUILD / "venv/bin/python"
    if not python.exists():
        subprocess.run(
            ["/usr/bin/python3", "-m", "venv", "--system-site-packages", BUILD / "venv"], check=True
        )
        subprocess.run([BUILD / "venv/bin/pip", "install", "--quiet", "atheris==3.0.0"], check=True)
    return [python, ROOT / "tests/fuzz/fuzz_sweeps.py"]


def _fuzz(target, seconds):
    corpus, found, seed = (BUILD / name / target for name in ("corpus", "found", "seeds"))
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    for old in found.iterdir():  # a finding that is met again has the same name
        old.unlink()
    seeds.make(target, seed)
    seeds.dictionary(BUILD / "language.dict")
    command = [
        *_command(target),
        f"-max_total_time={seconds}",
        f"-dict={BUILD / 'language.dict'}",
        f"-artifact_prefix={found}/",
        f"-max_len={LONGEST.get(target, 16384)}",
        *("-timeout=20", "-rss_limit_mb=3000", "-print_final_stats=1"),
        *(FORKED if target == "result_file" else ["-detect_leaks=1"]),
        *(corpus, seed),
    ]
    log = BUILD / f"{target}.log"
    # Forks throw away what their sanitizer reports.
    reports = BUILD / f"{target}.report" if target == "result_file" else None
    for old in BUILD.glob(f"{target}.report.*"):
        old.unlink()
    begin = time.monotonic()
    with open(log, "wb") as out:
        subprocess.run(command, env=_environment(target, reports), stdout=out, stderr=subprocess.STDOUT)
    seconds = time.monotonic() - begin
    text = log.read_text(errors="replace")
    new = sorted(found.iterdir())
    ours = [path for path in new if not (target == "result_file" and _is_inside_hdf5(path))]
    return Row(
        target, _executions(text), seconds, [str(p.relative_to(ROOT)) for p in ours], len(new) - len(ours)
    )


def _executions(text):
    """Of a single process its last word; of forks the last line that counts."""
    if done := re.findall(r"stat::number_of_executed_units:\s*(\d+)", text):
        return int(done[-1])
    counted = re.findall(r"^#(\d+)[: ]", text, re.MULTILINE)
    return int(counted[-1]) if counted else 0


def _is_inside_hdf5(path):
    """Whether the innermost known frame of the crash is HDF5's and not ours. A crash that needs what inputs
    before it left in memory does not happen again alone: then all crashes of this run must be HDF5's."""
    command = [*_command("result_file"), path]
    done = subprocess.run(command, env=_environment("result_file"), capture_output=True)
    if done.returncode != 0:
        return _innermost_is_hdf5(done.stderr.decode(errors="replace"))
    reports = [file.read_text(errors="replace") for file in BUILD.glob("result_file.report.*")]
    crashes = [report for report in reports if "ERROR: " in report]  # others warn of failed allocations
    return path.name.startswith("crash-") and bool(crashes) and all(map(_innermost_is_hdf5, crashes))


def _innermost_is_hdf5(report):
    for frame in re.findall(r"^\s*#\d+ 0x\S+ (?:in )?(.*)$", report, re.MULTILINE):
        if "libhdf5" in frame or "H5" in frame.split("(")[0]:
            return True
        if "puncta::" in frame:
            return False
    return False


if __name__ == "__main__":
    sys.exit(main())

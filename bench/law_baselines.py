"""The needle law against tuned NumPy and idiomatic Numba, in interleaved rounds on one thread.

    /usr/bin/python3 bench/law_baselines.py [--rounds 9] [--seconds 0.3] [--json FILE] [--no-install]

The work unit is that of law_unit.hpp; all answers are compared with ours (1e-6) before anything is timed.
Needs build/puncta_law_sample. Numba is installed from PyPI into build/numba-venv, if it can be; else its
figures are left out and the reason is printed. NumPy takes the best of several chunks, chosen beforehand.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

here = Path(__file__).resolve().parent
sys.path[:0] = [str(here), str(here / "baselines")]
environment = here.parent / "build" / "numba-venv"
needles, times = 1024, 32


def prepare_numba(install):
    """Goes on in an environment that has Numba; returns why there is none."""
    try:
        import numba  # noqa: F401

        return None
    except ImportError:
        pass
    python = environment / "bin" / "python"
    if Path(sys.prefix).resolve() == environment.resolve():
        return f"{environment} has none; delete it to try again"
    if not python.exists() and not install:
        return "not installed, and --no-install was given"
    if not (environment / ".complete").exists():
        if not install:
            return "not installed, and --no-install was given"
        try:
            subprocess.run(
                [sys.executable, "-m", "venv", "--clear", "--system-site-packages", environment],
                check=True,
                capture_output=True,
                timeout=120,
            )
            subprocess.run(
                [python, "-m", "pip", "install", "-q", "numba"],
                check=True,
                capture_output=True,
                text=True,
                timeout=300,
            )
            (environment / ".complete").touch()
        except (subprocess.SubprocessError, OSError) as error:
            said = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
            return f"it could not be installed: {said[-1] if said else error}"
    os.execv(python, [str(python), __file__, *sys.argv[1:]])


def least_seconds(function, seconds):
    """Per call, the least of those within so many seconds."""
    least, end = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        function()
        least = min(least, time.perf_counter() - start)
    return least


def ours(seconds):
    import law_sample

    command = [law_sample.program, "time", str(needles), str(seconds)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def best_numpy(sample, seconds):
    import law_sample
    from law_numpy import LawNumpy

    many = law_sample.repeated(sample, times)
    made = [LawNumpy(many, chunk) for chunk in (1024, 4096, 16384, 32768)]
    for law in made:
        law_sample.expect_same(sample, law())
    best = min(made, key=lambda law: least_seconds(law, seconds / 2))
    print(f"NumPy in chunks of {best.chunk}", file=sys.stderr)
    return lambda seconds: least_seconds(best, seconds) / (needles * times)


def numba_law(sample):
    import law_sample
    from law_numba import LawNumba

    law = LawNumba(sample)
    law_sample.expect_same(sample, law())
    return lambda seconds: least_seconds(law, seconds) / needles


def measure(rounds, seconds, missing):
    import law_sample
    from measured import Figure, ratio

    sample = law_sample.read(needles)
    runners = {"ours": ours, "numpy": best_numpy(sample, seconds)}
    if missing:
        print(f"Numba is left out: {missing}", file=sys.stderr)
    else:
        runners["numba"] = numba_law(sample)
    found = {name: [] for name in runners}
    for _ in range(rounds):
        for name, run in runners.items():
            found[name].append(run(seconds))
    figures = [
        Figure(f"law_unit_{name}", "ns", [1e9 * value for value in series]) for name, series in found.items()
    ]
    return figures + [
        ratio(f"law_unit vs {name}", found[name], found["ours"]) for name in runners if name != "ours"
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=0.3, help="of each side in each round")
    parser.add_argument("--json", help="write the figures to this file too")
    parser.add_argument("--no-install", action="store_true", help="do not fetch Numba")
    arguments = parser.parse_args()
    missing = prepare_numba(not arguments.no_install)
    figures = measure(arguments.rounds, arguments.seconds, missing)
    import measured

    for figure in figures:
        print(figure.line())
    if arguments.json:
        measured.write(arguments.json, figures)


if __name__ == "__main__":
    main()

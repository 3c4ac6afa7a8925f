"""`./puncta bench`: runs every benchmark and script, prints one table, writes build/bench.json.

    ./puncta bench                    all of it, some twenty minutes
    ./puncta bench --quick            less than two minutes: law, balance, whole runs in small
    ./puncta bench --benchmark_…      the Google benchmarks alone, with these arguments

Benchmarks are repeated in random order among each other; `X_baseline` does the work of `X` in another way,
and their ratio is taken repetition by repetition. See bench/README.md for what each asks.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import measured
import roofline
from measured import Figure, ratio

here = Path(__file__).parent
program = measured.build / "puncta_bench"
quick_filter = "law_unit|law_resistance|law_dimple|balance_|peak_|^stroke$"


def google(quick, repetitions):
    """Time of every benchmark per repetition, as it chose its unit, and the ratios to baselines."""
    with tempfile.NamedTemporaryFile(dir=measured.build, suffix=".json") as out:
        command = [
            program,
            f"--benchmark_repetitions={repetitions}",
            "--benchmark_enable_random_interleaving=true",
            f"--benchmark_out={out.name}",
            "--benchmark_out_format=json",
        ]
        command += [f"--benchmark_min_time={0.05 if quick else 0.1}"]
        command += [f"--benchmark_filter={quick_filter}"] if quick else []
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        runs = [run for run in json.load(open(out.name))["benchmarks"] if run["run_type"] == "iteration"]
    times, counters = {}, {}
    for run in sorted(runs, key=lambda run: run["repetition_index"]):
        times.setdefault((run["run_name"], run["time_unit"]), []).append(run["cpu_time"])
        counters[run["run_name"]] = {key: value for key, value in run.items() if key.endswith("_difference")}
    figures = [Figure(name, unit, values) for (name, unit), values in times.items()]
    known = {figure.name: figure for figure in figures}
    for name, figure in list(known.items()):
        if name.endswith("_baseline"):
            ours = known[name.removesuffix("_baseline")]
            figures.append(ratio(f"{ours.name} vs baseline", figure.values, ours.values))
    figures += [
        Figure(f"{name} {key}", "1", [value])
        for name, found in counters.items()
        if not name.endswith("_baseline")
        for key, value in found.items()
    ]
    return figures


def script(name, *arguments):
    with tempfile.NamedTemporaryFile(dir=measured.build, suffix=".json") as out:
        environment = {**os.environ, "PYTHONPATH": str(measured.build / "python")}
        command = [sys.executable, here / name, *arguments, "--json", out.name]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
        return measured.read(out.name)[1]


def table(figures):
    ratios = [figure for figure in figures if figure.unit == "x"]
    print(f"\n{'ratio: how many times as fast':<44} {'median':>10} {'':<6} {'spread':>10}")
    for figure in ratios:
        print(figure.line())
    print(f"\n{'figure':<44} {'median':>10} {'':<6} {'spread':>10}")
    for figure in figures:
        if figure.unit != "x":
            print(figure.line())


def measure(quick, repetitions):
    # The small and exact first: the longer the machine works, the more of what else it does is met.
    stages = [
        ("benchmarks", lambda: google(quick, repetitions)),
        ("needle law against NumPy and Numba",
         lambda: script("law_baselines.py", *(["--rounds", "3", "--seconds", "0.1"] if quick else []))),
        ("whole runs", lambda: script("run_scaling.py", *(["--quick"] if quick else []))),
        ("sweeps", lambda: script("sweep_overhead.py", *(["10"] if quick else []))),
        ("patterns against SciPy", lambda: script("patterns_scipy.py", *(["1e5"] if quick else []))),
    ]  # fmt: skip
    figures = []
    for number, (name, stage) in enumerate(stages, 1):
        print(f"{number}/{len(stages)} {name} …", file=sys.stderr, flush=True)
        figures += stage()
    return figures + roofline.figures_of(figures)


def main():
    if any(argument.startswith("--benchmark") for argument in sys.argv[1:]):
        return subprocess.run([program, *sys.argv[1:]]).returncode
    parser = argparse.ArgumentParser(prog="./puncta bench", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="less than two minutes")
    parser.add_argument("--repetitions", type=int, help="of every benchmark (9, quick 5)")
    parser.add_argument(
        "--json", default=str(measured.build / "bench.json"), help="where to write (build/bench.json)"
    )
    arguments = parser.parse_args()
    about = measured.machine()
    try:
        figures = measure(arguments.quick, arguments.repetitions or (5 if arguments.quick else 9))
    except subprocess.CalledProcessError as error:
        print(
            f"puncta bench: {Path(error.cmd[0]).name} {error.cmd[1]} ended with {error.returncode}",
            file=sys.stderr,
        )
        return 3
    about["load_after"] = os.getloadavg()[0]
    measured.write(arguments.json, figures, about)
    print(", ".join(f"{key} {value}" for key, value in about.items()))
    table(figures)
    print(f"\nwritten: {arguments.json}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)

"""Whole runs of build/puncta: threads, size of the problem, memory, start-up, a full face.

    /usr/bin/python3 bench/run_scaling.py [--quick] [--only threads,memory] [--json FILE]

Every point is a process of its own, from its start to the finished file, with processor time and peak
memory as the system counts them. Points of a series are run in turn, round after round, so that other work
on the machine meets all of them. Punctures are those the result counts. Runs write no table of punctures
unless the point says so.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import measured
from measured import Figure, ratio

program = measured.build / "puncta"
reference = measured.root / "scenarios" / "reference" / "mf8_cheek.toml"
full_face = measured.root / "bench" / "full_face.toml"
one_way = ["treatment.passes=1", 'treatment.directions=["0 deg"]']


@dataclass(frozen=True)
class Run:
    wall: float  # s
    processor: float  # s
    memory: float  # MB, at its peak
    punctures: float
    others: float  # cores that other programs took meanwhile


def busy_seconds():
    """Of all cores since the machine's start."""
    user, nice, system = map(int, Path("/proc/stat").read_text().split()[1:4])
    return (user + nice + system) / os.sysconf("SC_CLK_TCK")


def run(scenario, settings=(), threads=1, replicates=2, table=False):
    with tempfile.TemporaryDirectory(dir=measured.build) as folder:
        command = [
            program,
            "run",
            scenario,
            "--fresh",
            "--json",
            "-o",
            f"{folder}/run.h5",
            "--threads",
            str(threads),
        ]
        command += ["--replicates", str(replicates), "--set", f"output.punctures={str(table).lower()}"]
        for setting in settings:
            command += ["--set", setting]
        with open(f"{folder}/out", "w+") as out, open(f"{folder}/error", "w+") as error:
            busy, start = busy_seconds(), time.perf_counter()
            process = subprocess.Popen([str(part) for part in command], stdout=out, stderr=error)
            _, status, used = os.wait4(process.pid, 0)
            wall, busy = time.perf_counter() - start, busy_seconds() - busy
            process.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0)
            error.seek(0)
            if process.returncode:
                sys.exit(f"{' '.join(map(str, command))}\nends with {process.returncode}: {error.read()}")
            made = json.load(out)["summary"]["punctures_total"]
    own = used.ru_utime + used.ru_stime
    return Run(wall, own, used.ru_maxrss / 1024, made["value"] * made["count"], (busy - own) / wall)


def series(points, rounds):
    """Runs of every point by its name, in turn."""
    found = {name: [] for name in points}
    for _ in range(rounds):
        for name, arguments in points.items():
            found[name].append(run(**arguments))
    return found


def rates(name, runs):
    return Figure(name, "1/s", [one.punctures / one.wall for one in runs])


def start_up(quick):
    tiny = {"scenario": reference, "settings": [*one_way, 'treatment.area=["2 mm","2 mm"]']}
    runs = series({"tiny": tiny}, 5 if quick else 15)["tiny"]
    version = []
    for _ in range(15):
        start = time.perf_counter()
        subprocess.run([program, "--version"], check=True, capture_output=True)
        version.append(1e3 * (time.perf_counter() - start))
    return [
        Figure("start_up --version", "ms", version),
        Figure("start_up tiny run", "ms", [1e3 * one.wall for one in runs]),
    ]


def reference_run(quick):
    runs = series({"one": {"scenario": reference, "replicates": 2 if quick else 4, "table": True}}, 3)["one"]
    return [
        rates("reference run, one thread", runs),
        Figure("reference run, one thread, processor", "s", [one.processor for one in runs]),
    ]


def threads(quick):
    """Three rounds in which other programs take less than a twentieth of a core: others say nothing here."""
    counts = [n for n in (1, 2, 4, 8, 16) if n <= os.cpu_count()]
    replicates = max(4 if quick else 8, 2 * counts[-1])
    quiet, disturbed = [], 0
    while len(quiet) < 3 and disturbed < (3 if quick else 9):
        points = {n: {"scenario": reference, "threads": n, "replicates": replicates} for n in counts}
        found = {n: runs[0] for n, runs in series(points, 1).items()}
        if max(one.others for one in found.values()) < 0.05:
            quiet.append({n: one.wall for n, one in found.items()})
        else:
            disturbed += 1
    if not quiet:
        print("threads are left out: other programs keep the cores busy", file=sys.stderr)
        return []
    wall = {n: [times[n] for times in quiet] for n in counts}
    return [ratio(f"{n} threads vs one, {replicates} replicates", wall[1], wall[n]) for n in counts[1:]]


def area(quick):
    sides = (10, 20) if quick else (10, 20, 40, 80)
    points = {
        side: {"scenario": reference, "settings": [*one_way, f'treatment.area=["{side} mm","{side} mm"]']}
        for side in sides
    }
    return [
        rates(f"area {side} mm squared", runs) for side, runs in series(points, 1 if quick else 3).items()
    ]


def needles(quick):
    # On the MF8's width under its load.
    heads = ((2, 8), (8, 24)) if quick else ((2, 8), (4, 12), (4, 24), (8, 24), (12, 45), (18, 60))
    points = {
        rows * each: {
            "scenario": reference,
            "settings": [
                *one_way,
                f"device.rows={rows}",
                f"device.needles_per_row={each}",
                f'device.row_spacing="{16 / rows} mm"',
            ],
        }
        for rows, each in heads
    }
    return [rates(f"needles {count}", runs) for count, runs in series(points, 1 if quick else 3).items()]


def layered(count, folder):
    """A skin of so many like layers over 1.2 mm and their support; one: the support alone."""
    names = [f"layer{n}" for n in range(1, count)] + ["support"]
    text = [
        'title = "layers"',
        "[skin]",
        f"layers = {json.dumps(names)}",
        'name = "layered"',
        'title = "layered"',
        "deep_factor = 1.0",
        "opening_exponent = 6.8",
        "rate_exponent = 0.1",
        'puncture.intercept = "-3 mN"',
        'puncture.slope = "4.6 N/mm"',
        'puncture.diameter_limit = "40 um"',
        "puncture.cv = 0.3",
        'variation.correlation_length = "2 mm"',
        "variation.thickness_cv = 0.1",
        "variation.modulus_cv = 0.1",
        "variation.toughness_cv = 0.1",
        'relaxation = [{ share = 0.4, time = "0.35 s" }]',
        'capillaries.density = "14 1/mm^2"',
        'capillaries.diameter = "15 um"',
    ]
    for name in names:
        text += [
            f"[skin.{name}]",
            'modulus = "0.3 MPa"',
            "poisson = 0.48",
            'toughness = "1.8 kJ/m^2"',
            'wall_shear = "3 kPa"',
        ]
        top = name != "support"
        text += (
            [f'thickness = "{1200 / (count - 1)} um"', 'stress = "10 kPa"'] if top else ['stress = "0 kPa"']
        )
    text += [
        "[device]",
        'preset = "dermaroller-mf8"',
        "[treatment]",
        'area = ["20 mm", "20 mm"]',
        'load = "4 N"',
        "passes = 1",
        'directions = ["0 deg"]',
    ]
    file = Path(folder) / f"layers{count}.toml"
    file.write_text("\n".join(text) + "\n")
    return file


def layers(quick):
    with tempfile.TemporaryDirectory(dir=measured.build) as folder:
        points = {n: {"scenario": layered(n, folder)} for n in ((1, 6) if quick else (1, 2, 6, 12, 20))}
        return [rates(f"layers {count}", runs) for count, runs in series(points, 1 if quick else 3).items()]


def replicates(quick):
    counts = (2, 8) if quick else (2, 4, 8, 16, 32, 64)
    settings = [*one_way, 'treatment.area=["10 mm","10 mm"]']
    found = series(
        {n: {"scenario": reference, "settings": settings, "replicates": n} for n in counts}, 1 if quick else 2
    )
    return [
        Figure(f"wall per replicate of {n}", "ms", [1e3 * one.wall / n for one in runs])
        for n, runs in found.items()
    ]


def memory(quick):
    points = {
        f"memory {n} replicates{', with table' if table else ''}": {
            "scenario": reference,
            "settings": one_way,
            "replicates": n,
            "table": table,
            "threads": os.cpu_count(),
        }
        for n in ((2,) if quick else (2, 16))
        for table in (False, True)
    }
    return [Figure(name, "MB", [one.memory for one in runs]) for name, runs in series(points, 1).items()]


def face(quick):
    """One replicate per thread and pass; scaled to 32 of them."""
    cores, planned = os.cpu_count(), 32
    part = min(planned, cores * max(1, round(planned / 10 / cores)))
    if part < 2 or quick:
        return []
    one = run(full_face, threads=cores, replicates=part)
    scaled = planned / part
    return [
        Figure(f"full face, {planned} replicates, from {part}", "s", [one.wall * scaled]),
        Figure("full face, processor", "s", [one.processor * scaled]),
        Figure("full face, taken by others", "cores", [one.others]),
        Figure("full face, memory", "MB", [one.memory]),
        rates("full face, all threads", [one]),
    ]


parts = {
    "start_up": start_up,
    "reference": reference_run,
    "threads": threads,
    "area": area,
    "needles": needles,
    "layers": layers,
    "replicates": replicates,
    "memory": memory,
    "face": face,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer and smaller points, no full face")
    parser.add_argument("--only", default=",".join(parts), help=f"some of {', '.join(parts)}")
    parser.add_argument("--json", help="write the figures to this file too")
    arguments = parser.parse_args()
    unknown = set(arguments.only.split(",")) - set(parts)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(parts)}")
    figures = []
    for name in arguments.only.split(","):
        new = parts[name](arguments.quick)
        for figure in new:
            print(figure.line(), flush=True)
        figures += new
    if arguments.json:
        measured.write(arguments.json, figures)


if __name__ == "__main__":
    main()

"""Figures that were measured, as benchmarks and scripts write them to build/bench.json and compare.py reads
them.

A figure has a name, a unit and the values of several interleaved rounds; it is told by their median and
spread (the 10th to the 90th percentile, of less than ten values all of them). A ratio has the unit "x" and
says how many times faster ours is; it is taken round by round, so that what else the machine does meets
both sides.
"""

import json
import os
import platform
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

root = Path(__file__).parents[1]
build = root / "build"


@dataclass(frozen=True)
class Figure:
    name: str
    unit: str
    values: list

    @property
    def median(self):
        return float(np.median(self.values))

    @property
    def spread(self):
        low, high = (10, 90) if len(self.values) >= 10 else (0, 100)
        return float(np.percentile(self.values, low)), float(np.percentile(self.values, high))

    def line(self):
        low, high = self.spread
        return f"{self.name:<44} {self.median:>10.4g} {self.unit:<6} {low:>10.4g} to {high:.4g}"


def ratio(name, slow, fast):
    """Of two series of the same rounds."""
    return Figure(name, "x", [a / b for a, b in zip(slow, fast, strict=True)])


def processor():
    try:
        names = [
            line.split(":", 1)[1]
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ]
    except OSError:
        names = []
    return names[0].strip() if names else platform.processor()


def compiler():
    """The one the build was configured with."""
    cache = (build / "CMakeCache.txt").read_text().splitlines()
    path = next(line.split("=", 1)[1] for line in cache if line.startswith("CMAKE_CXX_COMPILER:"))
    return subprocess.run(
        [path, "--version"], capture_output=True, text=True, check=True
    ).stdout.splitlines()[0]


def instruction_set():
    """What the build asks for, and what the kernels chosen at run time take where the processor has it."""
    flags = (build / "compile_commands.json").read_text()
    if "-march=x86-64-v3" not in flags:
        return platform.machine()
    wide = "avx512f" in Path("/proc/cpuinfo").read_text() and "-march=x86-64-v4" in flags
    return "x86-64-v3" + (
        ", kernels x86-64-v4" if wide and os.environ.get("PUNCTA_INSTRUCTIONS") != "x86-64-v3" else ""
    )


def commit():
    found = subprocess.run(
        ["git", "-C", str(root), "describe", "--always", "--dirty"], capture_output=True, text=True
    )
    return found.stdout.strip() or "unknown"


def machine():
    return {
        "commit": commit(),
        "compiler": compiler(),
        "processor": processor(),
        "cores": os.cpu_count(),
        "instruction_set": instruction_set(),
        "date": time.strftime("%Y-%m-%dT%H:%M:%S"),
        "load_before": os.getloadavg()[0],
    }


def write(path, figures, about=None):
    text = json.dumps({"about": about or {}, "figures": [asdict(figure) for figure in figures]}, indent=1)
    part = Path(f"{path}.part")
    part.write_text(text + "\n")
    part.replace(path)


def read(path):
    content = json.loads(Path(path).read_text())
    return content["about"], [Figure(**figure) for figure in content["figures"]]

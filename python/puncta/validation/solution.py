"""Solution verification: the same small runs on finer and finer stations and drum cells; observed orders.

One stroke on a strip of the cheek, the same people, heads and hands at every level, so that what differs is
the discretization alone: stations with an MF8, drum cells with a roller of 0.25 mm, half of whose load the
drum carries. With differences d between levels refined by a factor r the observed order is
ln(d_1/d_2)/ln(r), and the error left at the finest level about d_2/(r^order - 1) (Richardson; ASME V&V 20).
"""

import math
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

STATIONS = (0.25, 0.125, 0.0625, 0.03125)
CELLS = (1.0e-3, 0.7071e-3, 0.5e-3, 0.3536e-3)
SHIPPED = {"station_step": 0.125, "drum_cell": 0.5e-3}


@dataclass(frozen=True)
class Convergence:
    """Values of a quantity at levels of a parameter, coarse to fine by the same ratio."""

    parameter: str
    levels: tuple
    quantity: str
    values: tuple
    ratio: float

    @property
    def order(self):
        """Observed order of the last three levels; None where differences do not fall steadily."""
        first, second = self.values[-2] - self.values[-3], self.values[-1] - self.values[-2]
        if first == 0 or second == 0 or first / second <= 1:
            return None
        return math.log(first / second) / math.log(self.ratio)

    @property
    def shipped_error(self):
        """Relative distance of the shipped level from the finest one."""
        at = int(np.argmin([abs(level - SHIPPED[self.parameter]) for level in self.levels]))
        return self.values[at] / self.values[-1] - 1


def _values(parameter, text, device):
    import puncta

    scenario = (
        f'title = "convergence"\n[skin]\nsite = "cheek"\n[device]\npreset = "{device}"\n[treatment]\n'
        'area = ["20 mm", "6 mm"]\ndirections = ["0 deg"]\npasses = 1\nload = "4 N"\nspeed = "50 mm/s"\n'
        "[run]\nreplicates = 2\nseed = 1\n"
    )
    with tempfile.TemporaryDirectory(prefix="puncta-validate-") as folder:
        file = Path(folder) / "run.toml"
        file.write_text(scenario, encoding="utf-8")
        result = puncta.run(
            file,
            Path(folder) / "run.h5",
            set={f"model.{parameter}": text},
            progress=lambda done, planned: None,
        )
        return result.summary["value"]


def studies(progress=lambda text: None):
    """Convergence of depth and of the axle's depression over stations, and over drum cells."""
    found = []
    for parameter, device, levels, written in (
        ("station_step", "dermaroller-mf8", STATIONS, [repr(level) for level in STATIONS]),
        ("drum_cell", "roller-192-025", CELLS, [f"{level!r} m" for level in CELLS]),
    ):
        rows = []
        for text in written:
            progress(f"{parameter} {text}")
            rows.append(_values(parameter, text, device))
        ratio = levels[0] / levels[1]
        for quantity in ("depth_mean", "axle_depression_mean"):
            values = tuple(float(row[quantity]) for row in rows)
            found.append(Convergence(parameter, levels, quantity, values, ratio))
    return found

"""compare_runs.py FOLDER OTHER: are the punctures of the small runs the same, to 1e-6 of each number?

For builds with other instructions, whose sums are rounded elsewhere: single rounding errors (1e-16) that the
events of a station may magnify. Prints the largest relative difference of each run; status 1 above 1e-6.
"""

import sys
from pathlib import Path

import h5py
import numpy as np

TOLERANCE = 1e-6  # rounding, magnified


def difference(one, other):
    """The largest difference of a column over its largest value; infinity where it is not the same rows."""
    if one.shape != other.shape:
        return np.inf
    if one.size == 0:
        return 0.0
    if one.dtype.kind in "iu":
        return 0.0 if np.array_equal(one, other) else np.inf
    if not np.array_equal(np.isnan(one), np.isnan(other)):
        return np.inf
    scale = np.nanmax(np.abs(one), initial=0.0)
    return float(np.nanmax(np.abs(one - other), initial=0.0) / scale) if scale > 0 else 0.0


def main(folder, other):
    worst = 0.0
    files = sorted(Path(folder).glob("*.h5"))
    for file in files:
        with h5py.File(file) as a, h5py.File(Path(other) / file.name) as b:
            rows = a["punctures"]
            found = {name: difference(rows[name][()], b["punctures"][name][()]) for name in rows}
            count = len(rows["depth"])
        name = max(found, key=found.get)
        print(f"{file.stem}: {count} punctures, at most {found[name]:.1e} apart ({name})")
        worst = max(worst, found[name])
    return 0 if files and worst <= TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

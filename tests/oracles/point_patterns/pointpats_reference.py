"""Writes pointpats.csv: pairs within r (from K without edge correction) and G of the patterns by pointpats.

In a throw-away environment: `python3 -m venv --system-site-packages v && v/bin/pip install pointpats`, then
`v/bin/python pointpats_reference.py`. pointpats corrects no border on these functions; what it shares with
ours is every pair and every nearest neighbour.
"""

from pathlib import Path

import numpy as np
import pointpats
from pointpats import distance_statistics

folder = Path(__file__).parent


def main():
    radii = np.linspace(0, 4, 65)
    lines = [f"# pointpats {pointpats.__version__}", "pattern,function,r,value"]
    for name in ("random", "apart", "clustered"):
        points = np.loadtxt(folder / f"{name}.csv", delimiter=",", skiprows=1)
        # Its K is 2 pairs/n over n/(area of the bounding box).
        r, k = distance_statistics.k(points, support=radii)
        pairs = k * len(points) ** 2 / np.ptp(points, axis=0).prod() / 2
        lines += [f"{name},pairs,{a:.17g},{b:.17g}" for a, b in zip(r, pairs, strict=True) if a > 0]
        r, g = distance_statistics.g(points, support=radii)
        lines += [f"{name},G,{a:.17g},{b:.17g}" for a, b in zip(r, g, strict=True) if a > 0]
    (folder / "pointpats.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""Writes the patterns of this folder: points (x, y) in mm, and the borders of their regions.

random.csv, apart.csv and clustered.csv lie in the rectangle 30 x 20, polygon.csv in that of
polygon_border.csv.
Run once; the files are kept. `/usr/bin/python3 make_patterns.py` (NumPy 1.24).
"""

from pathlib import Path

import numpy as np

folder = Path(__file__).parent
border = np.array([[0, 0], [30, 0], [30, 12], [18, 12], [12, 20], [0, 20.0]])


def inside(points):
    x, y = points.T
    slanted = (x < 12) | (y - 12 < (18 - x) * 8 / 6)
    return (x > 0) & (x < 30) & (y > 0) & (y < 20) & slanted & ~((x >= 18) & (y > 12))


def main():
    generator = np.random.default_rng(20261128)
    random = generator.random((350, 2)) * [30, 20]
    apart = []
    for point in generator.random((4000, 2)) * [30, 20]:
        if all(np.hypot(*(point - other)) >= 1 for other in apart):
            apart.append(point)
    parents = generator.random((30, 2)) * [30, 20]
    children = np.repeat(parents, 12, axis=0) + generator.normal(0, 0.6, (360, 2))
    clustered = children[((children > 0) & (children < [30, 20])).all(axis=1)]
    polygon = generator.random((500, 2)) * [30, 20]
    polygon = polygon[inside(polygon)]
    for name, points in (("random", random), ("apart", np.array(apart)), ("clustered", clustered)):
        np.savetxt(folder / f"{name}.csv", points, fmt="%.17g", delimiter=",", header="x,y", comments="")
    np.savetxt(folder / "polygon.csv", polygon, fmt="%.17g", delimiter=",", header="x,y", comments="")
    np.savetxt(folder / "polygon_border.csv", border, fmt="%g", delimiter=",", header="x,y", comments="")


if __name__ == "__main__":
    main()

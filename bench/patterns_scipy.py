"""Nearest neighbours and pair counts of random points: ours against SciPy's tree, in interleaved runs.

    PYTHONPATH=build/python /usr/bin/python3 bench/patterns_scipy.py [points ...] [--json FILE]

One thread each. Nearest: cKDTree with its fastest set-up for random points (no balancing) and query(k=2),
against pattern.nearest_distances, results compared. Pairs: count_neighbors at ten radii up to two
mean spacings, against pattern.ripley_k, which weights every pair besides; counted from 1e6 points at most,
because SciPy takes minutes for more. Prints the least CPU time of each, which
other work on the machine disturbs least, and the ratio.
"""

import argparse
import time

import measured
import numpy as np
from puncta import pattern
from scipy.spatial import cKDTree

rounds = 3


def timed(function, *arguments):
    start = time.process_time()
    result = function(*arguments)
    return time.process_time() - start, result


def tree(points):
    return cKDTree(points, balanced_tree=False, compact_nodes=False)


def their_nearest(points):
    return tree(points).query(points, k=2)[0][:, 1]


def our_nearest(points):
    return pattern.nearest_distances(points, threads=1)


def their_pairs(points, radii):
    grown = tree(points)
    return grown.count_neighbors(grown, radii)


def our_pairs(points, radii):
    return pattern.ripley_k(points, pattern.rectangle(1, 1), radii, threads=1)


def contrast(name, points, ours, theirs, figures):
    times = []
    for _ in range(rounds if len(points) <= 1e6 else 2):
        mine, found = timed(*ours)
        other, expected = timed(*theirs)
        times.append((mine, other))
    figures.append(
        measured.ratio(f"{name.strip()} {len(points)} vs SciPy", *np.transpose(times)[::-1].tolist())
    )
    mine, other = np.min(times, axis=0)
    each = 1e9 / len(points)
    print(
        f"{name} {len(points):>9,d} points: {mine * each:7.1f} ns a point, SciPy {other * each:8.1f}, "
        f"ratio {other / mine:.1f}",
        flush=True,
    )
    return found, expected


def main(counts):
    figures = []
    for count in counts:
        points = np.random.default_rng(1).random((count, 2))
        found, expected = contrast("nearest", points, (our_nearest, points), (their_nearest, points), figures)
        assert np.allclose(found, expected, rtol=1e-14)
        if count > 1e6:
            continue
        radii = np.arange(1, 11) * 0.2 / np.sqrt(count)
        k, pairs = contrast(
            "pairs  ", points, (our_pairs, points, radii), (their_pairs, points, radii), figures
        )
        # Their count holds every point with itself; K weights pairs by 1/(shared area), near 1 here.
        assert np.allclose(k * count * (count - 1), pairs - count, rtol=0.03)
    return figures


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("points", nargs="*", type=lambda text: int(float(text)))
    parser.add_argument("--json", help="write the ratios to this file too")
    arguments = parser.parse_args()
    found = main(arguments.points or [100_000, 1_000_000, 10_000_000])
    if arguments.json:
        measured.write(arguments.json, found)

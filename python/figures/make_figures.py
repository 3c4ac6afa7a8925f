#!/usr/bin/env python3
"""Makes every figure of the READMEs from shipped scenarios, in this folder (or -o DIR).

    /usr/bin/python3 python/figures/make_figures.py [--replicates N] [-o DIR] [NAME …]

mf8_cheek        the reference run: section, depths, map, numbers
compare_lengths  five needle lengths on the same skin and hand (compare_lengths.py)
needle_law       force on one needle, and what happens on the way
load_depth       four loads: depth and the drum's share
explore          the page of `puncta explore`, as Chromium shows it (explore_page.py)

With the replicates of the READMEs that takes some five minutes on two cores.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

root = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(Path(__file__).parent))

import compare_lengths  # noqa: E402, which puts the built package on the path
import explore_page  # noqa: E402
import puncta  # noqa: E402

CHEEK = root / "scenarios/reference/mf8_cheek.toml"
LOADS = ("1 N", "2 N", "4 N", "8 N")


def mf8_cheek(folder, replicates):
    """The reference scenario with its own replicates."""
    return puncta.figures.overview(puncta.run(CHEEK, folder / "mf8.h5", replicates=replicates))


def lengths(folder, replicates):
    return compare_lengths.draw(compare_lengths.run_lengths(folder, replicates or 8))


def needle_law(_folder, _replicates):
    return puncta.plot.needle_law(CHEEK).figure


def load_depth(folder, replicates):
    """One direction on 10 mm squares, the same people and hands under every load."""
    small = {"treatment.directions": ["0 deg"], "treatment.area": ["10 mm", "10 mm"]}
    results = [
        puncta.run(
            CHEEK, folder / f"load{n}.h5", set={**small, "treatment.load": load}, replicates=replicates or 16
        )
        for n, load in enumerate(LOADS)
    ]
    return puncta.plot.load_depth(results).figure


def explore(folder, replicates):
    return explore_page.photograph(CHEEK, folder / "explore.png", replicates or 8)


FIGURES = {
    "mf8_cheek": mf8_cheek,
    "compare_lengths": lengths,
    "needle_law": needle_law,
    "load_depth": load_depth,
    "explore": explore,
}


def main(arguments=None):
    parser = argparse.ArgumentParser(
        description="Make the figures of the READMEs from shipped scenarios.",
        epilog=f"Figures: {', '.join(FIGURES)}; all of them when none is named.",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which figures")
    parser.add_argument("--replicates", type=int, help="of every run (default: those of the READMEs)")
    parser.add_argument("-o", "--output", type=Path, default=Path(__file__).parent, metavar="DIR")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.names if name not in FIGURES]
    if unknown:
        parser.error(f"no figure {unknown[0]}; there are {', '.join(FIGURES)}")
    import matplotlib

    matplotlib.use("Agg")
    options.output.mkdir(parents=True, exist_ok=True)
    for name in options.names or FIGURES:
        with tempfile.TemporaryDirectory() as folder:
            figure = FIGURES[name](Path(folder), options.replicates)
            path = options.output / f"{name}.png"
            if isinstance(figure, Path):
                shutil.copyfile(figure, path)
            else:
                with puncta.style.applied():
                    figure.savefig(path)
            print(path, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

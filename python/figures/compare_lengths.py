#!/usr/bin/env python3
"""Five needle lengths on the same skin, by the same hand: how many punctures reach which layer, and how deep.

Runs the files of scenarios/reference/lengths with the program (PUNCTA_PROGRAM, or build/puncta): rollers of
192 needles that differ in length, and in thickness as their cards do, with one seed. Then draws one figure.

    python3 python/figures/compare_lengths.py [--replicates N] [--area "10 mm"] [-o FIGURE.png]
"""

import argparse
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path

root = Path(__file__).resolve().parents[2]
built = root / "build/python"
sys.path.insert(0, str(built if (built / "puncta").is_dir() else root / "python"))

import numpy as np  # noqa: E402
import puncta  # noqa: E402
from puncta import style  # noqa: E402
from puncta.plot.layers import draw_bands, readable  # noqa: E402

lengths = (0.25, 0.5, 1.0, 1.5, 2.0)  # mm
scenarios = root / "scenarios/reference/lengths"
reached = ("viable_epidermis", "papillary_dermis", "reticular_dermis", "hypodermis")


def run_lengths(folder, replicates=None, area=None):
    """Run every length and open the results, shortest first: the same skins and hands, another roller."""
    program = os.environ.get("PUNCTA_PROGRAM", str(root / "build/puncta"))
    if not os.access(program, os.X_OK):
        raise SystemExit(f"compare_lengths: there is no program {program}; build it with ./puncta --version")
    results = []
    for length in lengths:
        path = Path(folder) / f"length_{length:g}mm.h5"
        scenario = scenarios / f"roller192_{100 * length:03.0f}.toml"
        command = [program, "run", str(scenario), "-o", str(path)]
        if area:
            command += ["--set", f'treatment.area=["{area}", "{area}"]']
        if replicates:
            command += ["--replicates", str(replicates)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        results.append(puncta.open(path))
    return results


@style.applied()
def draw(results, needle_lengths=lengths):
    """The figure: density by layer reached on the left, depth on the right, both by needle length."""
    import matplotlib.pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(10.5, 4.7), width_ratios=(1.15, 1))
    places = np.arange(len(results))
    _draw_densities(left, results, places)
    _draw_depths(right, results, places)
    for ax in (left, right):
        ax.set_xticks(places, [str(length) for length in needle_lengths])
        ax.set_xlabel("needle length [mm]")
        ax.tick_params(axis="x", length=0)
    return figure


def _draw_densities(ax, results, places):
    """Per length one group of bars: all punctures, then those that reach each layer or go deeper."""
    series = [("all punctures", _totals(results))]
    for layer in reached:
        series.append((f"reach {readable(layer)}", _reaching(results, layer)))
    width = 0.84 / len(series)
    for number, (label, values) in enumerate(series):
        at = places + (number - (len(series) - 1) / 2) * width
        colour = style.reach_colours[number]
        ax.bar(at, values[:, 0], width, color=colour, edgecolor=style.quiet, linewidth=0.5, label=label)
        error = np.clip([values[:, 0] - values[:, 1], values[:, 2] - values[:, 0]], 0, None)
        ax.errorbar(at, values[:, 0], yerr=error, fmt="none", ecolor=style.ink, elinewidth=1.1, capsize=2.2)
    ax.set_ylim(0, 1.42 * ax.get_ylim()[1])
    ax.set_ylabel("punctures per treatment [/cm²]")
    ax.set_title("How many punctures, and how far in (95 % intervals)")
    ax.legend(loc="upper left", ncols=2, handlelength=1.2, columnspacing=1.4)


def _draw_depths(ax, results, places):
    """Per length the mean depth with its interval on a bar from the 5 to the 95 % quantile, over the skin."""
    rows = [r.summary for r in results]
    low, mean, high = (np.array([row.value[name] * 1e6 for row in rows]) for name in _quantiles)
    tops = [top * 1e6 for _, top in results[0].layers]
    reach = np.nan_to_num([row.ci_high["depth_mean"] * 1e6 for row in rows]).max()
    deepest = 1.12 * max(np.nan_to_num(high).max(), reach, tops[min(3, len(tops) - 1)])
    ax.set_xlim(-0.5, len(results) - 0.3)
    ax.set_ylim(deepest, 0)
    draw_bands(ax, results[0].layers, deepest * 1e-6, 1e6)
    ax.bar(places, np.nan_to_num(high - low), 0.3, bottom=np.nan_to_num(low), color=style.blue, **_range)
    bounds = np.array([[row.ci_low["depth_mean"], row.ci_high["depth_mean"]] for row in rows]).T * 1e6
    error = np.nan_to_num(np.abs(bounds - mean))
    known = np.isfinite(mean)
    dots = {"fmt": "o", "color": style.blue, "markersize": 6, "elinewidth": 2, "capsize": 5, "zorder": 4}
    ax.errorbar(places[known], mean[known], yerr=error[:, known], **dots)
    for place, value in zip(places, mean, strict=True):
        text = f"{value:.0f}" if math.isfinite(value) else "none\nenter"
        ax.text(
            place + 0.2,
            value if math.isfinite(value) else 0.1 * deepest,
            text,
            va="center",
            fontsize=9,
            zorder=5,
        )
    ax.set_ylabel("depth below the skin surface [µm]")
    ax.set_title("How deep the needles go")
    note = "bars: 5 – 95 % of the punctures\ndots: mean with 95 % interval"
    ax.text(0.02, 0.02, note, transform=ax.transAxes, va="bottom", fontsize=8.5, color=style.quiet)


_range = {"alpha": 0.45, "linewidth": 0, "zorder": 2}
_quantiles = ("depth_p05", "depth_mean", "depth_p95")


def _totals(results):
    return 1e-4 * np.array([r.summary.loc["density_total", _columns].to_numpy(float) for r in results])


def _reaching(results, layer):
    return 1e-4 * np.array([r.density_reaching.loc[layer, _columns].to_numpy(float) for r in results])


_columns = ["value", "ci_low", "ci_high"]


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Compare needle lengths on the same skin and hand.")
    parser.add_argument("--replicates", type=int, help="replicates per length (default: the scenario's)")
    parser.add_argument(
        "--area", metavar='"10 mm"', help="side of the treated square (default: the scenario's)"
    )
    parser.add_argument("--results", metavar="DIR", help="keep the result files here")
    default = Path(__file__).with_suffix(".png")
    parser.add_argument(
        "-o", "--output", default=default, metavar="PNG", help=f"the figure (default: {default.name})"
    )
    options = parser.parse_args(arguments)
    import matplotlib

    matplotlib.use("Agg")
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.results or temporary
        os.makedirs(folder, exist_ok=True)
        try:
            figure = draw(run_lengths(folder, options.replicates, options.area))
        except subprocess.CalledProcessError as error:
            return error.returncode
        figure.savefig(options.output)
    print(options.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Several results side by side: how deep and how dense, with intervals."""

import math
import os

import numpy as np

from puncta import style


@style.applied()
def compare(results, labels=None, ax=None):
    """One row per result: depth (mean and 5-95 % range, um) on the axis returned, density (/cm²) beside it.

    Bold bars are 95 % intervals. The density axis is `ax.figure.axes[-1]`.
    """
    from matplotlib.ticker import MaxNLocator

    results = list(results)
    if not results:
        raise ValueError("compare needs at least one result; results = []")
    labels = [style.plain(label, 60) for label in labels_of(results, labels)]
    if ax is None:
        ax = style.axis(figsize=(7.5, 1.1 + 0.55 * len(results)))
    beside = _axis_beside(ax)
    rows = np.arange(len(results))
    for row, r in zip(rows, results, strict=True):
        summary = r.summary
        low, high = summary.value["depth_p05"] * 1e6, summary.value["depth_p95"] * 1e6
        ax.plot(
            [low, high], [row, row], color=style.sky, linewidth=7, alpha=0.55, solid_capstyle="butt", zorder=2
        )
        _point(ax, summary.loc["depth_mean"], 1e6, row, style.blue, "µm")
        _point(beside, summary.loc["density_total"], 1e-4, row, style.vermillion, "/cm²")
    ax.set_ylim(len(results) - 0.6, -0.65)
    ax.set_yticks(rows, labels)
    ax.set_xlabel("depth [µm]: mean, 5 – 95 % range")
    beside.set_xlabel("density of punctures [/cm²]")
    for each in (ax, beside):
        each.set_xlim(0, each.get_xlim()[1] * 1.06)
        each.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
        each.grid(axis="x", color="#e3e5e8", linewidth=0.8)
        each.tick_params(axis="y", length=0)
        each.spines["left"].set_visible(False)
    return ax


def labels_of(results, labels=None):
    """One text per result: those given, else the titles, with the file's name where titles are equal."""
    if labels is None:
        titles = [r.title for r in results]
        files = [os.path.splitext(os.path.basename(r.path))[0] for r in results]
        return [
            title if titles.count(title) == 1 else f"{title} ({file})"
            for title, file in zip(titles, files, strict=True)
        ]
    labels = [str(label) for label in labels]
    if len(labels) != len(results):
        raise ValueError(f"compare got {len(labels)} labels for {len(results)} results")
    return labels


def _point(ax, row, scale, height, colour, unit):
    value, low, high = row.value * scale, row.ci_low * scale, row.ci_high * scale
    error = [[value - low], [high - value]] if math.isfinite(high - low) else None
    ax.errorbar(
        value, height, xerr=error, fmt="o", color=colour, markersize=6, capsize=4, elinewidth=2.2, zorder=4
    )
    if math.isfinite(value):
        ax.annotate(
            f"{value:.0f} {unit}",
            (value, height),
            xytext=(0, 8),
            textcoords="offset points",
            ha="center",
            fontsize=9,
        )


def _axis_beside(ax):
    """Split the axis' place in two and give back the new right half, sharing the rows."""
    spec = ax.get_subplotspec()
    if spec is None:
        left, bottom, width, height = ax.get_position().bounds
        ax.set_position([left, bottom, 0.47 * width, height])
        beside = ax.figure.add_axes([left + 0.53 * width, bottom, 0.47 * width, height], sharey=ax)
        beside.tick_params(labelleft=False)
        return beside
    halves = spec.subgridspec(1, 2, wspace=0.1)
    ax.set_subplotspec(halves[0])
    beside = ax.figure.add_subplot(halves[1], sharey=ax)
    beside.tick_params(labelleft=False)
    return beside

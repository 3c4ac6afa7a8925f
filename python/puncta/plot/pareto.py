"""A Pareto front: every point of a sweep in the plane of two objectives, or a panel for every pair."""

import itertools

import numpy as np

from puncta import style, units


@style.applied()
def pareto(sweep, objectives=None, ax=None):
    """Points by two objectives, the front with 95 % intervals, shaded by how often resamples have it there.

    sweep       a Sweep with two [[objective]] or more, or the Dataset of its pareto.h5
    objectives  names of two; all pairs, a panel each, when None and there are more
    Returns the axis, or an array of axes where there are several.
    """
    data = getattr(sweep, "pareto", sweep)
    if data is None:
        raise ValueError("a sweep with two [[objective]] or more is needed")
    names = list(map(str, data["objective"].values))
    if objectives is not None:
        unknown = [name for name in objectives if name not in names]
        if unknown or len(objectives) != 2:
            raise ValueError(f"two of {', '.join(names)} are needed, not {', '.join(objectives)}")
        return _panel(data, *(names.index(name) for name in objectives), style.axis(ax))
    if len(names) < 2:
        raise ValueError(f"{names[0]} is the only objective; a front has two or more")
    pairs = list(itertools.combinations(range(len(names)), 2))
    if len(pairs) == 1:
        return _panel(data, *pairs[0], style.axis(ax))
    import matplotlib.pyplot as plt

    columns = min(len(pairs), 3)
    rows = -(-len(pairs) // columns)
    axes = plt.subplots(rows, columns, figsize=(4.2 * columns, 3.8 * rows), squeeze=False)[1].ravel()
    for panel, pair in zip(axes, pairs, strict=False):
        _panel(data, *pair, panel)
    for panel in axes[1:]:
        panel.set_title("")
    for panel in axes[len(pairs) :]:
        panel.set_visible(False)
    return axes[: len(pairs)]


def _panel(data, first, second, ax):
    x, y = (_column(data, place) for place in (first, second))
    front, share = data["on_front"].values.astype(bool), data["front_share"].values
    known = np.isfinite(x[0]) & np.isfinite(y[0])
    ax.plot(x[0][known & ~front], y[0][known & ~front], "o", color="#c3c9cf", markersize=4, zorder=2)
    reach = {
        "xerr": np.clip([x[0] - x[1], x[2] - x[0]], 0, None)[:, front],
        "yerr": np.clip([y[0] - y[1], y[2] - y[0]], 0, None)[:, front],
    }
    ax.errorbar(
        x[0][front], y[0][front], fmt="none", ecolor=style.quiet, elinewidth=1.0, capsize=2, zorder=3, **reach
    )
    told = known & (front | (share > 0.01))
    shade = {"c": share[told] * 100, "cmap": "viridis_r", "vmin": 0, "vmax": 100}
    size, edge = np.where(front[told], 46, 18), np.where(front[told], 0.8, 0.0)
    dots = ax.scatter(x[0][told], y[0][told], s=size, edgecolor=style.ink, linewidth=edge, zorder=4, **shade)
    ax.figure.colorbar(dots, ax=ax, label="of resamples on the front [%]")
    for place, set_label in ((first, ax.set_xlabel), (second, ax.set_ylabel)):
        set_label(_label(data, place))
        wanted = float(data["wanted"].values[place])
        if np.isfinite(wanted):
            line = ax.axvline if place == first else ax.axhline
            line(wanted * _scale(data, place)[0], color=style.quiet, linewidth=0.9, linestyle=":")
    out = int((data["known"].values == 0).sum())
    left_out = f", {out} left out" if out else ""
    ax.set_title(f"{front.sum()} of {len(front)} points on the front{left_out}")
    return ax


def _scale(data, place):
    """Factor and unit as people have them."""
    unit = str(data["display_unit"].values[place])
    return float(data["display_scale"].values[place]), units.unit_label(unit)


def _column(data, place):
    scale = _scale(data, place)[0]
    return [data[name].values[:, place] * scale for name in ("value", "ci_low", "ci_high")]


def _label(data, place):
    unit = _scale(data, place)[1]
    goal = str(data["goal"].values[place])
    return f"{data['objective'].values[place]}{f' [{unit}]' if unit else ''} ({goal})"

"""Load against depth: how much deeper a heavier hand goes, and what the drum takes of it."""

import math

import numpy as np

from puncta import style, units


@style.applied()
def load_depth(results, ax=None):
    """Mean depth [µm] and drum's share of the load [%] of several results over their loads [N].

    The axis returned shows the mean with its 95 % interval on the band from 5 to 95 % of the punctures; that
    of the drum's share, also with intervals, lies below it (`ax.figure.axes[-1]`). Results of several sites
    are refused: each site has a load of its own (ValueError).
    """
    results = sorted(results, key=load_of)
    if not results:
        raise ValueError("load_depth needs at least one result; results = []")
    loads = np.array([load_of(r) for r in results])
    ax = style.axis(ax, figsize=(7.0, 5.4))
    below = _axis_below(ax)
    low, high = (
        1e6 * np.array([r.summary.value[name] for r in results]) for name in ("depth_p05", "depth_p95")
    )
    ax.fill_between(
        loads, low, high, color=style.sky, alpha=0.35, linewidth=0, label="5 – 95 % of the punctures"
    )
    _curve(ax, loads, results, "depth_mean", 1e6, style.blue, "mean, 95 % interval")
    _curve(below, loads, results, "drum_load_share", 1e2, style.vermillion, None)
    # The first bands of few results would be invisible lines: their ends are drawn as well.
    ax.vlines(loads, low, high, color=style.sky, linewidth=3, alpha=0.55, zorder=1.5)
    ax.set_ylabel("depth [µm]")
    below.set_ylabel("drum's share [%]")
    below.set_xlabel("load of the hand [N]")
    for each in (ax, below):
        each.set_ylim(0, max(1e-9, 1.06 * each.get_ylim()[1]))
        each.set_xlim(0, 1.06 * loads.max())
        each.grid(axis="y", color="#e3e5e8", linewidth=0.8)
    ax.tick_params(labelbottom=False)
    ax.set_title("Depth and the drum's share by load")
    ax.legend(loc="upper left")
    return ax


def load_of(r):
    """Mean load of a result's treatment [N]."""
    scenario = r.scenario
    if scenario.get("sites"):
        raise ValueError(f"{r.title}: load_depth takes results of one site; each site has a load of its own")
    load = scenario["treatment"]["load"]
    return units.newtons(load["mean"] if isinstance(load, dict) else load)


def _curve(ax, loads, results, name, scale, colour, label):
    rows = [r.summary.loc[name] for r in results]
    value, low, high = (
        scale * np.array([row[key] for row in rows], float) for key in ("value", "ci_low", "ci_high")
    )
    ax.plot(loads, value, color=colour, linewidth=1.2, alpha=0.6, zorder=2)
    for x, middle, bottom, top in zip(loads, value, low, high, strict=True):
        error = [[max(middle - bottom, 0)], [max(top - middle, 0)]] if math.isfinite(top - bottom) else None
        dots = {"color": colour, "markersize": 6, "capsize": 4, "elinewidth": 2, "zorder": 3}
        ax.errorbar(x, middle, yerr=error, fmt="o", label=label, **dots)
        label = None


def _axis_below(ax):
    """Split the axis' place in two and give back the new lower part, sharing the loads."""
    spec = ax.get_subplotspec()
    if spec is None:
        left, bottom, width, height = ax.get_position().bounds
        ax.set_position([left, bottom + 0.36 * height, width, 0.64 * height])
        return ax.figure.add_axes([left, bottom, width, 0.3 * height], sharex=ax)
    parts = spec.subgridspec(2, 1, hspace=0.06, height_ratios=(2.2, 1))
    ax.set_subplotspec(parts[0])
    return ax.figure.add_subplot(parts[1], sharex=ax)

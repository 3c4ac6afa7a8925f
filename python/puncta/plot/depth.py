"""How deep: the distribution of depths over the layers of the skin."""

import math

import numpy as np

from puncta import style
from puncta.plot.layers import draw_bands, spread

micro = 1e6
_marks = (("depth_p05", "5 %"), ("depth_mean", "mean"), ("depth_p95", "95 %"))


@style.applied()
def depth_distribution(r, ax=None, bins=40):
    """Share of the punctures per step of depth over the skin layers; mean and 5-95 % range with intervals.

    Depth runs downwards in um. `bins` is about how many bars are drawn; the file's finer bins are joined.
    """
    ax = style.axis(ax)
    edges, counts = joined_bins(r, bins)
    total = counts.sum()
    deepest = _deepest(r, edges, counts)
    ax.set_ylim(deepest * micro, 0)
    draw_bands(ax, r.layers, deepest, micro)
    ax.set_ylabel("depth below the skin surface [µm]")
    ax.set_title("How deep the needles go")
    if not total:
        ax.set_xlim(0, 1)
        ax.set_xticks([])
        ax.text(0.5, 0.5, "no needle entered the skin", transform=ax.transAxes, ha="center", va="center")
        return ax
    shares = 100 * counts / total
    width = (edges[1] - edges[0]) * micro
    ax.barh(
        edges[:-1] * micro,
        shares,
        height=width,
        align="edge",
        color=style.blue,
        edgecolor="white",
        linewidth=0.6,
        label="punctures",
    )
    ax.set_xlabel(f"share of punctures per {width:.3g} µm of depth [%]")
    ax.set_xlim(0, shares.max() * 1.7)
    _draw_range(ax, r, at=shares.max() * 1.08)
    return ax


def joined_bins(r, wanted):
    """Edges [m] and counts of the file's depth bins, joined to about `wanted` over those in use."""
    counts = np.asarray(r.depth["counts"].values, float)
    centres = np.asarray(r.depth["depth_bin"].values, float)
    width = float(centres[1] - centres[0]) if len(centres) > 1 else 2 * float(centres[0])
    return joined(counts, width, wanted)


def joined(counts, width, wanted):
    """Edges and counts of bins of this width, joined to about `wanted` over those in use."""
    used = int(np.flatnonzero(counts)[-1]) + 1 if counts.any() else len(counts)
    step = _round_step(used / wanted)
    padded = np.zeros(math.ceil(used / step) * step)
    padded[:used] = counts[:used]
    joined = padded.reshape(-1, step).sum(axis=1)
    return np.arange(len(joined) + 1) * step * width, joined


def _round_step(least):
    steps = (factor * 10**power for power in range(9) for factor in (1, 2, 5))
    return next(step for step in steps if step >= least)


def _deepest(r, edges, counts):
    """Where the axis ends: below the deepest bar that holds a thousandth, with room under the 95 % mark."""
    if not counts.any():
        return r.layers[-1][1] * 1.2 or 1e-3
    visible = edges[1:][counts.cumsum() >= 0.999 * counts.sum()][0]
    return max(visible, r.summary.ci_high.get("depth_p95", 0) or 0) * 1.08


def _draw_range(ax, r, at):
    """A line from the 5 to the 95 % quantile with the mean on it, each with its interval and its number."""
    rows = r.summary.loc[[name for name, _ in _marks]]
    values = rows.value.to_numpy(float) * micro
    bounds = rows[["ci_low", "ci_high"]].to_numpy(float) * micro
    high, low = ax.get_ylim()
    places = spread(values, 0.105 * (high - low), low, high)
    ax.plot([at, at], [values[0], values[-1]], color=style.ink, linewidth=1.2, zorder=3)
    for (name, text), value, (lower, upper), place in zip(_marks, values, bounds, places, strict=True):
        is_mean = name == "depth_mean"
        colour = style.vermillion if is_mean else style.ink
        known = math.isfinite(upper - lower)
        if known:
            ax.plot([at, at], [lower, upper], color=colour, linewidth=5, solid_capstyle="butt", zorder=3.5)
        ax.plot(at, value, "o" if is_mean else "_", color=colour, markersize=7 if is_mean else 12, zorder=4)
        interval = f"\n({lower:.0f} – {upper:.0f})" if known else ""
        ax.annotate(
            f"{text}  {value:.0f} µm{interval}",
            (at, value),
            xytext=(at + 0.035 * ax.get_xlim()[1], place),
            va="center",
            fontsize=9,
            zorder=5,
        )
    ax.text(
        0.98,
        0.02,
        "in brackets: 95 % interval",
        transform=ax.transAxes,
        ha="right",
        va="bottom",
        fontsize=8.5,
        color=style.quiet,
    )

"""Which axis of a sweep moves a quantity: bars of Sobol indices, and Morris' plane of mu* and sigma."""

import numpy as np

from puncta import style, units


@style.applied()
def sobol_bars(sweep, quantity=None, ax=None):
    """First-order and total index of every axis with 95 % intervals, without the noise of replicates.

    sweep     a Sweep of the design "saltelli", or the Dataset of its sensitivity.h5
    quantity  one of those it shows; the first when None
    The thin marks are SALib's own numbers, with the noise. The title tells its share.
    """
    data, one, quantity = _chosen(sweep, "saltelli", quantity)
    order = np.argsort(-np.nan_to_num(one["total"].values, nan=-np.inf), kind="stable")
    rows = np.arange(len(order))
    ax = style.axis(ax, figsize=(7.5, 1.6 + 0.5 * len(order)))
    for offset, name, colour, label in (
        (-0.19, "first", style.blue, "alone (first order)"),
        (0.19, "total", style.sky, "with interactions (total)"),
    ):
        value, low, high = (one[f"{name}{end}"].values[order] * 100 for end in ("", "_ci_low", "_ci_high"))
        ax.barh(rows + offset, value, height=0.34, color=colour, label=label, zorder=2)
        reach = np.abs(np.clip([value - low, high - value], 0, None))
        ax.errorbar(value, rows + offset, xerr=reach, fmt="none", ecolor=style.ink, capsize=3, zorder=3)
        raw = one[f"{name}_raw"].values[order] * 100
        ax.plot(raw, rows + offset, "|", color=style.vermillion, markersize=11, zorder=4)
    ax.plot([], [], "|", color=style.vermillion, markersize=9, label="with the noise of replicates")
    ax.set_yticks(rows, [str(one["axis"].values[place]) for place in order])
    # A row below the last one for the legend.
    ax.set_ylim(len(order) + 0.3, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.axvline(0, color=style.quiet, linewidth=0.8)
    # Wide intervals of small designs shall not make the bars vanish.
    ax.set_xlim(max(ax.get_xlim()[0], -50), min(max(ax.get_xlim()[1], 100), 160))
    ax.set_xlabel("share of the variance between designs [%]")
    ax.set_title(f"{quantity}\n{_size(data, one, 'base samples')}")
    ax.legend(loc="lower left", ncols=3, columnspacing=1.2)
    return ax


@style.applied()
def morris_effects(sweep, quantity=None, ax=None):
    """mu* (how far the quantity goes along an axis) and sigma (how much that depends on the place).

    sweep     a Sweep of the design "morris", or the Dataset of its sensitivity.h5
    quantity  one of those it shows; the first when None
    95 % intervals. An upright mark is the mu* that noise alone would bring about for this axis. The line is
    sigma = mu*: above it an axis works in both directions, or in one corner only.
    """
    data, one, quantity = _chosen(sweep, "morris", quantity)
    scale, unit = float(one["display_scale"]), units.unit_label(str(one["display_unit"].values))
    ax = style.axis(ax)
    for place, axis in enumerate(map(str, one["axis"].values)):
        colour = style.cycle[place % len(style.cycle)]
        x, y = (_ends(one, name, place, scale) for name in ("mu_star", "sigma"))
        if not np.isfinite(x[0]):
            continue
        reach = {
            "xerr": [[x[0] - x[1]], [x[2] - x[0]]],
            "yerr": [[max(y[0] - y[1], 0)], [max(y[2] - y[0], 0)]],
        }
        ax.errorbar(x[0], y[0], fmt="o", color=colour, capsize=3, label=axis, zorder=3, **reach)
        floor = float(one["floor"].values[place]) * scale
        ax.plot(floor, y[0], "|", color=colour, markersize=13, markeredgewidth=2.2, zorder=4)
    ax.plot([], [], "|", color=style.quiet, markersize=11, markeredgewidth=2, label="mu* by noise alone")
    end = max(ax.get_xlim()[1], ax.get_ylim()[1])
    ax.plot([0, end], [0, end], color=style.quiet, linewidth=0.8, linestyle="--", zorder=1)
    ax.set_xlim(0, None)
    ax.set_ylim(0, None)
    suffix = f" [{unit}]" if unit else ""
    ax.set_xlabel(f"mu*: change along the whole axis{suffix}")
    ax.set_ylabel(f"sigma: how much it differs{suffix}")
    ax.set_title(f"{quantity}\n{_size(data, one, 'trajectories')}")
    ax.legend(frameon=True, facecolor="white", edgecolor="none", framealpha=0.85)
    return ax


def _chosen(sweep, design, quantity):
    data = getattr(sweep, "sensitivity", sweep)
    if data is None or data.attrs.get("design") != design:
        raise ValueError(f'a sweep of the design "{design}" is needed')
    known = list(map(str, data["quantity"].values))
    quantity = known[0] if quantity is None else quantity
    if quantity not in known:
        raise ValueError(f"no quantity {quantity!r} in it; there are {', '.join(known)}")
    return data, data.sel(quantity=quantity), quantity


def _ends(one, name, place, scale):
    return tuple(float(one[f"{name}{end}"].values[place]) * scale for end in ("", "_ci_low", "_ci_high"))


def _size(data, one, kind):
    out = int(one["blocks_left_out"])
    share = float(one["noise_share"])
    replicates = data.attrs["replicates"] - int(one["replicates_left_out"])
    text = f"{int(one['blocks']) - out} {kind} of {replicates} replicates"
    text += f", {out} left out" if out else ""
    return text + (f"; noise: {min(share, 1) * 100:.1f} % of the variance" if np.isfinite(share) else "")

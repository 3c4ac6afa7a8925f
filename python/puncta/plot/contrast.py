"""Designs against a reference, pair by pair: how many times as much of each quantity."""

import math

import numpy as np

from puncta import style

# Of these a ratio means something; times and gaps are not what designs are chosen for.
shown = ("density_total", "density_dermis", "depth_mean", "depth_p95", "channel_volume", "open_area_share")


@style.applied()
def ratios(comparison, ax=None):
    """Ratio of every design to the first one, by quantity and layer reached, with 95 % intervals over pairs.

    comparison  puncta.compare(…)
    """
    from matplotlib.ticker import FuncFormatter, NullFormatter

    names = [name for name in shown if any(name in contrasts for contrasts in comparison.contrasts)]
    layers = list(comparison.layers[0])[1:]
    rows = [(name.replace("_", " "), [c.get(name) for c in comparison.contrasts]) for name in names]
    rows += [
        (f"reaching the {layer.replace('_', ' ')}", [c.get(layer) for c in comparison.layers])
        for layer in layers
    ]
    rows = [row for row in rows if any(c is not None and math.isfinite(c.ratio) for c in row[1])]
    designs = len(comparison.contrasts)
    ax = style.axis(ax, figsize=(7.5, 1.4 + (0.3 + 0.16 * designs) * len(rows)))
    for number, label in enumerate(comparison.labels[1:]):
        offset = 0.5 * (number + 0.5) / designs - 0.25
        colour = style.cycle[number % len(style.cycle)]
        for row, (_, contrasts) in enumerate(rows):
            _whisker(ax, contrasts[number], row + offset, colour, label if row == 0 else None)
    ax.axvline(1, color=style.quiet, linewidth=1, zorder=1)
    ax.set_xscale("log")
    ends = _ends([c for _, contrasts in rows for c in contrasts])
    ax.set_xlim(*ends)
    ax.set_xticks(_round_numbers(*ends))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}"))
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.minorticks_off()
    ax.set_yticks(range(len(rows)), [name for name, _ in rows])
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x", color="#e3e5e8", linewidth=0.8)
    ax.set_xlabel(f"times as much as {comparison.labels[0]}")
    if designs > 1:
        ax.legend(loc="best")
    else:
        ax.set_title(f"{comparison.labels[1]} against {comparison.labels[0]}")
    return ax


def _whisker(ax, contrast, height, colour, label):
    if contrast is None or not math.isfinite(contrast.ratio):
        return
    low, high = contrast.ratio_low, contrast.ratio_high
    error = [[contrast.ratio - low], [high - contrast.ratio]] if math.isfinite(low) else None
    ax.errorbar(
        contrast.ratio,
        height,
        xerr=error,
        fmt="o",
        color=colour,
        markersize=5,
        capsize=3,
        elinewidth=1.8,
        label=label,
    )


def _ends(contrasts):
    """Limits that show all ratios, and intervals up to a factor of three beyond them."""
    ratios_known = [c.ratio for c in contrasts if c is not None and math.isfinite(c.ratio)] or [1.0]
    inner = min(1.0, *ratios_known), max(1.0, *ratios_known)
    lows = [c.ratio_low for c in contrasts if c is not None and math.isfinite(c.ratio_low)] or [1.0]
    highs = [c.ratio_high for c in contrasts if c is not None and math.isfinite(c.ratio_high)] or [1.0]
    return max(min(inner[0], *lows, 1.0), inner[0] / 3) / 1.1, min(
        max(inner[1], *highs, 1.0), inner[1] * 3
    ) * 1.1


def _round_numbers(low, high):
    decades = range(math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 1)
    steps = (1, 1.5, 2, 3, 5) if high / low < 30 else (1, 3) if high / low < 300 else (1,)
    numbers = np.array([step * 10.0**decade for decade in decades for step in steps])
    return numbers[(numbers >= low) & (numbers <= high)]

"""The skin's layers as bands behind a depth axis, and labels that do not run into each other."""

import numpy as np

from puncta import style


def readable(name):
    return style.plain(name.replace("_", " "), 40)


def bands(layers, deepest):
    """(name, top, bottom) of the layers above `deepest`, the last one cut there."""
    tops = [top for _, top in layers]
    bottoms = [*tops[1:], np.inf]
    return [
        (name, top, min(bottom, deepest))
        for (name, top), bottom in zip(layers, bottoms, strict=True)
        if top < deepest
    ]


def draw_bands(ax, layers, deepest, scale, labels=True):
    """Fill the layers behind an axis whose y is depth · scale, downwards, and name them at the right edge."""
    shown = bands(layers, deepest)
    for index, (name, top, bottom) in enumerate(shown):
        colour = style.layer_colour(name, index)
        ax.axhspan(top * scale, bottom * scale, facecolor=colour, edgecolor="none", zorder=0)
        if index:
            ax.axhline(top * scale, color="white", linewidth=0.8, zorder=0.5)
    if labels:
        middles = [(top + bottom) / 2 * scale for _, top, bottom in shown]
        side_labels(ax, middles, [readable(name) for name, _, _ in shown])


def side_labels(ax, heights, texts, gap=0.052, colour=style.quiet, fontsize=9):
    """Texts in the right margin at data heights; those that would collide are moved and joined by a line."""
    low, high = sorted(ax.get_ylim())
    places = spread(heights, gap * (high - low), low, high)
    inside = ax.get_yaxis_transform()
    for height, place, text in zip(heights, places, texts, strict=True):
        ax.annotate(
            text,
            xy=(1.0, height),
            xytext=(1.035, place),
            xycoords=inside,
            textcoords=inside,
            va="center",
            ha="left",
            fontsize=fontsize,
            color=colour,
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.7, "shrinkA": 1, "shrinkB": 0},
            annotation_clip=False,
        )


def spread(values, gap, low, high):
    """Positions close to `values`, at least `gap` apart where there is room, within [low, high]."""
    values = np.asarray(values, float)
    if not len(values):
        return values
    gap = min(gap, (high - low) / len(values))
    order = np.argsort(values, kind="stable")
    # Least squares under p[i+1] - p[i] >= gap: isotonic regression (pool adjacent violators) of v - i·gap.
    pools = []
    for place, index in enumerate(order):
        pools.append([values[index] - place * gap, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, count = pools.pop()
            previous, others = pools.pop()
            pools.append([(mean * count + previous * others) / (count + others), count + others])
    flat = np.concatenate([np.full(count, mean) for mean, count in pools])
    room = high - gap / 2 - (len(values) - 1) * gap
    placed = np.clip(flat, low + gap / 2, max(room, low + gap / 2)) + np.arange(len(values)) * gap
    result = np.empty_like(placed)
    result[order] = placed
    return result


def legend_below(ax, ncols=2):
    """The legend under the axis' label, where it hides nothing."""
    from matplotlib.transforms import offset_copy

    below = offset_copy(ax.transAxes, fig=ax.figure, y=-38, units="points")
    return ax.legend(loc="upper center", bbox_to_anchor=(0.5, 0.0), bbox_transform=below, ncols=ncols)

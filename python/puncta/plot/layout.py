"""Where the needles of a device stand."""

import numpy as np

from puncta import style
from puncta.plan import Plan, core
from puncta.plot.layers import legend_below

milli = 1e3
_enlarged = 10


@style.applied()
def roller_layout(of, ax=None, replicate=0):
    """The roller unrolled: along its body (mm, and degrees above), rows along its axle; needles as dots.

    of         a result or the path of a scenario file
    replicate  whose head is drawn: discs of random turn, bent and missing needles differ between them

    A dot is a needle's root. From that of a bent one a line leads to where its tip points, its lean ten times
    enlarged; missing needles are crosses. A stamp or a pen shows its array from above.
    """
    plan = Plan(of)
    head = core().needles(plan.text, replicate=replicate)
    ax = style.axis(ax, figsize=(7.5, 4.2) if head["turn"] else (5.6, 5.2))
    ax.set_aspect("equal")
    _draw_needles(ax, head)
    if head["turn"]:
        _draw_drum(ax, head)
    else:
        _draw_plate(ax, head)
    ax.set_title(f"{style.plain(plan.device['title'])}\n{_told(plan.device, head)}", pad=10)
    ax.spines[["left", "bottom"]].set_visible(False)
    if len(ax.get_legend_handles_labels()[1]) > 1:
        legend_below(ax, ncols=3)
    return ax


def _draw_needles(ax, head):
    root = np.column_stack([head["x"], head["y"]]) * milli
    tip = np.column_stack([head["tip_x"], head["tip_y"]]) * milli
    missing, bent = head["missing"], head["bent"] & ~head["missing"]
    plain = ~missing & ~bent
    for ends in np.stack([root, root + _enlarged * (tip - root)], axis=1)[bent]:
        ax.plot(*ends.T, color=style.vermillion, linewidth=1.6, zorder=2)
    size = 16 if len(root) < 700 else 9
    ax.scatter(*root[plain].T, s=size, color=style.blue, linewidth=0, zorder=3, label="needle")
    if bent.any():
        label = f"bent ({bent.sum()}), lean {_enlarged} x enlarged"
        ax.scatter(*root[bent].T, s=1.8 * size, color=style.vermillion, linewidth=0, zorder=3.2, label=label)
    if missing.any():
        label = f"missing ({missing.sum()})"
        ax.scatter(*root[missing].T, s=2.2 * size, marker="x", color=style.ink, zorder=3.4, label=label)


def _draw_drum(ax, head):
    turn, width = head["turn"] * milli, head["width"] * milli
    ax.set_xlim(-0.01 * turn, 1.01 * turn)
    ax.set_ylim(-0.54 * width, 0.54 * width)
    ax.axhspan(-width / 2, width / 2, facecolor="#f1f3f5", zorder=0)
    ax.set_xlabel("along the unrolled body of the drum [mm]")
    ax.set_ylabel("along the axle [mm]")
    degrees = ax.secondary_xaxis("top", functions=(lambda x: x / turn * 360, lambda a: a * turn / 360))
    degrees.set_xticks(np.arange(0, 361, 60), [f"{angle}°" for angle in range(0, 361, 60)])
    degrees.tick_params(length=0, labelsize=8.5, pad=1)
    degrees.spines["top"].set_visible(False)


def _draw_plate(ax, head):
    from matplotlib.patches import Rectangle

    across, along = (side * milli for side in head["plate"])
    if across and along:
        plate = Rectangle(
            (-across / 2, -along / 2), across, along, facecolor="#f1f3f5", edgecolor=style.quiet
        )
        plate.set(linewidth=0.8, zorder=0, label=f"plate {across:.3g} x {along:.3g} mm")
        ax.add_patch(plate)
    places = np.abs(np.concatenate([head["x"], head["y"]])) * milli
    half = 0.56 * max(across, along, 2.2 * places.max())
    ax.set_xlim(-half, half)
    ax.set_ylim(-half, half)
    ax.set_xlabel("x [mm]")
    ax.set_ylabel("y [mm]")


def _told(device, head):
    count = len(head["x"])
    if head["turn"]:
        return (
            f"{count} needles, {device['layout']}: {head['turn'] * milli:.3g} mm around, "
            f"{head['width'] * milli:.3g} mm along the axle"
        )
    return f"{count} needles of a {device['kind']}, seen from above"

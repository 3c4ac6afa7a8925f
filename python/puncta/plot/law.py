"""Force against displacement of one needle, with what happens on the way."""

import numpy as np

from puncta import style
from puncta.plan import Plan, core
from puncta.plot.layers import legend_below
from puncta.plot.section import needle_of

milli = 1e3
_points = 400
_parts = (
    ("cutting", style.vermillion),
    ("spreading", style.orange),
    ("friction", style.purple),
)


@style.applied()
def needle_law(of, ax=None, displacement=None):
    """Force [mN] on the nominal needle of a scenario over the displacement of its root [mm], mean skin.

    of            a result or the path of a scenario file, at the contact time of its run, as `puncta needle`
    displacement  the largest [m]; twice the needle's length when None

    Marked: the breach of the stratum corneum, and the insertion with the depth gained at once. Behind the
    force stands what resists an inserted needle: cutting, spreading, friction. Dashed, to the right: depth.
    """
    plan = Plan(of)
    length = needle_of(plan.scenario)["length"]
    most = 2 * length if displacement is None else float(displacement)
    if not (np.isfinite(most) and most > 0):
        raise ValueError(f"needle_law: displacement = {displacement!r} must be a positive length in m")
    path = np.linspace(0, most, _points)
    told = core().needle_trace(plan.text, "needle", list(path), at_contact_time=True)
    ax = style.axis(ax, figsize=(7.5, 5.0))
    _draw_resistance(ax, path, told)
    ax.plot(path * milli, told["force"] * milli, color=style.blue, linewidth=2, label="force", zorder=4)
    beside = _draw_depth(ax, path, told)
    _mark(ax, told)
    _mark_hub(ax, path, told, length)
    ax.set_xlim(0, most * milli)
    ax.set_ylim(0, 1.2 * max(told["force"].max() * milli, 1e-9))
    ax.set_xlabel("displacement of the needle [mm]")
    ax.set_ylabel("force [mN]")
    title = style.plain(plan.device["title"])
    ax.set_title(f"Force of one needle on {style.plain(plan.scenario['skin']['title'])}\n{title}")
    ax.set_zorder(beside.get_zorder() + 1)
    ax.patch.set_visible(False)
    legend_below(ax, ncols=5)
    return ax


def _draw_resistance(ax, path, told):
    """Parts of the resistance, from the insertion on, one on the other."""
    if "insertion" not in told:
        return
    inside = path > told["insertion"]["displacement"]
    heights = [np.array([point[name] for point in told["resistance"]])[inside] * milli for name, _ in _parts]
    colours = [colour for _, colour in _parts]
    names = [name for name, _ in _parts]
    ax.stackplot(
        path[inside] * milli, heights, colors=colours, labels=names, alpha=0.3, linewidth=0, zorder=1
    )


def _draw_depth(ax, path, told):
    beside = ax.twinx()
    depth = told["depth"] * 1e6
    dashes = {"color": style.quiet, "linewidth": 1.3, "linestyle": (0, (4, 2))}
    beside.plot(path * milli, depth, **dashes)
    ax.plot([], [], label="depth", **dashes)
    beside.set_ylim(0, 1.2 * max(depth.max(), 1e-9))
    beside.set_ylabel("depth in the skin [µm]")
    beside.spines["right"].set_visible(True)
    return beside


def _mark(ax, told):
    """Breach and insertion: a point on the curve and its sentence."""
    if "insertion" not in told:
        ax.text(0.5, 0.92, "the needle does not enter", transform=ax.transAxes, ha="center")
        return
    for line, name in enumerate(name for name in ("breach", "insertion") if name in told):
        at = told[name]
        x, force = at["displacement"] * milli, at["force"] * milli
        gained = f", {told['jump'] * 1e6:.0f} µm deep at once" if name == "insertion" else ""
        ax.plot(x, force, "o", color=style.blue, markersize=6, zorder=5)
        ax.annotate(
            f"{name} at {x:.3g} mm, {force:.3g} mN{gained}",
            (x, force),
            xytext=(0.03 + 0.05 * line, 0.96 - 0.075 * line),
            textcoords="axes fraction",
            va="top",
            fontsize=9,
            arrowprops={
                "arrowstyle": "-",
                "color": style.quiet,
                "linewidth": 0.8,
                "relpos": (0, 0),
                "shrinkB": 3,
            },
            zorder=6,
        )


def _mark_hub(ax, path, told, length):
    """From where on all of the needle is in the skin, and its hub presses on it."""
    buried = np.flatnonzero(told["depth"] >= length * (1 - 1e-9))
    if len(buried):
        x = path[buried[0]] * milli
        ax.axvline(x, color=style.quiet, linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)
        words = {"xytext": (4, 6), "textcoords": "offset points", "fontsize": 9, "color": style.ink}
        ax.annotate("hub on the skin", (x, 0), **words)

"""The way of a needle's tip while the roller rolls over it."""

import math

import numpy as np

from puncta import style
from puncta.plan import Plan, core
from puncta.plot.layers import draw_bands, legend_below
from puncta.plot.section import needle_of, needle_outline

milli = 1e3


@style.applied()
def tip_path(of, ax=None, depression=None):
    """Path of a nominal needle's tip while it rolls, in the frame of the undeformed skin, to scale in mm.

    of          a result, whose mean axle depression is taken, or the path of a scenario file
                (without slip between skin and drum, unless the scenario has a `slip`)
    depression  of the axle, from where the circle of the tips touches the skin [m]; of a file the needle's
                length when None: the drum's body then touches the skin as well

    The needle is drawn where its tip enters, at half that angle, at its lowest, and going out.
    """
    plan = Plan(of)
    if not plan.rolls:
        raise ValueError(f"tip_path: a {plan.device['kind']} does not roll; its needles go straight down")
    roll = _Roll(plan, depression)
    ax = style.axis(ax, figsize=(7.5, 5.6))
    bottom = 1.22 * roll.depression
    top = -max(roll.needle["length"] * math.cos(roll.entry), 0.25 * roll.depression) * 1.12
    half = max(0.62 * (bottom - top), 1.45 * roll.reach)
    ax.set_xlim(-half * milli, half * milli)
    ax.set_ylim(bottom * milli, top * milli)
    ax.set_aspect("equal")
    draw_bands(ax, plan.layers, bottom, milli)
    ax.axhspan(top * milli, 0, facecolor="white", zorder=0.2)
    ax.axhline(0, color=style.ink, linewidth=0.9, zorder=2)
    _draw_drum(ax, roll)
    for share in (1, 0.5, -0.5, -1, 0):
        _draw_needle(ax, roll, share * roll.entry)
    _draw_path(ax, roll)
    _draw_sunk_surface(ax, plan, roll)
    ax.set_xlabel("along the way, from where the tip stands lowest [mm]")
    ax.set_ylabel("depth below the undeformed skin [mm]")
    ax.set_title(
        f"Path of a tip: needle {roll.needle['length'] * milli:.3g} mm, "
        f"drum radius {roll.drum * milli:.3g} mm, rolls on {roll.rolling * milli:.3g} mm\n"
        f"axle depressed by {roll.depression * milli:.3g} mm ({roll.origin})"
    )
    legend_below(ax)
    return ax


class _Roll:
    """The motion: radii, depression, angle of entry and slit [m, rad]."""

    def __init__(self, plan, depression):
        self.needle = needle_of(plan.scenario)
        self.drum = self.needle["drum_radius"]
        self.tips = self.drum + self.needle["length"]
        self.depression, self.origin = _depression_of(plan, self.needle, depression)
        if not 0 < self.depression < self.tips:
            raise ValueError(
                f"tip_path: depression = {self.depression:g} m; it must be above 0 and below the radius "
                f"of the circle of the tips, {self.tips:g} m"
            )
        slip = plan.scenario["treatment"].get("slip", 0)
        self.rolling = plan.result.rolling_radius if plan.result else core().rolling_radius(self.drum, slip)
        self.entry = core().entry_angle(self.tips, self.depression)
        self.slit = core().rigid_slit(self.tips, self.depression, self.rolling)
        self.reach = max(np.abs(self.path(np.linspace(0, self.entry, 50))[0]).max(), self.slit / 2)

    def path(self, angle):
        return core().tip_path(self.tips, self.depression, self.rolling, angle)


def _depression_of(plan, needle, given):
    if given is not None:
        return float(given), "as asked for"
    if plan.result is None:
        return needle["length"], "the needle's length, an example"
    mean = float(plan.result.summary.value["axle_depression_mean"])
    return mean, "mean of the run"


def _draw_path(ax, roll):
    ahead = math.acos(max(1 - 1.22 * roll.depression / roll.tips, -1.0))
    along, depth = roll.path(np.linspace(ahead, -ahead, 301))
    ax.plot(
        along * milli,
        depth * milli,
        color=style.blue,
        linewidth=2.2,
        zorder=4,
        label=f"tip, below that surface for {2 * math.degrees(roll.entry):.1f}° of a turn",
    )
    slit = roll.slit * milli
    ax.plot(
        [-slit / 2, slit / 2],
        [0, 0],
        color=style.vermillion,
        linewidth=4.5,
        solid_capstyle="butt",
        zorder=3.9,
        label=f"slit of a rigid needle, {slit:.3g} mm",
    )
    for angle in (roll.entry, 0.0, -roll.entry):
        x, y = (float(value) * milli for value in roll.path(np.array(angle)))
        ax.plot(x, y, "o", color=style.blue, markersize=5, zorder=5)
        word = "in" if angle > 0 else "out"
        text = f"{word} at {abs(math.degrees(angle)):.1f}°" if angle else f"lowest, {y:.3g} mm"
        place = {"xytext": (9 if angle > 0 else -9, -11), "ha": "left" if angle > 0 else "right"}
        below = {"xytext": (0, -9), "ha": "center"}
        ax.annotate(
            text, (x, y), textcoords="offset points", va="top", fontsize=9, **(place if angle else below)
        )


def _draw_needle(ax, roll, angle):
    from matplotlib.patches import Polygon

    x, y = (float(value) * milli for value in roll.path(np.array(angle)))
    outline = needle_outline(roll.needle, 0.0, 0.0, roll.needle["length"])
    sine, cosine = math.sin(angle), math.cos(angle)
    # The needle leans with its tip ahead of its root by the angle.
    turned = np.column_stack([x + outline @ [cosine, sine], y + outline @ [-sine, cosine]])
    lowest = angle == 0
    shape = Polygon(
        turned,
        facecolor=style.steel,
        edgecolor=style.steel_edge,
        linewidth=1.0 if lowest else 0.7,
        alpha=1.0 if lowest else 0.5,
        zorder=3.2 if lowest else 3.0,
    )
    ax.add_patch(shape)


def _draw_drum(ax, roll):
    angle = np.linspace(-0.5, 0.5, 201) * math.pi
    ax.plot(
        roll.drum * np.sin(angle) * milli,
        (roll.depression - roll.tips + roll.drum * np.cos(angle)) * milli,
        color=style.steel_edge,
        linewidth=1.1,
        linestyle=(0, (6, 3)),
        zorder=2.5,
        label="drum's body over the lowest needle",
    )
    ax.annotate(
        "rolls this way",
        (0.3, 0.95),
        xytext=(0.03, 0.95),
        xycoords="axes fraction",
        va="center",
        fontsize=9,
        color=style.quiet,
        arrowprops={"arrowstyle": "-|>", "color": style.quiet, "linewidth": 1.2},
    )


def _draw_sunk_surface(ax, plan, roll):
    """Where the skin is at the mean puncture, for it sinks as a whole under the roller."""
    if plan.result is None or roll.origin != "mean of the run":
        return
    depth = float(plan.result.summary.value["depth_mean"])
    if not math.isfinite(depth):
        return
    sunk = (roll.depression - depth) * milli
    ax.axhline(
        sunk,
        color=style.green,
        linewidth=1.4,
        linestyle=(0, (4, 2)),
        zorder=3.5,
        label=f"skin under the tip, sunk by {sunk:.3g} mm",
    )

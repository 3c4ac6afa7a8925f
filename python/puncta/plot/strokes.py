"""The plan of a treatment: where, in which direction and when the device moves over the skin."""

import math

import numpy as np

from puncta import style
from puncta.plan import Plan, core

milli = 1e3
_most_numbers = 24  # labels that a figure can hold
_no_zones = "treatment.exclude=[]"


@style.applied()
def stroke_plan(of, ax=None):
    """Strokes of a treatment as arrows over the region, numbered in order and with the time they begin.

    Colours are directions, a pale band is as wide as the device; strokes on the same way share an arrow.
    Dashed: where the hand lifts because of a zone. `of` is a result or the path of a scenario; axes in mm.
    """
    from matplotlib.patches import Patch, Polygon

    plan = Plan(of)
    told = core().strokes(plan.text)
    ax = style.axis(ax, figsize=(7.2, 6.2))
    ax.set_aspect("equal")
    regions = [np.array(corners) * milli for corners in told["regions"]]
    for region, name in zip(regions, plan.site_names, strict=True):
        ax.add_patch(
            Polygon(
                region, facecolor=style.layer_colours["dermis"], edgecolor=style.ink, linewidth=1.2, zorder=1
            )
        )
        if len(regions) > 1:
            ax.annotate(
                style.plain(name, 40),
                region[np.argmax(region[:, 1])],
                xytext=(0, 4),
                textcoords="offset points",
                zorder=7,
            )
    runs = _runs(told["strokes"])
    lifted = []
    if told["zones"]:
        lifted = _lifted(told["strokes"], core().strokes(plan.text, [_no_zones])["strokes"])
    colours = _colours(told["strokes"])
    handles = [
        *_draw_runs(ax, runs, told["width"], colours),
        *_draw_lifted(ax, lifted, colours),
        *_draw_zones(ax, told["zones"]),
        Patch(facecolor=style.quiet, alpha=0.18, label=f"width of the {plan.device['kind']}"),
    ]
    _fit(ax, [*regions, *(run["ends"] for run in runs)], told["width"] * milli)
    ax.set_xlabel("x [mm]")
    ax.set_ylabel("y [mm]")
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.set_title(f"Plan of the treatment: {_counts(told['strokes'])}\n{style.plain(plan.device['title'])}")
    ax.legend(handles=handles, loc="upper left", bbox_to_anchor=(1.01, 1.0))
    return ax


def _direction(stroke):
    """Direction of the pass in degrees, the same for a stroke rolled back."""
    return round(math.degrees(stroke["direction"] - math.pi * stroke["backward"]), 6)


def _runs(strokes):
    """Strokes on the same way, together: ends [mm], direction, numbers from 1, first time [s]."""
    runs = {}
    for number, stroke in enumerate(strokes, 1):
        ends = np.array([stroke["from"], stroke["to"]]) * milli
        run = runs.setdefault(
            tuple(np.round(ends, 6).ravel()),
            {"ends": ends, "direction": _direction(stroke), "numbers": [], "time": stroke["start_time"]},
        )
        run["numbers"].append(number)
    return list(runs.values())


def _colours(strokes):
    directions = list(dict.fromkeys(_direction(stroke) for stroke in strokes))
    return {angle: style.cycle[number % len(style.cycle)] for number, angle in enumerate(directions)}


def _lifted(strokes, whole):
    """Parts of the ways without zones that no stroke covers: ends [mm] and direction."""
    parts = {}
    for stroke in strokes:
        parts.setdefault(_way(stroke), set()).add(tuple(sorted(_extent(stroke))))
    found = {}
    for stroke in whole:
        begin, end = sorted(_extent(stroke))
        for low, high in [*sorted(parts.get(_way(stroke), ())), (end, end)]:
            if low - begin > 1e-6:
                found[(_way(stroke), round(begin, 9), round(low, 9))] = (
                    _ends(stroke, begin, low) * milli,
                    _direction(stroke),
                )
            begin = max(begin, high)
    return list(found.values())


def _line(stroke):
    """Unit vector of the pass's direction, and across it."""
    angle = math.radians(_direction(stroke))
    return np.array([math.cos(angle), math.sin(angle)]), np.array([-math.sin(angle), math.cos(angle)])


def _way(stroke):
    return _direction(stroke), round(float(np.array(stroke["from"]) @ _line(stroke)[1]), 9)


def _extent(stroke):
    return tuple(float(np.array(stroke[end]) @ _line(stroke)[0]) for end in ("from", "to"))


def _ends(stroke, begin, end):
    along, across = _line(stroke)
    middle = across * (np.array(stroke["from"]) @ across)
    return np.array([middle + along * begin, middle + along * end])


def _draw_runs(ax, runs, width, colours):
    """Bands and arrows; returns what the legend says about directions."""
    from matplotlib.lines import Line2D

    every = math.ceil(len(runs) / _most_numbers)
    banded = set()
    for index, run in enumerate(runs):
        begin, end = run["ends"]
        colour = colours[run["direction"]]
        along = (end - begin) / max(np.hypot(*(end - begin)), 1e-12)
        band = (run["direction"], *np.round(np.sort(run["ends"], axis=0), 6).ravel())
        if band not in banded:
            banded.add(band)
            _draw_band(ax, run["ends"], along, width * milli, colour)
        # Beside the middle line, to the right, so that the way back does not lie on the way there.
        aside = 0.04 * width * milli * np.array([along[1], -along[0]])
        ax.annotate(
            "",
            end + aside,
            begin + aside,
            arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 1.5, "shrinkA": 0, "shrinkB": 0},
            zorder=4,
        )
        if index % every == 0:
            _number(ax, run, begin + aside, along, colour)
    return [Line2D([], [], color=colour, label=f"towards {angle:g}°") for angle, colour in colours.items()]


def _draw_band(ax, ends, along, width, colour):
    from matplotlib.patches import Polygon

    side = 0.5 * width * np.array([-along[1], along[0]])
    corners = [ends[0] + side, ends[1] + side, ends[1] - side, ends[0] - side]
    ax.add_patch(Polygon(corners, facecolor=colour, alpha=0.10, edgecolor="none", zorder=2))
    ax.add_patch(Polygon(corners, facecolor="none", alpha=0.35, edgecolor=colour, linewidth=0.6, zorder=2.1))


def _number(ax, run, at, along, colour):
    numbers = run["numbers"]
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        shown = f"{numbers[0]} – {numbers[-1]}"
    else:
        shown = ", ".join(map(str, numbers[:4])) + (" …" if len(numbers) > 4 else "")
    ax.annotate(
        f"{shown}\n{run['time']:.3g} s",
        at,
        xytext=(-20 * along[0], -12 * along[1]),
        textcoords="offset points",
        ha="center",
        va="center",
        fontsize=8,
        color=colour,
        zorder=6,
        bbox={"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.8},
    )


def _draw_lifted(ax, lifted, colours):
    from matplotlib.lines import Line2D

    for ends, direction in lifted:
        ax.plot(*ends.T, color=colours[direction], linewidth=1.3, linestyle=(0, (2, 2)), zorder=3.8)
    if not lifted:
        return []
    return [
        Line2D([], [], color=style.quiet, linewidth=1.3, linestyle=(0, (2, 2)), label="lifted for a zone")
    ]


def _draw_zones(ax, zones):
    from matplotlib.patches import Polygon

    shapes = []
    for name, corners in zones:
        shape = Polygon(np.array(corners) * milli, facecolor="white", edgecolor=style.ink, hatch="////")
        shape.set(linewidth=0.9, alpha=0.85, zorder=3, label=f"zone to spare: {style.plain(name, 40)}")
        shapes.append(ax.add_patch(shape))
    return shapes


def _fit(ax, shapes, width):
    points = np.concatenate(shapes)
    low, high = points.min(axis=0), points.max(axis=0)
    margin = max(0.55 * width, 0.13 * max(high - low))  # for bands and numbers
    low, high = low - margin, high + margin
    ax.set_xlim(low[0], high[0])
    ax.set_ylim(low[1], high[1])


def _counts(strokes):
    last = strokes[-1]
    seconds = last["start_time"] + last["duration"]
    passes = len({stroke["pass"] for stroke in strokes})
    return f"{len(strokes)} strokes in {passes} pass{'es' if passes > 1 else ''}, about {seconds:.3g} s"

"""A section of the skin, everything to scale: layers, needle, channels."""

import math

import numpy as np

from puncta import style, units
from puncta.plot.layers import bands, readable, side_labels

milli = 1e3
_edge = {"edgecolor": style.vermillion, "linewidth": 1.1, "zorder": 3.4}
_lengths = ("length", "tip_diameter", "shaft_diameter", "taper_length")
_channels = (("depth_p05", "5 %"), ("depth_p50", "median"), ("depth_p95", "95 %"))


@style.applied()
def skin_section(r, ax=None):
    """Skin with its layers, the device's needle in its channel at the median depth, and the channels at the
    5 and 95 % depth. One scale for both axes, in mm; the skin is drawn flat, its dimple is left out.
    """
    ax = style.axis(ax, figsize=(7.5, 5.2))
    needle = needle_of(r.scenario)
    depths = {name: float(r.summary.value[name]) for name, _ in _channels}
    entered = math.isfinite(depths["depth_p50"])
    tip = depths["depth_p50"] if entered else 0.0
    top = -(needle["length"] - tip) * milli
    bottom = _bottom(r.layers, depths) * milli
    head_room = 0.14 * (bottom - top)
    half = 0.66 * (bottom - top + head_room)
    ax.set_xlim(-half, half)
    ax.set_ylim(bottom, top - head_room)
    ax.set_aspect("equal")
    _draw_layers(ax, r.layers, bottom)
    aside = max(0.5 * half, 4 * needle["shaft_diameter"] * milli)
    places = {"depth_p05": -aside, "depth_p50": 0.0, "depth_p95": aside}
    _draw_needle(ax, needle, tip)
    if entered:
        for name, text in _channels:
            _draw_channel(ax, needle, places[name], depths[name], text, empty=name != "depth_p50")
    ax.axhline(0, color=style.ink, linewidth=0.7, zorder=2.5)
    ax.text(
        0.012,
        0.02,
        "skin drawn flat, its dimple left out",
        transform=ax.transAxes,
        va="bottom",
        fontsize=8.5,
        color=style.quiet,
    )
    ax.set_xlabel("along the skin [mm]")
    ax.set_ylabel("depth [mm]")
    ax.set_title(
        f"To scale: {'needle and channels in the skin' if entered else 'no needle entered the skin'}"
    )
    return ax


def needle_of(scenario):
    """Lengths [m] of the device's needle and its drum radius, from the resolved scenario."""
    device = scenario.get("device", {})
    needle = device.get("needle", {})
    try:
        lengths = {key: units.metres(needle[key]) for key in _lengths}
        points = [(units.metres(at), units.metres(width)) for at, width in needle.get("profile", [])]
    except KeyError as error:
        raise ValueError(f"the resolved scenario has no device.needle.{error.args[0]} to draw") from None
    drum = units.metres(device["drum_radius"]) if "drum_radius" in device else math.inf
    if device.get("drum_is") == "tips":
        drum -= lengths["length"]
    return {**lengths, "drum_radius": drum, "profile": points}


def radius(needle, s):
    """Radius of the needle at distance s from its tip: sphere, tangent cone, straight from point to point of
    its profile, cylinder. All [m].
    """
    s = np.asarray(s, float)
    tip, (at, width) = needle["tip_diameter"] / 2, _points(needle)
    reach = math.hypot(width[0], at[0] - tip)
    # Half-angle a of the cone that touches the sphere and reaches the first point behind it:
    # width cos a - (at - tip) sin a = tip.
    angle = math.acos(min(1.0, tip / reach)) - math.atan2(at[0] - tip, width[0])
    touch = tip * (1 - math.sin(angle))
    sphere = np.sqrt(np.clip(s * (2 * tip - s), 0, None))
    behind = np.interp(s, [touch, *at], [tip * math.cos(angle), *width])
    return np.where(s <= 0, 0.0, np.where(s < touch, sphere, behind))


def _points(needle):
    """Distances and radii of the points behind the tip; a cone has one."""
    points = needle.get("profile") or [(needle["taper_length"], needle["shaft_diameter"])]
    points = [(at, width / 2) for at, width in points if at > 0]
    return [at for at, _ in points], [width for _, width in points]


def needle_outline(needle, x, depth, length):
    """Closed outline in mm of the lowest `length` of a needle whose tip stands at `depth`."""
    knots = [at for at in _points(needle)[0] if at < length]
    s = np.union1d(np.linspace(0, min(needle["taper_length"], length), 80), [*knots, length])
    width = radius(needle, s)
    side = np.concatenate([-width[::-1], width])
    return np.column_stack([x + side * milli, (depth - np.concatenate([s[::-1], s])) * milli])


def _bottom(layers, depths):
    """Depth [m] at which the picture ends: below the dermis and below the deepest channel."""
    names = [name for name, _ in layers]
    floor = dict(layers)["hypodermis"] if "hypodermis" in names else layers[-1][1]
    reached = depths["depth_p95"] if math.isfinite(depths["depth_p95"]) else 0.0
    return max(1.3 * floor, 1.25 * reached)


def _draw_layers(ax, layers, bottom):
    shown = bands(layers, bottom / milli)
    for index, (name, top, base) in enumerate(shown):
        ax.axhspan(top * milli, base * milli, facecolor=style.layer_colour(name, index), zorder=0)
    ends = [top for _, top in layers[1:]] + [math.inf]
    texts = [
        readable(name) + (f"  {(end - top) * 1e6:.0f} µm" if end - top < 1.5e-3 else "")
        for (name, top, _), end in zip(shown, ends, strict=False)
    ]
    side_labels(ax, [(top + base) / 2 * milli for _, top, base in shown], texts)


def _draw_channel(ax, needle, x, depth, text, empty):
    from matplotlib.patches import Polygon

    outline = needle_outline(needle, x, depth, depth)
    ax.add_patch(Polygon(outline, facecolor="white" if empty else "none", **_edge))
    ax.annotate(
        f"{text}\n{depth * 1e6:.0f} µm",
        (x, depth * milli),
        xytext=(0, -7),
        textcoords="offset points",
        ha="center",
        va="top",
        fontsize=9,
        zorder=5,
    )


def _draw_needle(ax, needle, tip):
    from matplotlib.patches import Circle, Polygon

    outline = needle_outline(needle, 0.0, tip, needle["length"])
    ax.add_patch(
        Polygon(outline, facecolor=style.steel, edgecolor=style.steel_edge, linewidth=1.0, zorder=3.2)
    )
    base = (tip - needle["length"]) * milli
    high = ax.get_ylim()[1]
    if math.isfinite(needle["drum_radius"]):
        drum = needle["drum_radius"] * milli
        body = Circle((0, base - drum), drum, facecolor=style.steel_edge, edgecolor="none", zorder=3.1)
        ax.add_patch(body)
    else:
        ax.axhspan(high, base, facecolor=style.steel_edge, zorder=3.1)
    ax.text(0, (base + high) / 2, "drum", color="white", ha="center", va="center", fontsize=9, zorder=5)
    ax.annotate(
        f"needle {needle['length'] * milli:.3g} mm,\nshaft {needle['shaft_diameter'] * milli:.3g} mm",
        (needle["shaft_diameter"] / 2 * milli, base / 2),
        xytext=(8, 0),
        textcoords="offset points",
        va="center",
        fontsize=9,
    )

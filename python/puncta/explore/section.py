"""A section of the skin to scale, drawn anew for every picture: layers, the needle at the median depth, and
the channels at the 5 and 95 % depths.
"""

import math

from puncta import style
from puncta.explore import drawing
from puncta.plot.section import needle_of, needle_outline
from puncta.report.markup import element

milli = 1e3
_channels = (("depth_p05", "5 %", 0.22), ("depth_p50", "median", 0.5), ("depth_p95", "95 %", 0.78))
_step = 0.5e-3  # in which the frame grows: between them one sees the needle change, not the frame


def section(shown):
    needle = needle_of(shown.scenario)
    depths = {name: shown.value(name) for name, _, _ in _channels}
    tip = depths["depth_p50"] if math.isfinite(depths["depth_p50"]) else 0.0
    low = -math.ceil((needle["length"] - tip) / _step + 0.2) * _step
    high = math.ceil(_deepest(shown.layers, depths) / _step) * _step
    per_metre = (drawing.bottom - drawing.top) / (high - low)

    def y(depth):
        return drawing.top + (depth - low) * per_metre

    tick = drawing.round_up((high - low) / 9)
    return drawing.picture(
        "section",
        "To scale: needle at the median depth, channels at the 5 and 95 % depths; the skin is drawn flat.",
        _told(needle, depths),
        *drawing.layers(shown.layers, high, y),
        *_drum(needle, tip, y, per_metre),
        _needle(needle, tip, y, per_metre),
        *(part for channel in _channels for part in _channel(needle, depths, channel, y, per_metre)),
        drawing.line(drawing.left, y(0), drawing.right, y(0), stroke=style.ink),
        *drawing.depth_axis(y, low, high, tick, milli, "depth [mm]"),
        *_bar(tick, per_metre),
    )


def _deepest(layers, depths):
    """Down to below the dermis and the deepest channel [m]."""
    floor = dict(layers).get("hypodermis", layers[-1][1])
    reached = depths["depth_p95"] if math.isfinite(depths["depth_p95"]) else 0.0
    return max(1.2 * floor, 1.25 * reached, _step)


def _place(share):
    return drawing.left + share * (drawing.right - drawing.left)


def _drum(needle, tip, y, per_metre):
    """What the needle stands on: a drum, or the plate of stamps and pens."""
    base = y(tip - needle["length"])
    clip = element(
        "clipPath", drawing.box(drawing.left, drawing.top, drawing.right, drawing.bottom), id="frame"
    )
    look = {"fill": style.steel_edge, "clip_path": "url(#frame)"}
    if math.isfinite(needle["drum_radius"]):
        radius = needle["drum_radius"] * per_metre
        body = element(
            "circle", cx=f"{_place(0.5):.2f}", cy=f"{base - radius:.2f}", r=f"{radius:.2f}", **look
        )
    else:
        body = drawing.box(drawing.left, min(drawing.top, base), drawing.right, base, **look)
    return clip, body


def _needle(needle, tip, y, per_metre):
    return drawing.outline(
        _points(needle, 0.5, tip, needle["length"], y, per_metre), fill=style.steel, stroke=style.steel_edge
    )


def _channel(needle, depths, channel, y, per_metre):
    name, words, share = channel
    depth = depths[name]
    if not math.isfinite(depth):
        return
    yield drawing.outline(
        _points(needle, share, depth, min(depth, needle["length"]), y, per_metre),
        fill="none" if name == "depth_p50" else "white",
        stroke=style.vermillion,
    )
    for row, text in enumerate((words, f"{depth * 1e6:.0f} µm"), 1):
        yield drawing.text(_place(share), y(depth) + 15 * row, text, "middle")


def _points(needle, share, depth, length, y, per_metre):
    """The lowest part of a needle on the picture."""
    return [
        (_place(share) + x / milli * per_metre, y(at / milli))
        for x, at in needle_outline(needle, 0.0, depth, length)
    ]


def _bar(length, per_metre):
    """The same length across: one scale for both directions."""
    x, y = drawing.left + 12, drawing.bottom + 18
    yield drawing.line(x, y, x + length * per_metre, y, stroke=style.ink, stroke_width=3)
    yield drawing.text(
        x + length * per_metre + 8, y + 4, f"{length * milli:.3g} mm, the same across and down"
    )


def _told(needle, depths):
    if not math.isfinite(depths["depth_p50"]):
        return f"Section of the skin; no needle of {needle['length'] * milli:.3g} mm entered it."
    reached = ", ".join(f"{words} {depths[name] * 1e6:.0f} µm" for name, words, _ in _channels)
    return f"Section of the skin with a needle of {needle['length'] * milli:.3g} mm; depths: {reached}."

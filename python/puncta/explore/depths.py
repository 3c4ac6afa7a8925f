"""The depth distribution over the layers, drawn anew for every picture: bars, mean and 5 to 95 % range, each
with its 95 % interval.
"""

import math

import numpy as np

from puncta import style
from puncta.explore import drawing
from puncta.plot.depth import joined
from puncta.plot.layers import spread

micro = 1e6
_bars = (40, 20)  # of a whole treatment, and of a look with its few punctures
_marks = (("depth_p05", "5 %"), ("depth_mean", "mean"), ("depth_p95", "95 %"))
_step = 0.1e-3  # in which the frame grows


def depths(shown):
    counts = np.asarray(shown.totals["depth_counts"], float)
    edges, counts = joined(counts, shown.totals["bin_width"], _bars[shown.is_look])
    entered = counts.any()
    deepest = math.ceil(_deepest(shown, edges, counts) / _step) * _step

    def y(depth):
        place = drawing.top + depth / deepest * (drawing.bottom - drawing.top)
        return min(max(place, drawing.top), drawing.bottom)

    parts = [*drawing.layers(shown.layers, deepest, y)]
    parts += _bars_and_range(shown, edges, counts, y) if entered else [_nothing()]
    parts += drawing.depth_axis(y, 0, deepest, drawing.round_up(deepest / 9), micro, "depth [µm]")
    title = "How deep the needles go; thick: 95 % interval of 5 %, mean and 95 % depth."
    return drawing.picture("depths", title, _told(shown, entered), *parts)


def _deepest(shown, edges, counts):
    """Below the deepest bar that holds a thousandth, with room under the 95 % mark."""
    if not counts.any():
        return max(1.2 * shown.layers[-1][1], _step)
    visible = edges[1:][counts.cumsum() >= 0.999 * counts.sum()][0]
    return 1.08 * max(visible, shown.value("depth_p95"))


def _bars_and_range(shown, edges, counts, y):
    shares = counts / counts.sum()
    per_share = 0.56 * (drawing.right - drawing.left) / shares.max()
    for start, end, share in zip(edges, edges[1:], shares, strict=False):
        if share and y(end) > y(start):
            x = drawing.left + share * per_share
            yield drawing.box(
                drawing.left, y(start), x, y(end), fill=style.blue, stroke="white", stroke_width=0.5
            )
    tick = drawing.round_up(shares.max() / 4)
    for count in range(math.floor(shares.max() / tick + 1e-9) + 1):
        x = drawing.left + count * tick * per_share
        yield drawing.line(x, drawing.bottom, x, drawing.bottom + 5)
        yield drawing.text(x, drawing.bottom + 18, f"{100 * count * tick:.3g}", "middle")
    width = (edges[1] - edges[0]) * micro
    middle = (drawing.left + drawing.right) / 2
    words = f"share of punctures per {width:.3g} µm of depth [%]"
    yield drawing.text(middle, drawing.bottom + 36, words, "middle")
    yield from _range(shown, drawing.left + 0.6 * (drawing.right - drawing.left), y)


def _range(shown, x, y):
    """Intervals side by side, since those of few replicates are wide."""
    values = [shown.value(name) for name, _ in _marks]
    places = spread([y(value) for value in values], 17, drawing.top, drawing.bottom)
    yield drawing.line(x, y(values[0]), x, y(values[-1]), stroke=style.ink)
    for number, ((name, words), value, place) in enumerate(zip(_marks, values, places, strict=True)):
        found, at = shown.totals["summary"][name], x + 9 * number
        colour = style.vermillion if name == "depth_mean" else style.ink
        low, high = found["ci_low"], found["ci_high"]
        interval = ""
        if math.isfinite(high - low):
            yield drawing.line(at, y(low), at, y(high), stroke=colour, stroke_width=4, stroke_opacity=0.6)
            interval = f" ({low * micro:.0f} – {high * micro:.0f})"
        yield drawing.line(at - 6, y(value), at + 6, y(value), stroke=colour, stroke_width=3)
        yield drawing.text(x + 30, place + 4, f"{words} {value * micro:.0f}{interval}", **_halo)


_halo = {
    "font_size": 12.5,
    "stroke": "white",
    "stroke_width": 3,
    "stroke_opacity": 0.7,
    "paint_order": "stroke",
}


def _nothing():
    middle = (drawing.left + drawing.right) / 2
    return drawing.text(middle, (drawing.top + drawing.bottom) / 2, "no needle entered the skin", "middle")


def _told(shown, entered):
    if not entered:
        return "Depth distribution: no needle entered the skin."
    told = ", ".join(f"{words} {shown.value(name) * micro:.0f} µm" for name, words in _marks)
    return f"Depth distribution over the layers of the skin: {told}."

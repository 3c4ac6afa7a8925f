"""What both pictures of the page are made of: SVG with attributes only, which a strict policy lets pass."""

import math

from puncta import style
from puncta.plot.layers import bands, spread
from puncta.report.markup import element

width, height = 540, 420  # of a picture [px]
left, right, top, bottom = 62, 395, 18, 372  # of its axes
_line = {"stroke": style.quiet, "stroke_width": 1}


def picture(name, title, alt, *parts):
    """A figure whose text for those who do not see it is `alt`."""
    svg = element("svg", *parts, viewBox=f"0 0 {width} {height}", font_size="13.5", fill=style.ink)
    paper = element("div", svg, class_="paper", role="img", aria_label=alt)
    return element("figure", paper, element("figcaption", title), id=name)


def text(x, y, words, anchor="start", **more):
    return element("text", words, x=_px(x), y=_px(y), text_anchor=anchor, **more)


def line(x1, y1, x2, y2, **more):
    return element("line", x1=_px(x1), y1=_px(y1), x2=_px(x2), y2=_px(y2), **(_line | more))


def box(x1, y1, x2, y2, **more):
    return element("rect", x=_px(x1), y=_px(y1), width=_px(x2 - x1), height=_px(y2 - y1), **more)


def outline(points, **more):
    return element("path", d="M" + "L".join(f"{_px(x)} {_px(y)}" for x, y in points) + "Z", **more)


def layers(of, deepest, y):
    """Bands of the layers down to `deepest`, named at the right; y(depth) is the place on the picture."""
    shown = bands(of, deepest)
    for index, (name, start, end) in enumerate(shown):
        yield box(left, max(y(start), top), right, y(end), fill=style.layer_colour(name, index))
    middles = [(y(start) + y(end)) / 2 for _, start, end in shown]
    for (name, _, _), middle, place in zip(shown, middles, spread(middles, 16, top, bottom), strict=True):
        yield line(right, middle, right + 12, place)
        yield text(right + 16, place + 4, name.replace("_", " "), fill=style.quiet)


def depth_axis(y, low, high, step, scale, label):
    """Ticks from `low` to `high` at the left, in steps of `step`; scale makes the numbers people read."""
    yield line(left, top, left, bottom)
    for count in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1):
        at = y(count * step)
        yield line(left - 5, at, left, at)
        yield text(left - 9, at + 4, f"{count * step * scale:.6g}", "end")
    middle = (top + bottom) / 2
    yield text(16, middle, label, "middle", transform=f"rotate(-90 16 {_px(middle)})")


def round_up(value, steps=(1, 2, 5)):
    """The least of these steps, times a power of ten, that is not below `value`."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (*steps, 10) if step * power >= value * (1 - 1e-9))


def _px(length):
    return f"{length:.2f}"

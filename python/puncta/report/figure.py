"""A Matplotlib figure as inline SVG: alternative text, what the pointer reads off, buttons to save it."""

import io
import itertools
import json
import re

from puncta import style
from puncta.report import hover
from puncta.report.markup import Html, element

_settings = {
    "svg.fonttype": "path",
    "svg.hashsalt": "puncta",
    "savefig.facecolor": "white",
    "text.hinting": "none",
}
_number = re.compile(r"(\.\d\d)\d+")
_names = itertools.count()


def figure(drawn, name, alt, caption=None):
    """<figure> of a Matplotlib figure, which is closed.

    name     id on the page, and of the file a reader saves
    alt      what the figure says, for those who do not see it
    caption  shown below
    """
    svg, told = svg_of(drawn)
    picture = element(
        "div",
        svg,
        class_="paper",
        role="img",
        tabindex="0",
        aria_label=alt,
        data_told=json.dumps(told, separators=(",", ":"), allow_nan=False) if told else None,
    )
    buttons = element(
        "span",
        element("button", "save as SVG", type="button", data_save="svg", aria_label=f"save {name} as SVG"),
        element("button", "save as PNG", type="button", data_save="png", aria_label=f"save {name} as PNG"),
        class_="buttons",
    )
    below = element("figcaption", element("span", caption or ""), buttons)
    return element("figure", picture, below, id=name)


def svg_of(drawn):
    """Inline SVG of a figure, and its axes as the script reads values off them."""
    import matplotlib
    import matplotlib.pyplot as plt

    text = io.StringIO()
    # Text as outlines: the page looks the same without the font.
    with style.applied(), matplotlib.rc_context(_settings):
        titles = hover.titles(drawn)
        drawn.savefig(text, format="svg", bbox_inches="tight", metadata={"Date": None})
        told = hover.axes(drawn)
    plt.close(drawn)
    svg = text.getvalue()
    svg = re.sub(r"<!--.*?-->\s*|<metadata>.*?</metadata>\s*", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    svg = re.sub(r' d="[^"]*"', lambda path: _number.sub(r"\1", path[0]), svg)
    for name, title in titles.items():
        svg = svg.replace(f'<g id="{name}">', f'<g id="{name}" class="told">{element("title", title)}', 1)
    return Html(_unique(svg)), told


def _unique(svg):
    """Names of one SVG must not meet those of another on the same page."""
    prefix = f"s{next(_names)}-"
    svg = re.sub(r'(<[^>]*?\sid=")', rf"\g<1>{prefix}", svg)
    return re.sub(r'((?:href="|url\()#)', rf"\g<1>{prefix}", svg)

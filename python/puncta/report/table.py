"""Tables of a page."""

import math

from puncta.report.markup import element


def exact(value, text):
    """A number as people read it, with the exact one of the file (SI) for programs: <data value=…>."""
    known = value is not None and math.isfinite(value)
    return element("data", text, value=repr(float(value))) if known else element("span", text)


def table(columns, rows, caption=None, label=None):
    """A table in a box that scrolls by itself where it is too wide.

    columns  names; one that begins with ">" holds numbers and is set to the right
    rows     lists of cells, plain texts or markup; the first cell of a row is its head
    """
    sides = ["n" if name.startswith(">") else None for name in columns]
    head = [
        element("th", name.removeprefix(">"), scope="col", class_=side)
        for name, side in zip(columns, sides, strict=True)
    ]
    body = [
        element(
            "tr",
            *(
                element("td" if number else "th", cell, class_=side, scope=None if number else "row")
                for number, (cell, side) in enumerate(zip(row, sides, strict=True))
            ),
        )
        for row in rows
    ]
    told = element("caption", caption) if caption else None
    whole = element("table", told, element("thead", element("tr", *head)), element("tbody", *body))
    # Focusable, so that it scrolls by keyboard as well.
    return element(
        "div", whole, class_="scroll", tabindex="0", role="region", aria_label=label or caption or "table"
    )


def facts(pairs):
    """A list of name and value; values that are None are left out."""
    parts = []
    for name, value in pairs:
        if value is not None:
            parts += [element("dt", name), element("dd", value)]
    return element("dl", *parts, class_="facts")

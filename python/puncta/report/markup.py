"""Elements of HTML as text. Whatever is not markup already is escaped, so that no text of a file can be."""

import html
import re

_void = {"meta", "br", "wbr", "input"}
# What no HTML text may hold: control characters but tab and line feed, and halves of surrogate pairs.
_unfit = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class Html(str):
    """Markup: put into an element as it is."""


def escaped(text):
    return Html(html.escape(_unfit.sub("\N{REPLACEMENT CHARACTER}", str(text))))


def join(parts):
    """Markup of several parts one after another; None is nothing, plain texts are escaped."""
    return Html(
        "".join(part if isinstance(part, Html) else escaped(part) for part in parts if part is not None)
    )


def element(name, /, *children, **attributes):
    """<name …>children</name>; class_ is class, data_value is data-value, None leaves an attribute out."""
    told = []
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        key = key.rstrip("_").replace("_", "-")
        told.append(f" {key}" if value is True else f' {key}="{escaped(value)}"')
    start = f"<{name}{''.join(told)}>"
    return Html(start if name in _void else f"{start}{join(children)}</{name}>")

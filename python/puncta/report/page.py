"""The skeleton of every page that Puncta writes: one file, nothing from a network.

A page is light or dark as its reader has set, prints on white, and may run no script but its own: its
Content-Security-Policy names that script by its hash, so that not even a forgotten escape could run one.
"""

import base64
import hashlib
from pathlib import Path

from puncta.report.markup import Html, element, join
from puncta.report.output import mark

caveat = (
    "This is a model and no medical advice. Its numbers rest on assumptions that are weak in places; the "
    "intervals show chance (people, heads, hands) and not what is unknown, unless a table says so."
)


def page(command, title, *body, contents=()):
    """The whole page as text.

    command   of puncta that writes it: its mark stands in the first lines (puncta.report.output)
    title     of the page, shown as its heading
    body      markup, section after section
    contents  (id, text) of the sections, for the line of links at the top
    """
    style, script = (own_text(name) for name in ("page.css", "page.js"))
    policy = (
        f"default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; script-src {hash_of(script)}"
    )
    links = [element("a", text, href=f"#{name}") for name, text in contents]
    inside = join(
        [
            element("a", "to the content", href="#main", class_="skip"),
            element("nav", *links, aria_label="sections") if links else None,
            element("main", element("h1", title), *body, id="main"),
        ]
    )
    return f"{mark(command)}{document(title, inside, style, script, policy)}\n"


def document(title, body, style, script, policy=None):
    """<html> with this style in its head, the script behind its body, and the policy that lets them be."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy) if policy else None,
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        element("style", Html(style)),
    )
    return element("html", head, element("body", body, element("script", Html(script))), lang="en")


def hash_of(text):
    """A script or style, as a Content-Security-Policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def section(name, title, *body, level=2):
    """A section with its heading; `name` is its id, to which links lead."""
    return element("section", element(f"h{level}", title), *body, id=name)


def folded(summary, *body, opened=False):
    """What is shown on demand; printing unfolds it."""
    return element("details", element("summary", summary), *body, open=opened)


def listing(summary, text):
    """A long text of a file, shown on demand and left out in print."""
    return element("details", element("summary", summary), element("pre", text, tabindex="0"), class_="text")


def warning(*text):
    return element("p", *text, class_="warning")


def own_text(name):
    """A file of this folder."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8").strip()

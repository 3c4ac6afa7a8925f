"""The page itself, and what is put into it: pictures, table and a line that says what they are made of."""

import re
from pathlib import Path

from puncta.explore.depths import depths
from puncta.explore.knobs import Choice
from puncta.explore.section import section
from puncta.explore.summary import summary
from puncta.report.markup import element, join
from puncta.report.page import caveat, document, hash_of, own_text, warning


def page(explorer):
    """The page of an Explorer, and the Content-Security-Policy that goes with it."""
    style = own_text("page.css") + "\n" + _own("explore.css")
    script = _own("explore.js")
    body = join(
        [
            element("a", "to the pictures", href="#pictures", class_="skip"),
            element(
                "main",
                element("h1", explorer.title),
                element("p", explorer.device, class_="quiet"),
                *(warning(text) for text in explorer.warnings),
                element("div", _controls(explorer), _shown(), class_="bench"),
            ),
        ]
    )
    policy = (
        f"default-src 'none'; script-src {hash_of(script)}; style-src {hash_of(style)}; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return f"<!doctype html>\n{document(f'Explore: {explorer.title}', body, style, script)}\n", policy


def answer(shown):
    """What the script puts into the page."""
    count = shown.totals["replicates"]
    more = not shown.is_look and count < shown.planned
    return {
        "pictures": join([section(shown), depths(shown)]),
        "summary": summary(shown),
        "state": _state(shown, count),
        "export": shown.export,
        "next": 2 if shown.is_look else min(2 * count, shown.planned) if more else None,
    }


def reasons(error):
    """Why something cannot be computed, a sentence each: without the places in --set, which nobody wrote."""
    found = re.findall(r"^\S*:\d+:\d+: (.*)$", str(error), flags=re.MULTILINE)
    return found or str(error).splitlines()


def _state(shown, count):
    failed = shown.totals["failures"]
    lost = f" At {failed} positions of the device the balance of forces did not converge." if failed else ""
    if shown.is_look:
        return f"First look: part of one pass, {count} replicates.{lost}"
    return f"Whole treatment, {count} of {shown.planned} replicates (people, heads and hands).{lost}"


def _controls(explorer):
    return element(
        "form",
        element("fieldset", element("legend", "Change"), *(_control(knob) for knob in explorer.knobs)),
        element(
            "p",
            element("button", "reset", type="reset"),
            element("a", "save as scenario", id="save", class_="button", aria_disabled="true", role="link"),
            class_="row",
        ),
        element("p", "Computing …", id="state", role="status", class_="quiet"),
        element("div", id="problem", role="alert"),
        element("noscript", warning("The page computes by a script, which this browser does not run.")),
        id="knobs",
    )


def _control(knob):
    name = element("label", knob.label, for_=knob.name)
    if isinstance(knob, Choice):
        options = [
            element("option", text, value=value, selected=value == knob.value)
            for value, text in knob.options.items()
        ]
        return element("p", name, element("select", *options, id=knob.name, name=knob.name), class_="knob")
    slider = element(
        "input",
        type="range",
        id=knob.name,
        name=knob.name,
        min=f"{knob.low:.9g}",
        max=f"{knob.high:.9g}",
        step=f"{knob.step:.9g}",
        value=f"{knob.value:.9g}",
        data_unit=knob.unit,
        autocomplete="off",
    )
    return element("p", name, element("output", for_=knob.name), slider, class_="knob")


def _shown():
    pictures = {"id": "pictures", "aria_label": "pictures", "role": "region", "tabindex": "-1"}
    return element(
        "div",
        element("div", class_="figures", **pictures),
        element("section", element("h2", "Summary"), element("div", id="summary")),
        warning(caveat),
    )


def _own(name):
    return Path(__file__).with_name(name).read_text(encoding="utf-8").strip()

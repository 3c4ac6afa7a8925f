"""Which values a result rests on, and how each of them is known: the cards in use, with source and status."""

import re

from puncta import plan, sources, units
from puncta.report import page
from puncta.report.markup import element, join
from puncta.report.table import table

_words = {**sources.STATUS, "calibrated": "calibrated", "assumption": "assumption"}
_given = "set by the scenario"


def assumptions(r, folded=False):
    """Counts by status and the list of all values, of the cards that the file names.

    Sources and status stand on the cards and not in the file: they are told where this program ships the same
    card, which the hash in the file tells.
    """
    parts = [element("p", _limits, class_="quiet")]
    for name, digest in r.cards.items():
        parts.append(_card(r, name, digest, folded))
    if not r.cards:
        parts.append(element("p", "The scenario takes its values from no card: they stand in it."))
    return join(parts)


_limits = (
    "The laws are quasi-static and of small strain; depth follows from values that nobody has measured well. "
    "What is marked as an assumption has no source."
)


def _card(r, name, digest, folded):
    try:
        known = plan.core().card(name)
    except (ImportError, ValueError):
        return element("p", f"{name}: this program ships no such card; its values stand in the scenario.")
    if known["hash"] != digest:
        text = f"{name}: the card has changed since this run; what the run used stands in its scenario."
        return page.warning(text)
    bib = sources.shipped()
    cited = sources.read(bib) if bib else {}
    rows, counts = [], {}
    for value in known["values"]:
        used = _used(r.scenario, name, value["key"])
        value = {**value, "value": value["value"].strip('"')}
        changed = used is not None and not _same(used, value["value"])
        status = _given if changed else _words.get(value["status"], value["status"])
        counts[status] = counts.get(status, 0) + 1
        rows.append(_row(value, used, status, cited))
    chips = [
        element("li", element("strong", str(n)), f" {word}") for word, n in sorted(counts.items(), key=_often)
    ]
    columns = ["value of the card", "in force", "range (ignorance)", "how it is known"]
    listed = table(columns, rows, label=f"values of {name}")
    head = [element("h3", name), element("ul", *chips, class_="counts")]
    return join([*head, page.folded(f"All {len(rows)} values of {name}", listed, opened=not folded)])


def _often(item):
    return -item[1]


def _row(value, used, status, cited):
    shown = value["value"] if used is None else used
    varies = [element("small", f"varies between people, cv {value['cv']}")] if value["cv"] else []
    how = [status]
    if status == _given:
        how.append(element("small", f"the card says {value['value']}"))
    elif value["source"]:
        how.append(element("small", sources.cited(cited, value["source"])))
    if value["note"] and status != _given:
        how.append(element("small", value["note"]))
    key = join([part for word in value["key"].split(".") for part in (element("wbr"), word, ".")][1:-1])
    ignorance = units.pretty(value["range"]) or "–"
    return [key, join([units.pretty(shown), *varies]), ignorance, join(how)]


def _used(scenario, card, key):
    """Value in force of a card's key, as the resolved scenario spells it; None where there is none."""
    kind, name = card.split("/", 1)
    if kind == "devices":
        table = scenario.get("device", {})
    else:
        skins = [scenario.get("skin", {}), *(site["skin"] for site in scenario.get("sites", []))]
        table = next((skin for skin in skins if skin.get("name") == name), {})
    found = table
    for part in key.removeprefix("needle_law.").split("."):
        if not isinstance(found, dict) or part not in found:
            return None
        found = found[part]
    if isinstance(found, dict | list):
        return None
    return str(found).lower() if isinstance(found, bool) else str(found)


def _same(used, card):
    """Both are spelt by the same program, but for zero, which has any unit, and 0.30 for 0.3."""
    parts = [re.fullmatch(r"(\S+)\s*(.*)", text) for text in (used, card)]
    if None in parts:
        return used == card
    try:
        numbers = [float(part[1]) for part in parts]
    except ValueError:
        return used == card
    return numbers[0] == numbers[1] and (numbers[0] == 0 or parts[0][2] == parts[1][2])

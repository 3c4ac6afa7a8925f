"""Pedigree of the inputs: how many values on the cards of skin and devices were read, derived, or assumed."""

from collections import Counter

from puncta.validation.models import compiled

STATUS = ("P", "S", "M", "D", "calibrated", "assumption")
WORDS = {
    "P": "read in the paper",
    "S": "read in a secondary text",
    "M": "from memory, unchecked",
    "D": "derived by arithmetic",
    "calibrated": "by `puncta calibrate`",
    "assumption": "ours, for want of a source",
}


def cards(kind, folder):
    """Names of the shipped cards of a kind, from their files."""
    return sorted(file.stem for file in (folder / kind).glob("*.toml"))


def counts(kind, names):
    """{status: values} over the cards, and how many of the values carry a range."""
    found, ranged = Counter(), 0
    for name in names:
        for item in compiled().card(f"{kind}/{name}")["values"]:
            found[item["status"]] += 1
            ranged += bool(item["range"])
    return found, ranged


def table(folder):
    """Lines of a Markdown table of both kinds of cards."""
    columns = {kind: counts(kind, cards(kind, folder)) for kind in ("skin", "devices")}
    lines = [
        f"| status | skins ({len(cards('skin', folder))}) | devices ({len(cards('devices', folder))}) |",
        "|---|---|---|",
    ]
    for status in STATUS:
        cells = [f"{columns[kind][0][status]}" for kind in columns]
        lines.append(f"| {status}: {WORDS[status]} | {' | '.join(cells)} |")
    lines.append(f"| all | {' | '.join(str(sum(columns[kind][0].values())) for kind in columns)} |")
    lines.append(f"| of these with a range | {' | '.join(str(columns[kind][1]) for kind in columns)} |")
    return lines

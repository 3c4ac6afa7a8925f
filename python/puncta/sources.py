"""models/sources.bib: what the keys that cards and cases give as their source stand for."""

import re
from pathlib import Path

# How far a value was checked: the status on a card.
STATUS = {
    "P": "read in the paper",
    "S": "read in a secondary text",
    "M": "from memory, unchecked",
    "D": "derived by arithmetic",
}


def shipped():
    """The file beside the package, or in a source tree above it; None where neither is."""
    package = Path(__file__).resolve().parent
    beside, above = package / "cases" / "sources.bib", package.parents[1] / "models" / "sources.bib"
    return next((file for file in (beside, above) if file.is_file()), None)


def read(file):
    """{key: {field: text}} of a file of sources, one entry a line."""
    entries = re.findall(r"^@\w+\{(\w+),(.*)\}\s*$", Path(file).read_text(encoding="utf-8"), re.MULTILINE)
    found = {}
    for key, rest in entries:
        fields = re.findall(r"(\w+) = \{((?:[^{}]|\{[^{}]*\})*)\}", rest)
        found[key] = {name: _plain(text) for name, text in fields}
    return found


def cited(sources, key):
    """Who and when, with the DOI where one is known: 'Flynn 2011, doi 10.1007/…'."""
    source = sources.get(key, {})
    who = " ".join(part for part in (source.get("author", key), source.get("year", "")) if part)
    return f"{who}, doi {source['doi']}" if "doi" in source else who


def _plain(text):
    r"""TeX of a name as text: M{\o}ller, R{\"o}mgens."""
    letters = {r"{\o}": "ø", r"{\"o}": "ö", r"{\"a}": "ä", r"{\"u}": "ü"}
    for tex, letter in letters.items():
        text = text.replace(tex, letter)
    return text

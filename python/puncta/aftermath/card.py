"""The numbers behind the aftermath: models/cards/aftermath/human.toml, read and checked."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

STATUS = ("P", "S", "M", "D", "assumption")


class CardError(ValueError):
    """What is wrong with the card; the text lists every problem."""


@dataclass(frozen=True)
class Number:
    """A number of the card: value and range [SI], where it comes from."""

    value: float
    low: float
    high: float
    status: str
    source: str
    note: str


@dataclass(frozen=True)
class Duration:
    """How long something lasts, by the depth of the wound in the dermis: low and high between tabled depths.

    depths     ascending [m]
    low, high  in `unit`, one for each depth
    scales     whether it grows with the density of holes and on sensitive skin
    """

    name: str
    unit: str
    depths: tuple
    low: tuple
    high: tuple
    scales: bool
    status: str
    source: str
    note: str


@dataclass(frozen=True)
class Event:
    """Something that comes between `low` and `high` in `unit`, where the dermis is reached often enough."""

    name: str
    unit: str
    low: float
    high: float
    least_dermis_share: float
    status: str
    source: str
    note: str


@dataclass(frozen=True)
class Card:
    """numbers: {"closure.half_life": Number, …}; durations and timeline in the order of the card."""

    numbers: dict
    durations: tuple
    timeline: tuple
    avoid_sites: tuple


def shipped():
    """The card beside the package, or in a source tree above it."""
    package = Path(__file__).resolve().parent
    beside = package / "human.toml"
    return (
        beside if beside.is_file() else package.parents[2] / "models" / "cards" / "aftermath" / "human.toml"
    )


def read(path=None):
    """The Card of a file, the shipped one when None. CardError for a value without status or source."""
    path = Path(path) if path is not None else shipped()
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CardError(f"{path}: {error}") from None
    problems = []
    card = _card(content, problems)
    if problems:
        raise CardError("\n".join(f"{path}: {problem}" for problem in problems))
    return card


def _card(content, problems):
    numbers, sites = {}, ()
    for group, table in content.items():
        if not isinstance(table, dict):
            continue
        for name, entry in table.items():
            key = f"{group}.{name}"
            _require_origin(key, entry, problems)
            if key == "risk.avoid_sites":
                sites = tuple(entry.get("value", ()))
            else:
                numbers[key] = _number(key, entry, problems)
    durations = tuple(_duration(entry, problems) for entry in content.get("duration", []))
    timeline = tuple(_event(entry, problems) for entry in content.get("timeline", []))
    return Card(numbers, durations, timeline, sites)


def _number(key, entry, problems):
    try:
        value = si(entry["value"])
        low, high = (si(end) for end in entry.get("range", [entry["value"]] * 2))
    except (KeyError, TypeError, ValueError) as error:
        problems.append(f"{key}: {error}")
        return None
    if not low <= value <= high:
        problems.append(f"{key}: the value lies outside its range")
    return Number(value, low, high, entry.get("status", ""), entry.get("source", ""), entry.get("note", ""))


def _duration(entry, problems):
    name = entry.get("name", "duration")
    _require_origin(name, entry, problems)
    depths, low, high = ([*map(si, entry.get("depths", []))], entry.get("low", []), entry.get("high", []))
    if not depths or not len(depths) == len(low) == len(high):
        problems.append(f"{name}: depths, low and high need the same number of values")
    elif depths != sorted(set(depths)) or any(a > b for a, b in zip(low, high, strict=True)):
        problems.append(f"{name}: depths must rise, and low must not be above high")
    origin = (entry.get("status", ""), entry.get("source", ""), entry.get("note", ""))
    columns = (tuple(depths), tuple(map(float, low)), tuple(map(float, high)))
    return Duration(name, entry.get("unit", ""), *columns, bool(entry.get("scales", True)), *origin)


def _event(entry, problems):
    name = entry.get("name", "timeline")
    _require_origin(name, entry, problems)
    origin = (entry.get("status", ""), entry.get("source", ""), entry.get("note", ""))
    ends = (float(entry.get("low", 0)), float(entry.get("high", 0)))
    return Event(name, entry.get("unit", ""), *ends, float(entry.get("least_dermis_share", 0)), *origin)


def _require_origin(key, entry, problems):
    if not isinstance(entry, dict) or entry.get("status") not in STATUS:
        problems.append(f"{key} needs a status: {', '.join(STATUS)}")
    elif entry["status"] != "assumption" and not entry.get("source"):
        problems.append(f"{key} needs a source, a key of models/sources.bib")


_units = {"h": 3600.0, "um": 1e-6, "mm": 1e-3, "1/cm^2": 1e4, "day": 86400.0}


def si(value):
    """SI number of a plain number or of a text such as "23 h"; ValueError otherwise."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    number, _, unit = str(value).partition(" ")
    if unit not in _units:
        raise ValueError(f"{value!r}: a number with one of the units {', '.join(_units)} is needed")
    return float(number) * _units[unit]

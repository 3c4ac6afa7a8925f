"""The data that calibration reads: one TOML file per experiment, numbers in SI."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import puncta._core as core

LAWS = ("insertion_line", "opening_split", "cutting_force", "pressed_array")


class DataError(ValueError):
    """A file of calibration data is wrong; the text names the file and the key."""


@dataclass(frozen=True)
class Datum:
    """One experiment: numbers by key in SI units, its error and the ranges of what it does not say."""

    file: str
    title: str
    source: str
    status: str
    law: str
    table: dict

    def number(self, key, dimension="dimensionless", of=None):
        """The number under this key, written bare, as text with a unit, or as {value = …}."""
        value = (self.table if of is None else of).get(key)
        if isinstance(value, dict):
            value = value.get("value")
        return self._read(key, value, dimension)

    def range(self, key, dimension="dimensionless"):
        """Lowest and highest value of something unknown."""
        ends = self.table.get("unknown", {}).get(key)
        if not isinstance(ends, list) or len(ends) != 2:
            raise DataError(f"{self.file}: unknown.{key} must be [lowest, highest]")
        low, high = (self._read(key, end, dimension) for end in ends)
        if not 0 < low < high:
            raise DataError(f"{self.file}: unknown.{key}: {ends} must rise and be positive")
        return low, high

    def error(self, key):
        return self._read(key, self.table.get("error", {}).get(key, {}).get("value"), "dimensionless")

    def _read(self, key, value, dimension):
        if isinstance(value, int | float) and not isinstance(value, bool) and dimension == "dimensionless":
            return float(value)
        if isinstance(value, str) and dimension != "dimensionless":
            try:
                return core.quantity(value, dimension)
            except ValueError as problem:
                raise DataError(f"{self.file}: {key}: {problem}") from None
        raise DataError(f"{self.file}: {key} = {value!r}: a {dimension} value is needed")


def read(folder):
    """All data of a folder by their law; each law needs exactly one."""
    found = {}
    for path in sorted(Path(folder).glob("*.toml")):
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as problem:
            raise DataError(f"{path.name}: {problem}") from None
        missing = [key for key in ("title", "source", "status", "law") if key not in table]
        if missing:
            raise DataError(f"{path.name}: {', '.join(missing)} missing")
        if table["law"] not in LAWS:
            raise DataError(f"{path.name}: law = {table['law']!r}; known: {', '.join(LAWS)}")
        if table["law"] in found:
            raise DataError(f"{path.name} and {found[table['law']].file} are both of law {table['law']}")
        found[table["law"]] = Datum(
            path.name, table["title"], table["source"], table["status"], table["law"], table
        )
    absent = [law for law in LAWS if law not in found]
    if absent:
        raise DataError(f"{folder}: no data for {', '.join(absent)}")
    return found

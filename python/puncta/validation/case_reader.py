"""Checks one [[case]] table; every problem names the file and the case."""

import difflib
import re
from math import inf, isfinite

from puncta.validation.case import PUBLISHED, STATUS, Case, Refine
from puncta.validation.models import SET_HERE, compiled

COMMON = {"id", "title", "kind", "quantity", "parameters", "quick"}
OF_LIMITS = {"expected", "reference", "unit", "origin", "tolerance", "tolerance_reason", "refine"}
OF_PUBLISHED = {
    "measured",
    "at_least",
    "at_most",
    "interval_reason",
    "source",
    "status",
    "assumptions",
    "if_missed",
    "unit",
    "row",
    "reported",
    "unknown",
    "samples",
}
OF_NOT_MODELLED = {"id", "title", "kind", "quick", "row", "reported", "source", "status", "reason"}
OF_REFINE = {"parameter", "factor", "levels", "order", "order_tolerance"}


def meant(word, known):
    near = difflib.get_close_matches(word, sorted(known), n=1)
    return f"; did you mean {near[0]}?" if near else f"; known here: {', '.join(sorted(known))}"


class CaseReader:
    """Checks one [[case]] table; problems carry the file and the case in front."""

    def __init__(self, table, where, problems):
        self.table, self.where, self.problems = table, where, problems
        self.sound = True

    def wrong(self, text):
        self.problems.append(f"{self.where}: {text}")
        self.sound = False

    def text(self, key, *, required=True):
        value = self.table.get(key)
        if value is None:
            if required:
                self.wrong(f"{key} is missing")
            return ""
        if not isinstance(value, str) or not value.strip():
            self.wrong(f"{key} must be a text, but is {value!r}")
            return ""
        return value

    def number(self, table, key, name):
        value = table.get(key)
        if value is None:
            self.wrong(f"{name} is missing")
        elif isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value):
            self.wrong(f"{name} must be a number, but is {value!r}")
        else:
            return float(value)
        return 0.0

    def case(self, topic, file, kinds, models, sources, literature):
        kind = self.text("kind")
        if kind and kind not in kinds:
            self.wrong(f'kind "{kind}" is not one of {", ".join(kinds)}')
        if kind == "not modelled" and kinds is PUBLISHED:
            return self._not_modelled(topic, file, sources, literature)
        published = kinds is PUBLISHED
        known = COMMON | (OF_PUBLISHED if published else OF_LIMITS)
        for key in self.table.keys() - known:
            self.wrong(f"unknown key {key}{meant(key, known)}")
        if not isinstance(self.table.get("quick"), bool):
            self.wrong("quick must be true or false")
        quantity = self.text("quantity")
        found = models.get(quantity)
        if quantity and found is None:
            self.wrong(f'unknown quantity "{quantity}"{meant(quantity, models)}')
        identity, title = self.text("id"), self.text("title")
        if identity and not re.fullmatch(r"[a-z0-9_]+", identity):
            self.wrong("id must be of small letters, digits and _")
        if found is None:
            return None
        parameters = self._parameters(self.table.get("parameters", {}), found)
        fields = {
            "id": identity,
            "title": title,
            "kind": kind,
            "topic": topic,
            "file": file,
            "quantity": quantity,
            "parameters": parameters,
            "quick": self.table.get("quick", False),
            "written": self.table.get("parameters", {}),
        }
        if published:
            fields |= self._published(found, sources) | self._origin(sources, literature)
            fields["unknown"] = self._unknown(found, parameters)
            if "samples" in self.table:
                fields["samples"] = self.value(self.table["samples"], "count", "samples")
        else:
            fields |= self._limit(found, models)
        return Case(**fields) if self.sound else None

    def _limit(self, found, models):
        reference = self.text("reference", required=False)
        expected = self.table.get("expected")
        fields = {"reference": reference or None}
        if (expected is None) == (not reference):
            self.wrong("either expected (a value) or reference (a model that computes it) is needed")
        if reference:
            if reference not in models:
                self.wrong(f'unknown reference "{reference}"{meant(reference, models)}')
            elif models[reference].gives != found.gives:
                self.wrong(f"{reference} gives {models[reference].gives}, the quantity {found.gives}")
            fields |= self._unit(self.text("unit"), found.gives)
        elif expected is not None:
            if "unit" in self.table:
                self.wrong("unit goes with reference; expected carries its own")
            fields["expected"] = self.value(expected, found.gives, "expected")
            fields |= self._unit(_unit_of(expected), found.gives)
        fields["origin"] = self.text("origin")
        fields["tolerance"] = self.number(self.table, "tolerance", "tolerance")
        if not 0 < fields["tolerance"] < 1 and "tolerance" in self.table:
            self.wrong("tolerance must lie between 0 and 1: it is relative")
        fields["tolerance_reason"] = self.text("tolerance_reason")
        fields["refine"] = self._refine(found)
        return fields

    def _refine(self, found):
        table = self.table.get("refine")
        if table is None:
            return None
        if not isinstance(table, dict):
            self.wrong("refine must be a table")
            return None
        for key in table.keys() - OF_REFINE:
            self.wrong(f"unknown key refine.{key}{meant(key, OF_REFINE)}")
        numbers = {key: self.number(table, key, f"refine.{key}") for key in OF_REFINE - {"parameter"}}
        parameter = table.get("parameter")
        if parameter not in found.names() or not isinstance(
            self.table["parameters"].get(parameter), (str, float)
        ):
            self.wrong(
                f"refine.parameter {parameter!r} is not a parameter of the case with a value to shrink"
            )
        if not (0 < numbers["factor"] < 1 and numbers["levels"] >= 2):
            self.wrong("refine needs a factor between 0 and 1 and at least 2 levels")
        return Refine(str(parameter), **(numbers | {"levels": int(numbers["levels"])}))

    def _not_modelled(self, topic, file, sources, literature):
        """A measurement that no law addresses: counted, and never a hit."""
        for key in self.table.keys() - OF_NOT_MODELLED:
            self.wrong(f"unknown key {key}{meant(key, OF_NOT_MODELLED)}")
        case = Case(
            id=self.text("id"),
            title=self.text("title"),
            kind="not modelled",
            topic=topic,
            file=file,
            quantity="",
            parameters={},
            quick=True,
            unit="",
            scale=1.0,
            written={},
            reason=self.text("reason"),
            **self._origin(sources, literature),
        )
        return case if self.sound else None

    def _origin(self, sources, literature):
        """Source, its status, what it says, and the row of literature.toml, which must be for validation."""
        fields = {key: self.text(key) for key in ("source", "status", "row", "reported")}
        if fields["source"] and fields["source"] not in sources:
            self.wrong(f'source "{fields["source"]}" is not in sources.bib{meant(fields["source"], sources)}')
        if fields["status"] and fields["status"] not in STATUS:
            self.wrong(f'status "{fields["status"]}" is not one of {", ".join(STATUS)}')
        row = literature.get(fields["row"])
        if fields["row"] and row is None:
            self.wrong(f'row "{fields["row"]}" is not in literature.toml{meant(fields["row"], literature)}')
        elif row is not None:
            if "validate" not in row.use or "calibrate" in row.use:
                self.wrong(f'row "{row.key}" is for {", ".join(row.use)}, not for validation')
            if row.source != fields["source"] and fields["source"]:
                self.wrong(f'row "{row.key}" is of {row.source}, the case of {fields["source"]}')
        return fields

    def _unknown(self, found, parameters):
        """{parameter: [low, high]} of what the source leaves open, around the value of the case."""
        table = self.table.get("unknown", {})
        if not isinstance(table, dict):
            self.wrong("unknown must be a table of parameters with [low, high]")
            return {}
        ranges = {}
        for key, ends in table.items():
            kind = found.kind(key)
            if kind is None or key not in parameters or not isinstance(parameters[key], float):
                self.wrong(f"unknown.{key}: is no parameter of the case with one value")
            elif not isinstance(ends, list) or len(ends) != 2:
                self.wrong(f"unknown.{key} must be [low, high]")
            else:
                low, high = (self.value(end, kind, f"unknown.{key}") for end in ends)
                if not low < high or not low <= parameters[key] <= high:
                    self.wrong(f"unknown.{key} must rise and hold the value of the case")
                ranges[key] = (low, high)
        return ranges

    def _published(self, found, sources):
        fields = {}
        written = [self.table[key] for key in ("measured", "at_least", "at_most") if key in self.table]
        for key in ("measured", "at_least", "at_most"):
            if key in self.table:
                fields[key] = self.value(self.table[key], found.gives, key)
        if "at_least" not in self.table and "at_most" not in self.table:
            self.wrong("at_least, at_most or both are needed: a measurement has an interval")
        elif fields.get("at_least", -inf) > fields.get("at_most", inf):
            self.wrong("at_least is more than at_most")
        fields["interval_reason"] = self.text("interval_reason")
        fields["if_missed"] = self.text("if_missed")
        assumptions = self.table.get("assumptions", [])
        if not isinstance(assumptions, list) or not all(isinstance(item, str) for item in assumptions):
            self.wrong("assumptions must be a list of sentences")
            assumptions = []
        fields["assumptions"] = tuple(assumptions)
        unit = self.text("unit", required=False) or (_unit_of(written[0]) if written else "")
        return fields | self._unit(unit, found.gives)

    def _unit(self, unit, gives):
        if gives == "number":
            if unit:
                self.wrong(f'the quantity is a plain number and has no unit "{unit}"')
            return {"unit": "", "scale": 1.0}
        try:
            return {"unit": unit, "scale": compiled().quantity(f"1 {unit}", gives)}
        except ValueError as error:
            if unit:
                self.wrong(f"unit: {error}")
            return {"unit": unit, "scale": 1.0}

    def _parameters(self, table, found):
        if not isinstance(table, dict):
            self.wrong("parameters must be a table")
            return {}
        for key in table:
            if found.kind(key) is None or key in SET_HERE:
                self.wrong(f"unknown parameter {key}{meant(key, found.names())}")
        for key in sorted(found.required - table.keys()):
            self.wrong(f"parameter {key} is missing")
        return {
            key: self.value(value, found.kind(key), f"parameters.{key}")
            for key, value in table.items()
            if found.kind(key) is not None and key not in SET_HERE
        }

    def value(self, value, kind, name):
        """SI value of what stands in the file; NaN after a complaint."""
        if kind.startswith("list of "):
            if not isinstance(value, list) or not value:
                self.wrong(f"{name} must be a list, but is {value!r}")
                return []
            return [self.value(item, kind[8:], f"{name}[{i}]") for i, item in enumerate(value)]
        if kind == "layers":
            return self._layers(value, name)
        if kind == "text":
            # Names of cards go into a scenario's text.
            if isinstance(value, str) and re.fullmatch(r"[\w.-]+", value):
                return value
            self.wrong(f"{name} must be a name, but is {value!r}")
            return ""
        plain = isinstance(value, (int, float)) and not isinstance(value, bool)
        if kind == "count":
            if plain and value == int(value) and value >= 1:
                return int(value)
            self.wrong(f"{name} must be a whole number of at least 1, but is {value!r}")
        elif kind == "number":
            if plain and isfinite(value):
                return float(value)
            self.wrong(f"{name} must be a number, but is {value!r}")
        elif isinstance(value, str):
            try:
                return compiled().quantity(value, kind)
            except ValueError as error:
                self.wrong(f"{name}: {error}")
        else:
            self.wrong(f"{name} must be a text with a unit, but is {value!r}")
        return float("nan")

    def _layers(self, value, name):
        """(thickness, modulus, poisson) from the surface down; `count` stands for that many equal layers,
        with a pair of moduli graded geometrically from the first to the second."""
        if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
            self.wrong(f"{name} must be a list of tables with thickness, modulus and poisson")
            return []
        rows = []
        for i, item in enumerate(value):
            here, last = f"{name}[{i}]", i + 1 == len(value)
            known = {"modulus", "poisson"} | (set() if last else {"thickness", "count"})
            for key in item.keys() - known:
                self.wrong(f"{here}: unknown key {key}{meant(key, known)}")
            missing = known - item.keys() - {"count"}
            if missing:
                self.wrong(f"{here}: {', '.join(sorted(missing))} is missing")
                continue
            count = self.value(item.get("count", 1), "count", f"{here}.count")
            thickness = inf if last else self.value(item["thickness"], "length", f"{here}.thickness")
            poisson = self.value(item["poisson"], "number", f"{here}.poisson")
            ends = item["modulus"] if isinstance(item["modulus"], list) else [item["modulus"]]
            first, final = (self.value(end, "pressure", f"{here}.modulus") for end in (ends[0], ends[-1]))
            for n in range(count if count == count else 0):
                share = n / (count - 1) if count > 1 else 0
                rows.append((thickness, first * (final / first) ** share, poisson))
        return rows


def _unit_of(text):
    """The unit of a quantity's text, "" for a number."""
    match = re.fullmatch(r"\s*[-+\d.eE]+\s*(\S*)\s*", text) if isinstance(text, str) else None
    return match[1] if match else ""

"""A sweep file, read and checked: a base scenario, axes, a design. All problems point at their line.

    base = "../reference/mf8_cheek.toml"     # relative to the sweep file
    design = "grid"                          # or "lhs", "sobol", "saltelli", "morris" with samples = N
    [set]                                    # holds at every point
    "treatment.area" = ["10 mm", "10 mm"]
    [axes]
    "device.needle.length" = { list = ["0.25 mm", "0.5 mm", "1.0 mm"] }
    "treatment.load" = { grid = ["1 N", "8 N"], points = 4, scale = "log" }

scenarios/README.md has the whole language.
"""

import difflib
import os
from dataclasses import dataclass, replace
from pathlib import Path

from puncta.sweeps import places
from puncta.sweeps.axis import Axis, evenly, number_and_unit

designs = ("grid", "lhs", "sobol", "saltelli", "morris")
_top = {
    "title", "base", "design", "samples", "seed", "replicates", "common_random_numbers",
    "set", "axes", "objective", "show",
}  # fmt: skip
_forms = ("list", "grid", "range")
_of_form = {
    "list": {"labels", "with", "name"},
    "grid": {"points", "scale", "name"},
    "range": {"scale", "name"},
}
largest_design = 65_536  # points
longest_axis = 2000  # values of a list or a grid
most_keys = 100  # on all axes, those that change along counted
# Files that a scenario names: a sweep of somebody else must not lead out of the folder of its scenario.
_paths = ("skin.card", "device.needle_list")


@dataclass(frozen=True)
class Objective:
    """A quantity of the summary and what is wanted of it: goal "minimise", "maximise" or "target" `value`."""

    quantity: str
    goal: str
    value: float | None = None


@dataclass(frozen=True)
class Definition:
    """A sweep as asked for; where a value stands in the file is told by `problem`."""

    path: str
    text: str
    title: str
    base: Path
    design: str
    samples: int
    seed: int
    replicates: int | None
    common_random_numbers: bool
    settings: dict
    axes: tuple
    objectives: tuple
    show: tuple
    axes_name: str = "axes"

    def problem(self, keys, what):
        return places.problem(self.path, self.text, keys, what)


def read(path):
    """The Definition of a sweep file; places.Problem (a ValueError) for what is wrong, OSError unreadable."""
    path = os.fspath(path)
    return from_text(path, places.read(path))


def from_text(path, text):
    return Reader(path, text, places.parse(path, text)).definition()


class Reader:
    """Reads a Definition. A target (puncta.search.target) has other keys, and a search for a design."""

    top, axes_name, design = _top, "axes", None

    def __init__(self, path, text, document):
        self.path, self.text, self.document = path, text, document

    def fail(self, keys, what):
        raise places.problem(self.path, self.text, keys, what)

    def definition(self):
        for key in self.document:
            if key not in self.top:
                self.fail(
                    (key,),
                    f"unknown key {key}{_nearest(key, self.top)}; known: {', '.join(sorted(self.top))}",
                )
        design = self.design or self.choice("design", designs, "grid")
        axes = tuple(self.axis(key, table) for key, table in self.axis_tables())
        self.require_axes(axes, design)
        samples = self.whole("samples", 0, 0, largest_design)
        if self.design is None:
            self.require_samples(design, samples)
        settings = self.settings()
        for axis in axes:
            for key in (axis.key, *axis.companions):
                if key in settings:
                    self.fail(("set", key), f"{key} is set here and is an axis too")
        base = self.base()
        self.require_inside(base.parent, axes, settings)
        found = Definition(
            path=self.path,
            text=self.text,
            title=self.text_of("title", Path(self.path).stem),
            base=base,
            design=design,
            samples=samples,
            seed=self.whole("seed", 1, 0, 2**31 - 1),
            replicates=self.whole("replicates", None, 2, 1_000_000),
            common_random_numbers=self.flag("common_random_numbers", True),
            settings=settings,
            axes=axes,
            objectives=tuple(self.objective(i, o) for i, o in enumerate(self.tables("objective"))),
            show=tuple(self.quantity(("show",), name) for name in self.list_of("show")),
            axes_name=self.axes_name,
        )
        self.require_few(found)
        return found

    def require_few(self, found):
        """Points are all read before the first is computed."""
        from puncta.sweeps import design

        if self.design is None and (count := design.count(found)) > largest_design:
            self.fail((self.axes_name,), f"the design has {count} points; at most {largest_design}")

    def base(self):
        given = self.text_of("base", None)
        if given is None:
            self.fail(("base",), 'base is missing: the scenario every point starts from, base = "…toml"')
        base = Path(self.path).parent / given
        if base.suffix != ".toml":
            self.fail(("base",), f"base is a scenario, a file that ends in .toml; not {given}")
        try:
            found = base.is_file()
        except OSError as error:  # longer than any name, or in a folder that is closed to us
            self.fail(("base",), f"the scenario {base} cannot be read: {error.strerror}")
        if not found:
            self.fail(("base",), f"there is no scenario {base}")
        return base

    def require_inside(self, folder, axes, settings):
        """Cards and lists that the file names lie beside or below the scenario, links followed."""
        named = [(("set", key), settings.get(key)) for key in _paths]
        for axis in axes:
            for key, values in {axis.key: axis.values or (), **axis.companions}.items():
                named += [((self.axes_name, axis.key), value) for value in values if key in _paths]
        home = folder.resolve()
        for at, value in named:
            if isinstance(value, str) and not (home / value).resolve().is_relative_to(home):
                self.fail(at, f'"{value}" lies outside the folder of the scenario; copy it there')

    def settings(self):
        table = self.document.get("set", {})
        if not isinstance(table, dict):
            self.fail(("set",), "set must be a table of keys of the scenario and their values")
        return _flattened(table)

    def axis_tables(self):
        table = self.document.get(self.axes_name, {})
        if not isinstance(table, dict):
            self.fail((self.axes_name,), f"[{self.axes_name}] must be a table of keys of the scenario")
        found = list(_axis_tables(table))
        for key, entry in found:
            if not isinstance(entry, dict):
                self.fail(
                    (self.axes_name, key),
                    f"{key} must be a table with one of {', '.join(_forms)}, not {entry!r}",
                )
        return found

    def axis(self, key, table):
        at = (self.axes_name, key)
        forms = [form for form in _forms if form in table]
        if len(forms) != 1:
            self.fail(at, f"{key} needs exactly one of {', '.join(_forms)}")
        form = forms[0]
        allowed = {form} | _of_form[form]
        for name in table:
            if name not in allowed:
                self.fail(at, f"{key} with {form} takes {', '.join(sorted(allowed))}; not {name}")
        name = table.get("name", "")
        if not isinstance(name, str):
            self.fail(at, f"{key}: name must be a text")
        axis = self.listed(at, key, table) if form == "list" else self.spread(at, key, form, table)
        return replace(axis, name=name)

    def listed(self, at, key, table):
        values = table["list"]
        if not isinstance(values, list) or not values:
            self.fail(at, f"{key}: list must hold at least one value")
        if len(values) > longest_axis:
            self.fail(at, f"{key}: list has {len(values)} values; at most {longest_axis}")
        if any(values.count(value) > 1 for value in values):
            self.fail(at, f"{key}: list holds a value twice")
        labels, companions = table.get("labels"), table.get("with", {})
        if labels is not None and (
            not isinstance(labels, list) or not all(isinstance(x, str) for x in labels)
        ):
            self.fail(at, f"{key}: labels must be a list of texts")
        if not isinstance(companions, dict):
            self.fail(at, f"{key}: with must be a table of keys and lists")
        companions = _flattened(companions)
        for name, column in [("labels", labels), *companions.items()]:
            if column is not None and (not isinstance(column, list) or len(column) != len(values)):
                self.fail(at, f"{key}: {name} must be a list of {len(values)}, one for each value")
        return Axis(
            key,
            values=tuple(values),
            labels=None if labels is None else tuple(labels),
            companions={name: tuple(column) for name, column in companions.items()},
        )

    def spread(self, at, key, form, table):
        ends = table[form]
        parsed = [number_and_unit(end) for end in ends] if isinstance(ends, list) else []
        if len(parsed) != 2 or None in parsed:
            self.fail(at, f'{key}: {form} must be two numbers or two quantities, as ["0.5 mm", "2 mm"]')
        (low, unit), (high, other) = parsed
        if unit != other:
            self.fail(at, f"{key}: both ends need the same unit, not {unit or 'none'} and {other or 'none'}")
        scale = table.get("scale", "linear")
        if scale not in ("linear", "log"):
            self.fail(at, f"{key}: scale is linear or log, not {scale!r}")
        if not low < high:
            self.fail(at, f"{key}: the first end must be below the second")
        if scale == "log" and low <= 0:
            self.fail(at, f"{key}: a logarithmic scale needs ends above 0")
        whole = all(isinstance(end, int) for end in ends)
        if form == "range":
            if whole and scale == "log":
                self.fail(at, f"{key}: whole numbers have a linear scale; write 1.0 for numbers between")
            return Axis(key, low=low, high=high, unit=unit, scale=scale, whole=whole)
        points = table.get("points")
        if not isinstance(points, int) or isinstance(points, bool) or not 2 <= points <= longest_axis:
            self.fail(at, f"{key}: a grid needs points = a whole number from 2 to {longest_axis}")
        values = evenly(low, high, points, unit, scale)
        if whole:
            values = tuple(dict.fromkeys(round(value) for value in values))
        return Axis(key, values=values, scale=scale)

    def require_axes(self, axes, design):
        if not axes:
            self.fail((self.axes_name,), f"the design is empty: [{self.axes_name}] names no key")
        keys = [key for axis in axes for key in (axis.key, *axis.companions)]
        if len(keys) > most_keys:
            self.fail((self.axes_name,), f"{len(keys)} keys vary; at most {most_keys}")
        for key in keys:
            if keys.count(key) > 1:
                self.fail((self.axes_name, key), f"{key} is on two axes")
        if design == "grid":
            for axis in axes:
                if axis.values is None:
                    self.fail(
                        (self.axes_name, axis.key),
                        f"{axis.key}: a grid takes list or grid; range is for the other designs",
                    )

    def require_samples(self, design, samples):
        if design == "grid":
            if "samples" in self.document:
                self.fail(
                    ("samples",),
                    "samples belongs to the other designs; a grid has as many points as its axes make",
                )
            return
        if samples < 2:
            self.fail(("samples",), f"{design} needs samples = a whole number from 2")
        if design in ("sobol", "saltelli") and samples & (samples - 1):
            below = 1 << (samples.bit_length() - 1)
            self.fail(
                ("samples",),
                f"a Sobol sequence is balanced at powers of two: {below} or {2 * below}, not {samples}",
            )

    def objective(self, index, table):
        at = ("objective", f"[{index}]")
        for key in table:
            if key not in ("quantity", "goal", "value"):
                self.fail((*at, key), f"an objective has quantity, goal and value; not {key}")
        goal = table.get("goal")
        if goal not in ("minimise", "maximise", "target"):
            self.fail((*at, "goal"), "goal is minimise, maximise or target")
        value = table.get("value")
        if (goal == "target") != (value is not None):
            self.fail((*at, "value"), "value belongs to the goal target, and the goal target needs it")
        quantity = self.quantity((*at, "quantity"), table.get("quantity"))
        return Objective(
            quantity, goal, None if value is None else self.shown_value((*at, "value"), quantity, value)
        )

    def shown_value(self, at, quantity, value):
        """SI number of a wanted value: a quantity with its unit, or a plain number of a dimensionless one."""
        from puncta.sweeps import quantities

        try:
            return quantities.si_value(quantity, value)
        except ValueError as error:
            self.fail(at, str(error))

    def quantity(self, at, name):
        from puncta.sweeps import quantities

        if name not in quantities.table():
            self.fail(at, f"no quantity {name!r}{_nearest(str(name), quantities.table())}")
        return name

    def tables(self, key):
        found = self.document.get(key, [])
        if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
            self.fail((key,), f"{key} is written as [[{key}]]")
        return found

    def list_of(self, key):
        found = self.document.get(key, [])
        if not isinstance(found, list):
            self.fail((key,), f"{key} must be a list")
        return found

    def text_of(self, key, default):
        value = self.document.get(key, default)
        if value is not None and not isinstance(value, str):
            self.fail((key,), f"{key} must be a text")
        return value

    def choice(self, key, among, default):
        value = self.document.get(key, default)
        if value not in among:
            self.fail((key,), f"{key} = {value!r}: one of {', '.join(among)} is needed")
        return value

    def whole(self, key, default, low, high):
        value = self.document.get(key, default)
        if value is default:
            return value
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.fail((key,), f"{key} = {value!r}: a whole number from {low} to {high} is needed")
        return value

    def flag(self, key, default):
        value = self.document.get(key, default)
        if not isinstance(value, bool):
            self.fail((key,), f"{key} must be true or false")
        return value


def _flattened(table, path=()):
    """{"treatment.load": "4 N"} of nested tables; a quoted dotted key and nested tables are the same."""
    flat = {}
    for key, value in table.items():
        if isinstance(value, dict):
            flat |= _flattened(value, (*path, key))
        else:
            flat[".".join((*path, key))] = value
    return flat


def _axis_tables(table, path=()):
    """(key, table with list, grid or range) of nested tables, in the order of the file."""
    for key, value in table.items():
        if (
            isinstance(value, dict)
            and not any(form in value for form in _forms)
            and any(isinstance(inner, dict) for inner in value.values())
        ):
            yield from _axis_tables(value, (*path, key))
        else:
            yield ".".join((*path, key)), value


def _nearest(word, known):
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""

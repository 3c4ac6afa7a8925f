"""What the page can change: a slider each, and the settings of a scenario that its value stands for."""

import math
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from puncta import _core


@dataclass(frozen=True)
class Knob:
    """A number between two ends, in steps through the scenario's own value.

    settings  of the scenario at a value: {key: value}
    """

    name: str
    label: str
    unit: str
    low: float
    high: float
    step: float
    value: float
    settings: Callable

    def settings_at(self, value):
        """A ValueError for what is no value of this slider; nothing for the scenario's own."""
        if not isinstance(value, (int, float)) or isinstance(value, bool) or not math.isfinite(value):
            raise ValueError(f"{self.name} = {value!r}: a number is needed")
        if not self.low - 1e-9 <= value <= self.high + 1e-9:
            raise ValueError(
                f"{self.name} = {value:g}: it goes from {self.low:g} to {self.high:g} {self.unit}"
            )
        if isinstance(self.step, int) and value != int(value):
            raise ValueError(f"{self.name} = {value:g}: a whole number is needed")
        return {} if math.isclose(value, self.value, rel_tol=1e-9) else self.settings(value)


@dataclass(frozen=True)
class Choice:
    """One of several names; `options` is {name: what people read}."""

    name: str
    label: str
    options: dict
    value: str
    key: str

    def settings_at(self, value):
        if not isinstance(value, str) or value not in self.options:
            raise ValueError(f"{self.name} = {value!r}: one of {', '.join(self.options)} is needed")
        return {} if value == self.value else {self.key: value}


def of_scenario(file, resolved):
    """The sliders of a scenario: its file, and the dict of every value in force."""
    device, treatment = resolved["device"], resolved["treatment"]
    needle = device["needle"]
    found = [
        _quantity("length", "needle length", needle["length"], "mm", 0.2, 3.0, 0.05, "device.needle.length"),
        _count(device),
        _tip(needle),
        _quantity("load", "load", treatment["load"]["mean"], "N", 0.5, 15.0, 0.1, "treatment.load.mean"),
        _whole("passes", "passes per direction", treatment["passes"], 20, "treatment.passes"),
    ]
    if device["kind"] == "pen":
        stop = device["cartridge"]["depth_stop"]
        found.insert(
            1, _quantity("stop", "depth stop", stop, "mm", 0.1, 3.0, 0.05, "device.cartridge.depth_stop")
        )
    # A scenario with a card of its own has no site to choose another for.
    site = tomllib.loads(Path(file).read_text(encoding="utf-8")).get("skin", {}).get("site")
    if site is not None:
        found.append(Choice("site", "site", _core.sites(), site, "skin.site"))
    return tuple(knob for knob in found if knob is not None)


def settings(knobs, values):
    """{key: value} for a scenario, of {name: value} of some sliders; a ValueError for what cannot be."""
    if not isinstance(values, dict):
        raise ValueError(f"values = {values!r}: names and values are needed")
    known = {knob.name: knob for knob in knobs}
    for name in values:
        if name not in known:
            raise ValueError(f"no slider {name!r}; there are {', '.join(known)}")
    asked = {}
    for name, value in values.items():
        asked |= known[name].settings_at(value)
    return asked


_dimension = {"mm": ("length", 1e-3), "um": ("length", 1e-6), "N": ("force", 1.0)}


def _in(text, unit):
    """The number of a text such as "250 um" in this unit."""
    dimension, scale = _dimension[unit]
    return round(_core.quantity(text, dimension) / scale, 9)


def _quantity(name, label, text, unit, low, high, step, key):
    value = _in(text, unit)
    low, high = _ends(value, low, high, step)
    return Knob(name, label, unit, low, high, step, value, lambda at: {key: f"{at:.9g} {unit}"})


def _tip(needle):
    """Sliders speak of the radius, scenarios of the diameter."""
    value, step = _in(needle["tip_diameter"], "um") / 2, 0.5
    low, high = _ends(value, 1.0, 60.0, step)
    key = "device.needle.tip_diameter"
    return Knob(
        "tip_radius", "tip radius", "µm", low, high, step, value, lambda at: {key: f"{2 * at:.9g} um"}
    )


def _count(device):
    """Needles in each row or line, or on the outer ring; None where every needle has a place of its own."""
    if "needles_per_row" in device and device.get("layout") != "list":
        label = f"needles around the drum, in each of {device['rows']} rows"
        return _whole("count", label, device["needles_per_row"], 80, "device.needles_per_row", low=3)
    if "array" in device:
        label = f"needles in each of {device['array']['ny']} lines"
        return _whole("count", label, device["array"]["nx"], 30, "device.array.nx")
    rings = device.get("cartridge", {}).get("ring_needles")
    if rings:
        key = "device.cartridge.ring_needles"
        low, high = _ends(rings[-1], 1, 40, 1)
        return Knob(
            "count",
            "needles on the outer ring",
            "",
            low,
            high,
            1,
            rings[-1],
            lambda at: {key: [*rings[:-1], int(at)]},
        )
    return None


def _whole(name, label, value, high, key, low=1):
    return Knob(name, label, "", min(low, value), max(high, value), 1, value, lambda at: {key: int(at)})


def _ends(value, low, high, step):
    """Ends of a slider whose steps go through `value`."""
    start = value - math.floor((value - low) / step + 1e-9) * step if value >= low else value
    return round(start, 9), round(start + math.floor((max(high, value) - start) / step + 1e-9) * step, 9)

"""Values of a scenario as Python has them: to TOML for --set, and to SI numbers for coordinates."""

import json
import math


def toml(value):
    """A value of a TOML document, written as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, (int, float)):
        return repr(value)
    raise TypeError(f"{value!r} is no value of a scenario")


def assignments(settings):
    """["key=value", …] of {key: value}, as --set takes them."""
    return [f"{key}={toml(value)}" for key, value in settings.items()]


def si(value):
    """(number, unit) in SI of a scenario value: (0.0015, "m") of "1.5 mm"; None if it is no number."""
    from puncta import _core

    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return (float(value), "1") if math.isfinite(value) else None
    if not isinstance(value, str):
        return None
    for dimension in _core.dimensions:
        try:
            return _core.quantity(value, dimension), _si_units[dimension]
        except ValueError:
            continue
    return None


_si_units = {
    "length": "m",
    "force": "N",
    "pressure": "Pa",
    "angle": "rad",
    "time": "s",
    "speed": "m/s",
    "toughness": "J/m2",
    "stiffness": "N/m",
    "area_density": "1/m2",
}

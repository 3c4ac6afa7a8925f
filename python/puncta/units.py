"""Units people use: SI values of a result file to a scale and a label, and "1.5 mm" of a scenario to SI."""

import math
import re

# SI unit in the file -> (factor to the unit shown, unit shown). Both spellings of powers are met.
_shown = {
    "1/m2": (1e-4, "/cm²"),
    "m": (1e6, "µm"),
    "m2": (1e6, "mm²"),
    "m3": (1e9, "mm³"),
    "m3/m2": (1e5, "mm³/cm²"),
    "N": (1.0, "N"),
    "rad": (180 / math.pi, "°"),
    "s": (1.0, "s"),
    "1": (1.0, ""),
}
_spelling = {"m-2": "1/m2", "m^-2": "1/m2", "1/m^2": "1/m2", "m**-2": "1/m2", "": "1", "m3 m-2": "m3/m2"}

_force = {"N": 1.0, "mN": 1e-3, "kN": 1e3}
_length = {"m": 1.0, "cm": 1e-2, "mm": 1e-3, "um": 1e-6, "µm": 1e-6, "μm": 1e-6, "nm": 1e-9}


def shown(units):
    """Factor and label with which a value in `units` (as the file spells it) is shown to people."""
    plain = _plain(units)
    return _shown.get(_spelling.get(plain, plain), (1.0, units))


def readable(row):
    """Value, 95 % interval and unit of a row of the summary as texts: ('214', '205 – 223', 'µm')."""
    scale, unit = shown(row.units)
    if isinstance(row.get("display_unit"), str):
        scale, unit = row.display_scale, unit_label(row.display_unit)
    return *rounded(row.value * scale, row.ci_low * scale, row.ci_high * scale), unit


def _plain(units):
    return units.replace("²", "2").replace("³", "3").replace("·", " ").strip()


def unit_label(units):
    """A display unit as figures spell it: "um" is µm, "/cm2" is /cm²."""
    for plain, sign in (("^", ""), ("um", "µm"), ("uL", "µL"), ("m2", "m²"), ("m3", "m³"), ("deg", "°")):
        units = units.replace(plain, sign)
    return "" if units == "1" else units


def pretty(text):
    """A text with units as scenarios spell them, as people print them: 250 µm, 45°, 1.8 kJ/m²."""
    text = re.sub(r"(?<=\d )u(?=[mNL]\b)", "µ", text)
    text = re.sub(r"(?<=\d) deg\b", "°", text)
    return text.replace("^2", "²").replace("^3", "³")


def prefixed(value, unit):
    """An SI value with the prefix that people use: 53 kPa, 8 µm, 1.8 kJ/m²."""
    if unit in ("1", "") or not math.isfinite(value):
        return f"{value:.4g}"
    if not value or unit.startswith("1/"):
        return pretty(f"{value:.4g} {unit}")
    prefixes = {-9: "n", -6: "µ", -3: "m", 0: "", 3: "k", 6: "M", 9: "G"}
    power = min(max(3 * math.floor(math.log10(abs(value)) / 3 + 1e-9), -9), 9)
    return pretty(f"{value / 10**power:.4g} {prefixes[power]}{unit}")


def newtons(text):
    """Force in newtons of a scenario value such as "4 N"; a bare number is in newtons."""
    return _value(text, _force, "force", "4 N")


def metres(text):
    """Length in metres of a scenario value such as "250 um"; "inf" too; a bare number is in metres."""
    return _value(text, _length, "length", "250 um")


def _value(text, scales, kind, example):
    if isinstance(text, dict):
        text = text["value"]
    if isinstance(text, (int, float)):
        return float(text)
    match = re.fullmatch(r"\s*([-+]?(?:inf|[\d.]+(?:[eE][-+]?\d+)?))\s*([a-zA-Zµμ]*)\s*", str(text))
    if not match or (match[2] and match[2] not in scales):
        raise ValueError(f"not a {kind}: {text!r}; expected a number with a unit, such as '{example}'")
    return float(match[1]) * scales.get(match[2], 1.0)


def rounded(value, low, high):
    """Value and interval as text, to the digits the interval warrants: ('214', '205 – 223')."""
    if not math.isfinite(value):
        return "–", "–"
    half = (high - low) / 2 if math.isfinite(high - low) else 0.0
    if half > 0:
        decimals = 1 - math.floor(math.log10(half))
    else:
        decimals = 3 - math.floor(math.log10(abs(value))) if value else 0
    if value:  # an interval of rounding errors warrants no more than six digits
        decimals = min(decimals, 5 - math.floor(math.log10(abs(value))))
    decimals = min(max(decimals, 0), 6)
    interval = f"{low:.{decimals}f} – {high:.{decimals}f}" if math.isfinite(high - low) else "–"
    return f"{value:.{decimals}f}", interval

"""The quantities of a summary, by name: units, and how people write their values."""

from functools import cache


@cache
def table():
    """{name: {"units", "long_name", "display_unit", "display_scale"}} of every quantity of a summary."""
    from puncta import _core

    return {entry["name"]: entry for entry in _core.quantities()}


# Shown when a sweep does not say what to show.
usual = ("density_total", "depth_mean", "penetrated_share", "density_dermis", "hypodermis_share")


def display(names, dimension):
    """Coordinates along `dimension`: units, and display_unit and display_scale as people have them."""
    import numpy as np

    plain = {"units": "1", "display_unit": "", "display_scale": 1.0}
    entries = [table().get(name, plain) for name in names]
    return {
        "units": (dimension, np.array([e["units"].replace("^", "") for e in entries], dtype=object)),
        "display_unit": (dimension, np.array([e["display_unit"] for e in entries], dtype=object)),
        "display_scale": (dimension, np.array([float(e["display_scale"]) for e in entries])),
    }


def si_value(name, value):
    """SI number of a wanted value of a quantity: 0.95, "95 %", "200 /cm2", "400 um". ValueError otherwise."""
    from puncta.sweeps.axis import number_and_unit

    entry = table()[name]
    dimensionless = entry["units"] == "1"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if dimensionless or value == 0:
            return float(value)
        raise ValueError(f'{name} needs a unit, as "{value} {entry["display_unit"]}"')
    parsed = number_and_unit(value)
    if parsed is None:
        raise ValueError(f"{name} = {value!r}: a number with its unit is needed")
    number, unit = parsed
    plain = unit.replace("²", "2").replace("^", "").replace("1/", "/").replace("µ", "u")
    scales = {entry["display_unit"].replace("^", ""): entry["display_scale"]}
    if entry["display_unit"] in ("um", "mm"):
        scales |= {"um": 1e6, "mm": 1e3, "m": 1.0}
    if entry["units"] == "1/m^2":
        scales |= {"/cm2": 1e-4, "/mm2": 1e-6, "/m2": 1.0}
    if dimensionless:
        scales |= {"%": 100.0}
    if plain not in scales:
        raise ValueError(f"{name} is given in {', '.join(sorted(scales))}, not in {unit}")
    return number / scales[plain]

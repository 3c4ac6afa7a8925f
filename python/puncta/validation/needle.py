"""One needle pressed into a skin: force, depth, jump and the shares of what holds it."""

import math

import numpy as np

from puncta.validation.models import Outcome, compiled, model

NEEDLE = {
    "tip_diameter": "length",
    "taper_length": "length",
    "shaft_diameter": "length",
    "length": "length",
    "loading_time?": "time",
    "skin_values?": "texts of [skin]",
}
STEPS = 300  # displacements followed on the way; the events themselves are exact


def scenario_on(skin, **needle):
    """Scenario of one needle; only its skin and the needle, where given, matter."""
    shape = "".join(f'needle.{name} = "{value!r} m"\n' for name, value in needle.items())
    return (
        f'title = "one needle"\n[skin]\n{skin}\n[device]\npreset = "dermaroller-mf8"\n{shape}'
        '[treatment]\narea = ["10 mm", "10 mm"]\ndirections = ["0 deg"]\npasses = 1\nload = "4 N"\n'
    )


def skin_of(site, values=None):
    """[skin] of a scenario: a card, and the values that differ from it."""
    return "\n".join([f'site = "{site}"', *(f"{key} = {text}" for key, text in (values or {}).items())])


def _trace(site, displacement, *, loading_time=None, dermis_thickness=None, skin_values=None, **needle):
    """Trace up to a displacement on the mean skin of a card, its reticular dermis as thick as told."""
    path = np.linspace(0, displacement, STEPS + 1)[1:]
    values = dict(skin_values or {})
    if dermis_thickness is not None:
        values["reticular_dermis.thickness"] = f'"{dermis_thickness!r} m"'
    text = scenario_on(skin_of(site, values), **needle)
    return compiled().needle_trace(text, f"needle on {site}", path, loading_time=loading_time)


def _inserted(trace, displacement):
    if "insertion" not in trace:
        raise ArithmeticError(f"the needle does not insert up to a displacement of {displacement * 1e3:g} mm")
    return trace["insertion"]


@model(
    gives="force",
    takes={
        "layers": "layers",
        "tip_diameter": "length",
        "taper_length": "length",
        "shaft_diameter": "length",
        "displacement": "length",
    },
)
def cone_force(layers, tip_diameter, taper_length, shaft_diameter, displacement):
    """Force of a needle's cone before it inserts, without the deep law: contact alone."""
    names = [f"layer{i}" for i in range(len(layers))]
    lines = [
        "layers = [" + ", ".join(f'"{name}"' for name in names) + "]",
        'name = "block"',
        'title = "block"',
        "deep_factor = 1e-9",  # the deep branch would take over at mm depths
        "opening_exponent = 6",
        "rate_exponent = 0",
        # No tip inserts below 1 N.
        'puncture = { intercept = "1 N", slope = "1 N/mm", diameter_limit = "40 um", cv = 0.0 }',
        "relaxation = []",
        'capillaries = { density = "0 1/mm^2", diameter = "0 um" }',
    ]
    for name, (thickness, modulus, poisson) in zip(names, layers, strict=True):
        first = "" if math.isinf(thickness) else f'thickness = "{thickness!r} m", '
        lines.append(
            f'{name} = {{ {first}modulus = "{modulus!r} Pa", poisson = {poisson!r}, stress = "0 Pa", '
            'toughness = "1 kJ/m^2", wall_shear = "3 kPa" }'
        )
    text = scenario_on(
        "\n".join(lines),
        tip_diameter=tip_diameter,
        taper_length=taper_length,
        shaft_diameter=shaft_diameter,
        length=2 * taper_length,
    )
    trace = compiled().needle_trace(text, "cone", [displacement])
    if "insertion" in trace:
        raise ArithmeticError("the cone's force reaches 1 N, where the needle inserts")
    return float(trace["force"][0])


@model(gives="force", takes={"site": "text", "displacement": "length", **NEEDLE})
def insertion_force(site, displacement, **needle):
    """Force just before the needle inserts, within a displacement."""
    return _inserted(_trace(site, displacement, **needle), displacement)["force"]


@model(gives="length", takes={"site": "text", "displacement": "length", **NEEDLE})
def insertion_jump(site, displacement, **needle):
    """Depth gained at once by the insertion."""
    trace = _trace(site, displacement, **needle)
    at = _inserted(trace, displacement)
    return Outcome(trace["jump"], note=f"at {at['force'] * 1e3:.3g} mN")


@model(gives="length", takes={"site": "text", "displacement": "length", **NEEDLE})
def needle_depth(site, displacement, **needle):
    """Depth of the tip in the material at a displacement."""
    return float(_trace(site, displacement, **needle)["depth"][-1])


@model(gives="number", takes={"site": "text", **NEEDLE})
def buried_share(site, length, **needle):
    """Buried length over the needle's own, when it is pressed in by its own length."""
    return needle_depth(site, length, length=length, **needle) / length


@model(
    gives="number",
    takes={
        "site": "text",
        "displacement": "length",
        **{k: v for k, v in NEEDLE.items() if k != "tip_diameter"},
        "tip_diameters": "list of length",
    },
)
def depth_spread(site, displacement, tip_diameters, **needle):
    """(Largest - smallest) / mean depth of needles that differ in their tips only."""
    depths = [needle_depth(site, displacement, tip_diameter=tip, **needle) for tip in tip_diameters]
    told = ", ".join(f"{depth * 1e6:.0f}" for depth in depths)
    return Outcome((max(depths) - min(depths)) / float(np.mean(depths)), note=f"depths {told} um")


@model(
    gives="number",
    takes={"site": "text", "displacement": "length", "dermis_thickness?": "length", **NEEDLE},
)
def friction_share(site, displacement, **needle):
    """Share of wall friction in what an inserted needle meets, at a displacement."""
    trace = _trace(site, displacement, **needle)
    _inserted(trace, displacement)
    parts = trace["resistance"][-1]
    total = sum(parts.values())
    shares = ", ".join(f"{name} {100 * part / total:.0f} %" for name, part in parts.items())
    return Outcome(parts["friction"] / total, note=f"{shares} at depth {trace['depth'][-1] * 1e6:.0f} um")


@model(gives="number", takes={"site": "text", "near": "length", "far": "length", **NEEDLE})
def force_growth(site, near, far, **needle):
    """Force on an inserted needle at the far displacement over that at the near one."""
    trace = _trace(site, far, **needle)
    at = _inserted(trace, far)["displacement"]
    if at >= near:
        raise ArithmeticError(f"the needle inserts at {at * 1e3:.3g} mm, beyond {near * 1e3:g} mm")
    path = np.linspace(0, far, STEPS + 1)[1:]
    return float(np.interp(far, path, trace["force"]) / np.interp(near, path, trace["force"]))


@model(
    gives="number",
    takes={
        "site": "text",
        "depth": "length",
        "diameters": "list of length",
        "skin_values?": "texts of [skin]",
    },
)
def punch_pressure_ratio(site, depth, diameters, skin_values=None):
    """Pressure (force over section) on the last of sharp punches over that on the first, equally deep."""
    pressures = []
    for diameter in diameters:
        path = np.linspace(0, 6 * depth, STEPS + 1)[1:]
        needle = {
            "tip_diameter": diameter / 20,
            "taper_length": diameter,
            "shaft_diameter": diameter,
            "length": 8 * depth,
        }
        text = scenario_on(skin_of(site, skin_values), **needle)
        trace = compiled().needle_trace(text, f"punch on {site}", path)
        if not trace["depth"][-1] >= depth:
            raise ArithmeticError(f"a punch of {diameter * 1e3:g} mm does not get {depth * 1e3:g} mm deep")
        force = float(np.interp(depth, trace["depth"], trace["force"]))
        pressures.append(force / (math.pi / 4 * diameter**2))
    told = ", ".join(f"{pressure * 1e-6:.3g}" for pressure in pressures)
    return Outcome(pressures[-1] / pressures[0], note=f"{told} MPa, thin to thick")

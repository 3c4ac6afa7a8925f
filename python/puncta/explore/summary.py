"""The table of all quantities under the pictures."""

import math

from puncta import _core, units
from puncta.report.markup import element, join
from puncta.report.result import between
from puncta.report.table import exact, table

# What one pass over a patch can tell already; the others need the whole treatment.
_of_a_look = frozenset(
    (
        "penetrated_share",
        "depth_mean",
        "depth_sd",
        "depth_p05",
        "depth_p50",
        "depth_p95",
        "depth_over_length_mean",
        "drum_load_share",
        "slit_aspect_mean",
        "hypodermis_share",
        "axle_depression_mean",
    )
)


def summary(shown):
    rows = []
    for quantity in _core.quantities():
        name = quantity["name"]
        head = join([name, element("small", quantity["long_name"])])
        if shown.is_look and name not in _of_a_look:
            rows.append([head, "…", "…", units.unit_label(quantity["display_unit"])])
        else:
            rows.append([head, *_cells(shown.totals["summary"][name], quantity)])
    caption = "Means over replicates with 95 % intervals, which show chance: people, heads and hands."
    return table(["quantity", ">value", ">95 % interval", "unit"], rows, caption)


def _cells(found, quantity):
    scale, unit = quantity["display_scale"], units.unit_label(quantity["display_unit"])
    if math.isnan(found["value"]):
        return ["undefined", "no puncture to take it from", unit]
    value, interval = units.rounded(found["value"] * scale, found["ci_low"] * scale, found["ci_high"] * scale)
    return [exact(found["value"], value), between(found["ci_low"], found["ci_high"], interval), unit]

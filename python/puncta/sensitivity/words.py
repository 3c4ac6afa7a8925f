"""Sensitivity in words, for a terminal: a table for every quantity, the axis that moves it most on top."""

import math

import numpy as np

from puncta import units


def lines(data):
    """Lines of the Dataset of analysis.of_values."""
    found = []
    for name in map(str, data["quantity"].values):
        one = data.sel(quantity=name)
        found += [*_head(data, one, name), *_rows(data.attrs["design"], one), ""]
    return [*found, *_legend(data.attrs["design"])]


def _head(data, one, name):
    blocks, out = int(one["blocks"]), int(one["blocks_left_out"])
    kind = "base samples" if data.attrs["design"] == "saltelli" else "trajectories"
    left_out = f", {out} LEFT OUT (a point failed or has no value)" if out else ""
    lost = int(one["replicates_left_out"])
    lost = f", {lost} of {data.attrs['replicates']} replicates LEFT OUT (without a value)" if lost else ""
    yield f"  {name}: {blocks - out} {kind}{left_out}{lost}; {_noise(one, data)}"


def _noise(one, data):
    share = float(one["noise_share"])
    if float(one["variance_between"]) == 0:
        return "the same at all points"
    if not math.isfinite(share):
        return "its noise is not known"
    text = f"{share * 100:.2g} %" if share < 0.995 else "all"
    replicates = data.attrs["replicates"] - int(one["replicates_left_out"])
    return f"noise of {replicates} replicates: {text} of the variance between points"


def _rows(design, one):
    if design == "saltelli":
        columns = [
            ("first", "first"),
            ("total", "total"),
            ("first_raw", "first, raw"),
            ("total_raw", "total, raw"),
        ]
        scale, unit, order = 1.0, "", "total"
    else:
        scale, unit, order = float(one["display_scale"]), str(one["display_unit"].values), "mu_star"
        columns = [
            ("mu_star", "mu*"),
            ("sigma", "sigma"),
            ("sigma_raw", "sigma, raw"),
            ("floor", "mu* of noise"),
        ]
    if not np.isfinite(one["total_raw" if order == "total" else order].values).any():
        return ["    nothing to tell: it does not vary, or too little is left"]
    rows = [["axis", *(f"{title} [{unit}]" if unit else title for _, title in columns)]]
    ranking = np.argsort(-np.nan_to_num(one[order].values, nan=-np.inf), kind="stable")
    for place in ranking:
        cells = [_cell(one, key, place, scale) for key, _ in columns]
        rows.append([str(one["axis"].values[place]), *cells])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "    "
        + f"{row[0]:<{widths[0]}}  "
        + "  ".join(f"{c:>{w}}" for c, w in zip(row[1:], widths[1:], strict=True))
        for row in rows
    ]


def _cell(one, key, place, scale):
    value = float(one[key].values[place]) * scale
    if not math.isfinite(value):
        return "–"
    if f"{key}_ci_low" not in one:
        return f"{value:.2g}"
    ends = (float(one[f"{key}_ci_{end}"].values[place]) * scale for end in ("low", "high"))
    number, interval = units.rounded(value, *ends)
    return f"{number} ({interval})"


def _legend(design):
    if design == "saltelli":
        return [
            "  first: share of the variance that the axis explains alone; total: with all its interactions.",
            "  Both without the noise of finite replicates; raw: SALib's numbers, with it. 95 % intervals.",
        ]
    return [
        "  mu*: how far the quantity goes along the whole axis; sigma: how much that depends on the place.",
        "  An axis whose mu* is near that of noise may have no effect. 95 % intervals.",
    ]

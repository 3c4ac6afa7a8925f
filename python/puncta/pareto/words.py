"""A front in words, for a terminal: its points, and those that may belong to it."""

import math

from puncta import units

# Points off the front are shown where so many resamples have them on it.
worth_telling = 0.05
most_rows = 30


def lines(data):
    """Lines of the Dataset of front.of_table."""
    axes = data.attrs["axes"].split("\n")
    objectives = list(range(data.sizes["objective"]))
    rows = [[*axes, *(_head(data, o) for o in objectives), "on the front", "share"]]
    order = sorted(range(data.sizes["point"]), key=lambda p: _rank(data, p))
    told = [p for p in order if data["on_front"].values[p] or data["front_share"].values[p] >= worth_telling]
    for p in told[:most_rows]:
        share = data["front_share"].values[p]
        cells = [str(data[key].values[p]) for key in axes] + [_value(data, p, o) for o in objectives]
        rows.append([*cells, "yes" if data["on_front"].values[p] else "perhaps", f"{share * 100:.0f} %"])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    out = data.sizes["point"] - int(data["known"].sum())
    left_out = f", {out} LEFT OUT (failed or without a value)" if out else ""
    found = [f"  Pareto front: {int(data['on_front'].sum())} of {data.sizes['point']} points{left_out}"]
    found += ["    " + "  ".join(f"{c:>{w}}" for c, w in zip(row, widths, strict=True)) for row in rows]
    if len(told) > most_rows:
        found.append(f"    … {len(told) - most_rows} more in pareto.h5")
    return [
        *found,
        f"  share: of {data.attrs['resamples']} resamples of the replicates that have it on the front.",
    ]


def _rank(data, point):
    value = float(data["value"].values[point, 0])
    return (not data["on_front"].values[point], value if math.isfinite(value) else math.inf)


def _head(data, objective):
    name, goal, unit = (str(data[key].values[objective]) for key in ("objective", "goal", "display_unit"))
    unit = f" [{unit}]" if unit else ""
    if goal == "target":
        wanted = float(data["wanted"].values[objective] * data["display_scale"].values[objective])
        goal = f"near {wanted:.4g}"
    return f"{name}{unit}, {goal}"


def _value(data, point, objective):
    scale = float(data["display_scale"].values[objective])
    parts = (float(data[key].values[point, objective]) * scale for key in ("value", "ci_low", "ci_high"))
    number, interval = units.rounded(*parts)
    return f"{number} ({interval})"

"""A sweep in words, for a terminal."""

import math

from puncta import units
from puncta.sensitivity import sampling
from puncta.sweeps import analyses, quantities, table

most_rows = 40


def text(sweep):
    """Title, a row for every point (at most forty) unless they are for sensitivity, failures, analyses."""
    found = sweep.table
    lines = [found.attrs["title"], f"  {_headline(sweep)}"]
    if sweep.definition.design not in sampling.designs:
        lines += ["", *_table(sweep)]
    for where, reason in list(sweep.failed.items())[:5]:
        lines.append(f"  failed at {where}: {reason.splitlines()[0]}")
    if len(sweep.failed) > 5:
        lines.append(f"  … and {len(sweep.failed) - 5} more failed")
    return "\n".join([*lines, *analyses.lines(sweep.analyses)])


def _table(sweep):
    found = sweep.table
    flat = table.flattened(found)
    names = names_shown(sweep.definition)
    axes = table.axis_names(found)
    head = [*(found[key].attrs.get("long_name", key) for key in axes), *(_head(name) for name in names)]
    columns = [list(map(str, table.written(flat, key))) for key in axes]
    columns += [_values(flat, name) for name in names]
    rows = list(zip(*columns, strict=True))
    lines = []
    kept = rows if len(rows) <= most_rows else rows[: most_rows // 2] + rows[-most_rows // 2 :]
    widths = [max(len(cell) for cell in column) for column in zip(head, *kept, strict=True)]
    for number, row in enumerate([head, *kept]):
        if len(rows) > most_rows and number == most_rows // 2 + 1:
            lines.append(f"  … {len(rows) - most_rows} more in table.h5")
        lines.append("  " + "  ".join(f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True)))
    return lines


def names_shown(definition):
    """What a sweep asks to show, else its objectives, else the usual quantities."""
    return definition.show or tuple(o.quantity for o in definition.objectives) or quantities.usual


def _headline(sweep):
    replicates = sweep.table.sizes["replicate"]
    count = sweep.table["failure"].size
    numbers = (
        "the same random numbers" if sweep.definition.common_random_numbers else "random numbers of its own"
    )
    failed = f", {len(sweep.failed)} FAILED" if sweep.failed else ""
    return f"{count} points, {replicates} replicates each with {numbers}{failed}; 95 % intervals"


def _head(name):
    unit = quantities.table()[name]["display_unit"]
    return f"{name} [{unit}]" if unit else name


def _values(flat, name):
    scale = quantities.table()[name]["display_scale"]
    parts = (flat[name + part].values * scale for part in ("", "_ci_low", "_ci_high"))
    return [_interval(*row) for row in zip(*parts, strict=True)]


def _interval(value, low, high):
    number, interval = units.rounded(value, low, high)
    return f"{number} ({interval})" if math.isfinite(value) else "–"

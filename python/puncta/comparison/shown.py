"""A comparison in words, for a terminal."""

import math

from puncta import units
from puncta.sweeps import quantities

shown = (
    "density_total",
    "density_unique",
    "density_dermis",
    "density_hypodermis",
    "penetrated_share",
    "depth_mean",
    "depth_p95",
    "channel_volume",
    "open_area_share",
    "treatment_time",
)


def text(comparison):
    """For every design against the first: what differs, a table of quantities, the verdict."""
    parts = [f"{comparison.labels[0]} is the reference; {_pairs(comparison)}; 95 % intervals"]
    for number, label in enumerate(comparison.labels[1:]):
        parts += [
            "",
            label,
            *_differing(comparison.differences[number]),
            "",
            *_table(comparison.contrasts[number]),
            "",
        ]
        parts += [f"  {sentence}" for sentence in comparison.verdict[number]]
    return "\n".join(parts)


def rows(contrasts):
    """(quantity, reference, value, difference with interval, ratio with interval, unit) as texts."""
    found = []
    for name in shown:
        contrast = contrasts.get(name)
        if contrast is None or not contrast.pairs:
            continue
        entry = quantities.table()[name]
        scale = entry["display_scale"]
        numbers = [
            scale * x for x in (contrast.difference, contrast.difference_low, contrast.difference_high)
        ]
        difference, interval = units.rounded(*numbers)
        plain = [
            units.rounded(scale * x, numbers[1], numbers[2])[0] for x in (contrast.reference, contrast.value)
        ]
        unit = units.unit_label(entry["display_unit"])
        found.append((name, *plain, f"{_signed(difference)} ({interval})", _ratio(contrast), unit))
    return found


def _table(contrasts):
    head = ("quantity", "reference", "here", "difference", "ratio", "unit")
    cells = [head, *rows(contrasts)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    return [
        "  "
        + f"{row[0]:<{widths[0]}}  "
        + "  ".join(f"{c:>{w}}" for c, w in zip(row[1:5], widths[1:5], strict=True))
        + f"  {row[5]}"
        for row in cells
    ]


def _differing(differences):
    lines = [f"  {key}: {_value(first)} -> {_value(second)}" for key, (first, second) in differences.items()]
    if len(lines) > 12:
        lines = [*lines[:11], f"  … and {len(lines) - 11} more values"]
    return lines or ["  the same scenario"]


def _value(value):
    text = "not set" if value is None else str(value)
    return text if len(text) < 60 else text[:57] + "…"


def _signed(number):
    return number if number.startswith("-") or set(number) <= set("0.–") else f"+{number}"


def _ratio(contrast):
    if not math.isfinite(contrast.ratio):
        return "–"
    if not math.isfinite(contrast.ratio_low):
        return f"{contrast.ratio:.3g}"
    value, interval = units.rounded(contrast.ratio, contrast.ratio_low, contrast.ratio_high)
    return f"{value} ({interval})"


def _pairs(comparison):
    count = len(comparison.results[0].replicates)
    return f"{count} replicates, the same people, hands and random numbers"

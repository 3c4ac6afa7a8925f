"""Sweeps: lines with bands over one axis, a surface over two. They take the table of a sweep (xarray)."""

import numpy as np

from puncta import style, units
from puncta.sweeps import quantities, table
from puncta.sweeps.axis import number_and_unit

most_lines = len(style.cycle)
most_bands = 3  # more of them hide each other: whiskers instead


@style.applied()
def sweep_lines(sweep, quantity="depth_mean", ax=None, over=None):
    """A quantity over one axis of a grid, with 95 % bands; a line for every value of the other axis, if any.

    sweep     a puncta.sweep result, or its table; a grid of one or two axes
    quantity  name of a summary quantity
    over      key of the axis that runs to the right; the first one when None
    """
    found = getattr(sweep, "table", sweep)
    axes = _grid_axes(found, quantity, (1, 2))
    across = axes[0] if over is None else _one_of(over, axes)
    others = [key for key in axes if key != across]
    ax = style.axis(ax)
    places, labels, unit = _ticks(found, across)
    lines = _lines(found, others)
    for number, (name, chosen) in enumerate(lines):
        value, low, high = _shown(chosen, quantity)
        colour = style.cycle[number % most_lines]
        ax.plot(places, value, color=colour, marker="o", markersize=4.5, label=name)
        if len(lines) <= most_bands:
            ax.fill_between(places, low, high, color=colour, alpha=0.16, linewidth=0)
        else:
            error = np.clip([value - low, high - value], 0, None)
            ax.errorbar(places, value, yerr=error, fmt="none", ecolor=colour, alpha=0.6, capsize=3)
    if _is_logarithmic(places):
        ax.set_xscale("log")
        ax.minorticks_off()
    ax.set_xticks(places, labels)
    ax.set_xlabel(_name(found, across) + (f" [{unit}]" if unit else ""))
    ax.set_ylabel(_quantity_label(quantity))
    _limit(ax, found, quantity)
    ax.grid(axis="y", color="#e3e5e8", linewidth=0.8)
    if others:
        _legend(ax, found, others[0])
    ax.set_title(found.attrs["title"])
    return ax


@style.applied()
def sweep_surface(sweep, quantity="depth_mean", ax=None):
    """A quantity over the two axes of a grid, as colour with its values written in."""
    found = getattr(sweep, "table", sweep)
    down, across = _grid_axes(found, quantity, (2, 2))
    ax = style.axis(ax)
    scale = quantities.table()[quantity]["display_scale"]
    values = found[quantity].transpose(down, across).values * scale
    image = ax.imshow(values, origin="lower", aspect="auto", cmap=style.map_colours)
    image.cmap.set_bad(style.missing_cell)
    middle = np.nanmean([np.nanmin(values), np.nanmax(values)]) if np.isfinite(values).any() else 0
    for (row, column), value in np.ndenumerate(values):
        if np.isfinite(value):
            colour = "white" if value < middle else style.ink
            text = units.rounded(value, value * 0.99, value * 1.01)[0] if value else "0"
            ax.annotate(text, (column, row), ha="center", va="center", fontsize=8, color=colour)
    for key, setter, label in (
        (across, ax.set_xticks, ax.set_xlabel),
        (down, ax.set_yticks, ax.set_ylabel),
    ):
        _, labels, unit = _ticks(found, key)
        setter(range(len(labels)), labels)
        label(_name(found, key) + (f" [{unit}]" if unit else ""))
    ax.figure.colorbar(image, ax=ax, label=_quantity_label(quantity))
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.tick_params(length=0)
    ax.set_title(found.attrs["title"])
    return ax


def _grid_axes(found, quantity, allowed):
    if quantity not in quantities.table():
        raise ValueError(f"no quantity {quantity!r}; there are {', '.join(quantities.table())}")
    axes = table.axis_names(found)
    if found.attrs["design"] != "grid" or not allowed[0] <= len(axes) <= allowed[1]:
        numbers = " or ".join(map(str, sorted(set(allowed))))
        raise ValueError(
            f"{found.attrs['title']}: this figure takes a grid of {numbers} axes, "
            f"not a {found.attrs['design']} of {len(axes)}"
        )
    return axes


def _one_of(key, axes):
    if key not in axes:
        raise ValueError(f"no axis {key!r}; there are {', '.join(axes)}")
    return key


def _lines(found, others):
    """(name, one-dimensional table) of every line."""
    if not others:
        return [("", found)]
    names = table.written(found, others[0])
    if len(names) > most_lines:
        raise ValueError(f"{len(names)} lines are too many to tell apart; draw a surface")
    return [(str(name), found.isel({others[0]: place})) for place, name in enumerate(names)]


def _shown(chosen, quantity):
    scale = quantities.table()[quantity]["display_scale"]
    return (chosen[quantity + part].values * scale for part in ("", "_ci_low", "_ci_high"))


def _ticks(found, key):
    """Places, labels and common unit of the values of an axis."""
    written = [str(text) for text in table.written(found, key)]
    parsed = [number_and_unit(text) for text in written]
    numbers = found[key].values
    if numbers.dtype.kind != "f" or (None in [*parsed] and not _plain_numbers(written)):
        return np.arange(len(written)), written, ""
    shared = {pair[1] for pair in parsed if pair}
    if len(shared) == 1:
        return np.array([pair[0] for pair in parsed]), [f"{pair[0]:g}" for pair in parsed], shared.pop()
    return numbers, [f"{number:g}" for number in numbers], ""


def _plain_numbers(texts):
    try:
        return all(np.isfinite(float(text)) for text in texts)
    except ValueError:
        return False


def _is_logarithmic(places):
    return len(places) > 2 and places.min() > 0 and places.max() / places.min() >= 8


def _limit(ax, found, quantity):
    """From 0 to twice the largest value at most: one very wide interval hides nothing else."""
    scale = quantities.table()[quantity]["display_scale"]
    values, high = found[quantity].values * scale, found[f"{quantity}_ci_high"].values * scale
    known = values[np.isfinite(values)]
    if not known.size:
        return
    top = max(
        known.max(), min(np.nanmax(np.where(np.isfinite(high), high, np.nan), initial=0), 2 * known.max())
    )
    if known.min() >= 0 and top > 0:
        ax.set_ylim(0, 1.06 * top)


def _legend(ax, found, key):
    ax.legend(title=_name(found, key), title_fontsize=9)


def _name(found, key):
    """What the sweep calls an axis, or 'needle length' of device.needle.length."""
    if "long_name" in found[key].attrs:
        return found[key].attrs["long_name"]
    first, *rest = key.split(".")
    parts = rest if rest and first in ("device", "treatment", "skin", "run", "model") else [first, *rest]
    return " ".join(parts).replace("_", " ")


def _quantity_label(quantity):
    entry = quantities.table()[quantity]
    unit = units.unit_label(entry["display_unit"])
    return quantity.replace("_", " ") + (f" [{unit}]" if unit else "")

"""Where: maps of the treated skin, seen from above."""

import numpy as np

from puncta import style, units
from puncta.plot.layers import readable


@style.applied()
def density_map(r, ax=None):
    """Punctures per cm² of one treatment, mean over the replicates; axes in mm, equal scale."""
    density = r.map["density"]
    most = float(density.max()) * 1e-4
    limits = (0, most if most > 0 else 1)
    ax = _draw(r, density * 1e-4, "punctures per treatment [/cm²]", ax, limits)
    ax.set_title(f"Density of punctures{_mean(r, 'density_total')}")
    return ax


@style.applied()
def depth_map(r, ax=None):
    """Mean depth of the punctures of each cell in um; cells without a puncture stay grey."""
    ax = _draw(r, _where_punctured(r, r.map["depth_mean"] * 1e6), "mean depth [µm]", ax)
    ax.set_title(f"Depth of punctures{_mean(r, 'depth_mean')}")
    return ax


@style.applied()
def layer_map(r, ax=None, layer=None):
    """Share of the punctures of each cell that reach a layer or go deeper, all replicates together; cells
    without a puncture stay grey. `layer` is one of the names in r.layers, the uppermost dermis by default.
    """
    names = [name for name, _ in r.layers]
    chosen = _dermis(names) if layer is None else layer
    if chosen not in names:
        raise ValueError(f"no layer {chosen!r}; the skin has {', '.join(names)}")
    share = r.map["layer_reached"].isel(layer=slice(names.index(chosen), None)).sum("layer")
    label = f"share reaching the {readable(chosen)} [%]"
    ax = _draw(r, _where_punctured(r, 100 * share), label, ax, (0, 100))
    row = r.density_reaching.loc[chosen]
    reach = f"{row.value * 1e-4:.1f} /cm²"
    if np.isfinite(row.ci_high - row.ci_low):
        reach += f" ({row.ci_low * 1e-4:.1f} – {row.ci_high * 1e-4:.1f})"
    ax.set_title(f"Punctures that reach the {readable(chosen)}\n{reach}")
    return ax


def _dermis(names):
    """The uppermost layer of the dermis; of a skin without one the layer below the first."""
    found = [name for name in names if "dermis" in name and not name.startswith("hypo")]
    found = [name for name in found if "epidermis" not in name]
    return found[0] if found else names[min(1, len(names) - 1)]


def _where_punctured(r, field):
    return field.where(r.map["density"] > 0)


def _draw(r, field, label, ax, limits=None):
    """A map; without limits of the colours those of most cells: a few extreme ones must not take them all."""
    from matplotlib import colormaps
    from matplotlib.ticker import MaxNLocator

    ax = style.axis(ax, figsize=(6.2, 5.2))
    field = field.transpose("y", "x")
    values = np.ma.masked_invalid(np.asarray(field.values, float))
    colours = colormaps[style.map_colours].copy()
    colours.set_bad(style.missing_cell)
    known = values.compressed()
    extend = "both" if limits is None and len(known) else "neither"
    low, high = limits or (np.percentile(known, [1, 99]) if len(known) else (0, 1))
    mesh = ax.pcolormesh(
        _edges(field["x"].values),
        _edges(field["y"].values),
        values,
        cmap=colours,
        vmin=low,
        vmax=high,
        rasterized=True,
    )
    ax.set_aspect("equal")
    for each in (ax.xaxis, ax.yaxis):
        each.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    _scale_bar(ax)
    ax.set_xlabel("x [mm]")
    ax.set_ylabel("y [mm]")
    ax.spines[["left", "bottom"]].set_visible(False)
    bar = ax.figure.colorbar(mesh, ax=ax, shrink=0.9, pad=0.02, extend=extend)
    bar.set_label(label)
    bar.outline.set_visible(False)
    return ax


def _scale_bar(ax):
    """A bar of a round length, about a fifth of the map, in its lower left corner on a plate of its own."""
    from matplotlib.patches import Rectangle

    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    power = 10.0 ** np.floor(np.log10(0.2 * (right - left)))
    length = max(factor * power for factor in (1, 2, 5) if factor * power <= 0.2 * (right - left))
    x, y = left + 0.035 * (right - left), low + 0.035 * (high - low)
    text = f"{length:g} mm" if length >= 0.1 else f"{1e3 * length:g} µm"
    plate = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "zorder": 3}
    margin = 0.012 * (right - left)
    corner = (x - margin, y - margin)
    ax.add_patch(
        Rectangle(corner, max(length, 0.11 * (right - left)) + 2 * margin, 0.075 * (high - low), **plate)
    )
    bar = {"color": style.ink, "linewidth": 3, "solid_capstyle": "butt", "zorder": 4, "label": "_scale bar"}
    ax.plot([x, x + length], [y, y], **bar)
    ax.annotate(text, (x, y), xytext=(0, 3), textcoords="offset points", fontsize=8.5, zorder=4)


def _edges(centres):
    """Cell edges in mm of evenly spaced centres in m."""
    half = (centres[1] - centres[0]) / 2 if len(centres) > 1 else abs(centres[0]) or 1e-3
    return np.append(centres - half, centres[-1] + half) * 1e3


def _mean(r, name):
    value, interval, unit = units.readable(r.summary.loc[name])
    return f"\n{value} {unit} ({interval})" if interval != "–" else f"\n{value} {unit}"

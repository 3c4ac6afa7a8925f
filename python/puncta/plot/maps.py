"""Where: maps of the treated skin, seen from above."""

import numpy as np

from puncta import style, units


@style.applied()
def density_map(r, ax=None):
    """Punctures per cm² of one treatment, mean over the replicates; axes in mm, equal scale."""
    ax = _draw(r, "density", 1e-4, "punctures per treatment [/cm²]", ax)
    ax.set_title(f"Density of punctures{_mean(r, 'density_total')}")
    return ax


@style.applied()
def depth_map(r, ax=None):
    """Mean depth of the punctures of each cell in um; cells without a puncture stay grey."""
    ax = _draw(r, "depth_mean", 1e6, "mean depth [µm]", ax)
    ax.set_title(f"Depth of punctures{_mean(r, 'depth_mean')}")
    return ax


def _draw(r, name, scale, label, ax):
    from matplotlib import colormaps
    from matplotlib.ticker import MaxNLocator

    ax = style.axis(ax, figsize=(6.2, 5.2))
    field = r.map[name].transpose("y", "x")
    values = np.ma.masked_invalid(np.asarray(field.values, float) * scale)
    if name != "density":
        values = np.ma.masked_where(r.map["density"].transpose("y", "x").values <= 0, values)
    colours = colormaps[style.map_colours].copy()
    colours.set_bad(style.missing_cell)
    known = values.compressed()
    if name == "density":
        low, high, extend = 0, known.max() if known.any() else 1, "neither"
    else:  # a few extreme cells must not take all the colours
        low, high = np.percentile(known, [1, 99]) if len(known) else (0, 1)
        extend = "both" if len(known) else "neither"
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
    ax.set_xlabel("x [mm]")
    ax.set_ylabel("y [mm]")
    ax.spines[["left", "bottom"]].set_visible(False)
    bar = ax.figure.colorbar(mesh, ax=ax, shrink=0.9, pad=0.02, extend=extend)
    bar.set_label(label)
    bar.outline.set_visible(False)
    return ax


def _edges(centres):
    """Cell edges in mm of evenly spaced centres in m."""
    half = (centres[1] - centres[0]) / 2 if len(centres) > 1 else abs(centres[0]) or 1e-3
    return np.append(centres - half, centres[-1] + half) * 1e3


def _mean(r, name):
    value, interval, unit = units.readable(r.summary.loc[name])
    return f"\n{value} {unit} ({interval})" if interval != "–" else f"\n{value} {unit}"

"""What stays open: the channels by depth, where a drug would go."""

import numpy as np

from puncta import style, units
from puncta.plot.layers import draw_bands

micro = 1e6


@style.applied()
def channel_profile(r, ax=None):
    """Open cross-section of all channels, per cent of the skin's area, against depth over the skin layers.

    Mean over replicates with its 95 % interval; depth runs downwards in um. The area under the curve is the
    volume of the channels, which the title tells.
    """
    ax = style.axis(ax)
    channels = r.channels
    edges = _edges(channels["depth_bin"].values) * micro
    area = 100 * channels["open_area"].values
    deepest = _deepest(channels, edges)
    ax.set_ylim(deepest, 0)
    draw_bands(ax, r.layers, deepest / micro, micro)
    ax.set_ylabel("depth below the skin surface [µm]")
    ax.set_xlabel("open cross-section [% of the skin]")
    ax.set_title("Channels that stay open")
    if not np.nanmax(area, initial=0) > 0:
        ax.set_xlim(0, 1)
        ax.set_xticks([])
        ax.text(0.5, 0.5, "no channel stays open", transform=ax.transAxes, ha="center", va="center")
        return ax
    low, high = (100 * channels[f"open_area_ci_{end}"].values for end in ("low", "high"))
    if np.isfinite(high - low).any():
        across = {"step": "post", "facecolor": style.blue, "alpha": 0.25, "edgecolor": "none", "zorder": 2}
        closed = [np.append(end, end[-1]) for end in (np.maximum(low, 0), high)]
        ax.fill_betweenx(edges, *closed, label="95 % interval", **across)
    ax.stairs(area, edges, orientation="horizontal", baseline=None, color=style.blue, linewidth=1.8)
    finite = high[np.isfinite(high)]
    ax.set_xlim(0, 1.08 * max(area.max(), finite.max() if len(finite) else 0))
    value, interval, unit = units.readable(r.summary.loc["channel_volume"])
    known = f" ({interval})" if interval != "–" else ""
    ax.set_title(f"Channels that stay open\nvolume {value} {unit}{known}")
    return ax


def _edges(centres):
    """Edges of bins of equal width that begin at the surface [m]."""
    width = 2 * centres[0]
    return np.append(0, centres + width / 2)


def _deepest(channels, edges):
    """Where the axis ends: below the last bin that a thousandth of the holes reach."""
    holes = channels["holes_deeper"].values
    reached = np.flatnonzero(holes > 1e-3 * np.nanmax(holes, initial=0))
    return edges[reached[-1] + 1] * 1.08 if len(reached) else edges[-1]

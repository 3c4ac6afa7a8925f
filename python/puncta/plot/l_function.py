"""How even: Ripley's L function of the punctures against random patterns."""

import numpy as np

from puncta import pattern, style

_simulations = 199
_seed = 20261128
_steps = 120
_spacings = 5  # how far the figure looks, in mean spacings, unless the region is too small for it


@style.applied()
def l_function(r, ax=None, site=None):
    """L(r) - r of the punctures of a result in um over the distance r in mm, mean and 95 % interval.

    Grey: where 95 of 100 random patterns with as many points in the same region lie at each distance
    (pointwise, 199 simulated ones, seed fixed). Above clustered, below even. Of several sites one (None: the
    first).
    """
    pooled = r.pattern(site=site)
    ax = style.axis(ax)
    counts = [len(one.points) for one in pooled.replicates]
    ax.set_xlabel("distance r [mm]")
    ax.set_ylabel("L(r) − r [µm]")
    title = "Spacing of punctures against random patterns"
    names = [each["name"] for each in r.scenario.get("sites", [])]
    ax.set_title(f"{title}\n{style.plain(site or names[0])}" if names else title)
    if max(counts) < 2:
        ax.text(0.5, 0.5, "fewer than two punctures", transform=ax.transAxes, ha="center", color=style.quiet)
        return ax
    radii = _radii(pooled)
    low, high = envelope(max(counts), pooled.region, radii)
    ax.axhline(0, color=style.quiet, linewidth=0.8, zorder=1)
    ax.fill_between(
        radii * 1e3,
        (low - radii) * 1e6,
        (high - radii) * 1e6,
        color="#d3d7db",
        linewidth=0,
        label="95 of 100 random patterns",
        zorder=0,
    )
    curve = pooled.ripley_l(radii)
    if len(counts) > 1:
        _interval(ax, radii, curve)
    label = "punctures" if len(counts) == 1 else f"mean of {len(counts)} replicates"
    ax.plot(radii * 1e3, (curve["value"] - radii) * 1e6, color=style.blue, label=label)
    ax.set_xlim(0, radii[-1] * 1e3)
    for text, at, align in (("clustered", 0.985, "top"), ("even", 0.015, "bottom")):
        ax.text(0.995, at, text, transform=ax.transAxes, ha="right", va=align, color=style.quiet, fontsize=9)
    _fit(ax, [low - radii, high - radii, curve["value"] - radii])
    ax.legend(loc="upper left", bbox_to_anchor=(-0.02, -0.15), ncols=3)
    return ax


def envelope(count, region, radii):
    """2.5 and 97.5 % quantiles of L(r) of 199 random patterns of `count` points in the region [m]."""
    generator = np.random.default_rng(_seed)
    curves = [
        pattern.ripley_l(pattern.random_points(count, region, generator), region, radii, threads=1)
        for _ in range(_simulations)
    ]
    return np.nanquantile(curves, [0.025, 0.975], axis=0)


def _radii(pooled):
    # Beyond a quarter of the shorter side the estimates say little (Baddeley, Rubak & Turner 2015, 7.4).
    farthest = min(_spacings * pooled.spacing, 0.25 * min(pooled.region.box[2:]))
    return farthest * np.arange(1, _steps + 1) / _steps


def _fit(ax, curves):
    """Curve and random patterns fill the axis; the interval of a few replicates may reach beyond it."""
    reach = 1.7e6 * max(np.nanmax(np.abs(curve)) for curve in curves)
    ax.set_ylim(-reach, reach)


def _interval(ax, radii, curve):
    ax.fill_between(
        radii * 1e3,
        (curve["ci_low"] - radii) * 1e6,
        (curve["ci_high"] - radii) * 1e6,
        color=style.blue,
        alpha=0.2,
        linewidth=0,
        label="95 % interval",
    )

"""What is not known well: which unknown the variance of a quantity comes from."""

import numpy as np

from puncta import style, units

_most = 10


@style.applied()
def unknowns(r, quantity="depth_mean", ax=None):
    """Bars of the unknowns with the largest first-order shares of a quantity's variance over samples [%].

    Whiskers are 95 % intervals; what the shares do not sum to is interaction. The title tells the middle 95 %
    of the samples. Only of results with `[uncertainty] samples` (ValueError).
    """
    data = r.uncertainty
    if data is None or "share" not in data:
        raise ValueError(f"{r.title}: no finished samples of what is not known; set uncertainty.samples")
    if quantity not in data["quantity"].values:
        raise ValueError(f"no quantity {quantity!r}; there are {', '.join(data['quantity'].values)}")
    one = data.sel(quantity=quantity)
    order = np.argsort(-np.nan_to_num(one["share"].values), kind="stable")[:_most]
    names = [_short(str(name)) for name in data["unknown"].values[order]]
    share, low, high = (one[name].values[order] * 100 for name in ("share", "share_ci_low", "share_ci_high"))
    ax = style.axis(ax, figsize=(7.5, 1.2 + 0.36 * len(order)))
    rows = np.arange(len(order))
    known = np.isfinite(share)
    ax.barh(rows, np.where(known, share, 0), color=style.sky, height=0.62, zorder=2)
    # A share may lie outside its jackknife interval where both are cut at 0.
    error = np.clip([share - low, high - share], 0, None)
    if known.any():
        _whiskers(ax, share[known], rows[known], error[:, known])
    else:
        ax.text(0.5, 0.5, "too few samples to tell shares", transform=ax.transAxes, ha="center")
    ax.set_yticks(rows, names)
    ax.invert_yaxis()
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x", color="#e3e5e8", linewidth=0.8)
    ax.set_xlim(0, max(5, 1.08 * np.nanmax(np.append(high, 0))))
    ax.set_xlabel("share of the variance over samples [%]")
    ax.set_title(
        f"{_title(r, one, quantity)}\n{data.sizes['sample']} samples of {data.sizes['unknown']} ranges"
    )
    return ax


def _whiskers(ax, share, rows, error):
    ax.errorbar(share, rows, xerr=error, fmt="none", ecolor=style.ink, elinewidth=1.4, capsize=3, zorder=3)


def _short(name):
    """The first of several keys that share an unknown, and how many more."""
    first, *others = name.split(", ")
    return style.plain(f"{first} (and {len(others)} more)" if others else first)


def _title(r, one, quantity):
    row = r.summary.loc[quantity].copy()
    row["ci_low"], row["ci_high"] = float(one["low"]), float(one["high"])
    value, interval, unit = units.readable(row)
    return f"{quantity}: {value} {unit}, 95 % of samples {interval}"

"""The figures of a result on its page, each with a sentence for those who do not see it."""

import warnings

from puncta import plot, style, units
from puncta.plan import Plan
from puncta.report.figure import figure
from puncta.report.markup import element

_size = (7.2, 4.9)


def figures(r, name, brief=False):
    """All figures of a result, or the four that tell most. `name` begins their ids."""
    chosen = _results[:4] if brief else _results
    parts = [_one(f"{name}-{key}", draw, r, _size, alt(r), caption) for key, draw, alt, caption in chosen]
    if not brief:
        parts += [*_spacing(r, name), *_unknown(r, name), *_planned(r, name)]
    return element("div", *parts, class_="figures")


def _one(name, draw, of, size, alt, caption):
    import matplotlib.pyplot as plt

    with style.applied(), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of letters that the font lacks
        drawn, ax = plt.subplots(figsize=size)
        draw(of, ax)
        return figure(drawn, name, alt, caption)


def _told(r, name):
    value, interval, unit = units.readable(r.summary.loc[name])
    return f"{value} {unit} (95 % interval {interval})" if interval != "–" else f"{value} {unit}"


def _depths(r):
    if not r.depth["counts"].values.any():
        return "Depth distribution: no needle entered the skin."
    return (
        f"Histogram of the depths of punctures over the layers of the skin: mean {_told(r, 'depth_mean')}, "
        f"5 % are less deep than {_told(r, 'depth_p05')}, 5 % deeper than {_told(r, 'depth_p95')}."
    )


def _section(r):
    layers = ", ".join(f"{name.replace('_', ' ')} from {top * 1e6:.0f} µm" for name, top in r.layers)
    return f"Section of the skin to scale with a needle and its channels. Layers: {layers}. {_depths(r)}"


def _density(r):
    spread = r.map["density"].values * 1e-4
    return (
        f"Map of the density of punctures, mean {_told(r, 'density_total')}; cells from {_ends(spread)} /cm²."
    )


def _map_depth(r):
    return f"Map of the mean depth of punctures; cells from {_ends(r.map['depth_mean'].values * 1e6)} µm."


def _ends(values):
    known = values[values == values]
    return f"{known.min():.3g} to {known.max():.3g}" if len(known) else "none to none"


def _layers(r):
    reach = r.density_reaching
    parts = [f"{name.replace('_', ' ')} {row.value * 1e-4:.3g} /cm²" for name, row in reach.iterrows()]
    told = "Map of the share of punctures that reach the dermis. Punctures that reach each layer: "
    return f"{told}{', '.join(parts)}."


def _channels(r):
    return f"Open cross-section of the channels against depth; their volume is {_told(r, 'channel_volume')}."


_results = (
    ("depth", plot.depth_distribution, _depths, "How deep: share of the punctures by depth, layers behind."),
    ("section", plot.skin_section, _section, "To scale: the needle in its channel at the median depth."),
    ("density", plot.density_map, _density, "Where: punctures of one treatment, mean over the replicates."),
    ("depth-map", plot.depth_map, _map_depth, "Where how deep: mean depth of the punctures of each cell."),
    ("layers", plot.layer_map, _layers, "Which share of the punctures reaches the dermis, cell by cell."),
    ("channels", plot.channel_profile, _channels, "What stays open, by depth."),
)


def _spacing(r, name):
    if not r.punctures or min((r.replicates["punctures_total"] > 1).sum(), 1) < 1:
        return
    alt = (
        "L function of the punctures against random patterns. Clark-Evans ratio "
        f"{_told(r, 'clark_evans')}, largest circle without a puncture {_told(r, 'largest_gap')}."
    )
    yield _one(f"{name}-spacing", plot.l_function, r, _size, alt, "How even: against random patterns.")


def _unknown(r, name):
    if r.uncertainty is None or "share" not in r.uncertainty:
        return
    alt = "Bars: shares of the variance of the mean depth by unknown; the numbers stand in the table above."
    with style.applied():
        drawn = plot.unknowns(r).figure
        yield figure(drawn, f"{name}-unknowns", alt, "Which unknown moves the mean depth most.")


_plans = (
    (
        "strokes",
        plot.stroke_plan,
        (7.2, 5.6),
        "Plan of the treatment: strokes over the region, in order.",
        "The strokes, numbered.",
    ),
    (
        "needles",
        plot.roller_layout,
        (7.2, 4.2),
        "Where the needles of the device stand.",
        "The needles of the device.",
    ),
    (
        "path",
        plot.tip_path,
        (7.2, 5.2),
        "Path of a needle's tip through the skin while the device rolls.",
        "The way of a tip.",
    ),
    (
        "law",
        plot.needle_law,
        (7.2, 5.0),
        "Force on one needle over its displacement, with breach, insertion and what resists it.",
        "One needle alone: force, depth, and what happens on the way.",
    ),
)


def _planned(r, name):
    """Figures of the plan; none where the compiled module is missing, which plans."""
    try:
        asked = Plan(r)
        for key, draw, size, alt, caption in _plans:
            if key != "path" or (asked.rolls and r.depth["counts"].values.any()):
                yield _one(f"{name}-{key}", draw, asked, size, alt, caption)
    except (ImportError, ValueError) as error:  # an older scenario that this program cannot read, say
        yield element("p", f"The plan of the treatment cannot be drawn here: {error}", class_="quiet wide")


def comparison(results, labels):
    """Depth and density of several results side by side."""
    rows = [
        f"{label}: depth {_told(r, 'depth_mean')}, density {_told(r, 'density_total')}"
        for label, r in zip(labels, results, strict=True)
    ]
    with style.applied(), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        drawn = plot.compare(results, labels).figure
        return figure(
            drawn,
            "comparison-figure",
            "; ".join(rows),
            "Mean depth with the 5 – 95 % range, and density; bold bars are 95 % intervals.",
        )

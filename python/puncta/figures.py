"""python3 -m puncta.figures RESULT.h5 | SCENARIO.toml [-o DIR]: figures as PNG.

Of a result depth, channels, map, layers, section, spacing (the L function) and overview; of a scenario, which
need not have been run, the plan of its strokes, the needles of its device, the path of their tips and the
force on one of them.
"""

import argparse
import os
import sys
import warnings

from puncta import exit_status, plan, plot, results, style, units, whole_file

_single = {
    "depth": (plot.depth_distribution, (7.5, 4.6)),
    "channels": (plot.channel_profile, (7.5, 4.6)),
    "map": (plot.density_map, (6.2, 5.2)),
    "layers": (plot.layer_map, (6.2, 5.2)),
    "section": (plot.skin_section, (7.5, 5.2)),
}


_planned = {
    "strokes": plot.stroke_plan,
    "needles": plot.roller_layout,
    "path": plot.tip_path,
    "law": plot.needle_law,
}


def write_plan(scenario, directory):
    """Draw what a scenario file plans; returns the paths written. The tips of rollers only have a path."""
    asked = plan.Plan(scenario)
    with style.applied():
        axes = {name: draw(asked) for name, draw in _planned.items() if name != "path" or asked.rolls}
        os.makedirs(directory, exist_ok=True)
        return [_save(ax.figure, directory, name) for name, ax in axes.items()]


def write_all(r, directory):
    """Draw every figure of one result into a directory; returns the paths written."""
    import matplotlib.pyplot as plt

    os.makedirs(directory, exist_ok=True)
    paths = []
    with style.applied():
        for name, (draw, size) in _single.items():
            figure, ax = plt.subplots(figsize=size)
            draw(r, ax)
            paths.append(_save(figure, directory, name))
        if r.uncertainty is not None and "share" in r.uncertainty:
            paths.append(_save(plot.unknowns(r).figure, directory, "unknowns"))
        if r.punctures:  # the run may have been asked not to keep them
            paths.append(_save(plot.l_function(r).figure, directory, "spacing"))
        paths.append(_save(overview(r), directory, "overview"))
    return paths


@style.applied()
def overview(r):
    """One figure with the section, the depth distribution, the map and the headline numbers."""
    import matplotlib.pyplot as plt

    figure = plt.figure(figsize=(11.5, 8.6))
    upper, lower = figure.subfigures(2, 1)
    section, depth = upper.subplots(1, 2, width_ratios=(1.05, 1))
    plot.skin_section(r, section)
    plot.depth_distribution(r, depth)
    where, numbers = lower.subplots(1, 2, width_ratios=(1.05, 1))
    plot.density_map(r, where)
    _table(r, numbers)
    title = r.title if r.complete else f"{r.title} (incomplete run)"
    figure.suptitle(style.plain(title), fontsize=13, weight="bold", x=0.01, ha="left")
    return figure


_headline = {
    "density_total": "punctures",
    "density_unique": "separate holes",
    "density_dermis": "reaching the dermis",
    "penetrated_share": "contacts that entered",
    "depth_mean": "mean depth",
    "depth_over_length_mean": "depth / needle length",
    "drum_load_share": "load on the drum",
    "open_area_share": "open area",
    "nearest_neighbour_mean": "distance to next hole",
}


def _table(r, ax):
    """The headline numbers with their 95 % intervals, as text."""
    ax.set_axis_off()
    ax.set_xlim(-0.06, 1)
    ax.set_ylim(len(_headline), -1)
    ax.set_title("In numbers (95 % interval)")
    rows = [(text, r.summary.loc[name]) for name, text in _headline.items() if name in r.summary.index]
    for line, (text, row) in enumerate(rows):
        value, interval, unit = units.readable(row)
        ax.text(0.0, line, text, va="center")
        ax.text(0.66, line, f"{value} {unit}", va="center", ha="right", weight="bold")
        ax.text(0.70, line, interval, va="center", color=style.quiet)


def _save(figure, directory, name):
    import matplotlib.pyplot as plt

    path = os.path.join(directory, f"{name}.png")
    whole_file.save_figure(figure, path, bbox_inches="tight", pad_inches=0.08)
    plt.close(figure)
    return path


def main(arguments=None):
    parser = argparse.ArgumentParser(
        prog="python3 -m puncta.figures", description="Draw a result, or what a scenario plans."
    )
    parser.add_argument("result", help="result file of `puncta run`, or a scenario (.toml)")
    parser.add_argument(
        "-o", "--output", default=".", metavar="DIR", help="where the PNG files go (default: .)"
    )
    options = parser.parse_args(arguments)
    import matplotlib

    matplotlib.use("Agg")
    return exit_status.of(_draw, options, "interrupted; figures that were drawn stay")


def _draw(options):
    if options.result.endswith(".toml"):
        print(*write_plan(options.result, options.output), sep="\n")
        return 0
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", results.IncompleteResultWarning)
        r = results.open(options.result)
    for warning in caught:
        print(f"puncta: {warning.message}", file=sys.stderr)
    for path in write_all(r, options.output):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The figure of a sweep: what it shows, a panel for every quantity."""

from puncta import style, whole_file
from puncta.sweeps import table


@style.applied()
def draw(found, names):
    """The figure: lines for grids of one or two axes, surfaces where lines are too many; else ValueError."""
    import matplotlib.pyplot as plt

    from puncta.plot import sweep as panels

    columns = 2 if len(names) > 1 else 1
    rows = -(-len(names) // columns)
    figure, axes = plt.subplots(rows, columns, figsize=(5.2 * columns, 3.7 * rows), squeeze=False)
    surface = _too_many_lines(found, panels.most_lines)
    for ax, name in zip(axes.flat, names, strict=False):
        (panels.sweep_surface if surface else panels.sweep_lines)(found, name, ax)
        ax.set_title("")
    for ax in axes.flat[1 : len(names)]:  # the same lines everywhere
        if ax.get_legend():
            ax.get_legend().remove()
    for ax in axes.flat[len(names) :]:
        ax.set_visible(False)
    figure.suptitle(found.attrs["title"], x=0.01, ha="left", weight="bold", fontsize=11)
    return figure


@style.applied()
def draw_sensitivity(data):
    """The figure of a sensitivity design: a panel for every quantity, one below the other."""
    import matplotlib.pyplot as plt

    from puncta import plot

    names = list(map(str, data["quantity"].values))
    bars = data.attrs["design"] == "saltelli"
    height = 1.6 + 0.5 * data.sizes["axis"] if bars else 4.6
    axes = plt.subplots(len(names), 1, figsize=(7.5, height * len(names)), squeeze=False)[1][:, 0]
    for ax, name in zip(axes, names, strict=True):
        (plot.sobol_bars if bars else plot.morris_effects)(data, name, ax)
    return axes[0].figure


def write(sweep, names, path):
    """Draw into a PNG, SVG or PDF file: indices, or the front where points are no grid, or the table."""
    import matplotlib.pyplot as plt

    from puncta import plot

    if sweep.sensitivity is not None:
        figure = draw_sensitivity(sweep.sensitivity)
    elif "point" in sweep.table.dims and len(sweep.definition.objectives) > 1:
        axes = plot.pareto(sweep)
        figure = getattr(axes, "figure", None) or axes[0].figure
    else:
        figure = draw(sweep.table, names)
    whole_file.save_figure(figure, path)
    plt.close(figure)


def _too_many_lines(found, most):
    axes = table.axis_names(found)
    return len(axes) == 2 and found.sizes.get(axes[1], 0) > most

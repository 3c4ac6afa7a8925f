"""The figure of a sweep: what it shows, a panel for every quantity."""

from puncta import style
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


def write(found, names, path):
    """Draw into a PNG, SVG or PDF file."""
    import matplotlib.pyplot as plt

    figure = draw(found, names)
    figure.savefig(path)
    plt.close(figure)


def _too_many_lines(found, most):
    axes = table.axis_names(found)
    return len(axes) == 2 and found.sizes.get(axes[1], 0) > most

"""One look for every figure: colour-blind safe, legible in print and at a README's width (7.5 inches)."""

import contextlib

# Okabe and Ito's colours, told apart with any colour vision and, in this order, by their lightness too.
ink = "#1a1a1a"
quiet = "#5f6368"
blue = "#0072b2"
vermillion = "#d55e00"
green = "#009e73"
sky = "#56b4e9"
orange = "#e69f00"
purple = "#cc79a7"
cycle = (blue, vermillion, green, purple, orange, sky)

# Skin from the surface down: pale, neighbours apart in lightness, so that data drawn on top stays readable.
layer_colours = {
    "stratum_corneum": "#b5936b",
    "viable_epidermis": "#e8cfae",
    "epidermis": "#e8cfae",
    "papillary_dermis": "#f3c9bd",
    "reticular_dermis": "#fae6df",
    "dermis": "#fae6df",
    "hypodermis": "#fbf0c4",
    "muscle": "#dba39b",
    "support": "#d3d7db",
    "bone": "#e4e4dc",
}
other_layers = ("#dde3ea", "#eef1f4")

# Light to dark from shallow to deep; read in grey as well.
reach_colours = ("#dfe7ee", "#a9cbe3", "#5b9fcb", "#1f6ea8", "#0b3c66", "#04203a")

map_colours = "cividis"
steel = "#c3c9cf"
steel_edge = "#4c535a"
missing_cell = "#e6e6e6"

parameters = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 8,
    "axes.labelsize": 10,
    "axes.edgecolor": quiet,
    "axes.labelcolor": ink,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "text.color": ink,
    "xtick.color": quiet,
    "ytick.color": quiet,
    "xtick.labelcolor": ink,
    "ytick.labelcolor": ink,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "legend.fontsize": 9,
    "legend.frameon": False,
    "lines.linewidth": 1.6,
    "figure.figsize": (7.5, 4.6),
    "figure.dpi": 110,
    "figure.constrained_layout.use": True,
    "savefig.dpi": 160,
    "savefig.facecolor": "white",
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
}


@contextlib.contextmanager
def applied():
    """Figures made inside the with-block carry the style; the user's own settings are left alone."""
    import matplotlib

    with matplotlib.rc_context(parameters):
        yield


def axis(ax=None, **figure):
    """The axis given, or the one of a new figure in this style."""
    import matplotlib.pyplot as plt

    return ax if ax is not None else plt.subplots(**figure)[1]


def plain(text, most=90):
    """A text of a file for a figure: no mathematics in it, one line, not longer than a figure can hold."""
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in str(text)).split())
    text = text if len(text) <= most else text[: most - 1] + "…"
    return text.replace("$", r"\$")


def layer_colour(name, index):
    return layer_colours.get(name, other_layers[index % 2])

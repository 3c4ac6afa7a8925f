"""What follows for the skin: the section of a page."""

import numpy as np

from puncta import style
from puncta.aftermath import card, laws, shown, wound
from puncta.report import page
from puncta.report.figure import figure
from puncta.report.markup import element, join
from puncta.report.table import table

_caption = "Channels still open: the line the middle, the band the ranges of the card."


def aftermath(r, name, drawn=True):
    """Markup: durations with their sources, warnings, how long channels stay open; None without a dermis.

    name   id of the figure
    drawn  whether there is one
    """
    try:
        left = wound.of_result(r)
    except ValueError:
        return None
    numbers, care = card.read(), laws.Care()
    rows = [
        [o.name.replace("_", " "), shown.span(o), shown.origin(o)]
        for o in shown.outcomes(numbers, left, care)
    ]
    caption = "Ranges span what the sources say, for the computed depth in the dermis and density."
    flags = laws.flags(numbers, left, care)
    warnings = (
        element("ul", *(element("li", f"{flag.name}: {flag.why}") for flag in flags)) if flags else None
    )
    alt = "Share of the channels still open against time, under a patch and without: " + "; ".join(
        f"after {hours} h {share}" for hours, share in shown.open_shares(numbers, left, care)
    )
    return join(
        [
            page.warning(shown.caveat),
            warnings,
            table(["what", "how long", "status, source"], rows, caption),
            figure(open_channels(numbers, left), name, alt, _caption) if drawn else None,
        ]
    )


@style.applied()
def open_channels(numbers, left, ax=None):
    """The share of channels still open over three days, with and without a patch; the figure."""
    ax = style.axis(ax, figsize=(7.5, 3.4))
    hours = np.linspace(0, 72, 145)
    for occluded, colour, label in (
        (True, style.blue, "under a patch"),
        (False, style.vermillion, "without"),
    ):
        low, value, high = laws.time_constant(numbers, left, laws.Care(occluded=occluded))
        shares = [100 * np.exp(-hours * laws.HOUR / tau) for tau in (low, value, high)]
        ax.fill_between(hours, shares[0], shares[2], color=colour, alpha=0.15, linewidth=0)
        ax.plot(hours, shares[1], color=colour, label=label)
    ax.set_xlabel("time after the treatment [h]")
    ax.set_ylabel("channels open [%]")
    ax.set_xticks(range(0, 73, 12))
    ax.set_xlim(0, 72)
    ax.set_ylim(0, 100)
    ax.legend()
    return ax.figure

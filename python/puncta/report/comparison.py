"""Several results beside each other: one table and one figure. Made to be used again by other pages."""

from puncta.plot.compare import labels_of
from puncta.report import figures
from puncta.report.markup import element, join
from puncta.report.result import _first, cells
from puncta.report.table import table


def comparison(results, labels=None):
    """Markup: figure and table of several results, one column each, with 95 % intervals."""
    labels = labels_of(results, labels)
    return join([figures.comparison(results, labels), compared(results, labels)])


def compared(results, labels):
    """The table alone: quantities down, results across."""
    rows = []
    for name in _first:
        if not all(name in r.summary.index for r in results):
            continue
        row = [join([name, element("small", results[0].summary.loc[name].long_name)])]
        for r in results:
            value, interval, unit = cells(r.summary.loc[name])
            row.append(join([value, element("small", interval)]))
        rows.append([*row, unit])
    caption = (
        "Means over replicates, and 95 % intervals below them. Results of one seed share people, heads and "
        "hands: their differences are known better than the intervals say."
    )
    return table(["quantity", *(f">{label}" for label in labels), "unit"], rows, caption)

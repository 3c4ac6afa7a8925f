"""The page of `puncta validate -o`: figures and every case with its origin, in one self-contained file.

Verification, requirements and validation stand apart, as ASME V&V 40 asks: that equations are solved right
says nothing about skin.
"""

import math

import numpy as np

from puncta import style
from puncta.report import output, page
from puncta.report.figure import figure
from puncta.report.markup import element, join
from puncta.report.table import table as rows_of
from puncta.sources import STATUS, cited
from puncta.validation import judge, table

COMMAND = "validate"
BANDS = (
    "Broad bar: measured, with its interval. Line below it: the prediction with 95 % of chance and ignorance."
    " Dot: strong hit, or a requirement that holds; ring: hit; cross: miss; arrow: goes on beyond the figure."
)
SHOWN = (0.02, 20.0)  # multiples of what was measured that the figure holds

TONE = {
    judge.HOLDS: "good",
    judge.STRONG: "good",
    judge.HIT: "good",
    judge.MISS: "note",
    judge.NOT_MODELLED: "quiet",
    judge.SKIPPED: "quiet",
}


def require_writable(path):
    output.require_writable(path, COMMAND)


def write(path, rows, suite):
    output.write(path, report(rows, suite))


def report(rows, suite):
    """The whole page as text."""
    from puncta.validation.models import compiled

    told = element("p", f"Puncta {compiled().__version__}. ", _verdict(rows), class_="quiet")
    parts, contents = [told, _counts(rows)], []
    groups = (
        (
            "verification",
            "Verification: are the equations solved right?",
            "Closed forms, an independent solver and finite elements. A failure is a fault of the program.",
            [row for row in rows if row.case is None or not row.case.published],
        ),
        (
            "requirements",
            "Requirements",
            "What the program has to bring about, from experiments. A failure is a fault of the laws.",
            [row for row in rows if row.case and row.case.kind == "requirement"],
        ),
        (
            "validation",
            "Validation: does the skin agree?",
            "Published results that nothing was fitted to. Strong hit: the prediction with the cards as they "
            "are lies in the measured interval. Hit: its 95 % interval of chance and ignorance meets it, so "
            "that it is not refuted, and no more. A miss is a finding and is explained. E/u: difference over "
            "the standard uncertainty of both. What no law addresses is counted and never a hit.",
            [row for row in rows if row.case and row.case.kind in ("validation", judge.NOT_MODELLED)],
        ),
    )
    for name, title, text, members in groups:
        if members:
            contents.append((name, title.split(":")[0]))
            quiet = element("p", text, class_="quiet")
            parts.append(page.section(name, title, quiet, _drawn(name, members), _tables(members, suite)))
    return page.page(COMMAND, "Verification and validation", *parts, contents=contents)


def _verdict(rows):
    failed = sum(row.failed for row in rows)
    if failed:
        return element("strong", f"{failed} of {len(rows)} lines fail.", class_="bad")
    return element("strong", "Every verification and requirement line holds.", class_="good")


def _counts(rows):
    items = []
    for group, verdicts in table.counts(rows).items():
        if verdicts:
            parts = ", ".join(f"{n} {v}" for v, n in verdicts.items())
            items.append(element("li", element("strong", group), element("br"), parts))
    return element("ul", *items, class_="counts")


def _drawn(name, rows):
    known = [row for row in rows if row.ours is not None]
    if rows[0].case is not None and rows[0].case.published:
        alt = f"Predictions and measured intervals of {len(known)} cases; their numbers stand in the tables."
        return figure(bands(known), f"{name}-figure", alt, BANDS) if known else None
    known = [row for row in known if row.error is not None and row.case]
    alt = (
        f"Relative errors of {len(known)} cases and their tolerances; the numbers stand in the tables below."
    )
    return figure(errors(known), f"{name}-figure", alt) if known else None


def _tables(rows, suite):
    topics = {}
    for row in rows:
        topic = row.case.topic if row.case else "Required lines that are not there"
        topics.setdefault(topic, []).append(_row(row, suite))
    numbers = [f">{name}" for name in ("expected", "ours", "error", "E/u", "tolerance", "order")]
    columns = ["case", "kind", *numbers, "verdict"]
    parts = [
        join([element("h3", topic), rows_of(columns, cells, label=topic)]) for topic, cells in topics.items()
    ]
    return join(parts)


def _row(row, suite):
    kind, title, expected, ours, error, agreement, tolerance, order, verdict = table.cells(row)
    tone = TONE.get(row.verdict, "bad")
    notes = [element("small", text) for text in _notes(row, suite)]
    why = table.why(row)
    if why:
        notes.append(element("small", why, class_=tone))
    named = element("span", title, *notes, id=row.id)
    return [
        named,
        kind,
        expected,
        ours,
        error,
        agreement,
        tolerance,
        order,
        element("span", f"{verdict}, vague" if row.vague else verdict, class_=f"v {tone}"),
    ]


def _notes(row, suite):
    """Origin, reasons and assumptions of a case, one sentence each."""
    case = row.case
    if case is None:
        return []
    if not case.published:
        return [f"Expected: {case.origin}", f"Tolerance: {case.tolerance_reason}"]
    who = cited(suite.sources, case.source)
    told = [f"Reported: {case.reported} {who} ({case.status}: {STATUS[case.status]}). {case.interval_reason}"]
    if case.kind == judge.NOT_MODELLED:
        return told
    if case.assumptions:
        told.append("Assumed: " + " ".join(case.assumptions))
    if row.note and not table.why(row):
        told.append(f"Predicted: {row.note}")
    if row.verdict == judge.HIT:
        told.append(f"Only within what is not known. {case.if_missed}")
    if row.vague:
        told.append("A vague hit: the interval could hardly miss.")
    if row.ours is not None and row.ours.spread is not None:
        told += _origin_of_interval(row)
    return told


def _origin_of_interval(row):
    """Chance and ignorance apart, and the unknowns that most of it comes from."""
    spread, case = row.ours.spread, row.case
    parts = []
    for name in ("chance", "ignorance"):
        values = getattr(spread, name)
        if len(values) > 1:
            low, high = np.quantile(values, [0.025, 0.975])
            parts.append(f"{name} {table.shown(case, low, high, digits=3)} ({len(values)} samples)")
    told = ["Interval: " + ", ".join(parts) + "."]
    shares = [(name, share) for name, share in spread.shares().items() if share > spread.noise()]
    if shares:
        listed = ", ".join(f"{short(name)} {100 * share:.0f} %" for name, share in shares[:3])
        told.append(f"Most of it from: {listed}.")
    return told


def short(name):
    """The first of several keys that share an unknown, and how many more."""
    first, *others = name.split(", ")
    return f"{first} (and {len(others)} more)" if others else first


def _figure(count):
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    drawn = Figure(figsize=(9.5, 1.1 + 0.3 * count), layout="constrained")
    FigureCanvasAgg(drawn)
    return drawn, drawn.subplots()


def _label_rows(axis, rows):
    axis.set_yticks(range(len(rows)), [row.title for row in rows])
    axis.set_ylim(len(rows) - 0.4, -0.6)
    axis.tick_params(axis="y", length=0)
    axis.grid(axis="x", color="#e3e6e9", linewidth=0.8)
    axis.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axis.spines[side].set_visible(False)


@style.applied()
def errors(rows):
    """Relative error of every verification case against its tolerance, on one logarithmic axis."""
    drawn, axis = _figure(len(rows))
    floor = 1e-14
    for y, row in enumerate(rows):
        good = row.verdict == judge.HOLDS
        size = max(abs(row.error), floor) if math.isfinite(row.error) else 10.0
        colour = style.green if good else style.vermillion
        axis.plot(
            [floor / 3, row.case.tolerance], [y, y], color="#e1e6ea", linewidth=7, solid_capstyle="butt"
        )
        axis.plot([row.case.tolerance] * 2, [y - 0.32, y + 0.32], color=style.quiet, linewidth=1.2)
        axis.plot(
            size, y, marker="o" if good else "X", color=colour, markersize=6 if good else 8, linestyle=""
        )
    axis.set_xscale("log")
    axis.set_xlim(floor / 3, max(2.0, *(2 * abs(r.error) for r in rows if math.isfinite(r.error))))
    axis.set_xlabel("relative error (dot; at least 1e-14) and tolerance (end of the bar)")
    _label_rows(axis, rows)
    return drawn


@style.applied()
def bands(rows):
    """Prediction with its interval beside the measured one, each case over what was measured."""
    drawn, axis = _figure(len(rows))
    axis.axvline(1, color="#c9ced3", linewidth=1)
    low_end, high_end = SHOWN
    for y, row in enumerate(rows):
        case, ours = row.case, row.ours
        finite = [limit for limit in (case.at_least, case.at_most) if math.isfinite(limit)]
        unit = abs(case.measured or finite[-1]) or 1.0

        def inside(value, unit=unit):
            return min(max(value / unit, low_end), high_end)

        low = inside(case.at_least) if math.isfinite(case.at_least) else low_end
        high = inside(case.at_most) if math.isfinite(case.at_most) else high_end
        axis.plot(
            [low, high], [y - 0.14] * 2, color=style.sky, alpha=0.55, linewidth=7, solid_capstyle="butt"
        )
        if case.measured is not None:
            axis.plot(
                case.measured / unit, y - 0.14, marker="|", color=style.blue, markersize=10, markeredgewidth=2
            )
        colour = style.vermillion if row.verdict in (judge.MISS, judge.FAILS) else style.green
        if ours.low is not None:
            ends = [inside(ours.low), inside(ours.high)]
            axis.plot(ends, [y + 0.2] * 2, color=colour, linewidth=1.6)
            for end, value, sign in zip(ends, (ours.low, ours.high), "<>", strict=True):
                beyond = not low_end <= value / unit <= high_end
                axis.plot(
                    end, y + 0.2, marker=sign if beyond else "|", color=colour, markersize=5 if beyond else 7
                )
        filled = colour if row.verdict != judge.HIT else "white"
        missed = row.verdict in (judge.MISS, judge.FAILS)
        axis.plot(
            inside(ours.value),
            y + 0.2,
            marker="X" if missed else "o",
            color=colour,
            markerfacecolor=filled,
            markersize=8 if missed else 6,
        )
    axis.set_xscale("log")
    axis.set_xlim(low_end * 0.9, high_end * 1.1)
    axis.xaxis.set_major_formatter(lambda value, position: f"{value:g}")
    axis.set_xlabel("over what was measured, or its bound")
    _label_rows(axis, rows)
    return drawn

"""The page of `puncta validate -o`: figures and every case with its origin, in one self-contained file.

Verification, requirements and validation stand apart, as ASME V&V 40 asks: that equations are solved right
says nothing about skin.
"""

import math

from puncta import style
from puncta.report import output, page
from puncta.report.figure import figure
from puncta.report.markup import element, join
from puncta.report.table import table as rows_of
from puncta.sources import STATUS, cited
from puncta.validation import judge, table

COMMAND = "validate"

TONE = {judge.HOLDS: "good", judge.HIT: "good", judge.MISS: "note", judge.SKIPPED: "quiet"}


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
            "Published results that nothing was fitted to. A miss is a finding and stays until explained.",
            [row for row in rows if row.case and row.case.kind == "validation"],
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
        return figure(bands(known), f"{name}-figure", alt) if known else None
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
    numbers = [f">{name}" for name in ("expected", "ours", "error", "tolerance", "order")]
    columns = ["case", "kind", *numbers, "verdict"]
    parts = [
        join([element("h3", topic), rows_of(columns, cells, label=topic)]) for topic, cells in topics.items()
    ]
    return join(parts)


def _row(row, suite):
    kind, title, expected, ours, error, tolerance, order, verdict = table.cells(row)
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
        tolerance,
        order,
        element("span", verdict, class_=f"v {tone}"),
    ]


def _notes(row, suite):
    """Origin, reasons and assumptions of a case, one sentence each."""
    case = row.case
    if case is None:
        return []
    if not case.published:
        return [f"Expected: {case.origin}", f"Tolerance: {case.tolerance_reason}"]
    who = cited(suite.sources, case.source)
    told = [f"Measured: {who} ({STATUS[case.status]}). {case.interval_reason}"]
    if case.assumptions:
        told.append("Assumed: " + " ".join(case.assumptions))
    if row.note and not table.why(row):
        told.append(f"Predicted: {row.note}")
    return told


def _figure(count):
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    drawn = Figure(figsize=(9.5, 0.9 + 0.27 * count), layout="constrained")
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
    """Prediction over the measured interval, each case scaled by what was measured."""
    drawn, axis = _figure(len(rows))
    axis.axvline(1, color="#c9ced3", linewidth=1)
    for y, row in enumerate(rows):
        case = row.case
        finite = [limit for limit in (case.at_least, case.at_most) if math.isfinite(limit)]
        unit = abs(case.measured or finite[-1]) or 1.0
        low = case.at_least / unit if math.isfinite(case.at_least) else 0.0
        high = case.at_most / unit if math.isfinite(case.at_most) else 4.0
        axis.plot([low, high], [y, y], color=style.sky, alpha=0.45, linewidth=9, solid_capstyle="butt")
        if case.measured is not None:
            axis.plot(case.measured / unit, y, marker="|", color=style.blue, markersize=12, markeredgewidth=2)
        good = row.verdict in (judge.HIT, judge.HOLDS)
        value = row.ours.value / unit
        if row.ours.low is not None and row.ours.high is not None:
            axis.plot([row.ours.low / unit, row.ours.high / unit], [y, y], color=style.ink, linewidth=1.4)
        colour = style.green if good else style.vermillion
        inside = min(max(value, -0.05), 3.0)
        axis.plot(inside, y, marker="o" if good else "X", color=colour, markersize=6 if good else 8)
        if inside != value:
            axis.annotate(
                f"{value:.3g} →", (inside, y), (-8, 0), textcoords="offset points", ha="right", va="center"
            )
    axis.set_xlim(-0.08, 3.15)
    axis.set_xlabel("prediction (dot) and measured interval (bar), over what was measured")
    _label_rows(axis, rows)
    return drawn

"""The page of `puncta validate -o`: figures and every case with its origin, in one self-contained file.

Verification, requirements and validation stand apart, as ASME V&V 40 asks: that equations are solved right
says nothing about skin.
"""

import html
import io
import math
import os
import tempfile
from pathlib import Path

from puncta import style
from puncta.validation import judge, table

MARK = "<!-- report of puncta validate -->"
HEAD = f"<!doctype html>\n{MARK}\n"

GOOD, BAD, NOTE = (
    "#00734f",
    "#b03a00",
    "#8a6100",
)  # of style.green, vermillion and orange, dark enough for text

CSS = f"""
body {{ font: 15px/1.5 "DejaVu Sans", "Segoe UI", Helvetica, Arial, sans-serif; color: {style.ink};
       max-width: 75rem; margin: 2rem auto; padding: 0 1.2rem; }}
h1 {{ font-size: 1.6rem; }} h2 {{ margin-top: 2.4rem; font-size: 1.25rem; }} h3 {{ font-size: 1rem; }}
.quiet, caption, small {{ color: {style.quiet}; }}
.counts {{ display: flex; flex-wrap: wrap; gap: .8rem; padding: 0; list-style: none; }}
.counts li {{ border: 1px solid #d3d7db; border-radius: .4rem; padding: .5rem .9rem; }}
.scroll {{ overflow-x: auto; }}
table {{ border-collapse: collapse; width: 100%; font-size: .87rem; margin: .6rem 0 1.4rem; }}
th, td {{ text-align: left; vertical-align: top; padding: .35rem .7rem .35rem 0;
         border-bottom: 1px solid #e3e6e9; }}
th {{ font-weight: 600; }} td.n, th.n {{ text-align: right; white-space: nowrap; }}
.v {{ font-weight: 600; white-space: nowrap; }}
.good {{ color: {GOOD}; }} .bad {{ color: {BAD}; }} .note {{ color: {NOTE}; }}
td small {{ display: block; margin-top: .15rem; }}
svg {{ max-width: 100%; height: auto; }}
""".strip()

TONE = {judge.HOLDS: "good", judge.HIT: "good", judge.MISS: "note", judge.SKIPPED: "quiet"}
STATUS = {
    "P": "read in the paper",
    "S": "read in a secondary text",
    "M": "from memory, unchecked",
    "D": "derived by arithmetic",
}


def require_writable(output):
    """Refuses early what could not be written, and any file that is not a report of ours."""
    path = Path(output)
    folder = path.parent
    if path.is_dir():
        raise OSError(f"cannot write the report '{output}': it is a folder")
    if not folder.is_dir():
        raise OSError(f"cannot write the report '{output}': the folder '{folder}' does not exist")
    if path.exists() and not path.is_file():
        raise OSError(f"cannot write the report '{output}': it is a device or another special file")
    if path.is_file() and path.stat().st_size > 0:
        with path.open("rb") as file:
            if file.read(len(HEAD)) != HEAD.encode():
                raise OSError(
                    f"cannot write the report '{output}': the file is there and is no report of "
                    "`puncta validate`; choose another name"
                )
    if not os.access(folder, os.W_OK):
        raise OSError(f"cannot write the report '{output}': Permission denied")


def write(output, rows, suite):
    """Written beside under another name and renamed, so that no half page stands under the name."""
    target = Path(os.path.realpath(output))
    text = page(rows, suite)
    number, part = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(part, 0o666 & ~mask)
        os.replace(part, target)
    except OSError as error:
        raise OSError(f"cannot write the report '{output}': {error.strerror}") from None
    finally:
        if os.path.exists(part):
            os.unlink(part)


def page(rows, suite):
    """The whole page as text."""
    from puncta.validation.models import compiled

    version = compiled().__version__
    parts = [HEAD, '<html lang="en"><head><meta charset="utf-8">']
    parts.append('<meta name="viewport" content="width=device-width, initial-scale=1">')
    parts.append(f"<title>Puncta: verification and validation</title><style>{CSS}</style></head><body>")
    parts.append("<h1>Verification and validation</h1>")
    parts.append(f'<p class="quiet">Puncta {html.escape(version)}. {_verdict(rows)}</p>')
    parts.append(_counts(rows))
    groups = (
        (
            "Verification: are the equations solved right?",
            "Closed forms, an independent solver and finite elements. A failure is a fault of the program.",
            [row for row in rows if row.case is None or not row.case.published],
        ),
        (
            "Requirements",
            "What the program has to bring about, from experiments. A failure is a fault of the laws.",
            [row for row in rows if row.case and row.case.kind == "requirement"],
        ),
        (
            "Validation: does the skin agree?",
            "Published results that nothing was fitted to. A miss is a finding and stays until explained.",
            [row for row in rows if row.case and row.case.kind == "validation"],
        ),
    )
    for title, text, members in groups:
        if not members:
            continue
        parts.append(f'<h2>{title}</h2><p class="quiet">{text}</p>')
        drawn = [row for row in members if row.ours is not None and row.error is not None and row.case]
        if members[0].case is not None and members[0].case.published:
            bars = [row for row in members if row.ours is not None]
            parts.append(_svg(bands(bars)) if bars else "")
        elif drawn:
            parts.append(_svg(errors(drawn)))
        parts.append(_tables(members, suite))
    parts.append("</body></html>\n")
    return "\n".join(parts)


def _verdict(rows):
    failed = sum(row.failed for row in rows)
    if failed:
        return f'<strong class="bad">{failed} of {len(rows)} lines fail.</strong>'
    return '<strong class="good">Every verification and requirement line holds.</strong>'


def _counts(rows):
    items = []
    for group, verdicts in table.counts(rows).items():
        if verdicts:
            parts = ", ".join(f"{n} {html.escape(v)}" for v, n in verdicts.items())
            items.append(f"<li><strong>{group}</strong><br>{parts}</li>")
    return f'<ul class="counts">{"".join(items)}</ul>'


def _tables(rows, suite):
    parts, topic = [], None
    for row in rows:
        here = row.case.topic if row.case else "Required lines that are not there"
        if here != topic:
            if topic is not None:
                parts.append("</tbody></table></div>")
            topic = here
            parts.append(f"<h3>{html.escape(here)}</h3>")
            parts.append('<div class="scroll"><table><thead><tr><th>kind</th><th>case</th>')
            parts += [
                f'<th class="n">{name}</th>' for name in ("expected", "ours", "error", "tolerance", "order")
            ]
            parts.append("<th>verdict</th></tr></thead><tbody>")
        parts.append(_row(row, suite))
    parts.append("</tbody></table></div>")
    return "\n".join(parts)


def _row(row, suite):
    kind, title, expected, ours, error, tolerance, order, verdict = map(html.escape, table.cells(row))
    notes = [html.escape(text) for text in _notes(row, suite)]
    why = table.why(row)
    told = f'<small class="{TONE.get(row.verdict, "bad")}">{html.escape(why)}</small>' if why else ""
    small = "".join(f"<small>{text}</small>" for text in notes)
    tone = TONE.get(row.verdict, "bad")
    numbers = "".join(f'<td class="n">{text}</td>' for text in (expected, ours, error, tolerance, order))
    return (
        f'<tr id="{html.escape(row.id)}"><td>{kind}</td><td>{title}{small}{told}</td>{numbers}'
        f'<td class="v {tone}">{verdict}</td></tr>'
    )


def _notes(row, suite):
    """Origin, reasons and assumptions of a case, one sentence each."""
    case = row.case
    if case is None:
        return []
    if not case.published:
        return [f"Expected: {case.origin}", f"Tolerance: {case.tolerance_reason}"]
    source = suite.sources.get(case.source, {})
    who = " ".join(part for part in (source.get("author", case.source), source.get("year", "")) if part)
    doi = f", doi {source['doi']}" if "doi" in source else ""
    told = [f"Measured: {who}{doi} ({STATUS[case.status]}). {case.interval_reason}"]
    if case.assumptions:
        told.append("Assumed: " + " ".join(case.assumptions))
    if row.note and not table.why(row):
        told.append(f"Predicted: {row.note}")
    return told


def _svg(figure):
    """Inline SVG of a figure."""
    text = io.StringIO()
    # Text as outlines: the page looks the same without the font.
    with style.applied():
        import matplotlib

        with matplotlib.rc_context({"svg.fonttype": "path", "svg.hashsalt": "puncta"}):
            figure.savefig(text, format="svg", bbox_inches="tight", metadata={"Date": None})
    return text.getvalue()[text.getvalue().index("<svg") :]


def _figure(count):
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9.5, 0.9 + 0.27 * count), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.subplots()


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
    figure, axis = _figure(len(rows))
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
    axis.set_xlabel("relative error (dot; below 1e-14 drawn there) and tolerance (end of the bar)")
    _label_rows(axis, rows)
    return figure


@style.applied()
def bands(rows):
    """Prediction over the measured interval, each case scaled by what was measured."""
    figure, axis = _figure(len(rows))
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
    return figure

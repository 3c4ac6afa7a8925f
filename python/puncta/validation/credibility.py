"""The generated parts of models/CREDIBILITY.md: `puncta validate --credibility models/CREDIBILITY.md`.

The prose of the report is written by hand; every number and figure in it stands between `<!-- begin NAME
-->` and `<!-- end NAME -->` and comes from the rows of the same call, from the cards, and from small
convergence runs.
"""

import os
import re
from pathlib import Path

from puncta import style, whole_file
from puncta.validation import judge, pedigree, sensitivity, solution, table
from puncta.validation.case import VERIFICATION, CaseError

PARTS = ("verification", "solution", "pedigree", "validation", "failures", "sensitivity")
FOLDER = "credibility"  # of the figures, beside the report
VERDICTS = (judge.STRONG, judge.HIT, judge.MISS, judge.NOT_MODELLED)


def require_parts(path):
    """The text of the report; CaseError where it is not one with all its parts."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise OSError(f"cannot read the credibility report '{path}': {error.strerror}") from None
    for name in PARTS:
        if not _part(name).search(text):
            raise CaseError(f"{path}: needs <!-- begin {name} --> and <!-- end {name} -->")
    return text


def _part(name):
    return re.compile(rf"(<!-- begin {name} -->\n).*?(\n?<!-- end {name} -->)", re.DOTALL)


def part(text, name):
    """Lines of one generated part."""
    found = _part(name).search(text)
    return text[found.end(1) : found.start(2)].splitlines()


def write(path, rows, suite):
    path = Path(path)
    text = require_parts(path)
    folder = path.parent / FOLDER
    folder.mkdir(exist_ok=True)
    _figures(rows, folder)
    told = {
        "verification": verification(rows),
        "solution": _solution(solution.studies()),
        "pedigree": pedigree.table(cards_folder(path)),
        "validation": validation(rows, suite),
        "failures": failures(rows),
        "sensitivity": limits(rows),
    }
    for name, lines in told.items():
        inside = "\n".join(lines)
        text = _part(name).sub(
            lambda found, inside=inside: found[1] + inside + "\n" + found[2].lstrip("\n"), text
        )
    part_file = path.with_name(f".{path.name}.part")
    part_file.write_text(text, encoding="utf-8")
    os.replace(part_file, path)


def cards_folder(report):
    """models/cards beside the report."""
    folder = Path(report).resolve().parent / "cards"
    if not folder.is_dir():
        raise OSError(f"the cards are not beside the credibility report: {folder} does not exist")
    return folder


def verification(rows):
    """Lines by kind: how many hold, and the one that comes nearest to its tolerance."""
    lines = ["| kind | hold | of | nearest to its tolerance |", "|---|---|---|---|"]
    for kind in VERIFICATION:
        members = [row for row in rows if row.case and row.case.kind == kind]
        known = [row for row in members if row.error is not None]
        nearest = max(known, key=lambda row: abs(row.error) / row.case.tolerance, default=None)
        told = "–"
        if nearest is not None:
            error, allowed = table.deviation(nearest.error), table.share(nearest.case.tolerance)
            told = f"{nearest.title}: {error} of {allowed} allowed"
        held = sum(row.verdict == judge.HOLDS for row in members)
        lines.append(f"| {kind} | {held} | {len(members)} | {told} |")
    orders = [row for row in rows if row.order is not None]
    lines += ["", "| refined | expected order | observed |", "|---|---|---|"]
    lines += [
        f"| {row.title} ({row.case.refine.parameter}) | {row.case.refine.order:g} | {row.order:.2f} |"
        for row in orders
    ]
    return lines


def _solution(studies):
    lines = [
        "| refined | quantity | coarse to fine | observed order | shipped level against the finest |",
        "|---|---|---|---|---|",
    ]
    for study in studies:
        values = ", ".join(f"{1e6 * value:.2f}" for value in study.values)
        order = "not steady" if study.order is None else f"{study.order:.1f}"
        levels = ", ".join(
            f"{1e3 * level:.2g} mm" if study.parameter == "drum_cell" else f"{level:g}"
            for level in study.levels
        )
        lines.append(
            f"| `{study.parameter}` {levels} | {study.quantity} | {values} um | {order} | "
            f"{table.deviation(study.shipped_error)} |"
        )
    return lines


def counted(rows):
    """{verdict: number} of the validation cases, and how many hits are vague."""
    told = table.counts(rows)["validation"]
    vague = sum(row.vague for row in rows)
    return {verdict: told.get(verdict, 0) for verdict in VERDICTS}, vague


def headline(rows):
    numbers, vague = counted(rows)
    total = sum(numbers.values())
    names = {
        judge.STRONG: "strong hits",
        judge.HIT: "hits",
        judge.MISS: "misses",
        judge.NOT_MODELLED: "not modelled",
    }
    parts = ", ".join(f"{numbers[verdict]} {name}" for verdict, name in names.items())
    return f"{total} lines: {parts}; {vague} of the hits are vague."


def validation(rows, suite):
    members = [row for row in rows if row.case and row.case.kind in ("validation", judge.NOT_MODELLED)]
    lines = [
        f"**{headline(rows)}**",
        "",
        "| case | measured | predicted, 95 % | E/u | source | verdict |",
        "|---|---|---|---|---|---|",
    ]
    for row in members:
        _, title, expected, ours, _, agreement, *_ = table.cells(row)
        verdict = f"{row.verdict}, vague" if row.vague else row.verdict
        measured = expected if row.ours is not None else row.case.reported
        whence = f"{row.case.source}, {row.case.status}"
        lines.append(f"| {title} | {measured} | {ours} | {agreement} | {whence} | {verdict} |")
    return lines


def failures(rows):
    """Misses, hits that only what is not known allows, and what no law addresses, each with its reason."""
    lines = []
    for row in rows:
        if row.verdict == judge.MISS:
            lines.append(f"- *Miss.* {row.title}: {row.case.if_missed}")
    for row in rows:
        if row.verdict == judge.HIT:
            lines.append(f"- *Met only within what is not known.* {row.title}: {row.case.if_missed}")
    for row in rows:
        if row.verdict == judge.NOT_MODELLED:
            lines.append(f"- *Not modelled.* {row.title}: {row.case.reason}.")
    for row in rows:
        spread = row.ours.spread if row.ours else None
        if spread is not None and spread.failed:
            total = len(spread.chance) + len(spread.ignorance) + spread.failed
            lines.append(f"- *Samples left out.* {row.title}: {spread.failed} of {total} cannot be computed.")
    return lines


def limits(rows):
    """By prediction: where its ignorance comes from; over all of them: what would help most."""
    lines = ["| prediction | most of its ignorance comes from |", "|---|---|"]
    for row in rows:
        shares = sensitivity.of_row(row)
        if shares:
            told = ", ".join(f"{name} {100 * share:.0f} %" for name, share in list(shares.items())[:3])
            lines.append(f"| {row.title} | {told} |")
    lines += [
        "",
        "| unknown | mean share, depth of rollers | all predictions | what to measure |",
        "|---|---|---|---|",
    ]
    of_all, of_depth = sensitivity.ranking(rows), sensitivity.ranking(rows, sensitivity.DEPTH)
    for name in sorted(of_all, key=lambda name: (-of_depth.get(name, 0.0), -of_all[name])):
        told = f"{100 * of_depth.get(name, 0.0):.0f} % | {100 * of_all[name]:.0f} %"
        lines.append(f"| {name} | {told} | {sensitivity.MEASUREMENT.get(name, '–')} |")
    return lines


def _figures(rows, folder):
    from puncta.validation import report

    members = [row for row in rows if row.case and row.case.kind == "validation" and row.ours is not None]
    _save(report.bands(members), folder / "validation.png")
    of_depth = sensitivity.ranking(rows, sensitivity.DEPTH)
    _save(_ranking(of_depth, sensitivity.ranking(rows)), folder / "sensitivity.png")


def _save(drawn, path):
    with style.applied():
        whole_file.save_figure(drawn, path, metadata={"Software": None})


@style.applied()
def _ranking(of_depth, of_all):
    """Bars: what the ignorance of predictions comes from, mean over rollers' depths and over all of them."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    names = sorted(of_all, key=lambda name: (-of_depth.get(name, 0.0), -of_all[name]))
    drawn = Figure(figsize=(7.5, 1.0 + 0.36 * len(names)), layout="constrained")
    FigureCanvasAgg(drawn)
    axis = drawn.subplots()
    for shift, shares, colour, label in (
        (-0.19, of_depth, style.blue, "depth of rollers"),
        (0.19, of_all, style.sky, "all predictions"),
    ):
        places = [row + shift for row in range(len(names))]
        axis.barh(
            places, [100 * shares.get(name, 0.0) for name in names], color=colour, height=0.36, label=label
        )
    axis.legend(loc="lower right")
    axis.set_yticks(range(len(names)), names)
    axis.invert_yaxis()
    axis.tick_params(axis="y", length=0)
    axis.grid(axis="x", color="#e3e5e8", linewidth=0.8)
    axis.spines["left"].set_visible(False)
    axis.set_xlabel("share of a prediction's ignorance, mean over predictions [%]")
    return drawn

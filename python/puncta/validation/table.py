"""The rows as text for people and as JSON for programs."""

import math

import numpy as np

from puncta.validation import judge

COLUMNS = ("kind", "case", "expected", "ours", "error", "E/u", "tolerance", "order", "verdict")


def number(value, digits):
    return f"{value:.{digits}g}"


def _with_unit(texts, unit):
    return f"{texts} {unit}".strip()


def shown(case, *values, digits):
    """SI values in the unit of the case: "389.81 kPa", "0.1 – 3 N"."""
    texts = " – ".join(number(value / case.scale, digits) for value in values)
    return _with_unit(texts, case.unit)


def share(value):
    """A tolerance: "0.1 %", "1e-06"."""
    return f"{100 * value:.3g} %" if abs(value) >= 1e-4 else f"{value:.0e}"


def deviation(value):
    """A relative error with its sign: "-9.89 %", "+3e-08"."""
    if value == 0:
        return "0"
    return f"{100 * value:+#.3g} %" if abs(value) >= 1e-4 else f"{value:+.0e}"


def expectation(row):
    """What is expected of a row, in the unit of its case."""
    case = row.case
    if case is None:
        return "–"
    if not case.published:
        return "–" if row.expected is None else shown(case, row.expected, digits=6)
    if case.kind == judge.NOT_MODELLED:
        return "–"
    low, high = math.isfinite(case.at_least), math.isfinite(case.at_most)
    if low and high:
        band = shown(case, case.at_least, case.at_most, digits=4)
    else:
        band = ("≤ " if high else "≥ ") + shown(case, case.at_most if high else case.at_least, digits=4)
    if case.measured is None:
        return band
    return f"{number(case.measured / case.scale, 4)} ({band})"


def prediction(row):
    """A prediction with its interval: "490 (110 – 623) um"."""
    case, ours = row.case, row.ours
    if ours.low is None:
        return shown(case, ours.value, digits=3)
    band = " – ".join(number(end / case.scale, 3) for end in (ours.low, ours.high))
    return _with_unit(f"{number(ours.value / case.scale, 3)} ({band})", case.unit)


def cells(row):
    """One text per column."""
    case = row.case
    if case is None:
        return ("required", row.id, "–", "–", "", "", "", "", row.verdict)
    ours = "–"
    if row.ours is not None:
        ours = prediction(row) if case.published else shown(case, row.ours.value, digits=6)
    return (
        case.kind,
        case.title,
        expectation(row),
        ours,
        "" if row.error is None or not math.isfinite(row.error) else deviation(row.error),
        "" if row.agreement is None else f"{row.agreement:+.1f}",
        share(case.tolerance) if case.tolerance else "",
        "" if row.order is None else f"{row.order:.2f}",
        row.verdict,
    )


def text(rows):
    """The aligned table by topic, what failed or was missed and why, and the counts."""
    body = [(row, cells(row)) for row in rows]
    width = [max(len(line[i]) for line in [COLUMNS, *(c for _, c in body)]) for i in range(len(COLUMNS))]
    right = {2, 3, 4, 5, 6, 7}

    def line(texts):
        parts = (t.rjust(width[i]) if i in right else t.ljust(width[i]) for i, t in enumerate(texts))
        return ("  " + "  ".join(parts)).rstrip()

    lines, topic = [line(COLUMNS)], None
    for row, texts in body:
        here = row.case.topic if row.case else "Required lines that are not there"
        if here != topic:
            lines += ["", here]
            topic = here
        lines.append(line(texts))
    told = [why(row) for row in rows]
    if any(told):
        lines += ["", "What does not hold or has no law, and why"]
        lines += [f"  {part}" for part in told if part]
    return "\n".join([*lines, "", *counts_text(rows)])


def why(row):
    """One sentence for a row that failed or missed; empty for the others."""
    if row.verdict == judge.MISS or (row.verdict == judge.FAILS and row.case.published):
        parts = [row.case.if_missed, f"({row.note})" if row.note else ""]
    elif row.verdict == judge.NOT_MODELLED:
        parts = [row.case.reason]
    elif row.failed:
        parts = [row.note or f"the error is {deviation(row.error)}, allowed are {share(row.case.tolerance)}"]
    else:
        return ""
    return f"{row.verdict} {row.id}: {' '.join(part for part in parts if part)}"


def counts(rows):
    """{group: {verdict: number}} for verification, requirements and validation, kept apart."""
    found = {"verification": {}, "requirement": {}, "validation": {}}
    for row in rows:
        kind = row.case.kind if row.case else "verification"
        kind = "validation" if kind == judge.NOT_MODELLED else kind
        group = found[kind if kind in found else "verification"]
        group[row.verdict] = group.get(row.verdict, 0) + 1
    return found


def counts_text(rows):
    names = {"verification": "verification", "requirement": "requirements", "validation": "validation"}
    lines = []
    for group, verdicts in counts(rows).items():
        if verdicts:
            parts = ", ".join(f"{number} {verdict}" for verdict, number in verdicts.items())
            lines.append(f"{names[group] + ':':<14}{parts}")
    vague = sum(row.vague and row.verdict in (judge.STRONG, judge.HIT) for row in rows)
    if vague:
        lines.append(f"{'vague hits:':<14}{vague}, a factor of ten wide or on both sides of a bound")
    failed = sum(row.failed for row in rows)
    lines.append(
        f"{failed} of {len(rows)} lines fail" if failed else "every verification and requirement line holds"
    )
    return lines


def document(rows):
    """What --json prints; SI units."""
    return {
        "cases": [_entry(row) for row in rows],
        "counts": counts(rows),
        "passed": not any(row.failed for row in rows),
    }


def _spread(row):
    """Where the interval comes from: chance alone, ignorance alone, and shares of the unknowns."""
    spread = row.ours.spread if row.ours else None
    if spread is None:
        return {}
    found = {"samples": len(spread.ignorance), "samples_failed": spread.failed}
    for name in ("chance", "ignorance"):
        values = getattr(spread, name)
        if len(values):
            found[name] = [float(end) for end in np.quantile(values, [0.025, 0.975])]
    shares = {name: round(value, 4) for name, value in spread.shares().items()}
    return found | {"shares": dict(list(shares.items())[:6]), "shares_noise": round(spread.noise(), 4)}


def _finite(value):
    return value if value is not None and math.isfinite(value) else None


def _entry(row):
    case = row.case
    entry = {"id": row.id, "title": row.title, "verdict": row.verdict, "note": row.note or None}
    if case is None:
        return entry | {"kind": "required"}
    entry |= {"kind": case.kind, "topic": case.topic, "file": case.file, "quantity": case.quantity}
    entry |= {
        "unit": case.unit,
        "unit_scale": case.scale,
        "quick": case.quick,
        "seconds": round(row.seconds, 3),
    }
    entry["ours"] = _finite(row.ours.value) if row.ours else None
    entry["ci_low"] = _finite(row.ours.low) if row.ours else None
    entry["ci_high"] = _finite(row.ours.high) if row.ours else None
    entry["error"] = _finite(row.error)
    if case.published:
        entry |= {"measured": case.measured, "at_least": _finite(case.at_least)}
        entry |= {"at_most": _finite(case.at_most), "source": case.source, "status": case.status}
        entry |= {"assumptions": list(case.assumptions), "row": case.row, "reported": case.reported}
        entry |= {"agreement": _finite(row.agreement), "vague": row.vague}
        entry |= _spread(row)
    else:
        entry |= {"expected": _finite(row.expected), "tolerance": case.tolerance, "order": _finite(row.order)}
    return entry

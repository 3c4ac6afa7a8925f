"""From a case to a row of the table: the forward model is run and held against what is expected."""

import math
import time
from dataclasses import dataclass

from puncta.validation.models import Outcome, Unavailable

# Verdicts. A miss of a validation case is a finding and fails nothing.
HOLDS, FAILS, HIT, MISS = "holds", "FAILS", "hit", "MISS"
MISSING, SKIPPED, BROKEN = "MISSING", "skipped", "BROKEN"
FAILURES = (FAILS, MISSING, BROKEN)


@dataclass
class Row:
    verdict: str
    case: object = None  # None for a required line of which a case is missing
    id: str = ""
    title: str = ""
    expected: float | None = None  # [SI], of a verification case
    ours: Outcome | None = None
    error: float | None = None  # relative to what is expected; signed
    order: float | None = None
    note: str = ""
    seconds: float = 0.0

    @property
    def failed(self):
        return self.verdict in FAILURES


def run(suite, models, *, quick=False, progress=lambda done, planned, title: None):
    """Rows of all cases, in the order of the files, then those of required lines that are missing."""
    rows = []
    for done, case in enumerate(suite.cases):
        progress(done, len(suite.cases), case.title)
        if quick and not case.quick:
            rows.append(Row(SKIPPED, case, case.id, case.title, note="left out by --quick"))
        else:
            rows.append(judged(case, models))
    there = {case.id for case in suite.cases}
    for line in suite.required:
        for identity in line.cases:
            if identity not in there:
                rows.append(Row(MISSING, None, identity, line.name, note=f"{line.name}: no case has this id"))
    return rows


def judged(case, models):
    start = time.monotonic()
    row = Row(BROKEN, case, case.id, case.title)
    try:
        (_published if case.published else _limit)(case, models, row)
    except Unavailable as missing:
        row.verdict, row.note = FAILS if not case.published else BROKEN, str(missing)
    except (ArithmeticError, ValueError) as error:
        row.note = str(error).splitlines()[0] if str(error) else type(error).__name__
    row.seconds = time.monotonic() - start
    return row


def relative(value, expected):
    """Error over what is expected; the value itself where nothing is expected to be left."""
    return value / expected - 1 if expected else value


def _limit(case, models, row):
    model = models[case.quantity]

    def at(parameters):
        ours = model(parameters)
        if case.reference is None:
            return ours, case.expected, ""
        takes = models[case.reference]
        theirs = takes({k: v for k, v in parameters.items() if takes.kind(k) is not None})
        return ours, theirs.value, theirs.note

    errors = []
    parameters = dict(case.parameters)
    for level in range(case.refine.levels if case.refine else 1):
        if level:
            parameters[case.refine.parameter] *= case.refine.factor
        row.ours, row.expected, note = at(parameters)
        errors.append(relative(row.ours.value, row.expected))
    row.error = errors[-1]
    row.note = "; ".join(part for part in (row.ours.note, note) if part)
    good = math.isfinite(row.error) and abs(row.error) <= case.tolerance
    if case.refine:
        before, after = abs(errors[-2]), abs(errors[-1])
        row.order = math.log(before / after) / -math.log(case.refine.factor) if before and after else math.inf
        if not abs(row.order - case.refine.order) <= case.refine.order_tolerance:
            good = False
            row.note = f"the order should be {case.refine.order:g} ± {case.refine.order_tolerance:g}"
    row.verdict = HOLDS if good else FAILS


def _published(case, models, row):
    row.ours = models[case.quantity](case.parameters)
    value = row.ours.value
    if not math.isfinite(value):
        raise ArithmeticError(f"the prediction is {value}")
    row.note = row.ours.note
    if case.measured:
        row.error = relative(value, case.measured)
    good = case.at_least <= value <= case.at_most
    row.verdict = (HIT if good else MISS) if case.kind == "validation" else (HOLDS if good else FAILS)

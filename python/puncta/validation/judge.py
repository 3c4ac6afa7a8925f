"""From a case to a row of the table: the forward model is run and held against what is expected.

What counts as a hit of a validation case was fixed here before any interval was computed, for all of them:

strong hit    the prediction with the cards as they are lies in the measured interval
hit           its 95 % interval of chance and ignorance meets the measured interval: not refuted, no more
MISS          it does not
not modelled  no law addresses what was measured; counted, and never a hit

Agreement is the comparison error over the validation uncertainty, E/u (ASME V&V 20: E = S - D, u² = u_S² +
u_D²), both intervals read as 1.96 standard uncertainties from the middle to the end that faces the other.
It tells a narrow miss from a wide one and needs no distribution of the data, which abstracts do not give
(the area metric of Ferson does). Where only a range or a bound is known E is the way to it.
"""

import math
import time
from dataclasses import dataclass

from puncta.validation import prediction
from puncta.validation.models import Outcome, Unavailable

# Verdicts. A miss of a validation case is a finding and fails nothing.
HOLDS, FAILS, STRONG, HIT, MISS = "holds", "FAILS", "strong hit", "hit", "MISS"
NOT_MODELLED = "not modelled"
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
    agreement: float | None = None  # E/u of a validation case; signed
    note: str = ""
    seconds: float = 0.0

    @property
    def failed(self):
        return self.verdict in FAILURES

    @property
    def vague(self):
        """The prediction could hardly be missed: a factor of ten wide or on both sides of a bound."""
        ours, case = self.ours, self.case
        if ours is None or ours.low is None or self.verdict not in (STRONG, HIT):
            return False
        if math.isfinite(case.at_least) and math.isfinite(case.at_most):
            return bool(ours.low <= 0 or ours.high > prediction.VAGUE * ours.low)
        return not bool(case.at_least <= ours.low and ours.high <= case.at_most)


def run(suite, models, *, quick=False, progress=lambda done, planned, title: None):
    """Rows of all cases, in the order of the files, then those of required lines that are missing."""
    rows = []
    for done, case in enumerate(suite.cases):
        progress(done, len(suite.cases), case.title)
        if quick and not case.quick:
            rows.append(Row(SKIPPED, case, case.id, case.title, note="left out by --quick"))
        else:
            rows.append(judged(case, models, quick=quick))
    there = {case.id for case in suite.cases}
    for line in suite.required:
        for identity in line.cases:
            if identity not in there:
                rows.append(Row(MISSING, None, identity, line.name, note=f"{line.name}: no case has this id"))
    return rows


def judged(case, models, *, quick=False):
    start = time.monotonic()
    row = Row(BROKEN, case, case.id, case.title)
    try:
        if case.published:
            _published(case, models, row, quick)
        else:
            _limit(case, models, row)
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


def _published(case, models, row, quick):
    if case.kind == NOT_MODELLED:
        row.verdict, row.note = NOT_MODELLED, case.reason
        return
    model = models[case.quantity]
    validation = case.kind == "validation"
    row.ours = prediction.predicted(case, model, quick) if validation else model(case.parameters)
    value = row.ours.value
    if not math.isfinite(value):
        raise ArithmeticError(f"the prediction is {value}")
    row.note = row.ours.note
    if case.measured:
        row.error = relative(value, case.measured)
    good = case.at_least <= value <= case.at_most
    if not validation:
        row.verdict = HOLDS if good else FAILS
        return
    row.agreement = _agreement(case, row.ours)
    low, high = (value, value) if row.ours.low is None else (row.ours.low, row.ours.high)
    row.verdict = STRONG if good else HIT if low <= case.at_most and high >= case.at_least else MISS


def _agreement(case, ours):
    """E/u; 0 inside a range or bound, infinite where nothing is uncertain and something is wrong."""
    known = case.measured is not None and math.isfinite(case.at_least) and math.isfinite(case.at_most)
    measured = case.measured
    if measured is None:
        measured = min(max(ours.value, case.at_least), case.at_most)
    error = ours.value - measured
    of_data = (case.at_most - case.at_least) / (2 * 1.96) if known else 0.0
    of_ours = 0.0
    if ours.low is not None:  # the end that faces the measurement
        of_ours = max(ours.value - ours.low if error > 0 else ours.high - ours.value, 0.0) / 1.96
    uncertainty = math.hypot(of_data, of_ours)
    if error == 0:
        return 0.0
    return error / uncertainty if uncertainty > 0 else math.copysign(math.inf, error)

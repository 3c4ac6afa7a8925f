"""What a search came to, for a terminal: the winner, the runners-up, every constraint with its interval."""

import math

from puncta import units
from puncta.search import judgement
from puncta.sweeps import points, quantities
from puncta.sweeps.axis import number_and_unit


def text(found):
    """The whole report."""
    target, judged = found.target, found.judged.values()
    failed = sum(one.failed for one in judged)
    meeting = sum(one.meets for one in judged)
    trouble = f", {failed} FAILED" if failed else ""
    lines = [
        target.definition.title,
        f"  {len(judged)} designs tried with {target.definition.replicates} replicates each: "
        f"{meeting} meet the target by a standard error{trouble}",
    ]
    if not found.finalists:
        return "\n".join([*lines, "", "  no design could be computed"])
    lines.append(
        f"  confirmed with {target.confirm_replicates} replicates of fresh random numbers; 95 % intervals"
    )
    names = ["winner", *(f"runner-up {i}" for i in range(1, len(found.finalists)))]
    if not found.meets:
        names[0] = "nearest"
    for name, finalist in zip(names, found.finalists, strict=True):
        lines += ["", f"  {name}: {points.label(target.definition, finalist.values)}"]
        lines += _rows(target, finalist)
    ends = _at_ends(target.definition.axes, found.finalists[0].values)
    if ends:
        lines += ["", f"  at an end of its range: {', '.join(ends)}; a wider one may hold a better design"]
    return "\n".join([*lines, "", _summary(found)])


def _at_ends(axes, values):
    """Keys of the ranges at whose ends the values are."""
    return [
        axis.key
        for axis, value in zip(axes, values, strict=True)
        if axis.values is None and number_and_unit(value)[0] in (axis.low, axis.high)
    ]


def _rows(target, finalist):
    rows = [_row(target.objective.quantity, finalist, _goal(target.objective), "")]
    for constraint in target.constraints:
        estimate = finalist.outcome.estimates.get(constraint.quantity, (math.nan,) * 4)
        rows.append(
            _row(constraint.quantity, finalist, _limits(constraint), judgement.verdict(constraint, estimate))
        )
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        f"    {name:<{widths[0]}}  {value:>{widths[1]}}  {wanted:<{widths[2]}}  {verdict}".rstrip()
        for name, value, wanted, verdict in rows
    ]


def _row(name, finalist, wanted, verdict):
    if finalist.outcome.failure:
        return name, "–", wanted, "FAILED: " + finalist.outcome.failure.splitlines()[0]
    entry = quantities.table()[name]
    value, _, low, high = (x * entry["display_scale"] for x in finalist.outcome.estimates[name])
    number, interval = units.rounded(value, low, high)
    return name, f"{number} ({interval})" + _unit(entry), wanted, verdict


def _unit(entry):
    return f" {entry['display_unit']}" if entry["display_unit"] else ""


def _shown(name, value):
    entry = quantities.table()[name]
    return f"{value * entry['display_scale']:.4g}{_unit(entry)}"


def _goal(objective):
    if objective.goal == "target":
        return f"near {_shown(objective.quantity, objective.value)}"
    return objective.goal


def _limits(constraint):
    least = (
        f"at least {_shown(constraint.quantity, constraint.at_least)}"
        if constraint.at_least is not None
        else ""
    )
    most = (
        f"at most {_shown(constraint.quantity, constraint.at_most)}" if constraint.at_most is not None else ""
    )
    return ", ".join(filter(None, (least, most)))


def _summary(found):
    best = found.finalists[0]
    if found.meets:
        unsure = any(
            "not for sure" in judgement.verdict(c, best.outcome.estimates[c.quantity])
            for c in found.target.constraints
        )
        sure = "; where an interval holds a limit, more replicates would tell" if unsure else ""
        return f"  the winner meets the target with fresh random numbers{sure}"
    if best.judgement.failed:
        return "  NO DESIGN FOUND: none of the best could be computed with fresh random numbers"
    _, (name, limit, sign) = max(zip(best.judgement.excess, judgement.limits(found.target), strict=True))
    value, wanted = best.outcome.estimates[name][0], "at most" if sign > 0 else "at least"
    nearest = f"the nearest one has {name} {_shown(name, value)}, wanted is {wanted} {_shown(name, limit)}"
    return f"  NO DESIGN FOUND that meets the target: {nearest}"

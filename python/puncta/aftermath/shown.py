"""The aftermath of a treatment in words and tables, for a terminal."""

import math

from puncta.aftermath import laws

caveat = "This is a model and no medical advice."
hours_shown = (2, 6, 24, 48, 72)
_long = {"h": ("hours", 48, 24, "days"), "day": ("days", 21, 7, "weeks"), "week": ("weeks", 1e9, 1, "weeks")}


def text(title, card, wound, care):
    """What follows, with range and source; the channels over time; warnings."""
    lines = [title, f"  {_wound_line(wound)}", ""]
    rows = [(o.name.replace("_", " "), span(o), origin(o)) for o in outcomes(card, wound, care)]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    lines += [f"  {name:<{widths[0]}}  {range_:<{widths[1]}}  {note}" for name, range_, note in rows]
    lines += ["", f"  channels still open ({'under' if care.occluded else 'without'} a patch):"]
    lines += [f"    after {hours:>2} h  {share}" for hours, share in open_shares(card, wound, care)]
    found = laws.flags(card, wound, care)
    lines += ["", *(f"  ! {flag.name}: {flag.why}" for flag in found)] if found else ["", "  no warning"]
    lines += ["", f"  {caveat} Ranges span what the sources say; see models/cards/aftermath."]
    return "\n".join(lines)


def outcomes(card, wound, care):
    """Every Outcome, in the order in which it is asked for."""
    return [*laws.durations(card, wound, care), laws.closure(card, wound, care), *laws.timeline(card, wound)]


def span(outcome):
    """'2 – 7 days': low to high in the unit that reads best."""
    name, from_here, divisor, longer = _long[outcome.unit]
    low, high = outcome.low, outcome.high
    if high >= from_here and outcome.unit != "week":
        low, high, name = low / divisor, high / divisor, longer
    if high <= 0:
        return "none"
    return f"{_plain(low)} – {_plain(high)} {name}"


def origin(outcome):
    """Source and status of an Outcome."""
    source = f" {outcome.source}" if outcome.source else ""
    return f"{outcome.status}{source}; {outcome.note}"


def open_shares(card, wound, care):
    """(hours, 'value (low – high) %') of the channels still open."""
    low, value, high = laws.time_constant(card, wound, care)
    for hours in hours_shown:
        shares = [100 * laws.open_share(tau, hours * laws.HOUR) for tau in (value, low, high)]
        yield hours, f"{shares[0]:.0f} % ({shares[1]:.0f} – {shares[2]:.0f})"


def claims_table(judged):
    """The claims line by line, and how many agree."""
    rows = [(j.verdict, j.length, j.said, j.ours, j.text) for j in judged]
    head = ("verdict", "needles", "said", "ours", "claim")
    rows = [head, *((v, n, s, "–" if v.startswith("not ") else o, t) for v, n, s, o, t in rows)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        "  " + "  ".join(f"{c:<{w}}" for c, w in zip(row, widths, strict=False)) + f"  {row[4]}"
        for row in rows
    ]
    counts = {
        verdict: sum(j.verdict == verdict for j in judged)
        for verdict in dict.fromkeys(j.verdict for j in judged)
    }
    lines += ["", "  " + ", ".join(f"{count} {verdict}" for verdict, count in counts.items())]
    lines += [f"  not modelled: {j.text} {j.ours}" for j in judged if j.verdict == "not modelled"]
    failed = {j.length: j.ours for j in judged if j.verdict == "not computed"}
    lines += [f"  not computed: needles of {length}: {why}" for length, why in failed.items()]
    lines += ["", f"  {caveat} Most durations are these texts, put on computed depths."]
    return "\n".join(lines)


def _wound_line(wound):
    opening = f", openings of {1e6 * wound.opening:.0f} µm" if math.isfinite(wound.opening) else ""
    return (
        f"{1e6 * wound.depth.value:.0f} µm into the dermis on average "
        f"({1e6 * wound.depth.low:.0f} – {1e6 * wound.depth.high:.0f}), "
        f"{1e-4 * wound.density.value:.0f} holes per cm²{opening}; {', '.join(wound.sites)}"
    )


def _plain(number):
    return f"{number:.0f}" if number >= 9.95 or number == 0 else f"{number:.1f}".removesuffix(".0")

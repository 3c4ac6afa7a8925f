"""What popular texts say of nominal use, held against the aftermath of the rollers that are meant.

A claim agrees where its range and ours share at least half of the shorter one, partly where they share
anything. Most durations of the card are these texts, put on computed depths: agreement says that the
depths tell the rollers apart as the texts do, not that the texts are true.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from puncta.aftermath import laws, wound

AGREES, PARTLY, DIFFERS = "agrees", "partly", "differs"
NOT_MODELLED, NOT_COMPUTED = "not modelled", "not computed"

# Sixteen passes, as for the density that clinics aim at; a cheek of 25 cm².
nominal = {"treatment.passes": 8, "treatment.area": ["10 mm", "10 mm"]}
cheek_area = 25e-4
lengths = ("0.25 mm", "0.5 mm", "1.0 mm", "1.5 mm", "2.0 mm")


@dataclass(frozen=True)
class Judged:
    """A claim for one length ("" where it needs none): the range said, ours, and whether they agree."""

    text: str
    length: str
    said: str
    ours: str
    verdict: str


def shipped():
    """claims.toml beside the package, or in a source tree above it."""
    package = Path(__file__).resolve().parent
    beside = package / "claims.toml"
    return beside if beside.is_file() else package.parents[2] / "models" / "aftermath" / "claims.toml"


def read(path=None):
    """The claims of a file, as dicts."""
    return tomllib.loads(Path(path or shipped()).read_text(encoding="utf-8"))["claim"]


def judge(claims, results, card):
    """Judged lines of the claims; results: {length as written: Results, or why there is none}."""
    found = []
    for claim in claims:
        if "not_modelled" in claim:
            found.append(Judged(claim["text"], "", "", claim["not_modelled"], NOT_MODELLED))
            continue
        for length in claim["length"]:
            found.append(_judged(claim, length, results, card))
    return found


def _judged(claim, length, results, card):
    r = results[length]
    if isinstance(r, str):
        return Judged(claim["text"], length, _span(claim), r, NOT_COMPUTED)
    left = wound.of_result(r)
    if "flag" in claim:
        raised = next(
            (f for f in laws.flags(card, left, laws.Care()) if f.name.startswith(claim["flag"])), None
        )
        ours = "no flag" if raised is None else f"{raised.name}: {raised.why}"
        return Judged(claim["text"], length, _span(claim), ours, AGREES if raised else DIFFERS)
    if "quantity" in claim:
        value, unit = _quantity(claim["quantity"], length, results), ""
        low = high = value
    else:
        outcomes = [*laws.durations(card, left, laws.Care()), *laws.timeline(card, left)]
        outcome = next((o for o in outcomes if o.name == claim["outcome"]), None)
        if outcome is None:
            return Judged(claim["text"], length, _span(claim), "does not come about", DIFFERS)
        low, high, unit = outcome.low, outcome.high, outcome.unit
    ours = f"{low:.3g} – {high:.3g} {unit}".strip() if high > low else f"{low:.3g}"
    return Judged(claim["text"], length, f"{_span(claim)} {unit}".strip(), ours, verdict(claim, low, high))


def verdict(claim, low, high):
    """How far the range [low, high] agrees with at_least and at_most of a claim, which may be open."""
    said_low, said_high = claim.get("at_least", float("-inf")), claim.get("at_most", float("inf"))
    shared = min(high, said_high) - max(low, said_low)
    if shared < 0:
        return DIFFERS
    shorter = min(high - low, said_high - said_low)
    return AGREES if shorter == 0 or shared >= 0.5 * shorter else PARTLY


def _quantity(name, length, results):
    if name == "punctures_on_a_cheek":
        return results[length].summary.value["density_total"] * cheek_area
    if name == "rising_depth":
        known = [key for key in lengths if not isinstance(results[key], str)]
        mean = [results[key].summary.value["depth_mean"] for key in known]
        place = known.index(length)
        return float(place == 0 or mean[place] > mean[place - 1])
    raise ValueError(f"a claim asks for {name}, which nobody computes")


def _span(claim):
    if "flag" in claim:
        return "flag"
    low, high = claim.get("at_least"), claim.get("at_most")
    if low is None:
        return f"up to {high}"
    return f"from {low}" if high is None else f"{low} – {high}"


def run(store, *, replicates=8, threads=0, told=None):
    """{length: Results, or why they failed} of five rollers under nominal use, kept in the folder `store`."""
    from puncta import _core, results
    from puncta.sweeps import local, scenario_values
    from puncta.sweeps.points import Point
    from puncta.sweeps.store import Store

    kept = Store(store)
    kept.make()
    found = {}
    for number, length in enumerate(lengths):
        if told:
            told(number, len(lengths), 0)
        texts = scenario_values.assignments(nominal | {"run.replicates": replicates})
        scenario = _core.Scenario(_scenario(length), texts)
        point = Point(number, str(_scenario(length)), (), tuple(texts), scenario)
        failure = local.run_one(point, kept, threads, _core.Stop())
        found[length] = failure or results.open(kept.path(point.key))
    return found


def _scenario(length):
    """The reference scenario of the roller of this length."""
    name = f"roller192_{100 * float(length.split()[0]):03.0f}.toml"
    for root in Path(__file__).resolve().parents:
        for folder in ("cases/lengths", "scenarios/reference/lengths"):
            if (root / folder / name).is_file():
                return root / folder / name
    raise OSError(f"{name} is not beside this package; the claims need the shipped scenarios")

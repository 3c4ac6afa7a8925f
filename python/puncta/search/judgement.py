"""What a design is worth: its objective, how far it is beyond its limits, verdicts with intervals."""

import math
from dataclasses import dataclass

from puncta.sweeps import quantities

# While searching a limit must hold by so many standard errors: the best of many lies where chance is kind.
margin = 1.0
# Beyond a limit by so much where a quantity has no value.
hopeless = 1e3


@dataclass(frozen=True)
class Judgement:
    """loss: to be small, NaN for a design that failed. excess: beyond each limit, in scales; fine up to 0."""

    loss: float
    excess: tuple

    @property
    def failed(self):
        return not math.isfinite(self.loss)

    @property
    def meets(self):
        return not self.failed and max(self.excess, default=0.0) <= 0

    @property
    def violation(self):
        """One number for all limits: 0 where they are met. Logarithms, so that none drowns the others."""
        return sum(math.log1p(max(x, 0.0)) for x in self.excess) if not self.failed else math.inf

    @property
    def rank(self):
        """For sorting, the best first: what meets the target by its objective, the rest by violation."""
        return (0, self.loss) if self.meets else (1, self.violation)


def judged(target, outcome, margin=margin):
    """The Judgement of an Outcome; `margin` standard errors away from each limit count as met."""
    if outcome.failure or target.objective.quantity not in outcome.estimates:
        return Judgement(math.nan, (hopeless,) * sum(1 for _ in limits(target)))
    excess = []
    for name, limit, sign in limits(target):
        value, error = outcome.estimates[name][:2]
        beyond = sign * (value - limit) + margin * (error if math.isfinite(error) else 0.0)
        excess.append(beyond / scale(name, limit) if math.isfinite(beyond) else hopeless)
    return Judgement(loss(target.objective, outcome.estimates[target.objective.quantity][0]), tuple(excess))


def loss(objective, value):
    """What shall be small; for a target its distance."""
    if objective.goal == "target":
        return abs(value - objective.value)
    return value if objective.goal == "minimise" else -value


def scale(name, limit):
    """What counts as far from a limit: as much again; of a share as much as to the nearer of 0 and 1."""
    if quantities.table()[name]["is_share"]:
        return max(min(abs(limit), abs(1 - limit)), 1e-3)
    return abs(limit) or 1.0


def verdict(constraint, estimate):
    """ "holds", "FAILS", or either with ", not for sure" where the 95 % interval holds a limit."""
    value, _, low, high = estimate
    if not math.isfinite(value):
        return "FAILS, it has no value"
    least = -math.inf if constraint.at_least is None else constraint.at_least
    most = math.inf if constraint.at_most is None else constraint.at_most
    inside = least <= value <= most
    sure = (least <= low and high <= most) if inside else (high < least or low > most)
    return ("holds" if inside else "FAILS") + ("" if sure else ", not for sure")


def limits(target):
    """(quantity, limit, +1 for a limit above or -1 for one below) of every limit."""
    for constraint in target.constraints:
        if constraint.at_least is not None:
            yield constraint.quantity, constraint.at_least, -1
        if constraint.at_most is not None:
            yield constraint.quantity, constraint.at_most, 1

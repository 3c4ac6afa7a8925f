"""What a case of `puncta validate` is, once it has been read."""

from dataclasses import dataclass, field
from math import inf

VERIFICATION = ("exact", "independent", "finite elements", "approximation")
PUBLISHED = ("validation", "requirement", "not modelled")
STATUS = ("P", "S", "M", "D")  # of a source, as on the cards: paper, secondary text, memory, derived


class CaseError(ValueError):
    """The data of the cases are wrong; the text lists every problem."""


@dataclass(frozen=True)
class Refine:
    """The case again with a parameter made smaller: its error must fall with this order."""

    parameter: str
    factor: float
    levels: int
    order: float
    order_tolerance: float


@dataclass(frozen=True)
class Case:
    id: str
    title: str
    kind: str
    topic: str
    file: str
    quantity: str
    parameters: dict  # SI
    quick: bool
    unit: str  # shown in; "" for a number
    scale: float  # SI value of one unit
    written: dict  # the parameters as written
    expected: float | None = None  # [SI]; None where the reference computes it
    reference: str | None = None
    origin: str = ""
    tolerance: float = 0.0
    tolerance_reason: str = ""
    refine: Refine | None = None
    measured: float | None = None
    at_least: float = -inf
    at_most: float = inf
    interval_reason: str = ""
    source: str = ""
    status: str = ""
    assumptions: tuple = ()
    if_missed: str = ""
    row: str = ""  # of literature.toml
    reported: str = ""  # what the source says, in our words
    unknown: dict = field(default_factory=dict)  # parameter: its range [SI], that the source leaves open
    samples: int | None = None  # of ignorance, where the usual number takes too long
    reason: str = ""  # why nothing is predicted

    @property
    def published(self):
        return self.kind in PUBLISHED


@dataclass(frozen=True)
class Measurement:
    """A row of literature.toml: what somebody measured, and what it may be used for."""

    key: str
    says: str
    source: str
    status: str
    use: tuple


@dataclass
class Line:
    """A line of the table that must be there, and the cases that make it up."""

    name: str
    cases: list


@dataclass
class Suite:
    cases: list = field(default_factory=list)
    required: list = field(default_factory=list)  # of Line
    sources: dict = field(default_factory=dict)  # key: title, year and note
    literature: dict = field(default_factory=dict)  # key: Measurement

"""A target file, read and checked: a base scenario, variables, constraints, one objective.

    base = "../reference/mf8_cheek.toml"     # relative to the target file
    evaluations = 80                         # designs to try
    replicates = 4                           # of each while searching
    confirm_replicates = 32                  # of the best three, with fresh random numbers
    [variables]
    "device.needle.length" = { range = ["0.25 mm", "2 mm"], scale = "log" }
    "treatment.passes" = { range = [1, 10] }
    [[constraint]]
    quantity = "penetrated_share"
    at_least = "95 %"                        # at_most, or both
    [[objective]]
    quantity = "open_area_share"
    goal = "minimise"

scenarios/README.md has the whole language. Variables are written as the axes of a sweep are.
"""

import itertools
import os
from dataclasses import dataclass, replace

from puncta.sweeps import definition, places, points

# Corners of the ranges that are read before anything is computed; with more, one variable at a time.
most_corners = 256


@dataclass(frozen=True)
class Constraint:
    """A quantity of the summary and the limits of its value, SI; None where there is none."""

    quantity: str
    at_least: float | None
    at_most: float | None


@dataclass(frozen=True)
class Target:
    """What is searched for.

    definition          base, settings, variables (as axes), seed of the search, replicates while searching
    constraints         tuple of Constraint
    objective           definition.Objective
    evaluations         designs to try at most
    confirm_replicates  of the best designs, with fresh random numbers
    """

    definition: definition.Definition
    constraints: tuple
    objective: definition.Objective
    evaluations: int
    confirm_replicates: int


def read(path):
    """The Target of a file; places.Problem (a ValueError) for what is wrong, OSError unreadable."""
    path = os.fspath(path)
    return from_text(path, places.read(path))


def from_text(path, text):
    return _TargetReader(path, text, places.parse(path, text)).target()


def check(target):
    """Read the scenario at the corners of the ranges; a ValueError points at the variable it cannot have."""
    asked = target.definition
    for values in _corners(asked.axes):
        points.point(asked, 0, values, asked.replicates)


class _TargetReader(definition.Reader):
    top = frozenset(
        {
            *("title", "base", "evaluations", "seed", "replicates", "confirm_replicates"),
            *("set", "variables", "constraint", "objective"),
        }
    )
    axes_name, design = "variables", "search"

    def target(self):
        asked = self.definition()
        if len(asked.objectives) != 1:
            self.fail(
                ("objective",),
                f"a target has one [[objective]], not {len(asked.objectives)}; limits are constraints",
            )
        replicates = 4 if asked.replicates is None else asked.replicates
        return Target(
            replace(asked, replicates=replicates, common_random_numbers=True),
            tuple(self.constraint(i, entry) for i, entry in enumerate(self.tables("constraint"))),
            asked.objectives[0],
            self.whole("evaluations", 80, 8, 100_000),
            self.whole("confirm_replicates", max(32, 4 * replicates), 2, 1_000_000),
        )

    def constraint(self, index, entry):
        at = ("constraint", f"[{index}]")
        for key in entry:
            if key not in ("quantity", "at_least", "at_most"):
                self.fail((*at, key), f"a constraint has quantity, at_least and at_most; not {key}")
        name = self.quantity((*at, "quantity"), entry.get("quantity"))
        limits = [
            self.shown_value((*at, key), name, entry[key]) if key in entry else None
            for key in ("at_least", "at_most")
        ]
        if limits == [None, None]:
            self.fail((*at, "quantity"), f"the constraint on {name} needs at_least, at_most or both")
        if None not in limits and not limits[0] < limits[1]:
            self.fail((*at, "at_most"), f"at_least of {name} must be below its at_most")
        return Constraint(name, *limits)


def _corners(axes):
    ends = [axis.values if axis.values is not None else (axis.at(0.0), axis.at(1.0)) for axis in axes]
    count = 1
    for values in ends:
        count *= len(values)
    if count <= most_corners:
        return list(itertools.product(*ends))
    middle = tuple(values[len(values) // 2] for values in ends)
    return [(*middle[:i], value, *middle[i + 1 :]) for i, values in enumerate(ends) for value in values]

"""The points of a sweep: what is set at each of them, checked before anything is computed."""

from dataclasses import dataclass

from puncta.sweeps import design, scenario_values


@dataclass(frozen=True)
class Point:
    """One scenario of a sweep.

    values       of the axes, as a scenario writes them
    assignments  "key=value", for the base scenario
    scenario     _core.Scenario, read and checked
    base         the scenario it starts from
    """

    index: int
    base: str
    values: tuple
    assignments: tuple
    scenario: object

    @property
    def key(self):
        """The hash of the scenario with its seed and the version of the sources: the name of its result."""
        return self.scenario.hash


def planned(definition, replicates=None):
    """Every Point of a Definition, in order; a ValueError that names the first point that cannot be.

    replicates  at each point; the sweep's own, or else the scenario's, when None
    """
    chosen = replicates if replicates is not None else definition.replicates
    return tuple(
        point(definition, index, values, chosen) for index, values in enumerate(design.points(definition))
    )


def point(definition, index, values, replicates):
    """The Point at some values of the axes; a ValueError that points at the line where it cannot be."""
    from puncta import _core

    texts = _assignments(definition, index, values, replicates)
    try:
        scenario = _core.Scenario(definition.base, list(texts))
    except ValueError as error:
        raise _told(definition, values, error) from None
    if scenario.precision:
        raise definition.problem(
            ("set",),
            f"{definition.base} asks for a precision; a sweep has as many replicates at every point",
        )
    return Point(index, str(definition.base), values, texts, scenario)


def label(definition, values):
    """'treatment.load = 4 N, device.wear = 2' of the values of a point."""
    return ", ".join(
        f"{axis.key} = {axis.label(value)}" for axis, value in zip(definition.axes, values, strict=True)
    )


def _assignments(definition, index, values, replicates):
    settings = {"output.punctures": False} | definition.settings
    for axis, value in zip(definition.axes, values, strict=True):
        settings |= axis.settings(value)
    if replicates is not None:
        settings["run.replicates"] = replicates
    texts = scenario_values.assignments(settings)
    if not definition.common_random_numbers:
        texts.append(f"run.seed={definition.seed * 1_000_003 + index}")
    return tuple(texts)


def _told(definition, values, error):
    """The problem of a point, at the line of the axis it speaks of."""
    what = str(error)
    keys = [key for axis in definition.axes for key in (axis.key, *axis.companions)] + list(
        definition.settings
    )
    named = [key for key in keys if key in what]
    owner = next((axis.key for axis in definition.axes if {axis.key, *axis.companions} & set(named)), None)
    if owner is not None:
        place = (definition.axes_name, owner)
    else:
        place = ("set", named[0]) if named else ("base",)
    return definition.problem(place, f"at {label(definition, values)}:\n{what}")

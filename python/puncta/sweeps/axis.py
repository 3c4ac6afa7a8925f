"""One axis of a sweep: a key of the scenario and the values it takes."""

import math
import re
from dataclasses import dataclass, field

_number = re.compile(r"\s*([-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)\s*(.*)$")


@dataclass(frozen=True)
class Axis:
    """Values of one key. Either `values`, as written in a scenario, or a range `low` to `high`.

    key        dotted path of the scenario, such as "treatment.load"
    values     tuple of scenario values, for a list or a grid; None for a range
    labels     what stands for the values in tables; None: the values themselves
    name       what the axis is called in tables and figures; "" for its key
    companions {key: tuple of values}: other keys that change along
    low, high  ends of a range, numbers in `unit`
    unit       of low and high; "" for plain numbers
    scale      "linear" or "log"
    whole      the range holds whole numbers
    """

    key: str
    values: tuple | None = None
    labels: tuple | None = None
    name: str = ""
    companions: dict = field(default_factory=dict)
    low: float = math.nan
    high: float = math.nan
    unit: str = ""
    scale: str = "linear"
    whole: bool = False

    def at(self, level):
        """The scenario value at a level in [0, 1]; of a list every value has the same share."""
        if self.values is not None:
            return self.values[min(int(level * len(self.values)), len(self.values) - 1)]
        if self.whole:
            return min(math.floor(self.low + level * (self.high + 1 - self.low)), int(self.high))
        if self.scale == "log":
            number = math.exp(math.log(self.low) + level * math.log(self.high / self.low))
        else:
            number = self.low + level * (self.high - self.low)
        return written(min(max(number, self.low), self.high), self.unit)

    def settings(self, value):
        """{key: value} of this axis and its companions at one of its values."""
        if not self.companions:
            return {self.key: value}
        place = self.values.index(value)
        return {self.key: value} | {key: values[place] for key, values in self.companions.items()}

    def label(self, value):
        """What stands for a value in tables and figures."""
        return value if self.labels is None else self.labels[self.values.index(value)]


def evenly(low, high, count, unit, scale):
    """`count` values from low to high as a scenario writes them."""
    steps = [i / (count - 1) for i in range(count)] if count > 1 else [0.0]
    if scale == "log":
        numbers = [low * (high / low) ** step for step in steps]
    else:
        numbers = [low + (high - low) * step for step in steps]
    numbers[-1] = high if count > 1 else low
    return tuple(written(number, unit) for number in numbers)


def written(number, unit):
    """A number and its unit as a scenario has them; twelve digits, so that 0.1 + 0.2 is 0.3."""
    number = float(f"{number:.12g}")
    return f"{number:.12g} {unit}" if unit else number


def number_and_unit(value):
    """(1.5, "mm") of "1.5 mm", (4, "") of 4; None of anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return (value, "") if math.isfinite(value) else None
    if isinstance(value, str) and (match := _number.match(value)) and match[2]:
        return float(match[1]), match[2].strip()
    return None

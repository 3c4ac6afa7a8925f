"""How near the needle law is to what one core can do.

    /usr/bin/python3 bench/roofline.py [build/bench.json]

The bound is that of a list of operations, not of the code as written: the least that one needle takes on
six layers, all behind the cap, with the tables as they are, where it knows the piece of its resistance four
times in five (law_unit.hpp). A multiply, or a multiply with an add, counts one on the two pipes for
multiply-adds. Additions go elsewhere.
Each number is loaded once per needle. Peaks are measured (bench_peak.cpp). The bound of scalar code is the
larger of the two times. With vectors of four a multiply-add serves four needles, but table rows differ from
needle to needle and stay loads of 8 bytes; places, sections and depths come by fours. The draw has no such
list: its logarithm, cosine and exponential have none.
"""

import sys
from dataclasses import dataclass

import measured
from measured import Figure

layers, vector = 6, 4


@dataclass(frozen=True)
class Count:
    multiply_adds: int
    table_loads: int  # of what differs from needle to needle by its place in a table
    loads: int  # of what can lie side by side

    def __add__(self, other):
        return Count(
            self.multiply_adds + other.multiply_adds,
            self.table_loads + other.table_loads,
            self.loads + other.loads,
        )

    def __mul__(self, times):
        return Count(*(times * count for count in (self.multiply_adds, self.table_loads, self.loads)))

    __rmul__ = __mul__


quintic = Count(9, 7, 0)  # value 5, slope 4; centre and six coefficients
known = quintic + Count(0, 2, 1)  # where the piece begins and ends; the depth
# A polynomial about another centre: 15 for the shift, 6 to add it to the others, 5 powers of the scale; xi;
# both ends as depths. Its coefficients, centre and end; factor, scale and its inverse.
energy = Count(15 + 6 + 5 + 1 + 2 * 2, 8, 3)
# Diameter, girth, wall; with the shear into the sum. A piece of the needle; top, shear.
section = Count(4 + 3, 7, 2)
found = (section + energy) + (section + energy * 2) * (layers - 1)  # own and above
resistance = known + 0.2 * found
# One branch, force times softness and slope times it, less g F. Segment by bucket with its end; where the
# branch holds.
dimple = quintic + Count(3, 4, 5)
peaks = {"scalar": "peak_multiply_add", "vector": "peak_multiply_add_vector", "load": "peak_load"}
per_iteration = 60


def bounds(count, peak):
    """Nanoseconds of one needle at the peaks [1/ns]."""
    scalar = max(count.multiply_adds / peak["scalar"], (count.table_loads + count.loads) / peak["load"])
    loads = count.table_loads + count.loads / vector
    wide = max(count.multiply_adds / vector / peak["vector"], loads / peak["load"])
    return scalar, wide


def figures_of(figures):
    """Reached shares, from the figures of puncta_bench; none where they are not among them."""
    known = {figure.name: figure for figure in figures}
    if not set(peaks.values()) <= set(known):
        return []
    peak = {name: per_iteration / known[of].median for name, of in peaks.items()}
    found = [Figure(f"peak {name}", "/ns", [value]) for name, value in peak.items()]
    for name, count in (("resistance", resistance), ("dimple", dimple)):
        if f"law_unit_{name}" not in known:
            continue
        for kind, bound in zip(("scalar", "vector"), bounds(count, peak), strict=True):
            reached = [100 * bound / value for value in known[f"law_unit_{name}"].values]
            found += [
                Figure(f"{name} {kind} bound", "ns", [bound]),
                Figure(f"{name} of {kind} bound", "%", reached),
            ]
    return found


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else measured.build / "bench.json"
    for name, count in (("resistance", resistance), ("dimple", dimple)):
        loads = count.table_loads + count.loads
        print(f"{name}: {count.multiply_adds:.0f} multiply-adds, {loads:.0f} loads of 8 bytes")
    for figure in figures_of(measured.read(path)[1]):
        print(figure.line())


if __name__ == "__main__":
    main()

"""Independent oracle of one roller station; contract: engine/insertion/STATION.md.  All values SI.

    state = solve_station(station)          # dict in, dict out, keys as in random_station()

The smooth part (balance.py) is one convex solve; jumps are events, the largest excess first.
"""

import numpy as np
from balance import Station
from elasticity import compliance, flat_punch_compliance, influence
from random_stations import random_station
from scipy.optimize import brentq

__all__ = ["compliance", "flat_punch_compliance", "influence", "random_station", "solve_station"]

EXCESS = 1e-12  # of the load: admissibility


class Search:
    """From the states before the station to an admissible state, one jump at a time."""

    def __init__(self, station):
        self.s = Station(station)
        self.inserted = np.array([b["inserted"] for b in station["needles"]], bool)
        self.floor = np.where(self.inserted, [b["depth"] for b in station["needles"]], 0.0)
        self.end = np.array(
            [
                needle.end_of_rise(p) if inside else 0.0
                for needle, p, inside in zip(self.s.needles, self.floor, self.inserted, strict=True)
            ]
        )
        self.u, self.f = -np.max(self.s.offset), np.zeros(self.s.offset.size)
        self.events = self.solves = 0

    def settle(self):
        """The smooth part; the depths reached become the floors."""
        self.solves += 1
        self.u, self.f, self.floor = self.s.balance(self.floor, self.end, (self.u, self.f))

    def force_at(self, i, p):
        """Force on needle i held at depth p, all others as in the smooth part."""
        floor, end = self.floor.copy(), self.end.copy()
        floor[i] = end[i] = p
        self.solves += 1
        self.u, self.f, _ = self.s.balance(floor, end, (self.u, self.f))
        return self.f[i]

    def excess(self):
        """Force beyond what the state allows; -inf for needles that can still follow their rising piece."""
        s = self.s
        limit = np.where(self.inserted, s.profile.resistance(self.floor), [b.puncture for b in s.needles])
        return np.where(self.inserted & (self.floor < self.end), -np.inf, self.f[: s.n] - limit)

    def run(self):
        self.settle()
        before, last = self.floor, -1
        for self.events in range(100000):
            excess = self.excess()
            i = int(np.argmax(excess))
            if excess[i] <= EXCESS * self.s.load:
                return self
            if i == last:  # one run over several pieces: the others have no new floors yet
                self.floor = np.where(np.arange(self.s.n) == i, self.floor, before)
            before, last = self.floor.copy(), i
            if self.inserted[i]:
                self.floor[i] = self.after_fall(i)
            self.inserted[i] = True
            self.end[i] = self.s.needles[i].end_of_rise(self.floor[i])
            self.settle()
        raise RuntimeError("no admissible state reached")

    def after_fall(self, i):
        """First admissible depth on the falling piece behind the floor, else the start of the next rise."""
        low = self.floor[i]
        for end, rises in self.s.needles[i].stretches_from(low):
            if rises:
                return low
            root = self.falling(i, low, end)
            if root is not None:
                return root
            low = end
        raise RuntimeError("needle runs away")

    def falling(self, i, low, high):
        """First p with F_i <= F_res where both fall: halve until a part is ruled out or has a crossing."""
        needle = self.s.needles[i]

        def h(p):
            return self.force_at(i, p) - needle.resistance(p)

        end_force = self.force_at(i, high)
        if end_force > needle.resistance(low):
            return None  # F_i stays above all F_res here
        crossed = end_force <= needle.resistance(high)
        if high - low < (2e-8 if crossed else 1e-9):
            return self.admissible(h, low, high) if crossed else None
        middle = (low + high) / 2
        root = self.falling(i, low, middle)
        if root is None:
            root = middle if h(middle) <= 0 else self.falling(i, middle, high)
        return root

    @staticmethod
    def admissible(h, low, high):
        """Zero of h between low (h > 0) and high, to rounding, from the side h <= 0."""
        if h(low) <= 0:
            return low
        if h(high) >= 0:
            return high
        root = brentq(h, low, high, xtol=1e-18, rtol=1e-15)
        for step in 2.0 ** np.arange(8):
            if h(root) <= 0:
                return root
            root = min(root * (1 + 2e-16 * step), high)
        return root


def solve_station(station):
    """The state of a station; residual is the largest open force over the load with the depths held."""
    search = Search(station).run()
    s = search.s
    value, _ = s.defect(search.u, search.f, search.floor, search.floor)
    cells = search.f[s.n :]
    return {
        "axle_depression": float(search.u),
        "needle_force": search.f[: s.n].copy(),
        "depth": search.floor,
        "inserted": search.inserted,
        "cell_force": cells.copy(),
        "drum_share": float(cells.sum() / s.load),
        "residual": float(np.max(np.abs(value)) / s.load),
        "events": search.events,
        "solves": search.solves,
    }

"""Independent oracle of one roller station; contract: engine/insertion/STATION.md.  All values SI.

    state = solve_station(station)          # dict in, dict out, keys as in random_station()

Scheme (unlike a coordinate sweep).  With v_m the sink that is left to patch m once all *other* forces
have acted, its force is an explicit resolvent f_m = R_m(v_m):
    cell    R(v) = max(v, 0) / G_mm
    needle  local(F) + G F = v.  local(F) + G F = max(D_iso(F), G F, G F + g_k for F >= F_k), where
            (F_k, g_k) are the record maxima of D_iso(F) - G F, so its inverse is the smallest of the
            single inverses: R(v) = min(F_iso(v), v/G, max(F_k, (v - g_k)/G)).
The frozen-state balance f = R(u_0 + o - p - G_off f), sum f = P is solved by Newton's method on that
piecewise smooth system, with u_0 bracketing over exact coordinate descent as a fallback.
"""
import os
import sys

import numpy as np
from scipy.optimize import brentq

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from elasticity import Contact, LocalLaw, Needle, Stack                            # noqa: E402
from elasticity import compliance, flat_punch_compliance, influence                # noqa: E402,F401

EXCESS = 1e-10                  # of the load: admissibility
CLOSED = 2e-14                  # of the load: equilibrium
_STACKS = []                    # the last few stacks, with their c(a) tables


def stack_of(layers):
    for known, stack in _STACKS:
        if known == layers:
            return stack
    stack = Stack(layers)
    _STACKS.append(([dict(layer) for layer in layers], stack))
    del _STACKS[:-8]
    return stack


def influence_matrix(station, stack):
    """G [m/N] over needles, then cells; needle-needle entries vanish for an infinite tributary radius."""
    needles, cells = station["needles"], station["cells"]
    xy = np.array([[b["x"], b["y"]] for b in list(needles) + list(cells)], float)
    n, total = len(needles), len(needles) + len(cells)
    r = np.round(np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)), 15)
    a_t = station["tributary_radius"]
    w_cell = station["cell_side"] / np.pi
    w_needle = a_t / np.sqrt(np.pi) if np.isfinite(a_t) else w_cell
    g = np.zeros((total, total))

    def fill(rows, columns, w1, w2):
        distances, back = np.unique(r[rows, columns], return_inverse=True)
        g[rows, columns] = stack.influence(distances, w1, w2)[back].reshape(r[rows, columns].shape)

    a, b = slice(0, n), slice(n, total)
    if np.isfinite(a_t):
        fill(a, a, w_needle, w_needle)
    if cells:
        fill(b, b, w_cell, w_cell)
        fill(a, b, w_needle, w_cell)
        g[b, a] = g[a, b].T
    return g


class Station:
    """Laws, influence and the frozen-state balance of one station."""

    def __init__(self, station):
        self.load = station["load"]
        self.stack = stack_of(station["layers"])
        self.needles = [Needle(needle, station) for needle in station["needles"]]
        self.n = len(self.needles)
        self.offset = np.array([b["offset"] for b in list(station["needles"]) + list(station["cells"])], float)
        self.g = influence_matrix(station, self.stack)
        self.self_g = np.diag(self.g).copy()
        self.off = self.g - np.diag(self.self_g)
        contact = Contact(self.needles, self.stack, station["beta"])
        self.law = LocalLaw(contact, self.self_g[0] if self.n else 0.0)

    def resolvent(self, v):
        """(R(v), R'(v)) of every patch."""
        force, slope = np.zeros(v.size), np.zeros(v.size)
        force[:self.n], slope[:self.n] = self.law.resolvent(v[:self.n])
        cell = np.flatnonzero(v[self.n:] > 0) + self.n
        force[cell], slope[cell] = v[cell] / self.self_g[cell], 1 / self.self_g[cell]
        return force, slope

    def defect(self, u, f, base):
        force, slope = self.resolvent(u + base - self.off @ f)
        return np.append(f - force, f.sum() - self.load), slope

    def tangent_solve(self, slope, right, load_right):
        """Solve the linearised balance: (1 + R' G_off) df - R' du = right, sum df = load_right.

        Patches without slope (not touching) simply take df = right; the rest form a small system.
        """
        on = np.flatnonzero(slope)
        df = right.copy()
        rest = df.copy()
        rest[on] = 0.0
        matrix = np.zeros((on.size + 1, on.size + 1))
        matrix[:-1, :-1] = slope[on, None] * self.off[np.ix_(on, on)] + np.eye(on.size)
        matrix[:-1, -1] = -slope[on]
        matrix[-1, :-1] = 1
        known = np.append(right[on] - slope[on] * (self.off[on] @ rest), load_right - rest.sum())
        solution = np.linalg.solve(matrix, known)
        df[on] = solution[:-1]
        return df, solution[-1]

    def balance(self, depth, start):
        """Frozen-state balance: (u_0, f, R'); start = (u_0, f)."""
        base = self.offset.copy()
        base[:self.n] -= depth
        u, f = start
        value, slope = self.defect(u, f, base)
        for _ in range(80):
            worst = np.max(np.abs(value)) / self.load
            if worst < CLOSED:
                return u, f, slope
            if not slope.any():
                u = np.max(-base + self.off @ f) + 1e-5        # nobody touches: lower the axle
                value, slope = self.defect(u, f, base)
                continue
            try:
                df, du = self.tangent_solve(slope, value[:-1], value[-1])
            except np.linalg.LinAlgError:
                break
            scale = min(1.0, 2e-3 / max(abs(du), 1e-300))
            for _ in range(8):
                trial = (u - scale * du, f - scale * df)
                new, new_slope = self.defect(*trial, base)
                if np.max(np.abs(new)) < self.load * max(0.9 * worst, CLOSED):
                    break
                scale /= 2
            else:
                if worst < 1e-12:
                    return u, f, slope
                trial = (u - du, f - df)                       # allow one uphill step
                new, new_slope = self.defect(*trial, base)
            (u, f), value, slope = trial, new, new_slope
        return self.balance_slowly(base)

    def balance_slowly(self, base):
        """Fallback: u_0 by bracketing, forces by exact coordinate descent."""
        f = np.zeros(base.size)

        def total(u):
            for _ in range(20000):
                before = f.copy()
                for m in range(f.size):
                    v = u + base - self.off @ f
                    f[m] = self.resolvent(v)[0][m]
                if np.max(np.abs(f - before)) < 1e-14 * self.load:
                    break
            return f.sum() - self.load

        low, high = -np.max(base), -np.max(base) + 1e-4
        while total(high) < 0:
            low, high = high, high + 2 * (high - low)
        u = brentq(total, low, high, xtol=1e-17, rtol=1e-15)
        total(u)
        value, slope = self.defect(u, f, base)
        if np.max(np.abs(value)) > 1e-9 * self.load:
            raise RuntimeError("frozen-state balance not closed")
        return u, f, slope


class Search:
    """The least admissible state, one event at a time."""

    def __init__(self, station, order=None):
        self.s = Station(station)
        self.depth = np.array([b["depth"] for b in station["needles"]], float)
        self.inserted = np.array([b["inserted"] for b in station["needles"]], bool)
        self.order = order                       # optional: picks among the needles in excess
        self.u, self.f = -np.max(self.s.offset), np.zeros(self.s.offset.size)
        self.events = self.solves = 0

    def at(self, i, p):
        """Force on needle i when it stands at depth p, the other states frozen; also dF_i/dp."""
        depth = self.depth.copy()
        depth[i] = p
        self.solves += 1
        self.u, self.f, slope = self.s.balance(depth, (self.u, self.f))
        right = np.zeros(self.f.size)
        right[i] = -slope[i]
        return self.f[i], self.s.tangent_solve(slope, right, 0.0)[0][i]

    def run(self):
        s = self.s
        self.u, self.f, _ = s.balance(self.depth, (self.u, self.f))
        for self.events in range(100000):
            limit = np.array([needle.resistance(p) if inside else needle.puncture for needle, p, inside
                              in zip(s.needles, self.depth, self.inserted)])
            excess = self.f[:s.n] - limit
            over = np.flatnonzero(excess > EXCESS * s.load)
            if over.size == 0:
                return self
            i = int(np.argmax(excess)) if self.order is None else int(self.order(over, excess))
            self.inserted[i] = True
            self.depth[i] = self.first_crossing(i)
            self.at(i, self.depth[i])
        raise RuntimeError("no admissible state reached")

    def first_crossing(self, i):
        """Smallest p >= p_i with F_i(p) <= F_res(p); F_i falls with p, F_res is walked piece by piece."""
        needle, p = self.s.needles[i], self.depth[i]
        force, slope = self.at(i, p)
        if force <= needle.resistance(p):
            return p
        for end in needle.pieces_from(p):
            if needle.resistance(end) >= needle.resistance(p):
                root, force, slope = self.rising(i, needle, p, end, force, slope)
            else:
                root = self.falling(i, needle, p, end, force)
                force, slope = self.at(i, end) if root is None else (0.0, 0.0)
            if root is not None:
                return root
            p = end
        raise RuntimeError("needle runs away")

    def rising(self, i, needle, low, high, force, slope):
        """F_res rises on the piece: a single crossing, by Newton kept inside the bracket."""
        if force - needle.resistance(low) <= 0:
            return low, force, slope
        inside, h, p = False, force - needle.resistance(low), low
        for _ in range(100):
            rate = slope - needle.resistance_slope(p)
            guess = p - h / rate if rate < 0 else np.inf
            if not inside and guess >= high:
                guess = high                                   # test the end of the piece once
            elif not low < guess < high:
                guess = (low + high) / 2
            if abs(guess - p) <= 4e-16 * abs(p) + 1e-18 or guess in (low, p):
                return p, force, slope
            p = guess
            force, slope = self.at(i, p)
            h = force - needle.resistance(p)
            if h > 0:
                if p == high and not inside:
                    return None, force, slope
                low = p
            else:
                high, inside = p, True
            if abs(h) < 1e-13 * self.s.load and inside:
                return p, force, slope
        return p, force, slope

    def falling(self, i, needle, low, high, force):
        """F_res falls on the piece: halve until each part is ruled out or brackets a crossing."""
        end_force = self.at(i, high)[0]
        if end_force > needle.resistance(low):
            return None                                        # F_i stays above all F_res here
        crossed = end_force <= needle.resistance(high)
        if high - low < (2e-8 if crossed else 1e-9):
            def h(p):
                return self.at(i, p)[0] - needle.resistance(p)
            return brentq(h, low, high, xtol=1e-18, rtol=1e-15) if crossed else None
        middle = (low + high) / 2
        root = self.falling(i, needle, low, middle, force)
        if root is not None:
            return root
        middle_force = self.at(i, middle)[0]
        if middle_force <= needle.resistance(middle):
            return middle
        return self.falling(i, needle, middle, high, middle_force)


def solve_station(station, order=None):
    """The least admissible state of a station; see the module docstring for the keys of the result."""
    search = Search(station, order).run()
    s = search.s
    base = s.offset.copy()
    base[:s.n] -= search.depth
    value, _ = s.defect(search.u, search.f, base)
    cells = search.f[s.n:]
    return {"axle_depression": float(search.u), "needle_force": search.f[:s.n].copy(), "depth": search.depth,
            "inserted": search.inserted, "cell_force": cells.copy(), "drum_share": float(cells.sum() / s.load),
            "residual": float(np.max(np.abs(value)) / s.load), "events": search.events,
            "solves": search.solves}


def random_station(rng):
    """A plausible random station (a dict, SI) around the contact of a roller with a cheek."""
    def spread(value, cv):
        return float(value * np.exp(cv * rng.standard_normal()))

    drum, length = rng.uniform(5e-3, 12e-3), rng.choice([0.25e-3, 0.25e-3, 0.5e-3, 0.5e-3, 1e-3, 1.5e-3, 2e-3])
    pitch, gap = np.radians(rng.uniform(10, 20)), rng.uniform(1.2e-3, 2.5e-3)
    lone = rng.random() < 0.12
    rows, across = (1, 1) if lone else (int(rng.integers(1, 7)), int(rng.integers(1, 5)))
    phase = rng.uniform(-0.5, 0.5) * pitch
    tension = rng.uniform(0, 53e3)
    layers = []
    for h, modulus, toughness, taut in ((17e-6, 20e6, 1.0e3, 1), (45e-6, 1e6, 1.0e3, 1), (150e-6, 0.3e6, 1.1e3, 1),
                                        (850e-6, rng.uniform(0.3e6, 1e6), 2.0e3, 1), (6e-3, 20e3, 0.3e3, 0),
                                        (np.inf, 50e3, 0.3e3, 0)):
        h = h if h == np.inf else spread(h, 0.2)
        layers.append({"thickness": h, "modulus": spread(modulus, 0.3), "poisson": float(rng.uniform(0.45, 0.49)),
                       "tension": float(tension * h) if taut else 0.0, "toughness": spread(toughness, 0.2),
                       "wall_shear": spread(3e3, 0.2)})
    tip, shaft = 5e-6 * 8 ** rng.random(), rng.uniform(0.1e-3, 0.25e-3)
    taper = min(rng.uniform(0.4e-3, 1.5e-3), 0.9 * length)
    needles, used = [], rng.random() < 0.7
    for row in range(rows):
        stagger = rng.uniform(0, pitch) if rng.random() < 0.5 else 0.0
        for column in range(across):
            theta = phase + stagger + (column - (across - 1) / 2) * pitch
            reach = drum + length
            inside = bool(used and rng.random() < 0.3)
            needles.append({
                "x": float(reach * np.sin(theta)), "y": row * gap,
                "offset": float(reach * (np.cos(theta) - 1) + 20e-6 * rng.standard_normal()),
                "tip_diameter": spread(tip, 0.15), "taper_length": float(taper), "shaft_diameter": float(shaft),
                "threshold_factor": spread(1.0, 0.3), "depth": float(rng.uniform(0, 0.2e-3)) if inside else 0.0,
                "inserted": inside})
    side, cells = 1e-3, []
    if rng.random() < 0.8:
        reach = min(0.9 * drum, max(abs(needle["x"]) for needle in needles) + 1.5e-3)
        half = int(reach / side)
        for x in (np.arange(-half, half) + 0.5) * side:
            for y in np.arange(-1, int((rows - 1) * gap / side) + 2) * side:
                cells.append({"x": float(x), "y": float(y),
                              "offset": float(np.sqrt(drum ** 2 - x ** 2) - (drum + length))})
    chord = 2 * (drum + length) * np.sin(pitch / 2)
    nearest = np.inf if lone else min([gap] * (rows > 1) + [chord] * (across > 1) + [2.5e-3])
    return {"layers": layers, "beta": rng.uniform(0.3, 1), "kappa": rng.uniform(0.3, 1.57), "spreading": 0.3,
            "puncture_intercept": -3e-3, "puncture_slope": 4.6e3, "puncture_diameter_limit": 40e-6,
            "tributary_radius": float(nearest / 2), "cell_side": side,
            "load": float(len(needles) * rng.uniform(5e-3, 80e-3)), "needles": needles, "cells": cells}


def _block(modulus=1e6, poisson=0.5, thickness=np.inf):
    return {"thickness": thickness, "modulus": modulus, "poisson": poisson, "tension": 0.0, "toughness": 1e3,
            "wall_shear": 3e3}


def self_test():
    """Limits and identities; prints one line each, raises AssertionError on the first failure."""
    def check(name, got, want, tolerance):
        error = float(np.max(np.abs(np.asarray(got) / np.asarray(want) - 1)))
        print(f"{name:58s} {error:.1e}")
        assert error < tolerance, name

    k, a = np.logspace(0, 8, 17), np.logspace(-7, -2, 6)
    for layers in ([_block()], [_block(thickness=17e-6), _block(thickness=1e-3), _block()]):
        check(f"C = 2(1-nu^2)/(E k), {len(layers)} equal layers", compliance(k, layers), 1.5 / (1e6 * k), 1e-12)
        check("c = (1-nu^2)/(2 a E)", flat_punch_compliance(a, layers), 0.75 / (2 * a * 1e6), 1e-11)
        check("G(0) = c(a) for w = a/sqrt(pi)", influence([0.0], 3e-4 / np.pi ** 0.5, 3e-4 / np.pi ** 0.5, layers),
              0.75 / (2 * 3e-4 * 1e6), 1e-11)
    nu, h = 0.3, 1e-3                           # layer bonded to a rigid base, closed form
    x = np.array([0.1, 1.0, 3.0])
    m = 3 - 4 * nu
    closed = 2 * (1 - nu ** 2) * 2 * (m * np.sinh(2 * x) - 2 * x) / (2 * m * np.cosh(2 * x) + 1 + m * m + 4 * x * x)
    rigid = [_block(1e6, nu, h), _block(1e22, nu)]
    check("layer bonded to a rigid base", compliance(x / h, rigid) * 1e6 * x / h, closed, 1e-9)

    rng = np.random.default_rng(7)
    lone = random_station(rng)
    lone.update(needles=lone["needles"][:1], cells=[], tributary_radius=np.inf, load=0.3)
    lone["needles"][0].update(depth=0.0, inserted=False)
    out, law = solve_station(lone), Station(lone)
    needle, contact, p = law.needles[0], law.law.contact, out["depth"][0]
    assert out["inserted"][0] and out["axle_depression"] > 0
    check("lone needle: D_iso(P) + p = u_0 + o", contact.dimple(0.3) + p,
          out["axle_depression"] + lone["needles"][0]["offset"], 1e-9)
    check("lone needle: F_res(p) = P", needle.resistance(p), 0.3, 1e-9)

    free = random_station(np.random.default_rng(1))
    free.update(cells=[], tributary_radius=np.inf)
    out, law = solve_station(free), Station(free)
    sink = out["axle_depression"] + law.offset - out["depth"]
    on = sink > 0
    alone = law.law.contact.force(sink[on], np.flatnonzero(on))[0]
    assert not out["needle_force"][~on].any()
    check(f"G = 0: {law.n} independent needles, {on.sum()} touch", alone, out["needle_force"][on], 1e-9)
    check("forces add up to the load", out["needle_force"].sum(), free["load"], 1e-12)


def main():
    import time
    self_test()
    for seed in (1, 4, 15, 18, 20):
        station, begin = random_station(np.random.default_rng(seed)), time.time()
        out = solve_station(station)
        total = out["needle_force"].sum() + out["cell_force"].sum()
        assert abs(total / station["load"] - 1) < 1e-12 and out["residual"] < 1e-12
        print(f"station {seed}: {len(station['needles'])} needles, {len(station['cells'])} cells, "
              f"{out['events']} events, {time.time() - begin:.2f} s, inserted {out['inserted'].sum()}, "
              f"deepest {out['depth'].max() * 1e6:.1f} um, drum share {out['drum_share']:.3f}, "
              f"residual {out['residual']:.0e}")


if __name__ == "__main__":
    main()

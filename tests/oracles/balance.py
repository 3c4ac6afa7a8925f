"""Balance of one station with the set of inserted needles and their floors given: one convex problem.

Scheme (unlike a coordinate sweep).  With v_m the sink that is left to patch m once all *other* forces
have acted, its force is a resolvent f_m = R_m(v_m):
    cell    R(v) = max(v, 0) / G_mm
    needle  local(F) + G F + p(F) = v.  At a fixed depth p it is r(v - p), where
            local(F) + G F = max(D_iso(F), G F, G F + g_k for F >= F_k), and (F_k, g_k) are the record
            maxima of D_iso(F) - G F, so its inverse is the smallest of the single inverses:
            r(v) = min(F_iso(v), v/G, max(F_k, (v - g_k)/G)).
            p(F) rests on the floor up to F_res(floor), follows F = F_res(p) along the rising piece and is
            held at the end of the piece; r(v - p) falls with p and F_res rises, so a driven needle stands
            at the only zero of r(v - p) - F_res(p) between floor and end.
Where force has relaxed (r_m of patch m) the patch sinks by x_m = f_m + r_m: the resolvents give x_m, of which
f_m = max(x_m - r_m, 0) is left, and a needle is driven where x - r exceeds F_res.
The balance f = R(u_0 + o - G_off (f + r)), sum f = P is solved by Newton's method on that piecewise smooth
system, with u_0 bracketing over exact coordinate descent as a fallback.
"""

import numpy as np
from elasticity import Stack
from needle import Contact, LocalLaw, Needle
from profile_shape import Profile
from scipy.optimize import brentq

CLOSED = 2e-14  # of the load: equilibrium
_STACKS = []  # the last few stacks, with their c(a) tables


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
    xy = np.array([[b["x"], b["y"]] for b in [*needles, *cells]], float)
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
    """Laws, influence and the balance of one station; floor and end are one depth [m] per needle."""

    def __init__(self, station):
        self.load = station["load"]
        self.stack = stack_of(station["layers"])
        self.needles = [Needle(needle, station) for needle in station["needles"]]
        self.n = len(self.needles)
        self.profile = Profile.of(self.needles)
        self.offset = np.array([b["offset"] for b in [*station["needles"], *station["cells"]]], float)
        self.relaxed = np.array(
            [b.get("relaxed", 0.0) for b in [*station["needles"], *station["cells"]]], float
        )
        self.g = influence_matrix(station, self.stack)
        self.self_g = np.diag(self.g).copy()
        self.off = self.g - np.diag(self.self_g)
        self.law = LocalLaw(Contact(self.needles, self.stack, station["beta"]), self.self_g[0])
        self.sunk = self.self_g * self.relaxed  # by its own relaxed force, where a patch begins to press
        self.sunk[: self.n] = [self._sunk(i) for i in range(self.n)]
        self.last = np.zeros(self.n)  # depths of the last evaluation, where Newton starts

    def _sunk(self, i):
        """v at which the needle's resolvent reaches what has relaxed."""
        target = self.relaxed[i]

        def over(v):
            return self.law.resolvent(np.full(self.n, v))[0][i] - target

        return brentq(over, 0, 0.1, xtol=1e-15) if target > 0 else 0.0

    def needle_resolvent(self, v, floor, end):
        """(F, dF/dv, p) of the needles with local(F + r) + G (F + r) + p(F) = v."""
        force, slope, p = self._sinking_resolvent(v, floor, end)
        left = force - self.relaxed[: self.n]
        return np.maximum(left, 0.0), np.where(left > 0, slope, 0.0), p

    def _sinking_resolvent(self, v, floor, end):
        """The same for what sinks the skin, x = F + r."""
        relaxed = self.relaxed[: self.n]
        force, slope = self.law.resolvent(v - floor)
        p = floor.copy()
        on = (end > floor) & (force > self.profile.resistance(floor) + relaxed)
        if not on.any():
            return force, slope, p
        top_force, top_slope = self.law.resolvent(v - end)
        held = on & (top_force >= self.profile.resistance(end) + relaxed)
        force, slope = np.where(held, top_force, force), np.where(held, top_slope, slope)
        p = np.where(held, end, p)
        on &= ~held
        if on.any():
            depth, f, s = self._driven(v, np.where(on, floor, 0.0), np.where(on, np.minimum(end, v), 0.0), on)
            force, slope, p = np.where(on, f, force), np.where(on, s, slope), np.where(on, depth, p)
        self.last = p
        return force, slope, p

    def _driven(self, v, low, high, on):
        """Zero of r(v - p) - F_res(p) in (low, high) where on: Newton kept inside the bracket."""
        inside = (self.last > low) & (self.last < high)
        p = np.where(on, np.where(inside, self.last, (low + high) / 2), 0.0)
        before = np.inf
        for _ in range(120):
            force, slope = self.law.resolvent(v - p)
            limit = self.profile.resistance(p) + self.relaxed[: self.n]
            rise = self.profile.resistance_slope(p)
            excess = force - limit
            low, high = np.where(excess > 0, p, low), np.where(excess > 0, high, p)
            with np.errstate(divide="ignore", invalid="ignore"):
                step = excess / (slope + rise)
            fast = (p + step > low) & (p + step < high) & (np.abs(step) < before / 2)
            new = np.where(fast, p + step, (low + high) / 2)
            done = np.abs(new - p) <= 2e-16 * p
            moved, before = np.abs(new - p), np.abs(new - p)
            if (done | ~on).all():
                break
            p = np.where(on & (moved > 0), new, p)
        steep = rise > slope  # either side may give the force; take the flatter
        with np.errstate(divide="ignore", invalid="ignore"):
            both = slope * rise / (slope + rise)
        return p, np.where(steep, force, limit), both

    def resolvent(self, v, floor, end):
        """(R(v), R'(v)) of every patch."""
        force, slope = np.zeros(v.size), np.zeros(v.size)
        force[: self.n], slope[: self.n], _ = self.needle_resolvent(v[: self.n], floor, end)
        left = v[self.n :] / self.self_g[self.n :] - self.relaxed[self.n :]
        cell = np.flatnonzero(left > 0) + self.n
        force[cell], slope[cell] = left[cell - self.n], 1 / self.self_g[cell]
        return force, slope

    def left(self, u, f):
        """v: the sink left to each patch."""
        return u + self.offset - self.off @ (f + self.relaxed)

    def defect(self, u, f, floor, end):
        """(f - R(v), sum f - P) in one array; R'(v)."""
        force, slope = self.resolvent(self.left(u, f), floor, end)
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

    def balance(self, floor, end, start):
        """(u_0, f, p) of the convex problem; start = (u_0, f)."""
        u, f = self._newton(floor, end, *start)
        return u, f, self.needle_resolvent(self.left(u, f)[: self.n], floor, end)[2]

    def _newton(self, floor, end, u, f):
        value, slope = self.defect(u, f, floor, end)
        for _ in range(80):
            worst = np.max(np.abs(value)) / self.load
            if worst < CLOSED:
                return u, f
            if not slope.any():  # nobody touches: lower the axle
                first = self.off @ (f + self.relaxed) - self.offset + self.sunk
                first[: self.n] += floor
                u = np.min(first) + 1e-5
                value, slope = self.defect(u, f, floor, end)
                continue
            try:
                df, du = self.tangent_solve(slope, value[:-1], value[-1])
            except np.linalg.LinAlgError:
                break
            scale = min(1.0, 2e-3 / max(abs(du), 1e-300))
            for _ in range(8):
                trial = (u - scale * du, f - scale * df)
                new, new_slope = self.defect(*trial, floor, end)
                if np.max(np.abs(new)) < self.load * max(0.9 * worst, CLOSED):
                    break
                scale /= 2
            else:
                if worst < 1e-13:
                    return u, f
                trial = (u - du, f - df)  # allow one uphill step
                new, new_slope = self.defect(*trial, floor, end)
            (u, f), value, slope = trial, new, new_slope
        return self._slowly(floor, end)

    def _slowly(self, floor, end):
        """Fallback: u_0 by bracketing, forces by exact coordinate descent."""
        f = np.zeros(self.offset.size)

        def total(u):
            for _ in range(20000):
                before = f.copy()
                for m in range(f.size):
                    f[m] = self.resolvent(self.left(u, f), floor, end)[0][m]
                if np.max(np.abs(f - before)) < 1e-14 * self.load:
                    break
            return f.sum() - self.load

        low = np.min(np.append(floor, np.zeros(f.size - self.n)) - self.offset)
        high = low + 1e-4
        while total(high) < 0:
            low, high = high, high + 2 * (high - low)
        u = brentq(total, low, high, xtol=1e-17, rtol=1e-15)
        total(u)
        if np.max(np.abs(self.defect(u, f, floor, end)[0])) > 1e-9 * self.load:
            raise RuntimeError("balance not closed")
        return u, f

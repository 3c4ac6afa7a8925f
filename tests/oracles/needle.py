"""One needle alone: profile, contact and deep branch, puncture force, resistance and local law.

Here s is the distance from the tip, a a contact radius, delta an indentation, v a dimple or a sink, all m;
forces N.  Contract: engine/insertion/STATION.md.
"""

from itertools import pairwise

import numpy as np
from profile_shape import Profile
from scipy.interpolate import make_interp_spline
from scipy.optimize import brentq
from slit import opening_energy

DENSITY = 1500  # nodes of the contact curve on each of its two parts
MORE = 300  # and on what follows behind each further kink
EXACT = 160  # of them solved, the others on a spline of degree 7
_NEAR = np.logspace(-12, -3, 60)  # samples of a stretch, dense towards both of its ends
GRADE = np.concatenate([_NEAR, (1 - np.cos(np.linspace(0, np.pi, 130)[4:-4])) / 2, 1 - _NEAR[::-1]])


class Needle(Profile):
    """Geometry, puncture force and resistance of one needle."""

    def __init__(self, needle, station):
        tip = needle["tip_diameter"]
        given = needle.get("profile") or [(needle["taper_length"], needle["shaft_diameter"])]
        self.points = [(float(at), float(width)) for at, width in given if at > 0]
        while len(self.points) > 1 and self.points[-2][1] == self.points[-1][1]:
            self.points.pop()  # the shaft begins where the needle is as thick as it gets
        self.taper = self.points[-1][0]
        self.rho = rho = tip / 2
        self.breadth = needle.get("breadth", 0.0)
        self.round = self
        if self.breadth > 0:  # in contact: the round needle with the section area of the blade
            wide = [
                (at, np.sqrt(width * (width + 4 / np.pi * self.breadth * at / self.taper)))
                for at, width in self.points
            ]
            self.round = Needle(dict(needle, profile=wide, breadth=0.0), station)
        length, radius = self.points[0][0] - rho, self.points[0][1] / 2
        # radius cos(alpha) - length sin(alpha) = rho
        self.alpha = np.arccos(rho / np.hypot(radius, length)) - np.arctan2(length, radius)
        self.r_c, self.s_c = rho * np.cos(self.alpha), rho * (1 - np.sin(self.alpha))
        # Contact: radii r_c, r_1 … of the cones up to the first cylinder, and df/dr on each of them.
        self.cones, self.steep = [self.r_c], [1 / np.tan(self.alpha)]
        self.contact_end = radius
        for (near, thin), (far, wide) in pairwise(self.points):
            if wide == thin:
                break
            self.cones.append(thin / 2)
            self.steep.append(2 * (far - near) / (wide - thin))
            self.contact_end = wide / 2
        limit = station["puncture_diameter_limit"]
        solid = np.sqrt(tip**2 - needle.get("lumen_diameter", 0.0) ** 2)  # tip of the ring's area
        line = max(0.0, station["puncture_intercept"] + station["puncture_slope"] * min(solid, limit))
        self.puncture = needle["threshold_factor"] * line * max(1.0, solid / limit) ** 2
        # The skin at this needle's place against the station's stack; missing: the same.
        thicker, self.stiffer, tougher = (
            needle.get(key, 1.0) for key in ("thickness_factor", "modulus_factor", "toughness_factor")
        )
        layers = station["layers"]
        self.tops = thicker * np.append(0.0, np.cumsum([layer["thickness"] for layer in layers[:-1]]))
        self.alpha_skin = station["opening_exponent"]
        spread = self.stiffer * station.get("cutting_stiffening", 1.0)
        self.layers = np.array(
            [
                [tougher * layer["toughness"], spread * layer["modulus"] / (2 * (1 + layer["poisson"]))]
                for layer in layers
            ]
        ).T
        # sum_l tau_l [A(p-z_l) - A(p-z_l+1)] = sum_l (tau_l - tau_l-1) A(p-z_l)
        self.rub = tougher * np.diff([layer["wall_shear"] for layer in layers], prepend=0.0)
        # J_edge of a blade's edges: sharp ones J, dull ones at least e(2 r)/(2 r)
        self.edge = self.layers[0]
        if (r := needle.get("edge_radius", 0.0)) > 0:
            fresh = opening_energy(self.alpha_skin, *self.layers, np.full(len(layers), 2 * r))[0] / (2 * r)
            self.edge = np.maximum(self.edge, fresh)
        self._breaks = None

    def breaks(self):
        """Depths, in order from 0, between which F_res is monotone (corners and extrema)."""
        if self._breaks is None:
            seams = [0.0, self.s_c, *(at for at, _ in self.points)]
            corners = np.unique(np.add.outer(self.tops, seams))
            corners = np.append(corners, corners[-1] + np.array([0.01, 0.1, 1.0]))
            found = list(corners)
            for low, high in pairwise(corners):
                at = np.unique(low + (high - low) * GRADE)
                at = at[(at > low) & (at < high)]
                rate = self.resistance_slope(at)
                for j in np.flatnonzero(rate[1:] * rate[:-1] < 0):
                    found.append(brentq(self.resistance_slope, at[j], at[j + 1], xtol=1e-18, rtol=1e-15))
            self._breaks = np.unique(found)
        return self._breaks

    def stretches_from(self, p):
        """(end, rises) of the stretches beyond p on which F_res is monotone, in order."""
        before = self.resistance(p)
        for end in self.breaks()[self.breaks() > p]:
            here = self.resistance(end)
            yield float(end), bool(here >= before)
            before = here

    def end_of_rise(self, p):
        """End of the rising piece of F_res on which p lies; p itself where F_res falls behind p."""
        for end, rises in self.stretches_from(p):
            if not rises:
                break
            p = end
        return p

    # -- homogeneous indentation: delta = a int_0^a f'(r)/sqrt(a^2 - r^2) dr, f' = r/sqrt(rho^2 - r^2) on the
    #    cap and constant on each cone; t = sqrt(a^2 - r_c^2) beyond the contact circle, b = rho sin(alpha)

    def indentation(self, a):
        """(delta, d delta/da) of the rigid profile on a homogeneous half space, any a <= contact_end."""
        a = np.asarray(a, float)
        b = self.rho * np.sin(self.alpha)
        small = np.minimum(a, self.r_c)
        ball = (
            a * np.arctanh(small / self.rho),
            np.arctanh(small / self.rho) + small * self.rho / (self.rho**2 - small**2),
        )
        t = np.sqrt(np.maximum(0.0, (a - self.r_c) * (a + self.r_c)))
        total = np.log((self.rho + a) / (b + t))
        # a d/da of that and of -cot(alpha) asin(r_c/a): their poles at r_c cancel
        rise = a / (self.rho + a) + (self.r_c**2 - b * t) / (b * (b + t))
        for i, (inner, steep) in enumerate(zip(self.cones, self.steep, strict=True)):
            # steep (asin(min(outer, a)/a) - asin(inner/a)), asin by atan2: exact next to pi/2
            angle, pole = self._arc(a, inner)
            total = total + steep * (np.pi / 2 - angle)
            rise = rise + (steep * pole if i > 0 else 0.0)
            if i + 1 < len(self.cones):
                angle, pole = self._arc(a, self.cones[i + 1])
                total = total - steep * (np.pi / 2 - angle)
                rise = rise - steep * pole
        cone = (a * total, total + rise)
        return tuple(np.where(a < self.r_c, x, y) for x, y in zip(ball, cone, strict=True))

    @staticmethod
    def _arc(a, r):
        """asin(r/a) and -a d/da of it; pi/2 and 0 where r > a."""
        root = np.sqrt(np.maximum(0.0, (a - r) * (a + r)))
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.arctan2(r, root), np.where(a > r, r / root, 0.0)

    def contact_table(self, stack):
        """Nodes of the contact branch (delta, F, c(a)) up to the first cylinder; graded behind each kink."""
        b = self.rho * np.sin(self.alpha)
        first = self.cones[1] if len(self.cones) > 1 else self.contact_end

        def ball(x):
            return np.minimum(self.rho * np.tanh(np.exp(x)), self.r_c)

        def cone(y):
            return np.minimum(np.sqrt(self.r_c**2 + np.maximum(0.0, np.exp(y) - b) ** 2), first)

        def beyond(kink):
            return lambda y: np.minimum(
                np.sqrt(kink**2 + np.maximum(0.0, np.exp(y) - kink / 10) ** 2), self.contact_end
            )

        x = np.log([6e-9 / self.rho, np.arctanh(self.r_c / self.rho)])
        y = np.log([b, b + np.sqrt(first**2 - self.r_c**2)])

        def law(radius):
            return stack.punch.contact(
                radius,
                lambda t: self.indentation(t)[0],
                lambda t: self.indentation(t)[1],
                self.cones,
            )

        curves = []
        for (low, high), radius in ((x, ball), (y, cone)):
            exact, dense = np.linspace(low, high, EXACT), np.linspace(low, high, DENSITY)
            spline = make_interp_spline(exact, np.log(law(radius(exact))), k=7, axis=1)
            curves.append((np.exp(spline(dense)), radius(dense)))
        for kink, end in pairwise([*self.cones[1:], self.contact_end]):
            y = np.log([kink / 10, kink / 10 + np.sqrt(end**2 - kink**2)])
            radius = beyond(kink)(np.linspace(*y, MORE))
            curves.append((np.array(law(radius)), radius))
        delta, force = np.concatenate([curve[:, min(i, 1) :] for i, (curve, _) in enumerate(curves)], axis=1)
        c = stack.c(np.concatenate([radius[min(i, 1) :] for i, (_, radius) in enumerate(curves)]))
        return self._largest(delta, force, c)

    @staticmethod
    def _largest(delta, force, c):
        """The nodes that no tangent of another node passes above; as many nodes as before.

        F(delta) is the largest of all radii's: delta(a) may turn back for a blunt tip on a very stiff film.
        """
        if (np.diff(delta) > 0).all():
            return delta, force, c
        delta, force, c = delta.copy(), force.copy(), c.copy()
        line = force[None, :] + (delta[:, None] - delta[None, :]) / c[None, :]
        kept = np.flatnonzero((line.max(axis=1) <= force * (1 + 1e-9)) & (force > 0))
        end = delta.size - 1
        if kept[-1] < end:  # the last disc overtakes later: on to twice the depth where it does
            k = kept[-1]
            cross = force[k] - force[end] - delta[k] / c[k] + delta[end] / c[end]
            far = 2 * cross / (1 / c[end] - 1 / c[k])
            force[end], delta[end] = force[end] + (far - delta[end]) / c[end], far
            kept = np.append(kept, end)
        fill = np.delete(np.arange(delta.size), kept)
        at = np.interp(fill, kept, delta[kept])  # nodes on the tangents in the gap
        before, after = kept[np.searchsorted(kept, fill) - 1], kept[np.searchsorted(kept, fill)]
        lines = [force[j] + (at - delta[j]) / c[j] for j in (before, after)]
        upper = lines[1] > lines[0]
        delta[fill], force[fill] = at, np.maximum(*lines)
        c[fill] = np.where(upper, c[after], c[before])
        return delta, force, c


class Contact:
    """F_iso(D) of all needles at once: the larger of contact and deep branch, times the local stiffness."""

    def __init__(self, needles, stack, beta):
        self.stack, self.beta, self.n = stack, beta, len(needles)
        tables = {}
        for needle in needles:
            key = (needle.rho, *needle.round.points)
            if key not in tables:
                tables[key] = needle.round.contact_table(stack)
        table = [tables[(needle.rho, *needle.round.points)] for needle in needles]
        self.stiffer = np.array([needle.stiffer for needle in needles])
        self.last = np.array([[d[-1], f[-1], 1 / c[-1]] for d, f, c in table]).reshape(-1, 3)
        self.x = np.array([np.log(d) for d, _, _ in table])
        self.y = np.array([np.log(f) for _, f, _ in table])
        self.m = np.array([d / (f * c) for d, f, c in table])  # d ln F / d ln delta
        self.size = self.x.shape[1] if self.n else 0
        self.shift = 100.0 * np.arange(self.n)
        self.keys = (self.x + self.shift[:, None]).ravel() if self.n else None

    def contact(self, v, which):
        """(F, dF/ddelta) of the contact branch; v > 0 one per needle index in which."""
        x = np.log(v)
        slot = np.searchsorted(self.keys, x + self.shift[which]) - 1 - which * self.size
        slot = np.clip(slot, 0, self.size - 2)
        x0, x1 = self.x[which, slot], self.x[which, slot + 1]
        y0, y1 = self.y[which, slot], self.y[which, slot + 1]
        h = x1 - x0
        m0, m1 = self.m[which, slot] * h, self.m[which, slot + 1] * h
        t = np.clip((x - x0) / h, -1, 2)
        c2, c3 = 3 * (y1 - y0) - 2 * m0 - m1, 2 * (y0 - y1) + m0 + m1
        force = np.exp(y0 + t * (m0 + t * (c2 + t * c3)))
        slope = force / v * (m0 + t * (2 * c2 + 3 * t * c3)) / h
        d, f, s = self.last[which].T
        below = t < 0  # a < 1 nm: the power law on
        force = np.where(below, np.exp(y0 + (x - x0) * m0 / h), force)
        beyond = v > d
        return np.where(beyond, f + (v - d) * s, force), np.where(beyond, s, slope)

    def deep(self, v):
        """(F, dF/dD) of F = beta E*(D/2) D^2 = beta D / c(D/2); square law below the table of c."""
        least = np.maximum(v, 2e-10)
        c, slope = self.stack.c(least / 2, derivative=True)
        force = self.beta * least / c
        rate = force / least - force * slope / (2 * c)
        small = np.minimum(v / least, 1.0)
        return force * small**2, np.where(small < 1, 2 * force * small / least, rate)

    def force(self, v, which):
        """(F_iso, dF_iso/dD, is_contact) at dimples v > 0."""
        (a, da), (b, db) = self.contact(v, which), self.deep(v)
        e = self.stiffer[which]
        return e * np.where(a >= b, a, b), e * np.where(a >= b, da, db), a >= b

    def dimple(self, force, which=0):
        """D_iso(F), the inverse, for one needle and one force."""
        one = np.array([which])
        return np.exp(
            brentq(
                lambda x: self.force(np.array([np.exp(x)]), one)[0][0] / force - 1,
                np.log(1e-9),
                np.log(0.5),
                xtol=1e-15,
                rtol=1e-15,
            )
        )


class LocalLaw:
    """local(F) of every needle, through the inverse of local(F) + G F."""

    def __init__(self, contact, g):
        self.contact, self.g = contact, g
        self.all = np.arange(contact.n)
        self.records = [self._records(i) for i in self.all] if g > 0 else [[] for _ in self.all]
        depth = max([len(found) for found in self.records], default=0)
        self.start, self.top = np.full((2, depth, contact.n), np.inf)
        for i, found in enumerate(self.records):
            for k, (start, top) in enumerate(found):
                self.start[k, i], self.top[k, i] = start, top

    def _gain(self, x, i):
        v = np.exp(x)
        return v - self.g * self.contact.force(v, np.full(v.shape, i))[0]

    def _records(self, i):
        """Record maxima (F_k, g_k) of D_iso - G F along the law of needle i."""
        x = np.linspace(np.log(1e-8), np.log(0.05), 6000)
        gain = self._gain(x, i)
        best, found = 0.0, []
        for j in np.flatnonzero((gain[1:-1] >= gain[:-2]) & (gain[1:-1] >= gain[2:])) + 1:
            low, high = x[j - 1], x[j + 1]
            for _ in range(12):  # zoom in on the peak
                fine = np.linspace(low, high, 41)
                k = int(np.clip(np.argmax(self._gain(fine, i)), 1, 39))
                low, high = fine[k - 1], fine[k + 1]
            top = float(self._gain(fine[k : k + 1], i)[0])
            if top > best:
                best = top
                found.append((float(self.contact.force(np.exp(fine[k : k + 1]), np.array([i]))[0][0]), top))
        return found

    def resolvent(self, v):
        """(F, dF/dv) with local(F) + G F = v, zero where v <= 0."""
        force, slope = np.zeros(v.size), np.zeros(v.size)
        on = np.flatnonzero(v > 0)
        if on.size == 0:
            return force, slope
        f, s, _ = self.contact.force(v[on], on)
        if self.g > 0:
            flat = v[on] / self.g < f
            f, s = np.where(flat, v[on] / self.g, f), np.where(flat, 1 / self.g, s)
        force[on], slope[on] = f, s
        for start, top in zip(self.start, self.top, strict=True):
            held = np.divide(v - top, self.g, where=np.isfinite(top), out=np.zeros(v.size))
            lower = np.maximum(start, held) < force
            force = np.where(lower, np.maximum(start, held), force)
            slope = np.where(lower, np.where(held > start, 1, 1e-12) / self.g, slope)
        return force, slope

    def local(self, force, i):
        """local_i(F) itself, for checks."""
        value = self.contact.dimple(force, i) - self.g * force
        return max([0.0, value] + [top for f, top in self.records[i] if f <= force])

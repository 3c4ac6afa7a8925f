"""Elastic laws of one patch or one needle on a layered body: an oracle independent of the engine.

First half: C(k), c(a) and G(r) of the stack.  Second half: one needle (profile, contact and deep branch,
puncture, resistance, local law); there s is the distance from the tip, a a contact radius, delta an
indentation, v a dimple or a sink, all m; forces N.

Everything is SI.  z points into the body, pressure and sink are positive downwards.

Method.  For one radial wave number k the field is U(z) (horizontal), W(z) (vertical) and the
tractions tau(z), sigma(z); with zeta = k z, t = tau/k, s = sigma/k [Pa m] they obey the constant
coefficient system  y' = A y,  y = (U, W, t, s):

    U' = W + t/mu                    W' = -g U + (1-2nu)/(2 mu (1-nu)) s
    t' = 2 mu/(1-nu) U + g s         s' = -t                 with g = nu/(1-nu)

which stays finite at nu = 1/2.  Because (A^2 - 1)^2 = 0 the propagator exp(A zeta) is elementary.
The half space below a level enters as an impedance matrix Z with (t, s) = -Z (U, W); Z is carried
upwards through each layer in short steps by the Moebius map of the propagator (a discrete Riccati
flow, which contracts), so neither growing exponentials nor layer modes appear.  A tension T [N/m] on
a level adds T k^2 / k to Z_WW.
"""
import numpy as np
from scipy.interpolate import make_interp_spline
from scipy.optimize import brentq
from scipy.special import j0, sici, spherical_jn

STEP = 0.5          # longest zeta step of the impedance
OPAQUE = 30.0       # beyond this k h a layer hides what lies under it (exp(-60))
NODES = 24          # Gauss points and Legendre terms on a panel
RATIO = 1.3         # growth of the panels in k
X_GAUSS, W_GAUSS = np.polynomial.legendre.leggauss(NODES)
_VANDER = np.polynomial.legendre.legvander(X_GAUSS, NODES - 1)
TO_LEGENDRE = (_VANDER * W_GAUSS[:, None]).T * (np.arange(NODES)[:, None] + 0.5)
DENSITY = 1500                  # nodes of the contact curve on each of its two parts
X_8, W_8 = np.polynomial.legendre.leggauss(8)


def _shear(layer):
    return layer["modulus"] / (2 * (1 + layer["poisson"]))


def _half_space_impedance(layer):
    """Z of a homogeneous half space (2x2, Pa), from its two decaying modes at zeta = 0."""
    nu, mu = layer["poisson"], _shear(layer)
    displacement = np.array([[1.0, 0.0], [1.0, 3 - 4 * nu]])
    traction = -2 * mu * np.array([[1.0, 1 - 2 * nu], [1.0, 2 - 2 * nu]])
    return -traction @ np.linalg.inv(displacement)


def _propagator_up(layer, zeta):
    """exp(-A zeta) for an array of short steps zeta; shape (n, 4, 4)."""
    nu, mu = layer["poisson"], _shear(layer)
    g = nu / (1 - nu)
    a = np.array([[0, 1, 1 / mu, 0], [-g, 0, 0, (1 - 2 * nu) / (2 * mu * (1 - nu))],
                  [2 * mu / (1 - nu), 0, 0, g], [0, 0, -1, 0]], float)
    b = a @ a - np.eye(4)
    z = -np.asarray(zeta, float)
    term, odd = z ** 3 / 3, np.zeros_like(z)        # z cosh z - sinh z as a series
    for n in range(1, 14):
        odd = odd + term
        term = term * z * z * (n + 1) / (n * (2 * n + 2) * (2 * n + 3))
    shape = (-1, 1, 1)
    return (np.cosh(z).reshape(shape) * np.eye(4) + (z / 2 * np.sinh(z)).reshape(shape) * b
            + np.sinh(z).reshape(shape) * a + (odd / 2).reshape(shape) * (a @ b))


def compliance(k, layers):
    """C(k) [m^3/N]: surface sink per unit pressure at radial wave number k [1/m]."""
    k = np.atleast_1d(np.asarray(k, float))
    bottom = layers[-1]
    z = np.broadcast_to(_half_space_impedance(bottom), (k.size, 2, 2)).copy()
    z[:, 1, 1] += bottom.get("tension", 0.0) * k
    for layer in reversed(layers[:-1]):
        zeta = k * layer["thickness"]
        opaque = zeta > OPAQUE
        z[opaque] = _half_space_impedance(layer)
        steps = np.maximum(1, np.ceil(zeta / STEP)).astype(int)
        for count in np.unique(steps[~opaque]):
            at = np.flatnonzero(~opaque & (steps == count))
            up = _propagator_up(layer, zeta[at] / count)
            here = z[at]
            for _ in range(count):
                displacement = up[:, :2, :2] - up[:, :2, 2:] @ here
                traction = up[:, 2:, :2] - up[:, 2:, 2:] @ here
                here = -traction @ np.linalg.inv(displacement)
            z[at] = here
        z[:, 1, 1] += layer.get("tension", 0.0) * k
    normal = z[:, 1, 1] - z[:, 1, 0] * z[:, 0, 1] / z[:, 0, 0]
    return 1.0 / (k * normal)


class Stack:
    """Quadratures of C(k) for one stack; builds its table of c(a) once.

    phi(k) = k C(k) is split into phi_top = p/(1 + q k), the top layer alone with its tension
    (p = 2 (1-nu^2)/E, q = T p), and a remainder that dies as exp(-2 k h_top).
    """

    def __init__(self, layers):
        self.layers = layers
        top = layers[0]
        self.p = 2 * (1 - top["poisson"] ** 2) / top["modulus"]
        self.q = top.get("tension", 0.0) * self.p
        total = sum(layer["thickness"] for layer in layers[:-1])
        self.opaque_from = OPAQUE / top["thickness"] if len(layers) > 1 else 0.0
        self.lowest = min([0.01 / total if total > 0 else 1.0]
                          + [0.01 / (layer.get("tension", 0.0) * 2 / layer["modulus"])
                             for layer in layers if layer.get("tension", 0.0) > 0])
        self._curve = None
        if len(layers) > 1:
            edges = np.append(0.0, self.lowest * RATIO ** np.arange(
                np.ceil(np.log(self.opaque_from / self.lowest) / np.log(RATIO)) + 1))
            self.middle, self.half = (edges[1:] + edges[:-1]) / 2, (edges[1:] - edges[:-1]) / 2
            self.k = self.middle[:, None] + self.half[:, None] * X_GAUSS
            self.remainder = self._phi(self.k) - self._phi_top(self.k)
            self.legendre = (self.remainder / self.k ** 2) @ TO_LEGENDRE.T

    def _phi(self, k):
        return k * compliance(k.ravel(), self.layers).reshape(k.shape)

    def _phi_top(self, k):
        return self.p / (1 + self.q * k)

    def flat_punch_compliance(self, a):
        """c(a) [m/N] = 1/(2 pi) int k C(k) [sin(ka)/(ka)]^2 dk, one value per radius a [m]."""
        a = np.atleast_1d(np.asarray(a, float))
        return np.array([self._c_top(x) + self._c_remainder(x) for x in a]) / (2 * np.pi)

    def _c_top(self, a):
        """int phi_top sinc^2 dk in closed form: partial fractions and the auxiliary function g."""
        if self.q == 0:
            return self.p * np.pi / (2 * a)
        b = self.q / a
        x = 2 / b
        si, ci = sici(x)
        g = -ci * np.cos(x) - (si - np.pi / 2) * np.sin(x) if x < 1e6 else 1 / x ** 2
        return self.p / a * (np.pi / 2 - b / 2 * (np.euler_gamma + np.log(x) + g))

    def _c_remainder(self, a):
        """int (phi - phi_top) sinc^2 dk: Gauss where sin^2 is slow, Legendre-Filon where it is fast."""
        if len(self.layers) == 1:
            return 0.0
        slow = 2 * a * self.half < 6
        k = self.k[slow]
        total = np.sum(self.half[slow] * ((self.remainder[slow] * np.sinc(k * a / np.pi) ** 2) @ W_GAUSS))
        if slow.all():
            return total
        middle, half, coefficient = self.middle[~slow], self.half[~slow], self.legendre[~slow]
        n = np.arange(NODES)
        wave = 2 * (1j ** n) * spherical_jn(n[None, :], (2 * a * half)[:, None])
        cosine = np.real(np.exp(2j * a * middle) * np.sum(coefficient * wave, axis=1))
        return total + np.sum(half * (2 * coefficient[:, 0] - cosine)) / (2 * a * a)

    def influence(self, r, w1, w2):
        """G(r) [m/N] of two Gaussian patches: 1/(2 pi) int k C exp(-k^2 (w1^2+w2^2)/2) J0(k r) dk."""
        r = np.atleast_1d(np.asarray(r, float))
        width = np.hypot(w1, w2)
        end = 9.5 / width
        longest = 4 * np.pi / max(r.max(), width)         # two waves of J0 per panel of 24 points
        edges = [0.0, min(self.lowest, end / 50)]
        while edges[-1] < end:
            edges.append(min(edges[-1] * RATIO, edges[-1] + longest, edges[-1] + end / 8))
        edges = np.array(edges)
        middle, half = (edges[1:] + edges[:-1]) / 2, (edges[1:] - edges[:-1]) / 2
        k = (middle[:, None] + half[:, None] * X_GAUSS).ravel()
        weight = (half[:, None] * W_GAUSS).ravel() * self._phi(k) * np.exp(-(k * width) ** 2 / 2)
        parts = [j0(np.outer(chunk, k)) @ weight for chunk in np.array_split(r, r.size // 500 + 1)]
        return np.concatenate(parts) / (2 * np.pi)

    def c(self, a, derivative=False):
        """c(a) from a spline of degree 7 in (ln a, ln c); also dc/da if asked.  1e-10 m <= a <= 0.3 m."""
        if self._curve is None:
            x = np.arange(np.log(0.9e-10), np.log(0.32), 0.04)
            self._curve = make_interp_spline(x, np.log(self.flat_punch_compliance(np.exp(x))), k=7)
            self._slope = self._curve.derivative()
        x = np.log(a)
        if np.size(x) and (np.min(x) < self._curve.t[0] or np.max(x) > self._curve.t[-1]):
            raise ValueError("contact radius outside the table of c(a)")
        value = np.exp(self._curve(x))
        return (value, value / a * self._slope(x)) if derivative else value


def flat_punch_compliance(a, layers):
    """c(a) [m/N] of the stack, by direct quadrature."""
    return Stack(layers).flat_punch_compliance(a)


def influence(r, w1, w2, layers):
    """G [m/N] between patches of widths w1, w2 [m] a distance r [m] apart, by direct quadrature."""
    return Stack(layers).influence(r, w1, w2)


class Needle:
    """Geometry, puncture force and resistance of one needle."""

    def __init__(self, needle, station):
        tip, self.taper = needle["tip_diameter"], needle["taper_length"]
        self.rho, self.radius = tip / 2, needle["shaft_diameter"] / 2
        length, rho = self.taper - self.rho, self.rho
        # radius cos(alpha) - length sin(alpha) = rho
        self.alpha = np.arccos(rho / np.hypot(self.radius, length)) - np.arctan2(length, self.radius)
        self.r_c, self.s_c = rho * np.cos(self.alpha), rho * (1 - np.sin(self.alpha))
        limit = station["puncture_diameter_limit"]
        line = max(0.0, station["puncture_intercept"] + station["puncture_slope"] * min(tip, limit))
        self.puncture = needle["threshold_factor"] * line * max(1.0, tip / limit) ** 2
        layers = station["layers"]
        self.tops = np.append(0.0, np.cumsum([layer["thickness"] for layer in layers[:-1]]))
        cutting = station["kappa"] * (1 + station["spreading"])
        # sum_l J_l [d(p-z_l) - d(p-z_l+1)] = sum_l (J_l - J_l-1) d(p-z_l), likewise tau and A
        self.cut = cutting * np.diff([layer["toughness"] for layer in layers], prepend=0.0)
        self.rub = np.diff([layer["wall_shear"] for layer in layers], prepend=0.0)
        self._breaks = None

    def diameter(self, s):
        """d(s): spherical cap, tangent cone, cylinder."""
        s = np.asarray(s, float)
        cap = 2 * np.sqrt(np.maximum(0.0, np.clip(s, 0, self.s_c) * (2 * self.rho - np.clip(s, 0, self.s_c))))
        cone = 2 * (self.r_c + (s - self.s_c) * np.tan(self.alpha))
        return np.where(s <= 0, 0.0, np.where(s < self.s_c, cap, np.where(s < self.taper, cone, 2 * self.radius)))

    def diameter_slope(self, s):
        s = np.asarray(s, float)
        inside = np.clip(s, 1e-300, self.s_c)
        cap = 2 * (self.rho - inside) / np.sqrt(np.maximum(1e-300, inside * (2 * self.rho - inside)))
        return np.where(s <= 0, 0.0, np.where(s < self.s_c, cap,
                                              np.where(s < self.taper, 2 * np.tan(self.alpha), 0.0)))

    def area(self, s):
        """A(s) = pi int_0^s d ds' (projected wall, as the contract defines it)."""
        s = np.maximum(np.asarray(s, float), 0.0)
        x = np.clip(s, 0, self.s_c) - self.rho
        cap = x * np.sqrt(np.maximum(0.0, self.rho ** 2 - x ** 2)) + self.rho ** 2 * (
            np.arcsin(np.clip(x / self.rho, -1, 1)) + np.pi / 2)
        y = np.clip(s - self.s_c, 0, self.taper - self.s_c)
        return np.pi * (cap + 2 * self.r_c * y + np.tan(self.alpha) * y ** 2
                        + 2 * self.radius * np.maximum(0.0, s - self.taper))

    def resistance(self, p):
        """F_res(p) of an inserted needle at depth p (a number)."""
        below = p - self.tops
        return float(self.cut @ self.diameter(below) + self.rub @ self.area(below))

    def resistance_slope(self, p):
        below = p - self.tops
        return float(self.cut @ self.diameter_slope(below) + np.pi * self.rub @ self.diameter(below))

    def pieces_from(self, p):
        """Ends, in order, of the stretches beyond p on which F_res is monotone."""
        if self._breaks is None:
            corners = np.unique(np.add.outer(self.tops, [0.0, self.s_c, self.taper]))
            corners = np.append(corners, corners[-1] + np.array([0.01, 0.1, 1.0]))
            found = list(corners)
            grade = (1 - np.cos(np.linspace(0, np.pi, 130)[1:-1])) / 2
            for low, high in zip(corners[:-1], corners[1:]):
                at = low + (high - low) * grade
                rate = np.array([self.resistance_slope(q) for q in at])
                for j in np.flatnonzero(rate[1:] * rate[:-1] < 0):
                    found.append(brentq(self.resistance_slope, at[j], at[j + 1], xtol=1e-17))
            self._breaks = np.unique(found)
        return self._breaks[self._breaks > p]

    # -- homogeneous indentation: t = sqrt(a^2 - r_c^2) beyond the contact circle, b = rho sin(alpha)

    def indentation(self, a):
        """(delta, d delta/da) of the rigid profile on a homogeneous half space, any a <= d_sh/2."""
        b = self.rho * np.sin(self.alpha)
        small = np.minimum(a, self.r_c)
        ball = (a * np.arctanh(small / self.rho),
                np.arctanh(small / self.rho) + small * self.rho / (self.rho ** 2 - small ** 2))
        t = np.sqrt(np.maximum(0.0, (a - self.r_c) * (a + self.r_c)))
        sum_ = np.log((self.rho + a) / (b + t)) + np.arctan2(t, self.r_c) / np.tan(self.alpha)
        cone = (a * sum_, sum_ + a / (self.rho + a) + (self.r_c ** 2 - b * t) / (b * (b + t)))
        return tuple(np.where(a < self.r_c, x, y) for x, y in zip(ball, cone))

    def contact_table(self, stack):
        """Nodes of the contact branch (delta, F, c(a)) up to a = d_sh/2; graded around a = r_c."""
        b = self.rho * np.sin(self.alpha)
        x = np.linspace(np.log(1e-9 / self.rho), np.log(np.arctanh(self.r_c / self.rho)), DENSITY)
        first = self.rho * np.tanh(np.exp(x))
        y = np.linspace(np.log(b), np.log(b + np.sqrt(self.radius ** 2 - self.r_c ** 2)), DENSITY)
        total = []
        for nodes, radius, jacobian in (
                (x, lambda x: self.rho * np.tanh(np.exp(x)),
                 lambda x, a: (self.rho - a) * (self.rho + a) / self.rho * np.exp(x)),
                (y, lambda x: np.sqrt(self.r_c ** 2 + (np.exp(x) - b) ** 2),
                 lambda x, a: (np.exp(x) - b) * np.exp(x) / a)):
            half = np.diff(nodes)[:, None] / 2
            x = (nodes[1:, None] + nodes[:-1, None]) / 2 + half * X_8
            a = radius(x)
            total.append((half * W_8 * self.indentation(a)[1] / stack.c(a) * jacobian(x, a)).sum(axis=1))
        a = np.append(first, np.sqrt(self.r_c ** 2 + (np.exp(y[1:]) - b) ** 2))
        c = stack.c(a)
        tiny = a[0] / 2 * (1 + X_8)
        start = a[0] / 2 * W_8 @ (self.indentation(tiny)[1] / stack.flat_punch_compliance(tiny))
        force = start + np.append(0.0, np.cumsum(np.concatenate(total)))
        return self.indentation(a)[0], force, c


class Contact:
    """F_iso(D) of all needles at once: the larger of contact branch and deep branch."""

    def __init__(self, needles, stack, beta):
        self.stack, self.beta, self.n = stack, beta, len(needles)
        tables = {}
        for needle in needles:
            key = (needle.rho, needle.radius, needle.taper)
            if key not in tables:
                tables[key] = needle.contact_table(stack)
        table = [tables[(needle.rho, needle.radius, needle.taper)] for needle in needles]
        self.last = np.array([[d[-1], f[-1], 1 / c[-1]] for d, f, c in table]).reshape(-1, 3)
        self.x = np.array([np.log(d) for d, _, _ in table])
        self.y = np.array([np.log(f) for _, f, _ in table])
        self.m = np.array([d / (f * c) for d, f, c in table])           # d ln F / d ln delta
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
        t = (x - x0) / h
        c2, c3 = 3 * (y1 - y0) - 2 * m0 - m1, 2 * (y0 - y1) + m0 + m1
        force = np.exp(y0 + t * (m0 + t * (c2 + t * c3)))
        slope = force / v * (m0 + t * (2 * c2 + 3 * t * c3)) / h
        d, f, s = self.last[which].T
        below = t < 0                                                   # a < 1 nm: the power law on
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
        return force * small ** 2, np.where(small < 1, 2 * force * small / least, rate)

    def force(self, v, which):
        """(F_iso, dF_iso/dD, is_contact) at dimples v > 0."""
        (a, da), (b, db) = self.contact(v, which), self.deep(v)
        return np.where(a >= b, a, b), np.where(a >= b, da, db), a >= b

    def dimple(self, force, which=0):
        """D_iso(F), the inverse, for one needle and one force."""
        one = np.array([which])
        return np.exp(brentq(lambda x: self.force(np.array([np.exp(x)]), one)[0][0] / force - 1,
                             np.log(1e-9), np.log(0.5), xtol=1e-15, rtol=1e-15))


class LocalLaw:
    """local(F) of every needle, through the inverse of local(F) + G F."""

    def __init__(self, contact, g):
        self.contact, self.g = contact, g
        self.all = np.arange(contact.n)
        self.records = [self._records(i) for i in self.all] if g > 0 else [[] for _ in self.all]
        rows = [(i, f, top) for i, found in enumerate(self.records) for f, top in found]
        self.row = np.array([r[0] for r in rows], int)
        self.row_force = np.array([r[1] for r in rows])
        self.row_top = np.array([r[2] for r in rows])

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
            for _ in range(12):                                         # zoom in on the peak
                fine = np.linspace(low, high, 41)
                k = int(np.clip(np.argmax(self._gain(fine, i)), 1, 39))
                low, high = fine[k - 1], fine[k + 1]
            top = float(self._gain(fine[k:k + 1], i)[0])
            if top > best:
                best = top
                found.append((float(self.contact.force(np.exp(fine[k:k + 1]), np.array([i]))[0][0]), top))
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
        for i, start, top in zip(self.row, self.row_force, self.row_top):
            held = (v[i] - top) / self.g
            if max(start, held) < force[i]:
                force[i], slope[i] = (held, 1 / self.g) if held > start else (start, 1e-12 / self.g)
        return force, slope

    def local(self, force, i):
        """local_i(F) itself, for checks."""
        value = self.contact.dimple(force, i) - self.g * force
        return max([0.0, value] + [top for f, top in self.records[i] if f <= force])

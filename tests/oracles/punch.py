"""Rigid flat punch on a stack as the mixed problem, by collocation; the engine has a Galerkin series.

Everything is SI.  The pressure is written by phi(t), 0 < t < a (its radial transform is
int_0^a phi cos(kt) dt), and the sink condition u = 1 for r < a becomes

    1/2 int_{-a}^{a} kappa(|t - s|) phi(s) ds = 1,    kappa(x) = int_0^inf k C(k) cos(kx) dk,

with phi even.  Without surface tension kappa holds the delta function pi p (p = 2 (1-nu^2)/E of the top
layer), which makes it Fredholm's equation of the second kind; with it kappa has a logarithm instead and phi
ends like 1/sqrt(a^2 - t^2).  Both are smooth in t = a sin(theta) with psi = phi cos(theta) as the unknown.

Method.  psi is a polynomial of degree 9 on each of ten panels that halve towards the edge theta = pi/2.  The
integrals over them are done on parts that halve towards the point of collocation, down to 1e-8, so that
neither the logarithm nor the width of the top layer is ever unresolved.  kappa is a spline in ln x.
"""

import functools

import numpy as np
from scipy.interpolate import make_interp_spline
from scipy.special import sici, spherical_jn

DEGREE = 10
PANELS = np.pi / 2 * np.append(1 - 2.0 ** -np.arange(10), 1.0)
X_10, W_10 = np.polynomial.legendre.leggauss(DEGREE)
THETA = (PANELS[:-1, None] + np.diff(PANELS)[:, None] * (X_10 + 1) / 2).ravel()
WEIGHT = (np.diff(PANELS)[:, None] * W_10 / 2).ravel()
_BARYCENTRIC = 1 / np.array([np.prod(np.delete(x - X_10, i)) for i, x in enumerate(X_10)])


def lagrange(theta):
    """Values at theta (any array in [0, pi/2]) of the polynomials of the nodes THETA; shape (..., nodes)."""
    theta = np.asarray(theta, float)
    panel = np.clip(np.searchsorted(PANELS, theta, side="right") - 1, 0, len(PANELS) - 2)
    x = 2 * (theta - PANELS[panel]) / (PANELS[panel + 1] - PANELS[panel]) - 1
    distance = x[..., None] - X_10
    distance[distance == 0] = 1e-300
    ratio = _BARYCENTRIC / distance
    values = np.zeros((*theta.shape, THETA.size))
    columns = panel[..., None] * DEGREE + np.arange(DEGREE)
    np.put_along_axis(values, columns, ratio / ratio.sum(axis=-1, keepdims=True), axis=-1)
    return values


@functools.cache
def _parts():
    """For each node: ln |sin theta_i - sin theta'| and the weights of its quadrature, a matrix to psi."""
    parts = []
    for middle in THETA:
        around = np.pi * 2.0 ** -np.arange(28)
        edges = np.concatenate([-PANELS, PANELS, [middle], middle - around, middle + around])
        edges = np.unique(edges[np.abs(edges) <= np.pi / 2])
        low, length = edges[:-1, None], np.diff(edges)[:, None]
        # distances from the node, so that they do not cancel
        offset = (low - middle) + length * (X_10 + 1) / 2
        at = (middle + offset).ravel()
        difference = 2 * np.abs(np.sin(offset / 2) * np.cos(middle + offset / 2)).ravel()
        matrix = (length * W_10 / 2).ravel()[:, None] * lagrange(np.clip(np.abs(at), 0, np.pi / 2))
        parts.append((np.log(difference), matrix))
    return parts


class Kernel:
    """kappa(x) [m/Pa/m] of a stack as a spline in ln x, without its delta function."""

    def __init__(self, stack, largest):
        self.p, self.q = stack.p, stack.q
        scale = stack.layers[0]["thickness"] if len(stack.layers) > 1 else max(self.q, 1e-6)
        low = np.log(1e-5 * min(scale, self.q or scale))
        x = np.exp(np.arange(low, np.log(2.2 * largest), 0.08))
        value = np.zeros(x.size)
        if len(stack.layers) > 1:
            value += self._remainder(stack, x)
        if self.q > 0:
            si, ci = sici(x / self.q)
            z = x / self.q
            auxiliary = np.where(
                z < 1e4,
                -ci * np.cos(z) - (si - np.pi / 2) * np.sin(z),
                1 / z**2 - 6 / z**4,  # cancels beyond
            )
            value += self.p / self.q * auxiliary
        self.low, self.spline = low, make_interp_spline(np.log(x), value, k=7)
        self.value_low = value[0]

    def _remainder(self, stack, x):
        """int (k C - p/(1 + q k)) cos(kx) dk: Legendre series on panels, times the cosine exactly."""
        total = np.zeros(x.size)
        n = np.arange(stack.legendre.shape[1])
        for middle, half, samples, series in zip(
            stack.middle, stack.half, stack.remainder, stack.legendre, strict=True
        ):
            slow = x * half < 5
            if slow.any():
                k = middle + half * stack.nodes
                total[slow] += half * (np.cos(np.outer(x[slow], k)) @ (samples * stack.weights))
            if not slow.all():
                wave = 2 * (1j**n) * spherical_jn(n, (x[~slow] * half)[:, None])
                total[~slow] += half * np.real(np.exp(1j * x[~slow] * middle) * (wave @ series))
        return total

    def __call__(self, log_x):
        inside = np.maximum(log_x, self.low)
        value = self.spline(inside)
        if self.q > 0:  # the logarithm goes on
            value -= self.p / self.q * (log_x - inside)
        return value


class Punch:
    """The flat punch on one stack for any radius between the ends of its table: c(a), phi, contacts."""

    STEP = 0.16  # of ln a

    def __init__(self, stack, smallest=5e-9, largest=25e-3):
        self.kernel = Kernel(stack, largest)
        self.log_a = np.arange(np.log(smallest), np.log(largest) + self.STEP, self.STEP)
        self.psi = self._flat(np.exp(self.log_a))
        mean = self.psi @ WEIGHT  # k(a)/a
        self.mean = make_interp_spline(self.log_a, np.log(mean), k=9)
        self.mean_slope = self.mean.derivative()
        self.shape = make_interp_spline(self.log_a, self.psi / mean[:, None], k=9)
        self.shape_slope = self.shape.derivative()

    def matrices(self, a):
        """The equations of all radii: (radii, equations, nodes)."""
        log_a = np.log(a)
        rows = [self.kernel(log_a[:, None] + log_difference) @ matrix for log_difference, matrix in _parts()]
        system = np.stack(rows, axis=1) * (a / 2)[:, None, None]
        if self.kernel.q == 0:  # row times cos(theta): the delta function on the diagonal
            system *= np.cos(THETA)[:, None]
            system += self.kernel.p * np.pi / 2 * np.eye(THETA.size)
        return system

    def right(self, sink):
        """Right-hand sides from the sink at the nodes, (radii, nodes)."""
        return sink * np.cos(THETA) if self.kernel.q == 0 else sink

    def _flat(self, a):
        """psi of sink 1, (radii, nodes)."""
        one = self.right(np.ones(THETA.size))[None, :, None]
        parts = np.array_split(a, a.size // 16 + 1)
        return np.concatenate(
            [np.linalg.solve(self.matrices(some), one.repeat(some.size, 0))[..., 0] for some in parts]
        )

    def compliance(self, a, derivative=False):
        """c(a) = 1/(2 pi k(a)) [m/N]; also dc/da if asked.  Power laws beyond the ends of the table."""
        x = np.log(a)
        inside = np.clip(x, self.log_a[0], self.log_a[-1])
        slope = -1 - self.mean_slope(inside)  # d ln c / d ln a
        c = np.exp(-self.mean(inside) - inside + slope * (x - inside)) / (2 * np.pi)
        return (c, c / a * slope) if derivative else c

    def contact(self, a, depth, slope, corners=()):
        """(delta, F) of profiles h = depth(t), h' = slope(t) in contact up to the radii a.

        W = int phi_1 h dt and k = int phi_1 dt of the flat punch: delta = W'/k', F = 2 pi (delta k - W).
        """
        log_a = np.log(a)[:, None]
        # Parts between the corners of the profile, behind each of them in the root of the angle from it.
        ends = np.array([0.0, *corners, np.inf])[:, None]
        ends = np.arcsin(np.minimum(1.0, ends / a)).T[..., None]
        u, w = (X_40 + 1) / 2, W_40 / 2
        rest = ends[:, 1:] - ends[:, :-1]
        theta = np.concatenate([(rest * u)[:, :1], ends[:, 1:-1] + (rest * u**2)[:, 1:]], axis=1)
        weight = np.concatenate([(rest * w)[:, :1], (2 * rest * u * w)[:, 1:]], axis=1)
        theta, weight = theta.reshape(a.size, -1), weight.reshape(a.size, -1)
        values = lagrange(theta)
        psi = np.einsum("rqn,rn->rq", values, self.shape(log_a[:, 0]))
        change = np.einsum("rqn,rn->rq", values, self.shape_slope(log_a[:, 0]))
        t = np.maximum(a[:, None] * np.sin(theta), 1e-300)
        h, rise = depth(t), slope(t)
        mean = np.sum(weight * psi * h, axis=1)  # W/k
        mean_slope = np.sum(weight * (change * h + psi * t * rise), axis=1)  # a d(W/k)/da
        beyond = mean_slope / (1 + self.mean_slope(log_a[:, 0]))  # d ln k/d ln a
        return mean + beyond, beyond / self.compliance(a)

    def contact_without_peak(self, a, depth):
        """(delta, F) of one radius and a smooth profile from phi(a) = 0 itself, by another two solutions."""
        delta, psi = self.contact_solution(a, depth)
        return delta, 2 * np.pi * a * (WEIGHT @ psi)

    def contact_solution(self, a, depth):
        """delta and psi at the nodes, where phi(a) = 0."""
        system = self.matrices(np.array([a]))[0]
        sides = np.stack([np.ones(THETA.size), depth(a * np.sin(THETA))])
        flat, shaped = np.linalg.solve(system, self.right(sides).T).T
        if self.kernel.q == 0:  # phi at the edge from the equation there
            edge_row = _edge_row(self.kernel, a)
            ends = np.array([1.0, depth(np.array(a))])
            ends -= a / 2 * np.array([edge_row @ flat, edge_row @ shaped])
        else:  # the ring load
            last = lagrange(np.array(np.pi / 2))
            ends = np.array([last @ flat, last @ shaped])
        delta = ends[1] / ends[0]
        return delta, delta * flat - shaped


X_40, W_40 = np.polynomial.legendre.leggauss(40)


def _edge_row(kernel, a):
    """Integrals of kappa(|a - s|) against the polynomials of psi."""
    around = np.pi * 2.0 ** -np.arange(28)
    edges = np.concatenate([-PANELS, PANELS, np.pi / 2 - around])
    edges = np.unique(edges[np.abs(edges) <= np.pi / 2])
    low, length = edges[:-1, None], np.diff(edges)[:, None]
    offset = ((low - np.pi / 2) + length * (X_10 + 1) / 2).ravel()
    difference = 2 * np.sin(offset / 2) ** 2  # 1 - sin(theta)
    matrix = (length * W_10 / 2).ravel()[:, None] * lagrange(np.abs(np.pi / 2 + offset))
    return kernel(np.log(a * difference)) @ matrix

"""Compliance C(k), flat-punch compliance c(a) and influence G(r) of a stack, independent of the engine.

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
from punch import Punch
from scipy.special import j0

STEP = 0.5  # longest zeta step of the impedance
OPAQUE = 30.0  # beyond this k h a layer hides what lies under it (exp(-60))
NODES = 24  # Gauss points and Legendre terms on a panel
RATIO = 1.3  # growth of the panels in k
X_GAUSS, W_GAUSS = np.polynomial.legendre.leggauss(NODES)
_VANDER = np.polynomial.legendre.legvander(X_GAUSS, NODES - 1)
TO_LEGENDRE = (_VANDER * W_GAUSS[:, None]).T * (np.arange(NODES)[:, None] + 0.5)


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
    a = np.array(
        [
            [0, 1, 1 / mu, 0],
            [-g, 0, 0, (1 - 2 * nu) / (2 * mu * (1 - nu))],
            [2 * mu / (1 - nu), 0, 0, g],
            [0, 0, -1, 0],
        ],
        float,
    )
    b = a @ a - np.eye(4)
    z = -np.asarray(zeta, float)
    term, odd = z**3 / 3, np.zeros_like(z)  # z cosh z - sinh z as a series
    for n in range(1, 14):
        odd = odd + term
        term = term * z * z * (n + 1) / (n * (2 * n + 2) * (2 * n + 3))
    shape = (-1, 1, 1)
    return (
        np.cosh(z).reshape(shape) * np.eye(4)
        + (z / 2 * np.sinh(z)).reshape(shape) * b
        + np.sinh(z).reshape(shape) * a
        + (odd / 2).reshape(shape) * (a @ b)
    )


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
    """Quadratures of C(k) for one stack.

    phi(k) = k C(k) is split into phi_top = p/(1 + q k), the top layer alone with its tension
    (p = 2 (1-nu^2)/E, q = T p), and a remainder that dies as exp(-2 k h_top), which is kept as a Legendre
    series on panels.
    """

    nodes, weights = X_GAUSS, W_GAUSS

    def __init__(self, layers):
        self.layers = layers
        top = layers[0]
        self.p = 2 * (1 - top["poisson"] ** 2) / top["modulus"]
        self.q = top.get("tension", 0.0) * self.p
        total = sum(layer["thickness"] for layer in layers[:-1])
        self.opaque_from = OPAQUE / top["thickness"] if len(layers) > 1 else 0.0
        self.lowest = min(
            [0.01 / total if total > 0 else 1.0]
            + [
                0.01 / (layer.get("tension", 0.0) * 2 / layer["modulus"])
                for layer in layers
                if layer.get("tension", 0.0) > 0
            ]
        )
        self._punch = None
        if len(layers) > 1:
            edges = np.append(
                0.0,
                self.lowest
                * RATIO ** np.arange(np.ceil(np.log(self.opaque_from / self.lowest) / np.log(RATIO)) + 1),
            )
            self.middle, self.half = (edges[1:] + edges[:-1]) / 2, (edges[1:] - edges[:-1]) / 2
            self.k = self.middle[:, None] + self.half[:, None] * X_GAUSS
            self.remainder = self._phi(self.k) - self._phi_top(self.k)
            self.legendre = self.remainder @ TO_LEGENDRE.T

    def _phi(self, k):
        return k * compliance(k.ravel(), self.layers).reshape(k.shape)

    def _phi_top(self, k):
        return self.p / (1 + self.q * k)

    def influence(self, r, w1, w2):
        """G(r) [m/N] of two Gaussian patches: 1/(2 pi) int k C exp(-k^2 (w1^2+w2^2)/2) J0(k r) dk."""
        r = np.atleast_1d(np.asarray(r, float))
        width = np.hypot(w1, w2)
        end = 9.5 / width
        longest = 4 * np.pi / max(r.max(), width)  # two waves of J0 per panel of 24 points
        edges = [0.0, min(self.lowest, end / 50)]
        while edges[-1] < end:
            edges.append(min(edges[-1] * RATIO, edges[-1] + longest, edges[-1] + end / 8))
        edges = np.array(edges)
        middle, half = (edges[1:] + edges[:-1]) / 2, (edges[1:] - edges[:-1]) / 2
        k = (middle[:, None] + half[:, None] * X_GAUSS).ravel()
        weight = (half[:, None] * W_GAUSS).ravel() * self._phi(k) * np.exp(-((k * width) ** 2) / 2)
        parts = [j0(np.outer(chunk, k)) @ weight for chunk in np.array_split(r, r.size // 500 + 1)]
        return np.concatenate(parts) / (2 * np.pi)

    @property
    def punch(self):
        """The flat punch on this stack, solved for all radii at the first use."""
        if self._punch is None:
            self._punch = Punch(self)
        return self._punch

    def c(self, a, derivative=False):
        """c(a) of the flat punch [m/N]; also dc/da if asked."""
        return self.punch.compliance(a, derivative)


def flat_punch_compliance(a, layers):
    """c(a) [m/N] of a rigid flat punch on the stack, one value per radius a [m] (punch.py)."""
    return Stack(layers).c(np.atleast_1d(np.asarray(a, float)))


def influence(r, w1, w2, layers):
    """G [m/N] between patches of widths w1, w2 [m] a distance r [m] apart, by direct quadrature."""
    return Stack(layers).influence(r, w1, w2)

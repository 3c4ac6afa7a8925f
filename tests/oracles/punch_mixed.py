"""Rigid punches on a layered stack as a mixed boundary-value problem, independent of the engine.

Everything is SI.  A frictionless rigid punch touches r < a; outside the surface is free.  With the Hankel
transform of the pressure written as  p(k) = int_0^a phi(t) cos(kt) dt  the pressure vanishes outside by
itself, and Abel's operator turns "the surface follows the punch" into (Sneddon 1966, ch. 4)

    int_0^inf k C(k) p(k) cos(kt) dk = g(t)  for t < a,

g = delta for a flat punch and delta - (pi/2) t / tan(alpha) for a cone of half-angle alpha.  With
g_inf = lim k C(k), the top layer's own value, that is an equation of the second kind,

    g_inf (pi/2) phi(t) + int_0^a phi(s) K(s, t) ds = g(t),   K = int_0^inf (k C - g_inf) cos(ks) cos(kt) dk,

solved by Nystroem's method on Gauss points; F = 2 pi int_0^a phi dt.  A cone's contact radius follows from
phi(a) = 0: no singular pressure at an edge that is not there.  No tension: C(k) would fall faster than 1/k
and the equation would be of the first kind.
"""

import numpy as np
from elasticity import OPAQUE, compliance
from scipy.optimize import brentq

NODES = 24


def _gauss(edges, nodes=NODES):
    """Points and weights of Gauss-Legendre panels between the edges."""
    x, w = np.polynomial.legendre.leggauss(nodes)
    middle, half = (edges[1:] + edges[:-1]) / 2, (edges[1:] - edges[:-1]) / 2
    return (middle[:, None] + half[:, None] * x).ravel(), (half[:, None] * w).ravel()


def as_layers(rows):
    """(thickness, modulus, poisson) rows as the oracle's layers."""
    return [{"thickness": h, "modulus": e, "poisson": nu, "tension": 0.0} for h, e, nu in rows]


class MixedProblem:
    """The operator of one stack and contact radius."""

    def __init__(self, rows, radius, refine=1):
        layers, self.radius = as_layers(rows), radius
        top = layers[0]
        self.g_inf = 2 * (1 - top["poisson"] ** 2) / top["modulus"]
        # k C - g_inf dies as exp(-2 k h_top) and turns at 1/(total thickness) and below: panels grow
        # geometrically from far below that, but never take more than two waves of cos(2 k a).
        if len(layers) == 1:
            finest, self.kernel = radius, None
        else:
            thin, total = top["thickness"], sum(h for h, _, _ in rows[:-1])
            contrast = max(e for _, e, _ in rows) / min(e for _, e, _ in rows)
            edges, end = [0.0, 1e-3 / (total * contrast)], OPAQUE / thin
            while edges[-1] < end:
                step = min(0.25 * edges[-1], 2 * np.pi / radius) / refine
                edges.append(min(edges[-1] + step, end))
            k, w = _gauss(np.array(edges))
            self.kernel = k, w * (k * compliance(k, layers) - self.g_inf)
            finest = min(thin, radius)
        panels = int(np.ceil(refine * max(1, radius / finest))) + 1
        # phi turns within a thickness of the top layer.
        s = np.linspace(0, 1, panels + 1)
        self.t, self.weight = _gauss(radius * s)
        matrix = self.g_inf * np.pi / 2 * np.eye(self.t.size)
        if self.kernel is not None:
            k, density = self.kernel
            for part in np.array_split(np.arange(k.size), k.size // 4000 + 1):
                wave = np.cos(np.outer(self.t, k[part]))
                matrix += ((wave * density[part]) @ wave.T) * self.weight
        self.matrix = matrix

    def solve(self, *right_sides):
        return np.linalg.solve(self.matrix, np.column_stack(right_sides)).T

    def force(self, phi):
        return 2 * np.pi * self.weight @ phi

    def at_edge(self, phi, value):
        """phi(a) from the equation itself; `value` is g(a)."""
        sum_ = 0.0
        if self.kernel is not None:
            k, density = self.kernel
            wave = np.cos(np.outer(self.t, k)).T @ (self.weight * phi)
            sum_ = (density * np.cos(k * self.radius)) @ wave
        return (value - sum_) / (self.g_inf * np.pi / 2)


def flat_punch_modulus(rows, radius, refine=1):
    """E* [Pa]: force per sink of a rigid flat punch over 2 a."""
    problem = MixedProblem(rows, radius, refine)
    (phi,) = problem.solve(np.ones_like(problem.t))
    return float(problem.force(phi) / (2 * radius))


def cone_of_radius(rows, radius, half_angle, refine=1):
    """Indentation [m] and force [N] of a rigid cone whose contact has this radius."""
    problem = MixedProblem(rows, radius, refine)
    slope = np.pi / 2 / np.tan(half_angle)
    unit, cone = problem.solve(np.ones_like(problem.t), -slope * problem.t)
    edge_unit, edge_cone = problem.at_edge(unit, 1.0), problem.at_edge(cone, -slope * radius)
    delta = -edge_cone / edge_unit
    return float(delta), float(problem.force(delta * unit + cone))


def cone_force(rows, delta, half_angle, refine=1):
    """Force [N] of a rigid cone at an indentation [m]."""
    sharp = delta * np.tan(half_angle)  # contact radius is a fraction of this, 2/pi for one layer

    def excess(radius):
        return cone_of_radius(rows, radius, half_angle)[0] - delta

    radius = brentq(excess, 0.05 * sharp, 20 * sharp, xtol=1e-13 * sharp, rtol=1e-13)
    return cone_of_radius(rows, radius, half_angle, refine)[1]

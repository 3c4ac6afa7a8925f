"""Shape of a needle and its resistance, or of several needles at once.

Here s is the distance from the tip [m]; forces N.  Contract: engine/insertion/STATION.md.
"""

import numpy as np
from slit import opening_energy


class Profile:
    """Shape and resistance of a needle, or of several at once (attributes as columns, one row per needle)."""

    SHAPE = ("rho", "taper", "breadth", "alpha", "r_c", "s_c")

    @classmethod
    def of(cls, needles):
        """All needles of a station as one profile; resistance(p) then takes one depth per needle."""
        one = cls()
        for name in cls.SHAPE:
            setattr(one, name, np.array([getattr(needle, name) for needle in needles])[:, None])
        # Points behind the tip, the last of a shorter list again and again: one column per point.
        count = max((len(needle.points) for needle in needles), default=1)
        padded = [needle.points + [needle.points[-1]] * (count - len(needle.points)) for needle in needles]
        one.points = [tuple(np.array(point).T[:, :, None]) for point in zip(*padded, strict=True)]
        one.tops, one.rub = np.array([needle.tops for needle in needles]), np.array([n.rub for n in needles])
        one.edge = np.array([needle.edge for needle in needles])
        one.layers = np.array([needle.layers for needle in needles]).swapaxes(0, 1)
        one.alpha_skin = needles[0].alpha_skin
        return one

    def _kinks(self):
        """(s, change of dd/ds) of the generatrix behind the cap, the growth of the first cone at s_c."""
        growth = 0.0
        start, width = self.s_c, 2 * self.r_c
        for distance, diameter in self.points:
            with np.errstate(divide="ignore", invalid="ignore"):
                here = np.where(distance > start, (diameter - width) / (distance - start), 0.0)
            yield start, here - growth
            growth, start, width = here, distance, diameter
        yield start, -growth

    def diameter(self, s):
        """d(s): spherical cap, tangent cone, straight from point to point, cylinder."""
        s = np.asarray(s, float)
        cap = 2 * np.sqrt(np.maximum(0.0, np.clip(s, 0, self.s_c) * (2 * self.rho - np.clip(s, 0, self.s_c))))
        behind = 2 * self.r_c + sum(bend * np.maximum(0.0, s - at) for at, bend in self._kinks())
        return np.where(s <= 0, 0.0, np.where(s < self.s_c, cap, behind))

    def diameter_slope(self, s):
        s = np.asarray(s, float)
        inside = np.clip(s, 1e-300, self.s_c)
        cap = 2 * (self.rho - inside) / np.sqrt(np.maximum(1e-300, inside * (2 * self.rho - inside)))
        behind = sum(bend * (s >= at) for at, bend in self._kinks())
        behind = np.where(s < self.taper, behind, 0.0)  # nothing is left of their sum but rounding
        return np.where(s <= 0, 0.0, np.where(s < self.s_c, cap, behind))

    def broader(self, s):
        """b(s): what a blade is broader than thick."""
        return self.breadth * np.clip(np.asarray(s, float) / self.taper, 0.0, 1.0)

    def broader_slope(self, s):
        s = np.asarray(s, float)
        return np.where((s > 0) & (s < self.taper), self.breadth / self.taper, 0.0)

    def area(self, s):
        """A(s) = int_0^s (pi d + 2 b) ds' (projected wall, as the contract defines it)."""
        s = np.maximum(np.asarray(s, float), 0.0)
        x = np.clip(s, 0, self.s_c) - self.rho
        cap = x * np.sqrt(np.maximum(0.0, self.rho**2 - x**2)) + self.rho**2 * (
            np.arcsin(np.clip(x / self.rho, -1, 1)) + np.pi / 2
        )
        behind = 2 * self.r_c * np.maximum(0.0, s - self.s_c) + sum(
            bend / 2 * np.maximum(0.0, s - at) ** 2 for at, bend in self._kinks()
        )
        tapered = np.minimum(s, self.taper)
        faces = self.breadth * (tapered**2 / self.taper + 2 * (s - tapered))
        return faces + np.pi * (cap + behind)

    def opening(self, below):
        """What opening the layers takes and its slope, from p - z_l (last axis).

        Sum over the layers of e_l + J_edge,l b at p - z_l less the same at p - z_l+1.
        """
        toughness, modulus = self.layers
        d = self.diameter(below)
        own, own_rate = opening_energy(self.alpha_skin, toughness, modulus, d)
        upper, upper_rate = opening_energy(
            self.alpha_skin, toughness[..., :-1], modulus[..., :-1], d[..., 1:]
        )
        rate = own_rate
        rate[..., 1:] -= upper_rate
        edges = np.diff(self.edge, prepend=0.0, axis=-1)
        return (
            own.sum(axis=-1) - upper.sum(axis=-1) + (edges * self.broader(below)).sum(axis=-1),
            (rate * self.diameter_slope(below) + edges * self.broader_slope(below)).sum(axis=-1),
        )

    def resistance(self, p):
        """F_res(p) of an inserted needle at depth p."""
        below = np.asarray(p, float)[..., None] - self.tops
        return self.opening(below)[0] + (self.area(below) * self.rub).sum(axis=-1)

    def resistance_slope(self, p):
        below = np.asarray(p, float)[..., None] - self.tops
        around = np.pi * self.diameter(below) + 2 * self.broader(below)
        return self.opening(below)[1] + (around * self.rub).sum(axis=-1)

"""The needle law in tuned NumPy: needles side by side in chunks, every buffer kept. The needles are a whole
number of chunks.

Same work as ours: per needle a lognormal draw (NumPy's own Philox, not keyed by who the needle is),
resistance with slope over six layers, dimple with slope. One logarithm per layer serves both energies at
its top.
"""

import numpy as np


class LawNumpy:
    def __init__(self, sample, chunk):
        self.sample, self.chunk = sample, chunk
        self.random = np.random.Generator(np.random.Philox(1))
        variance = np.log1p(sample.cv**2)
        self.sigma, self.shift = np.sqrt(variance), -0.5 * variance
        self.answers = np.empty((4, len(sample.depths)))
        self.thresholds = np.empty(len(sample.depths))
        self.buffers = np.empty((16, chunk))
        self.index = np.empty(chunk, dtype=np.int64)
        self.places = np.ascontiguousarray(sample.places.T)
        # Of a place, worked out beforehand as ours does: ln(2 J/mu) and its like.
        _, modulus, toughness = self.places
        self.log_place = np.log(toughness / modulus)

    def __call__(self):
        for low in range(0, len(self.sample.depths), self.chunk):
            self.pass_over(slice(low, low + self.chunk))
        return self.answers

    def pass_over(self, part):
        draw = self.thresholds[part]
        self.random.standard_normal(out=draw)
        np.multiply(draw, self.sigma, out=draw)
        np.add(draw, self.shift, out=draw)
        np.exp(draw, out=draw)
        self.resistance(part)
        self.dimple(part)

    def read(self, table, log, value, rise):
        """Value and rise by the logarithm; `log` becomes the part of a step."""
        scratch, index = self.buffers[15], self.index
        np.subtract(log, table.lowest, out=log)
        np.multiply(log, table.per_unit, out=log)
        np.copyto(index, log, casting="unsafe")
        np.subtract(log, index, out=log)
        c = table.c
        np.take(c[3], index, out=value, mode="clip")
        np.multiply(value, 3, out=rise)
        np.multiply(value, log, out=value)
        np.take(c[2], index, out=scratch, mode="clip")
        np.add(value, scratch, out=value)
        np.multiply(rise, log, out=rise)
        np.add(scratch, scratch, out=scratch)
        np.add(rise, scratch, out=rise)
        np.multiply(value, log, out=value)
        np.multiply(rise, log, out=rise)
        np.take(c[1], index, out=scratch, mode="clip")
        np.add(value, scratch, out=value)
        np.add(rise, scratch, out=rise)
        np.multiply(value, log, out=value)
        np.take(c[0], index, out=scratch, mode="clip")
        np.add(value, scratch, out=value)
        np.multiply(rise, table.per_unit, out=rise)

    def resistance(self, part):
        s, d, widening, wall, girth, log_d, log, value, rise, factor, growth, t = self.buffers[:12]
        needle, layers = self.sample.needle, self.sample.layers
        thickness, modulus, toughness = self.places[:, part]
        total, slope = self.answers[0, part], self.answers[1, part]
        total[:] = 0
        slope[:] = 0
        opening, opening_slope = self.buffers[12:14]
        stiffness = self.buffers[14]
        above = None
        for top, tough, shear_modulus, shear in layers:
            np.multiply(thickness, -top, out=s)
            np.add(s, self.sample.depths[part], out=s)
            # On the cone to the taper's end, on the shaft beyond it.
            np.minimum(s, needle.taper, out=t)
            np.subtract(s, t, out=s)  # of the shaft
            np.less(s, 1e-300, out=widening, casting="unsafe")
            np.multiply(widening, needle.widening, out=widening)
            np.subtract(t, needle.start, out=t)
            np.multiply(t, needle.widening, out=d)
            np.add(d, needle.diameter, out=d)
            np.add(d, needle.diameter, out=wall)
            np.multiply(wall, t, out=wall)
            np.multiply(s, 2 * needle.shaft, out=girth)
            np.add(wall, girth, out=wall)
            np.multiply(wall, np.pi / 2, out=wall)
            np.add(wall, needle.wall, out=wall)
            np.log(d, out=log_d)
            np.subtract(self.log_place[part], log_d, out=log_d)
            # e = mu R² f and its slope mu R (f - m f'/2) of the layer less that of the one above.
            self.opening(tough, shear_modulus, log_d, log, value, rise, opening, opening_slope)
            if above is not None:
                self.opening(above[0], above[1], log_d, log, value, rise, factor, growth)
                np.subtract(opening, factor, out=opening)
                np.subtract(opening_slope, growth, out=opening_slope)
            np.multiply(modulus, d, out=stiffness)
            np.multiply(opening_slope, stiffness, out=opening_slope)
            np.multiply(opening_slope, widening, out=opening_slope)
            np.add(slope, opening_slope, out=slope)
            np.multiply(stiffness, d, out=stiffness)
            np.multiply(opening, stiffness, out=opening)
            np.add(total, opening, out=total)
            friction = shear - (above[2] if above is not None else 0)
            if friction != 0:  # of equal layers nothing is left
                np.multiply(toughness, friction, out=stiffness)
                np.multiply(wall, stiffness, out=wall)
                np.add(total, wall, out=total)
                np.multiply(d, np.pi, out=girth)
                np.multiply(girth, stiffness, out=girth)
                np.add(slope, girth, out=slope)
            above = tough, shear_modulus, shear

    def opening(self, tough, shear_modulus, log_d, log, value, rise, energy, slope):
        """Energy over (modulus factor) d² and its slope over (modulus factor) d."""
        np.add(log_d, np.log(2 * tough / shear_modulus), out=log)
        self.read(self.sample.slit, log, value, rise)
        np.multiply(value, shear_modulus / 4, out=energy)
        np.multiply(rise, -0.5, out=slope)
        np.add(slope, value, out=slope)
        np.multiply(slope, shear_modulus / 2, out=slope)

    def dimple(self, part):
        log, again, contact, contact_rise, deep, deep_rise, smaller = self.buffers[:7]
        sample, modulus = self.sample, self.places[1, part]
        force = sample.forces[part]
        value, slope = self.answers[2, part], self.answers[3, part]
        np.divide(force, modulus, out=log)
        np.log(log, out=log)
        np.copyto(again, log)
        self.read(sample.contact, log, contact, contact_rise)
        self.read(sample.deep, again, deep, deep_rise)
        np.less(contact, deep, out=smaller, casting="unsafe")
        np.minimum(contact, deep, out=value)
        np.subtract(contact_rise, deep_rise, out=contact_rise)
        np.multiply(contact_rise, smaller, out=contact_rise)
        np.add(contact_rise, deep_rise, out=slope)
        np.divide(slope, force, out=slope)  # d ln F = dF/F
        np.subtract(slope, sample.self_compliance, out=slope)
        np.multiply(force, sample.self_compliance, out=log)
        np.subtract(value, log, out=value)

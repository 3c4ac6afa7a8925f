"""The needle law in idiomatic Numba: small compiled functions and one loop over needles, tables over
logarithms.

Same work as ours; draws by NumPy's own Philox generator, not keyed by who the needle is.
"""

from math import exp, log, log1p, pi, sqrt

import numpy as np
from numba import njit


@njit
def read(table, at):
    c, lowest, per_unit = table
    position = (at - lowest) * per_unit
    i = int(position)
    t = position - i
    value = c[i, 0] + t * (c[i, 1] + t * (c[i, 2] + t * c[i, 3]))
    rise = (c[i, 1] + t * (2 * c[i, 2] + t * 3 * c[i, 3])) * per_unit
    return value, rise


@njit
def energy(slit, tough, modulus, d):
    f, rise = read(slit, log(2 * tough / (modulus * d)))
    radius = d / 2
    return modulus * radius * radius * f, modulus * radius * (f - 0.5 * rise)


@njit
def section(needle, s):
    start, diameter, widening, wall, taper, shaft, taper_wall = needle
    if s < taper:
        t = s - start
        d = diameter + widening * t
        return d, widening, wall + pi / 2 * (d + diameter) * t
    return shaft, 0.0, taper_wall + pi * shaft * (s - taper)


@njit
def resistance(slit, needle, layers, place, depth):
    value = slope = 0.0
    for n in range(layers.shape[0]):
        s = depth - layers[n, 0] * place[0]
        if s <= 0:
            break
        d, widening, wall = section(needle, s)
        e, growth = energy(slit, layers[n, 1] * place[2], layers[n, 2] * place[1], d)
        shear = layers[n, 3]
        if n > 0:
            before, growth_before = energy(slit, layers[n - 1, 1] * place[2], layers[n - 1, 2] * place[1], d)
            e -= before
            growth -= growth_before
            shear -= layers[n - 1, 3]
        value += e + shear * place[2] * wall
        slope += growth * widening + shear * place[2] * pi * d
    return value, slope


@njit
def dimple(contact, deep, compliance, modulus, force):
    at = log(force / modulus)
    value, rise = read(contact, at)
    deep_value, deep_rise = read(deep, at)
    if deep_value < value:
        value, rise = deep_value, deep_rise
    return value - compliance * force, rise / force - compliance


@njit
def over_needles(
    random, cv, slit, contact, deep, compliance, needle, layers, places, depths, forces, thresholds, answers
):
    variance = log1p(cv * cv)
    sigma = sqrt(variance)
    for i in range(len(depths)):
        thresholds[i] = exp(sigma * random.standard_normal() - 0.5 * variance)
        answers[0, i], answers[1, i] = resistance(slit, needle, layers, places[i], depths[i])
        answers[2, i], answers[3, i] = dimple(contact, deep, compliance, places[i, 1], forces[i])


class LawNumba:
    def __init__(self, sample):
        needle = sample.needle
        answers, thresholds = np.empty((4, len(sample.depths))), np.empty(len(sample.depths))
        self.arguments = (
            np.random.Generator(np.random.Philox(1)),
            sample.cv,
            *(
                (np.ascontiguousarray(table.c.T), table.lowest, table.per_unit)
                for table in (sample.slit, sample.contact, sample.deep)
            ),
            sample.self_compliance,
            (
                needle.start,
                needle.diameter,
                needle.widening,
                needle.wall,
                needle.taper,
                needle.shaft,
                needle.taper_wall,
            ),
            sample.layers,
            sample.places,
            sample.depths,
            sample.forces,
            thresholds,
            answers,
        )
        over_needles(*self.arguments)  # compiles

    def __call__(self):
        over_needles(*self.arguments)
        return self.arguments[-1]

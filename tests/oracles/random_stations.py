"""Plausible random stations for comparing solvers of engine/insertion/STATION.md."""

import numpy as np


def random_station(rng):
    """A plausible random station (a dict, SI) around the contact of a roller with a cheek."""

    def spread(value, cv):
        return float(value * np.exp(cv * rng.standard_normal()))

    drum = rng.uniform(5e-3, 12e-3)
    length = rng.choice([0.25e-3, 0.25e-3, 0.5e-3, 0.5e-3, 1e-3, 1.5e-3, 2e-3])
    pitch, gap = np.radians(rng.uniform(10, 20)), rng.uniform(1.2e-3, 2.5e-3)
    lone = rng.random() < 0.12
    rows, across = (1, 1) if lone else (int(rng.integers(1, 7)), int(rng.integers(1, 5)))
    phase = rng.uniform(-0.5, 0.5) * pitch
    tension = rng.uniform(0, 53e3)
    layers = []
    for h, modulus, toughness, taut in (
        (17e-6, 20e6, 1.0e3, 1),
        (45e-6, 1e6, 1.0e3, 1),
        (150e-6, 0.3e6, 1.1e3, 1),
        (850e-6, rng.uniform(0.3e6, 1e6), 2.0e3, 1),
        (6e-3, 20e3, 0.3e3, 0),
        (np.inf, 50e3, 0.3e3, 0),
    ):
        h = h if h == np.inf else spread(h, 0.2)
        layers.append(
            {
                "thickness": h,
                "modulus": spread(modulus, 0.3),
                "poisson": float(rng.uniform(0.45, 0.49)),
                "tension": float(tension * h) if taut else 0.0,
                "toughness": spread(toughness, 0.2),
                "wall_shear": spread(3e3, 0.2),
            }
        )
    tip, shaft = 5e-6 * 8 ** rng.random(), rng.uniform(0.1e-3, 0.25e-3)
    taper = min(rng.uniform(0.4e-3, 1.5e-3), 0.9 * length)
    needles, used = [], rng.random() < 0.7
    for row in range(rows):
        stagger = rng.uniform(0, pitch) if rng.random() < 0.5 else 0.0
        for column in range(across):
            theta = phase + stagger + (column - (across - 1) / 2) * pitch
            reach = drum + length
            inside = bool(used and rng.random() < 0.3)
            needles.append(
                {
                    "x": float(reach * np.sin(theta)),
                    "y": row * gap,
                    "offset": float(reach * (np.cos(theta) - 1) + 20e-6 * rng.standard_normal()),
                    "tip_diameter": spread(tip, 0.15),
                    "taper_length": float(taper),
                    "shaft_diameter": float(shaft),
                    "threshold_factor": spread(1.0, 0.3),
                    "depth": float(rng.uniform(0, 0.2e-3)) if inside else 0.0,
                    "inserted": inside,
                }
            )
    side, cells = 1e-3, []
    if rng.random() < 0.8:
        reach = min(0.9 * drum, max(abs(needle["x"]) for needle in needles) + 1.5e-3)
        half = int(reach / side)
        for x in (np.arange(-half, half) + 0.5) * side:
            for y in np.arange(-1, int((rows - 1) * gap / side) + 2) * side:
                cells.append(
                    {"x": float(x), "y": float(y), "offset": float(np.sqrt(drum**2 - x**2) - (drum + length))}
                )
    chord = 2 * (drum + length) * np.sin(pitch / 2)
    nearest = np.inf if lone else min([gap] * (rows > 1) + [chord] * (across > 1) + [2.5e-3])
    station = {
        "layers": layers,
        "beta": rng.uniform(0.3, 1),
        "opening_exponent": round(rng.uniform(2.5, 10), 1),
        "puncture_intercept": -3e-3,
        "puncture_slope": 4.6e3,
        "puncture_diameter_limit": 40e-6,
        "tributary_radius": float(nearest / 2),
        "cell_side": side,
        "load": float(len(needles) * rng.uniform(5e-3, 80e-3)),
        "needles": needles,
        "cells": cells,
    }
    # Drawn last, so that everything else is the station that this seed has always given.
    if rng.random() < 0.5:
        for needle in needles:
            for key, cv in (("thickness_factor", 0.2), ("modulus_factor", 0.3), ("toughness_factor", 0.3)):
                needle[key] = spread(1.0, cv)
    if rng.random() < 0.25:  # a disc roller: flat blades
        breadth = float(rng.uniform(0.05e-3, 0.4e-3))
        for needle in needles:
            needle["breadth"] = breadth
    if rng.random() < 0.5:  # in motion: part of the forces has relaxed
        for patches, share in ((needles, 0.3), (cells, 0.1)):
            for patch in patches:
                lag = rng.uniform(0, 2 * share) if rng.random() < 0.8 else 0.0
                patch["relaxed"] = float(lag * station["load"] / len(patches))
    if rng.random() < 0.25:  # any monotone shape behind the tips
        points = random_profile(rng, max(b["tip_diameter"] for b in needles), float(shaft), float(taper))
        for needle in needles:
            needle["profile"] = points
            del needle["taper_length"], needle["shaft_diameter"]
    if "breadth" in needles[0] and rng.random() < 0.5:  # dull blades
        thick = needles[0]["profile"][-1][1] if "profile" in needles[0] else needles[0]["shaft_diameter"]
        edge = float(rng.uniform(0.05, 0.5) * thick)
        for needle in needles:
            needle["edge_radius"] = edge
    elif rng.random() < 0.2:  # hollow needles
        for needle in needles:
            needle["lumen_diameter"] = float(rng.uniform(0.1, 0.9) * needle["tip_diameter"])
            needle.pop("breadth", None)
    return station


def random_profile(rng, tip, shaft, taper):
    """Points (distance, diameter) of a shape that bulges or flares, with a cylinder here and there."""
    count = int(rng.integers(2, 6))
    first = (1.05 + 0.5 * rng.random()) * tip
    at = np.sort(rng.uniform(1.2 * first, taper, count))
    width = np.sort(rng.uniform(first, max(shaft, 1.5 * first), count))
    if rng.random() < 0.4:
        width[count // 2] = width[count // 2 - 1]
    points = [(float(s), float(d)) for s, d in zip(at, width, strict=True)]
    return [(0.0, 0.0), *points] if rng.random() < 0.5 else points

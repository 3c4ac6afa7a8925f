"""Rigid punches and cones by finite elements: decks of the engine, solved by CalculiX (ccx).

The deck is the input of an independent program; nothing of its solution comes from us. A flat punch is
solved as the deck stands. A cone is the same mesh with the surface displaced to the shape of the cone where
the two touch. Which nodes touch is found node by node: those that would be pulled let go, those that would
pass through the cone are added.
"""

import math
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from puncta.validation.models import Outcome, Unavailable, compiled, model

WEDGES = 180  # CalculiX solves a wedge of 2 degrees
MICRO = 1e-6  # a deck is in um, uN and MPa
SECONDS = 120  # a job takes one or two
ROUNDS = 30  # of the contact set; four or five are usual


@model(
    gives="pressure", takes={"layers": "layers", "radius": "length", "edge?": "number", "growth?": "number"}
)
def calculix_punch_modulus(layers, radius, **mesh):
    """E* of a rigid flat punch: its force per sink over 2 a."""
    press = 1e-3 * radius
    force, _ = _solved(compiled().flat_punch_deck(layers, radius, press, **mesh))
    return -WEDGES * float(force.sum()) * MICRO / press / (2 * radius)


@model(
    gives="force",
    takes={
        "layers": "layers",
        "tip_diameter": "length",
        "taper_length": "length",
        "shaft_diameter": "length",
        "displacement": "length",
        "edge?": "number",
        "growth?": "number",
    },
)
def calculix_cone_force(layers, tip_diameter, taper_length, shaft_diameter, displacement, **mesh):
    """Force of the needle's cone, taken as sharp, at an indentation."""
    del tip_diameter  # far below a micrometre in the cases
    slope = shaft_diameter / 2 / taper_length
    radius = 2 / math.pi * displacement * slope  # that of one layer, to begin with
    for _ in range(3):
        force, touched, rounds = _cone_on_mesh(layers, slope, displacement, radius, mesh)
        if abs(touched / radius - 1) < 0.1:  # the mesh is finest where the contact ends
            break
        radius = touched
    if touched > shaft_diameter / 2:
        raise ValueError(f"the contact, {touched * 1e6:.4g} um, is wider than the shaft")
    return Outcome(force, note=f"contact radius {touched * 1e6:.4g} um after {rounds} rounds")


def _cone_on_mesh(layers, slope, depth, radius, mesh):
    """Force [N], contact radius [m] and number of rounds on the mesh that is finest at `radius`."""
    deck = compiled().flat_punch_deck(layers, radius, depth, **mesh)
    number, r = _surface(deck)
    # Seen from the tip the far boundary rises by the depth, and a node that touches by the cone's height.
    height = r / slope
    touching = r <= radius / MICRO * (1 + 1e-9)
    for done in range(1, ROUNDS + 1):
        force, risen = _solved(_with_cone(deck, number[touching], height[touching]))
        found = risen > height
        found[touching] = force < 0
        found[0] = True  # the tip
        if np.array_equal(found, touching):
            return -WEDGES * float(force.sum()) * MICRO, float(r[touching].max()) * MICRO, done
        touching = found
    raise ArithmeticError(f"the contact set of the cone does not settle in {ROUNDS} rounds")


def _surface(deck):
    """Numbers and radii [um] of the surface nodes, from the axis outwards."""
    listed = deck.split("NSET=ALL\n")[1].split("*")[0].split("\n")[:-1]
    nodes = np.array([row.split(",") for row in listed], float)
    top = nodes[nodes[:, 2] == 0]
    return top[:, 0].astype(int), top[:, 1]


def _with_cone(deck, touching, height):
    """The deck with these surface nodes at these heights [um] in place of the punch."""
    listed = ",\n".join(str(n) for n in touching)
    deck = re.sub(r"(\*NSET, NSET=PUNCH\n)[^*]*", rf"\g<1>{listed},\n", deck)
    held = "".join(f"{n}, 2, 2, {z:.12g}\n" for n, z in zip(touching, height, strict=True))
    deck = deck.replace("PUNCH, 2, 2, 0\n", "")
    return deck.replace("BOTTOM, 2, 2, ", f"{held}BOTTOM, 2, 2, ")


def _solved(deck):
    """Forces [uN] on the nodes of the punch in the order of its set, heights [um] of all surface nodes."""
    program = shutil.which("ccx")
    if program is None:
        raise Unavailable("CalculiX is not installed: Debian's package calculix-ccx has its program ccx")
    deck = deck.replace("NSET=PUNCH, TOTALS=ONLY", "NSET=PUNCH")
    with tempfile.TemporaryDirectory(prefix="puncta-ccx-") as folder:
        (Path(folder) / "job.inp").write_text(deck)
        try:
            done = subprocess.run(
                [program, "-i", "job"],
                cwd=folder,
                capture_output=True,
                text=True,
                timeout=SECONDS,
                stdin=subprocess.DEVNULL,
                env=os.environ | {"OMP_NUM_THREADS": "1"},
            )
        except subprocess.TimeoutExpired:
            raise Unavailable(f"ccx did not finish in {SECONDS} s") from None
        result = Path(folder) / "job.dat"
        text = result.read_text() if result.exists() else ""
    forces, _, displacements = text.partition("displacements")
    if done.returncode != 0 or "forces" not in forces or not displacements:
        raise Unavailable(f"ccx failed: {' '.join(done.stdout.split())[-300:]}")
    return _rows(forces)[:, 2], _rows(displacements)[:, 2]


def _rows(text):
    """Node, x, y and z of a table of a .dat file."""
    return np.array([row.split() for row in text.split("\n")[1:] if re.match(r"\s*\d+\s", row)], float)

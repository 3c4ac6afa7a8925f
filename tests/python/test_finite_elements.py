"""Surface compliance against CalculiX: a flat punch on the decks that `puncta needle --deck` writes.

Three solutions of each case: finite elements; the mixed boundary-value problem, solved here by a Galerkin
series of the punch's pressure from Puncta's C(k); Puncta's own E*(a), the first term of that series (flat
pressure), a bound from below.
"""

import functools
import re
import shutil
import subprocess
import tomllib
from typing import NamedTuple

import numpy as np
import puncta
import pytest
import runs
from numpy.polynomial import legendre

pytestmark = pytest.mark.skipif(shutil.which("ccx") is None, reason="needs calculix-ccx")

UNIT = {"um": 1e-6, "mm": 1e-3, "Pa": 1.0, "kPa": 1e3, "MPa": 1e6, "GPa": 1e9}
# name: layers from the surface down as (thickness [m], modulus [Pa], Poisson ratio, stress [Pa])
INLINE = {
    "homogeneous": [(np.inf, 1e6, 0.48, 0)],
    "homogeneous, 0.499": [(np.inf, 0.3e6, 0.499, 0)],
    "film": [(150e-6, 20e6, 0.48, 0), (np.inf, 0.2e6, 0.48, 0)],
    "rigid base": [(500e-6, 0.2e6, 0.48, 0), (np.inf, 1e9, 0.3, 0)],
}
HOMOGENEOUS = [("homogeneous", 125), ("homogeneous", 1500), ("homogeneous, 0.499", 500)]
LAYERED = [
    *(("film", a) for a in (15, 150, 1500)),  # a/h = 0.1, 1, 10
    ("rigid base", 500),
    *(("cheek", a) for a in (125, 500, 1500)),
    *(("excised_human", a) for a in (125, 500, 1500)),
]
# Measured: flat pressure is 9.9 % low here (the mixed problem 11.0 % above it), a miss until E* solves that.
MISSED = {("film", 1500)}


def quantity(text):
    number, unit = text.split()
    return float(number) * UNIT[unit]


def layers(name):
    if name in INLINE:
        return INLINE[name]
    file = runs.ROOT / "models" / "cards" / "skin" / f"{name}.toml"
    card = tomllib.loads(file.read_text(encoding="utf-8"))

    def value(layer, key):
        return quantity(card[layer][key]["value"]) if key in card[layer] else np.inf

    return [
        (value(n, "thickness"), value(n, "modulus"), card[n]["poisson"]["value"], value(n, "stress"))
        for n in card["layers"]
    ]


def skin(name):
    stack = layers(name)
    return puncta.Skin(
        layers=[layer[:3] for layer in stack],
        tension=[0 if np.isinf(h) else h * stress for h, _, _, stress in stack],
    )


def scenario(name, folder):
    """File with the long-time moduli of the layers, on the needle and treatment of the reference."""
    text = re.sub(r'^site = "cheek".*$', "", runs.CHEEK.read_text(encoding="utf-8"), flags=re.MULTILINE)
    if name in INLINE:
        names = [f"layer{i}" for i in range(len(INLINE[name]))]
        lines = [
            f"layers = {names}".replace("'", '"'),
            'name = "block"\ntitle = "block"\ndeep_factor = 1.0\nopening_exponent = 6',
            "rate_exponent = 0",
            'puncture = { intercept = "0 N", slope = "4.6 N/mm", diameter_limit = "40 um", cv = 0.3 }',
            "relaxation = []",
            'capillaries = { density = "14 1/mm^2", diameter = "15 um" }',
        ]
        for layer, (h, modulus, poisson, stress) in zip(names, INLINE[name], strict=True):
            thickness = "" if np.isinf(h) else f'thickness = "{h * 1e6} um", '
            lines.append(
                f'{layer} = {{ {thickness}modulus = "{modulus} Pa", poisson = {poisson}, '
                f'stress = "{stress} Pa", toughness = "1 kJ/m^2", wall_shear = "3 kPa" }}'
            )
        chosen = "\n".join(lines)
    else:
        chosen = f'site = "{name}"'
    path = folder / "scenario.toml"
    path.write_text(text.replace("[skin]\n", f"[skin]\n{chosen}\n") + "\n[model]\nrelaxation = false\n")
    return path


@functools.cache
def galerkin(name, radius, terms=12):
    """Force per sink [N/m] of a rigid punch, that of flat pressure, and the amplitudes of the pressure.

    With p(k) = sum of c_n j_2n(ka) the matrix is 1/(2 pi) ∫ C(k) j_2m(ka) j_2n(ka) k dk; a rigid punch
    sinks the first function, which alone carries force, and none of the others.
    j_2n(x) = (-1)^n ∫_0^1 P_2n(t) cos(xt) dt.
    """
    t, weight_t = legendre.leggauss(900)
    t, weight_t = (t + 1) / 2, weight_t / 2
    edges = np.concatenate([np.geomspace(1e-7, 1, 50), np.arange(3, 1500, 2)])
    node, weight = legendre.leggauss(8)
    x = (edges[:-1, None] + np.diff(edges)[:, None] * (node + 1) / 2).ravel()
    w = (np.diff(edges)[:, None] * weight / 2).ravel()
    sign = (-1.0) ** np.arange(terms)
    functions = sign * legendre.legvander(t, 2 * terms)[:, 0 : 2 * terms : 2] * weight_t[:, None]
    bessel = np.concatenate([np.cos(np.outer(part, t)) @ functions for part in np.array_split(x, 8)])
    compliance = skin(name).compliance(x / radius) * x / radius
    limit = compliance[-1]  # beyond it the functions are orthogonal: ∫ j_2n² dx = pi / (2 (4n + 1))
    matrix = bessel.T @ (bessel * (w * (compliance - limit))[:, None])
    matrix += limit * np.diag(np.pi / 2 / (4 * np.arange(terms) + 1))
    matrix /= 2 * np.pi * radius
    amplitude = np.linalg.solve(matrix, np.eye(terms)[0])
    return amplitude[0], 1 / matrix[0, 0], amplitude


def sink(name, radius, r):
    """Sink of the surface at r >= 2 a over that of the punch: its pressure times Puncta's Green's function.

    j_2n(ka) is the transform of P_2n(cos q) sin q dq / ((-1)^n P_2n(0)) on the circle of radius a sin q.
    """
    _, _, amplitude = galerkin(name, radius)
    q, weight = legendre.leggauss(24)
    q, weight = (q + 1) * np.pi / 4, weight * np.pi / 4
    angle = (np.arange(32) + 0.5) * np.pi / 32
    even = 2 * np.arange(len(amplitude))
    order = even[-1] + 1
    at_zero = legendre.legvander(np.zeros(1), order)[0, even] * (-1.0) ** (even // 2)
    pressure = legendre.legvander(np.cos(q), order)[:, even] @ (amplitude / at_zero) * np.sin(q) * weight
    s = radius * np.sin(q)
    distance = np.sqrt(r**2 + s[:, None] ** 2 - 2 * r * s[:, None] * np.cos(angle))
    return float(pressure @ skin(name).green(distance).mean(axis=1))


class Solution(NamedTuple):
    stiffness: float  # force per sink [N/m]
    r: np.ndarray  # of the surface nodes [m]
    sink: np.ndarray  # over the sink of the punch


@functools.cache
def decks(name, shaft):
    folder = runs.folder() / f"{name}-{shaft}".replace(" ", "")
    folder.mkdir()
    text = scenario(name, folder)
    setting = f'device.needle.shaft_diameter="{shaft} um"'
    done = runs.puncta("needle", text, "--deck", folder / "decks", "--set", setting)
    assert done.returncode == 0, done.stderr
    return folder / "decks"


@functools.cache
def solved(name, micrometres):
    """What CalculiX makes of the deck of this skin and punch radius."""
    shaft = 250 if micrometres in (125, 500, 1500) else 2 * micrometres
    folder, job = decks(name, shaft), f"flat_punch_{micrometres}um"
    done = subprocess.run(["ccx", "-i", job], cwd=folder, capture_output=True, text=True, timeout=60)
    result = (folder / f"{job}.dat").read_text()
    assert done.returncode == 0 and "total force" in result, done.stdout[-2000:]
    force, displacements = result.split("displacements")
    total = [float(x) for x in force.split("\n")[3].split()]
    rows = np.array([row.split() for row in displacements.split("\n")[1:] if row.strip()], float)
    deck = (folder / f"{job}.inp").read_text()
    listed = deck.split("NSET=ALL\n")[1].split("*")[0].split("\n")[:-1]
    nodes = np.array([row.split(",") for row in listed], float)
    surface = dict(zip(nodes[:, 0], nodes[:, 1], strict=True))
    press = float(re.search(r"^BOTTOM, 2, 2, (\S+)", deck, re.MULTILINE)[1])  # um, as everything in a deck
    r = np.array([surface[n] for n in rows[:, 0]]) * 1e-6
    return Solution(-180 * total[1] / press, r, 1 - rows[:, 2] / press)


def compare(name, micrometres):
    """E* of Puncta, finite elements and the mixed problem [Pa]."""
    a = micrometres * 1e-6
    ours = float(skin(name).punch_modulus(a))
    elements, mixed = solved(name, micrometres).stiffness / (2 * a), galerkin(name, a)[0] / (2 * a)
    print(
        f"\n  {name}, a = {micrometres} um: E* {ours:.5g}, finite elements {elements:.5g} Pa "
        f"({elements / ours - 1:+.2%}), mixed problem {mixed:.5g} Pa (off by {mixed / elements - 1:+.3%})",
        end="",
    )
    return ours, elements, mixed


@pytest.mark.parametrize(("name", "radius"), HOMOGENEOUS)
def test_homogeneous_punch(name, radius):
    ours, elements, _ = compare(name, radius)
    assert ours == pytest.approx(elements, rel=0.01)


@pytest.mark.parametrize(("name", "radius"), [*HOMOGENEOUS, *LAYERED])
def test_mixed_problem(name, radius):
    """C(k) and the finite elements agree: nothing but C(k) enters the Galerkin series."""
    _, elements, mixed = compare(name, radius)
    assert mixed == pytest.approx(elements, rel=0.003)


@pytest.mark.parametrize(
    ("name", "radius"),
    [
        pytest.param(*case, marks=[pytest.mark.xfail(strict=True, reason="flat pressure")] * (case in MISSED))
        for case in LAYERED
    ],
)
def test_flat_pressure_is_a_bound_within_8_percent(name, radius):
    ours, elements, _ = compare(name, radius)
    assert elements >= ours * (1 - 1e-3)
    assert elements <= 1.08 * ours


@pytest.mark.parametrize("radius", [125, 1500])
def test_profile_of_one_layer(radius):
    found, a = solved("homogeneous", radius), radius * 1e-6
    outside = (found.r > a) & (found.r < 20 * a)
    error = np.abs(found.sink[outside] - 2 / np.pi * np.arcsin(a / found.r[outside])).max()
    print(f"\n  largest error {error:.3%} of the punch's sink", end="")
    assert found.sink[found.r <= a] == pytest.approx(1)
    assert error < 0.005  # the element beside the edge, where the sink falls like a root


@pytest.mark.parametrize(("name", "radius"), LAYERED)
def test_profile_of_layers(name, radius):
    """Surface beside the punch, from twice to ten times its radius."""
    found, a = solved(name, radius), radius * 1e-6
    near = np.searchsorted(found.r, np.array([2, 3, 5, 10]) * a)
    expected = [sink(name, a, found.r[i]) for i in near]
    print(f"\n  {name}, a = {radius} um: {found.sink[near].round(4)}, ours {np.round(expected, 4)}", end="")
    assert found.sink[near] == pytest.approx(expected, abs=0.002)

"""The slit a needle cuts, against finite elements of a slit opened by a cylinder."""

import sys
from pathlib import Path

import numpy as np
import puncta
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "oracles"))
import slit_finite_elements as fe


def test_cavity_energy_from_its_definition():
    """The integral over x equals that of the Ogden energy over the undeformed annulus."""
    for exponent in (2.0, 4.0, 9.0):
        for stretch in (1.05, 2.0, 4.0):
            direct = fe.omega_cavity_direct(stretch, exponent)
            assert fe.omega_cavity(stretch, exponent) == pytest.approx(direct, rel=1e-6)


def test_finite_elements_of_a_thin_ellipse():
    """Linear limit of the finite elements: opening a crack to an ellipse of half-width B costs pi mu B²."""
    thin = fe.Slit(4.0)
    thin._move(np.array([1.0, 0.01]), False, 1.0)
    assert thin.energy() == pytest.approx(np.pi * 1e-4, rel=2e-3)


@pytest.mark.parametrize(
    ("exponent", "stretches"), [(2.0, (2.0, 4.0)), (6.0, (1.2, 2.0, 3.0)), (9.0, (1.5,))]
)
def test_strain_energy_agrees_with_finite_elements(exponent, stretches):
    """At the stretch that is best for some m the engine's strain energy is that of the finite elements.

    m is found by bisection on the slit's length. Tolerance: the fit behind the law, 3 %.
    """
    model = fe.Slit(exponent, 8)
    for stretch in stretches:
        expected = model.open_to(stretch).omega()
        low, high = -3.0, 9.0
        for _ in range(60):
            middle = (low + high) / 2
            found = puncta.slit_opening(exponent, 10**middle, 1.0, [2.0])
            low, high = (low, middle) if found["slit_ratio"][0] < np.pi / 2 / stretch else (middle, high)
        assert found["spreading"][0] == pytest.approx(expected, rel=0.03)


def test_bad_input():
    for arguments in (
        (1.5, 1.0, 1.0, [1.0]),
        (6, -1.0, 1.0, [1.0]),
        (6, 1.0, np.nan, [1.0]),
        (6, 1, 1, [0.0]),
    ):
        with pytest.raises(ValueError, match="slit_opening"):
            puncta.slit_opening(*arguments)
    assert puncta.slit_opening(6, 1.0, 1.0, np.ones((2, 3)))["crack"].shape == (2, 3)

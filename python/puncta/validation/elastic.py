"""Elasticity of layered stacks: what the compiled `Skin` says of it."""

from puncta.validation.models import compiled, model


@model(gives="pressure", takes={"layers": "layers", "radius": "length"})
def punch_modulus(layers, radius):
    """Effective modulus E*(a) of a rigid flat punch, as the laws of the needle use it."""
    return float(compiled().Skin(layers=layers).punch_modulus(radius))


@model(gives="number", takes={"layers": "layers", "radius": "length", "modulus": "pressure"})
def punch_modulus_ratio(layers, radius, modulus):
    """E*(a) over a given modulus: for limits in which it must become 1."""
    return punch_modulus(layers, radius) / modulus

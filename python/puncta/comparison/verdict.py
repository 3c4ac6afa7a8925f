"""A comparison in plain words."""

import math

# The layer whose reach is told first, and the one not to be reached.
told_first = ("reticular_dermis", "dermis", "papillary_dermis")
not_to_reach = "hypodermis"


def lines(name, reference_name, contrasts, layers):
    """Sentences on one design against the reference.

    contrasts  {quantity: Contrast}, with depth_mean
    layers     {layer: Contrast of the density that reaches it}
    """
    told = []
    aim = next((layer for layer in told_first if layer in layers), None)
    if aim is not None:
        told.append(f"{name} {_reach(layers[aim], aim, reference_name)}")
    told.append(f"{name} {_depth(contrasts['depth_mean'], reference_name)}")
    risk = layers.get(not_to_reach)
    if risk is not None and (risk.value > 0 or risk.reference > 0):
        told.append(f"{name} {_reach(risk, not_to_reach, reference_name)}")
    return told


def _reach(contrast, layer, reference_name):
    layer = layer.replace("_", " ")
    if contrast.value <= 0 and contrast.reference <= 0:
        return f"does not reach the {layer}, nor does {reference_name}."
    if contrast.value <= 0:
        return f"never reached the {layer}, {reference_name} at {_density(contrast.reference)}."
    if contrast.reference <= 0:
        return f"reaches the {layer} at {_density(contrast.value)}; {reference_name} never did."
    if not math.isfinite(contrast.ratio_low):
        return f"reaches the {layer} {contrast.ratio:.2g} times as often; too few replicates for an interval."
    span = f"95 % {_times(contrast.ratio_low)} – {_times(contrast.ratio_high)}"
    if contrast.ratio_low <= 1 <= contrast.ratio_high:
        return f"and {reference_name} are not told apart in how often they reach the {layer} ({span} times)."
    return f"reaches the {layer} {_times(contrast.ratio)} times as often as {reference_name}, {span}."


def _depth(contrast, reference_name):
    if not contrast.pairs:
        return f"and {reference_name} have no replicate in which both puncture."
    low, high = sorted(1e6 * abs(end) for end in (contrast.difference_low, contrast.difference_high))
    if not contrast.told_apart:
        ends = f"{1e6 * contrast.difference_low:+.0f} to {1e6 * contrast.difference_high:+.0f} µm"
        return f"and {reference_name} are not told apart in mean depth (95 % {ends})."
    way = "deeper" if contrast.difference > 0 else "less deep"
    return (
        f"goes {1e6 * abs(contrast.difference):.0f} µm {way} than {reference_name} on average, "
        f"95 % {low:.0f} – {high:.0f} µm."
    )


def _times(ratio):
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:.0f}"


def _density(value):
    return f"{1e-4 * value:.3g} per cm²"

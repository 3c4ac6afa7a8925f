"""Which layers the skin has, how densely the punctures reach each of them, and what stays open."""

import math

import numpy as np

from puncta import units


def layers_of_depth(depth):
    named = (depth[key] for key in ("layer_name", "layer") if key in depth)
    names = next((found for found in named if found.dtype.kind in "OU"), None)
    if names is None or "layer_top" not in depth:
        return [], []
    return [str(name) for name in names.values], [float(top) for top in depth["layer_top"].values]


def layers_of_scenario(scenario):
    skin = scenario.get("skin", {})
    listed = skin.get("layers", [])
    if listed and isinstance(listed[0], str):
        listed = [{"name": name, **skin[name]} for name in listed]
    inline = {name: layer for name, layer in skin.items() if isinstance(layer, dict) and "modulus" in layer}
    layers, top = [], 0.0
    for name, layer in ({layer["name"]: layer for layer in listed} or inline).items():
        layers.append((name, top))
        top += units.metres(layer.get("thickness", "inf"))
    return layers


def interval(values):
    """Mean over replicates, standard error and 95 % interval, as engine/statistics/estimate.hpp forms it."""
    from scipy.stats import t

    values = np.asarray(values, float)
    count = len(values)
    mean = float(values.mean()) if count else math.nan
    if count < 2:
        return mean, math.nan, math.nan, math.nan
    error = float(values.std(ddof=1)) / math.sqrt(count)
    quantile = float(t.ppf(0.975, count - 1))
    if count < 4:
        low, high = mean - quantile * error, mean + quantile * error
    else:
        low, high = _skewed_interval(values, mean, error, quantile)
    return mean, error, max(0.0, low), high


def _skewed_interval(values, mean, error, quantile):
    """Hall's t (1992), and Student's t on the log scale where none is negative: the wider of both."""
    count, spread = len(values), error * math.sqrt(len(values))
    squares = float(((values - mean) ** 2).mean())
    skewness = float(((values - mean) ** 3).mean()) / squares**1.5 if squares > 0 else 0.0

    def untransformed(y):
        if abs(skewness) < 1e-6:
            return y
        return 3 / skewness * (np.cbrt(1 + skewness * (y - skewness / (6 * count))) - 1)

    y = quantile / math.sqrt(count)
    low, high = (float(mean - spread * untransformed(end)) for end in (y, -y))
    if mean > 0 and (values >= 0).all():
        ratio = math.exp(quantile * error / mean)
        low, high = min(low, mean / ratio), max(high, mean * ratio)
    return low, high


def densities(results):
    """Per layer: density of the punctures that reach it or go deeper, mean over replicates with interval."""
    with results._group("replicates") as group:
        if "layer_counts" not in group:
            raise ValueError(f"{results.path} has no replicates/layer_counts: run its scenario again")
        counts = group["layer_counts"][: len(results.replicates)]
    deeper = counts[:, ::-1].cumsum(axis=1)[:, ::-1]
    total = np.maximum(counts.sum(axis=1, keepdims=True), 1)
    density = results.replicates["density_total"].to_numpy()[:, None] * deeper / total
    return [interval(column) for column in density.T]


def channels_so_far(channels):
    """The estimates over depth that an unfinished file does not hold yet, from its replicates."""
    for name in ("open_area", "holes_deeper"):
        table = channels[f"replicate_{name}"]
        parts = np.transpose([interval(column) for column in table.values.T])
        for part, values in zip(("", "_standard_error", "_ci_low", "_ci_high"), parts, strict=True):
            channels[name + part] = ("depth_bin", values, {"units": table.attrs.get("units", "1")})
    return channels

"""Which layers the skin has, and how densely the punctures reach each of them."""

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
    """Mean over replicates with Student-t 95 % interval."""
    from scipy.stats import t

    values = np.asarray(values, float)
    count = len(values)
    mean = float(values.mean()) if count else math.nan
    if count < 2:
        return mean, math.nan, math.nan, math.nan
    error = float(values.std(ddof=1)) / math.sqrt(count)
    half = float(t.ppf(0.975, count - 1)) * error
    return mean, error, max(0.0, mean - half), mean + half


def by_replicate(results, names):
    numbers = results.replicates.index.to_numpy()
    if "density_total" not in results.replicates or not {"layer", "replicate"} <= set(results.punctures):
        return None
    replicate, layer = results.punctures["replicate"], results.punctures["layer"]
    finished = np.isin(replicate, numbers)
    cells = np.searchsorted(numbers, replicate[finished]) * len(names) + layer[finished]
    counts = np.bincount(cells, minlength=len(numbers) * len(names)).reshape(len(numbers), len(names))
    deeper = counts[:, ::-1].cumsum(axis=1)[:, ::-1]
    total = np.maximum(counts.sum(axis=1, keepdims=True), 1)
    density = results.replicates["density_total"].to_numpy()[:, None] * deeper / total
    return [interval(density[:, layer]) for layer in range(len(names))]


def by_share(results, names):
    density = results.summary.loc["density_total"]
    if "layer_reached" in results.depth:
        shares = results.depth["layer_reached"].values
        error = np.nan_to_num(results.depth["layer_reached_standard_error"].values)
    else:  # an unfinished file
        counts = results.depth["layer_counts"].values
        shares, error = counts / max(counts.sum(), 1), np.zeros(len(counts))
    rows = []
    for layer in range(len(names)):
        share, share_error = shares[layer:].sum(), math.hypot(*error[layer:])
        value = density.value * share
        spread = math.hypot(density.standard_error * share, density.value * share_error)
        rows.append((value, spread, max(0.0, value - 1.96 * spread), value + 1.96 * spread))
    return rows

"""From the replicates of a sensitivity sweep to one Dataset: indices of every quantity on every axis.

A point that failed, or where a quantity is not defined in some replicate, takes its whole block with it (a
base sample of Saltelli's design, a trajectory of Morris'): left out, counted, and no part of any number. A
replicate that defines a quantity in less than half of the blocks, as where no needle lands in a small region,
is left out instead, at all points, and counted too.
"""

import numpy as np

from puncta.sensitivity import morris, noise, sampling, sobol
from puncta.sweeps import quantities


def of_table(definition, table, names):
    """Dataset of the quantities `names` of a sweep's table."""
    return of_values(definition, {name: table[f"{name}_replicates"].values for name in names})


def of_values(definition, values):
    """Dataset of {quantity: array (points, replicates)}; NaN where a point has no value.

    Dimensions quantity and axis. saltelli: first, total (without the noise of finite replicates), first_raw,
    total_raw (SALib's own), each with _ci_low and _ci_high. morris: mu, mu_star, sigma, sigma_raw, floor.
    Of a quantity: blocks, blocks_left_out, replicates_left_out, variance_between, variance_replicate,
    variance_rest, noise_share.
    """
    import xarray as xr

    design, count = definition.design, len(definition.axes)
    levels = sampling.levels(design, definition.samples, count, definition.seed)
    columns = [_of_quantity(definition, levels, one) for one in values.values()]
    data = {}
    for name in columns[0]:
        stacked = np.array([column[name] for column in columns])
        data[name] = (("quantity", "axis") if stacked.ndim == 2 else ("quantity",), stacked)
    found = xr.Dataset(
        data,
        coords={
            "quantity": np.array(list(values), dtype=object),
            "axis": np.array([axis.key for axis in definition.axes], dtype=object),
        },
    )
    found = found.assign_coords(quantities.display(values, "quantity"))
    replicates = next(iter(values.values())).shape[1]
    found.attrs = {
        "title": definition.title,
        "design": design,
        "samples": definition.samples,
        "replicates": replicates,
        "common_random_numbers": int(definition.common_random_numbers),
        "Conventions": "CF-1.8",
    }
    return found


def _of_quantity(definition, levels, values):
    size = sampling.block_size(definition.design, len(definition.axes))
    telling = _telling_replicates(values.reshape(-1, size, values.shape[1]))
    left_out = int((~telling).sum())
    values = values[:, telling]
    blocks = values.reshape(-1, size, values.shape[1])
    whole = np.isfinite(blocks).all(axis=(1, 2)) & (values.shape[1] > 0)
    kept, at = blocks[whole].reshape(-1, values.shape[1]), levels.reshape(-1, size, levels.shape[1])[whole]
    common = definition.common_random_numbers
    found = {"blocks": len(whole), "blocks_left_out": int((~whole).sum()), "replicates_left_out": left_out}
    independent = blocks[whole][:, [0, -1]] if definition.design == "saltelli" else blocks[whole]
    parts = noise.decomposed(independent.reshape(-1, values.shape[1]), common) if len(kept) else None
    found["variance_between"] = parts.between if parts else np.nan
    found["variance_replicate"] = parts.replicate if parts else np.nan
    found["variance_rest"] = parts.rest if parts else np.nan
    found["noise_share"] = parts.share if parts else np.nan
    if definition.design == "saltelli":
        one = sobol.indices(kept, levels.shape[1], common=common, seed=definition.seed)
        for name in ("first", "total", "first_raw", "total_raw"):
            found |= _with_interval(name, getattr(one, name))
        return found
    one = morris.effects(at.reshape(-1, levels.shape[1]), kept, seed=definition.seed)
    found |= {"mu": one.mu, "floor": one.floor}
    for name in ("mu_star", "sigma", "sigma_raw"):
        found |= _with_interval(name, getattr(one, name))
    return found


def _telling_replicates(blocks):
    """Which replicates (last axis) have values in at least half of the blocks without a failed point."""
    defined = np.isfinite(blocks)
    computed = defined[defined.any(axis=2).all(axis=1)]
    if not len(computed):
        return np.ones(blocks.shape[2], bool)
    return computed.all(axis=1).mean(axis=0) >= 0.5


def _with_interval(name, rows):
    return {name: rows[0], f"{name}_ci_low": rows[1], f"{name}_ci_high": rows[2]}

"""Which points are not dominated, and how sure that is.

A point is dominated by another that is nowhere worse and somewhere better. The front of the means over
replicates is told with the share of bootstrap resamples in which a point is on it: replicates are drawn again
with replacement, with common random numbers the same ones at all points, so that what a replicate does to all
points alike decides nothing. Points that failed, or have no value of an objective, are left out and counted.
"""

import numpy as np

resamples = 1000
seed = 1


def of_table(definition, table):
    """Dataset of the objectives of a sweep: dimensions point (rows of the flattened table) and objective."""
    from puncta.sweeps import table as tables

    flat = tables.flattened(table)
    names = [objective.quantity for objective in definition.objectives]
    values = np.array([flat[f"{name}_replicates"].values for name in names])
    found = of_values(definition.objectives, values, common=definition.common_random_numbers)
    axes = tables.axis_names(table)
    for name in ("value", "ci_low", "ci_high"):
        part = "" if name == "value" else f"_{name}"
        found[name] = (
            ("point", "objective"),
            np.array([flat[f"{quantity}{part}"].values for quantity in names]).T,
        )
    for key in axes:
        found.coords[key] = ("point", np.array(list(map(str, tables.written(flat, key))), dtype=object))
    found.attrs |= {"title": definition.title, "axes": "\n".join(axes), "Conventions": "CF-1.8"}
    return found


def of_values(objectives, values, *, common=True):
    """Dataset of values (objectives, points, replicates): on_front, front_share, known, value."""
    import xarray as xr

    from puncta.sweeps import quantities

    means = _means(values, None)
    losses = np.array([_loss(o, column) for o, column in zip(objectives, means, strict=True)]).T
    shares = np.zeros(len(losses))
    draw = np.random.default_rng(seed)
    count = values.shape[2]
    for _ in range(resamples):
        chosen = draw.integers(count, size=count if common else (values.shape[1], count))
        drawn = _means(values, chosen)
        shares += not_dominated(
            np.array([_loss(o, column) for o, column in zip(objectives, drawn, strict=True)]).T
        )
    known = np.isfinite(losses).all(axis=1)
    shares = np.where(known, shares / resamples, np.nan)
    return xr.Dataset(
        {
            "on_front": ("point", not_dominated(losses).astype(np.int8)),
            "front_share": ("point", shares),
            "known": ("point", known.astype(np.int8)),
            "value": (("point", "objective"), means.T),
        },
        coords={
            "objective": _texts(o.quantity for o in objectives),
            "goal": ("objective", _texts(o.goal for o in objectives)),
            "wanted": ("objective", [np.nan if o.value is None else o.value for o in objectives]),
        }
        | quantities.display([o.quantity for o in objectives], "objective"),
        attrs={"resamples": resamples, "replicates": count, "common_random_numbers": int(common)},
    )


def not_dominated(losses):
    """Which rows of losses (points, objectives), less is better, no other row dominates; NaN: never.

    Equal rows do not dominate each other.
    """
    front = np.zeros(len(losses), bool)
    left = np.flatnonzero(np.isfinite(losses).all(axis=1))
    # By the first objective, then the others: what comes later cannot dominate what came before.
    left = left[np.lexsort(losses[left].T[::-1])]
    while len(left):
        best = losses[left[0]]
        front[left[0]] = True
        others = losses[left[1:]]
        dominated = (others >= best).all(axis=1) & (others > best).any(axis=1)
        left = left[1:][~dominated]
    return front


def _means(values, chosen):
    """Means over the replicates chosen (all when None) that define a value: (objectives, points)."""
    if chosen is not None:
        values = (
            values[:, :, chosen] if chosen.ndim == 1 else np.take_along_axis(values, chosen[None], axis=2)
        )
    defined = np.isfinite(values)
    with np.errstate(invalid="ignore"):
        return np.where(defined, values, 0.0).sum(axis=2) / defined.sum(axis=2)


def _loss(objective, values):
    """What shall be small."""
    if objective.goal == "minimise":
        return values
    return -values if objective.goal == "maximise" else np.abs(values - objective.value)


def _texts(values):
    return np.array(list(values), dtype=object)

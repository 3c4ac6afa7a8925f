"""A small result file in the layout of engine/storage/FORMAT.md, made by h5py alone, with known numbers.

The depths are drawn from a lognormal of median 210 um; everything else follows from them by counting, so that
a test can form the expected values by itself.
"""

import h5py
import numpy as np

LAYERS = [
    "stratum_corneum",
    "viable_epidermis",
    "papillary_dermis",
    "reticular_dermis",
    "hypodermis",
    "muscle",
]
THICKNESSES = [17e-6, 45e-6, 150e-6, 850e-6, 6e-3]
TOPS = np.concatenate([[0.0], np.cumsum(THICKNESSES)])
AREA = 4e-4  # 20 mm x 20 mm
BIN = 5e-6
BINS = 400
CELL = 0.5e-3
CELLS = 40
OPENING = 1e-8  # cross-section of every channel, from top to bottom

RESOLVED = """
title = "MF8 on the cheek, four directions"
[skin]
site = "cheek"
{layers}
[device]
preset = "dermaroller-mf8"
kind = "roller"
rows = 8
needles_per_row = 24
drum_radius = "10 mm"
row_spacing = "2.5 mm"
[device.needle]
length = "{length}"
tip_diameter = "30 um"
shaft_diameter = "0.25 mm"
taper_length = "0.75 mm"
[treatment]
area = ["20 mm", "20 mm"]
directions = ["0 deg", "90 deg", "45 deg", "135 deg"]
passes = 4
load = "4 N"
"""

UNITS = {
    "x": "m",
    "y": "m",
    "depth": "m",
    "displacement": "m",
    "force": "N",
    "entry_angle": "rad",
    "slit_length": "m",
    "swept_length": "m",
}


DISPLAY = {"1/m^2": ("/cm2", 1e-4), "m": ("um", 1e6), "1": ("1", 1.0)}


def resolved(length="1.5 mm"):
    tables = "".join(
        f'[skin.{name}]\nthickness = "{thickness * 1e6:.10g} um"\nmodulus = "0.3 MPa"\n'
        for name, thickness in zip(LAYERS, [*THICKNESSES, np.inf], strict=True)
    )
    return RESOLVED.format(layers=tables, length=length)


def punctures(replicates=4, per_replicate=900, median=210e-6, spread=0.35, seed=1):
    """Columns of the puncture table."""
    random = np.random.default_rng(seed)
    counts = per_replicate + 20 * (np.arange(replicates) % 3 - 1)
    count = counts.sum()
    depth = median * np.exp(spread * random.standard_normal(count))
    return {
        "x": random.uniform(0, 20e-3, count),
        "y": random.uniform(0, 20e-3, count),
        "depth": depth,
        "displacement": depth + 1e-3,
        "force": 0.05 + 0.01 * random.random(count),
        "entry_angle": random.uniform(0, 0.4, count),
        "slit_length": random.uniform(0, 3e-4, count),
        "swept_length": random.uniform(0, 1e-3, count),
        "layer": (np.searchsorted(TOPS, depth, side="right") - 1).astype(np.int16),
        "pass": random.integers(0, 16, count).astype(np.int16),
        "row": random.integers(0, 8, count).astype(np.int16),
        "needle": random.integers(0, 24, count).astype(np.int16),
        "replicate": np.repeat(np.arange(replicates, dtype=np.int32), counts),
        "flags": np.zeros(count, np.uint8),
    }


def replicate_values(table, replicates):
    """Summary quantities per replicate, by counting."""
    rows = []
    for replicate in range(replicates):
        mine = table["replicate"] == replicate
        depth, layer = table["depth"][mine], table["layer"][mine]
        random = np.random.default_rng(replicate)
        rows.append(
            {
                "punctures_total": float(len(depth)),
                "density_total": len(depth) / AREA,
                "density_unique": 0.9 * len(depth) / AREA,
                "density_dermis": (layer >= 2).sum() / AREA,
                "density_hypodermis": (layer >= 4).sum() / AREA,
                "penetrated_share": 0.8 + 0.02 * random.standard_normal(),
                "depth_mean": depth.mean() if len(depth) else np.nan,
                "depth_sd": depth.std() if len(depth) else np.nan,
                "depth_p05": np.quantile(depth, 0.05) if len(depth) else np.nan,
                "depth_p50": np.quantile(depth, 0.5) if len(depth) else np.nan,
                "depth_p95": np.quantile(depth, 0.95) if len(depth) else np.nan,
                "depth_over_length_mean": depth.mean() / 1.5e-3 if len(depth) else np.nan,
                "nearest_neighbour_mean": 3.3e-4,
                "channel_volume": len(depth) / AREA * OPENING * (depth.mean() if len(depth) else 0),
                "open_area_share": 0.03 + 0.001 * random.standard_normal(),
                "drum_load_share": 0.2 + 0.01 * random.standard_normal(),
            }
        )
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def units_of(name):
    if name.startswith("density"):
        return "1/m^2"
    if (name.startswith("depth") and "over" not in name) or name.startswith(("nearest", "channel")):
        return "m"
    return "1"


def write(path, table=None, replicates=4, keep=True, length="1.5 mm", complete=1, version=1):
    """Write a result file; `table` as made by punctures()."""
    table = punctures(replicates) if table is None else table
    values = replicate_values(table, replicates)
    with h5py.File(path, "w", track_order=True) as file:
        file.attrs["format_version"] = version
        file.attrs["puncta_version"] = "0.1.0"
        file.attrs["commit"] = "0123456789ab"
        file.attrs["seed"] = np.uint64(1)
        file.attrs["created"] = "2025-01-01T00:00:00Z"
        file.attrs["Conventions"] = "CF-1.8"
        file.attrs["title"] = "MF8 on the cheek, four directions"
        file.attrs["complete"] = complete
        _scenario(file, length)
        if complete:
            _summary(file, values)
        _replicates(file, table, values, replicates)
        _depth(file, table, complete)
        _channels(file, table, replicates, complete)
        _map(file, table, replicates)
        _punctures(file, table if keep else {name: column[:0] for name, column in table.items()})
        file.create_group("diagnostics")["stations"] = np.uint64(1000)
    return path


def _scenario(file, length):
    group = file.create_group("scenario")
    group["source"] = 'title = "MF8"'
    group["resolved"] = resolved(length)
    group["hash"] = "abc"


def _summary(file, values):
    group = file.create_group("summary", track_order=True)
    for name, column in values.items():
        count = np.isfinite(column).sum()
        error = column.std(ddof=1) / np.sqrt(count) if count > 1 else np.nan
        item = group.create_dataset(name, data=column.mean())
        item.attrs["units"] = units_of(name)
        item.attrs["long_name"] = name.replace("_", " ")
        item.attrs["standard_error"] = error
        item.attrs["ci_low"] = column.mean() - 3.182 * error
        item.attrs["ci_high"] = column.mean() + 3.182 * error
        item.attrs["count"] = count
        unit, factor = DISPLAY[units_of(name)] if units_of(name) != "1" or "total" in name else ("%", 100.0)
        item.attrs["display_unit"], item.attrs["display_scale"] = unit, factor


def _scale(group, name, values, units="1"):
    item = group.create_dataset(name, data=values)
    item.attrs["units"] = units
    item.make_scale(name)
    return item


def _bare_dimension(group, name, length):
    item = group.create_dataset(name, shape=(length,), dtype=">f4")
    item.make_scale(f"This is a netCDF dimension but not a netCDF variable. {length:9d}")
    return item


def _variable(group, name, values, scales, units="1"):
    item = group.create_dataset(name, data=values)
    item.attrs["units"] = units
    for axis, scale in enumerate(scales):
        item.dims[axis].attach_scale(scale)
    return item


def _replicates(file, table, values, replicates):
    group = file.create_group("replicates", track_order=True)
    scale = _scale(group, "replicate", np.arange(replicates))
    for name, column in values.items():
        _variable(group, name, column, [scale], units_of(name))
    layer = _bare_dimension(group, "layer", len(LAYERS))
    counts = np.zeros((replicates, len(LAYERS)), np.int64)
    np.add.at(counts, (table["replicate"], table["layer"]), 1)
    _variable(group, "layer_counts", counts, [scale, layer])


def _depth(file, table, complete):
    group = file.create_group("depth")
    bins = _scale(group, "depth_bin", (np.arange(BINS) + 0.5) * BIN, "m")
    counts = np.histogram(table["depth"], np.arange(BINS + 1) * BIN)[0]
    total = max(counts.sum(), 1)
    _variable(group, "counts", counts.astype(np.uint64), [bins])
    _variable(group, "density", counts / total / BIN, [bins], "1/m")
    edges = np.arange(BINS + 1) * BIN
    edge = _bare_dimension(group, "edge", 2)
    _variable(group, "depth_bin_edges", np.column_stack([edges[:-1], edges[1:]]), [bins, edge], "m")
    layer = _scale(group, "layer", np.arange(len(LAYERS)))
    share = np.bincount(table["layer"], minlength=len(LAYERS)) / max(len(table["layer"]), 1)
    _variable(group, "layer_counts", np.bincount(table["layer"], minlength=len(LAYERS)), [layer])
    if complete:
        _variable(group, "layer_reached", share, [layer])
        _variable(group, "layer_reached_standard_error", np.full(len(LAYERS), 0.01), [layer])
    _variable(group, "layer_top", TOPS, [layer], "m")
    _variable(group, "layer_name", np.array(LAYERS, dtype=h5py.string_dtype()), [layer])


def _channels(file, table, replicates, complete):
    """Channels of one cross-section, every puncture a hole of its own."""
    group = file.create_group("channels")
    bins = _scale(group, "depth_bin", (np.arange(BINS) + 0.5) * BIN, "m")
    replicate = _scale(group, "replicate", np.arange(replicates))
    holes = np.zeros((replicates, BINS))
    edges = np.arange(BINS) * BIN
    for number in range(replicates):
        depth = table["depth"][table["replicate"] == number]
        holes[number] = (np.clip(depth[:, None] - edges, 0, BIN) / BIN).sum(axis=0) / AREA
    for name, rows, unit in (("open_area", holes * OPENING, "1"), ("holes_deeper", holes, "1/m^2")):
        _variable(group, f"replicate_{name}", rows, [replicate, bins], unit)
        if complete:
            error = rows.std(axis=0, ddof=1) / np.sqrt(replicates)
            parts = {
                "": rows.mean(axis=0),
                "_standard_error": error,
                "_ci_low": rows.mean(axis=0) - 3.182 * error,
                "_ci_high": rows.mean(axis=0) + 3.182 * error,
            }
            for part, values in parts.items():
                _variable(group, name + part, values, [bins], unit)


def _map(file, table, replicates):
    group = file.create_group("map")
    centres = (np.arange(CELLS) + 0.5) * CELL
    y, x = _scale(group, "y", centres, "m"), _scale(group, "x", centres, "m")
    edges = np.arange(CELLS + 1) * CELL
    counts = np.histogram2d(table["y"], table["x"], [edges, edges])[0]
    sums = np.histogram2d(table["y"], table["x"], [edges, edges], weights=table["depth"])[0]
    _variable(group, "density", counts / CELL**2 / replicates, [y, x], "1/m^2")
    with np.errstate(invalid="ignore"):
        _variable(group, "depth_mean", sums / counts, [y, x], "m")
    layer = _scale(group, "layer", np.arange(len(LAYERS)))
    _variable(group, "layer_name", np.array(LAYERS, dtype=h5py.string_dtype()), [layer])
    by_layer = np.array(
        [
            np.histogram2d(table["y"][mine], table["x"][mine], [edges, edges])[0]
            for mine in (table["layer"] == number for number in range(len(LAYERS)))
        ]
    )
    _variable(group, "layer_count", by_layer.astype(np.int64), [layer, y, x])
    with np.errstate(invalid="ignore"):
        _variable(group, "layer_reached", by_layer / counts, [layer, y, x])
    group.create_dataset("cell_size", data=CELL).attrs["units"] = "m"
    _variable(group, "covered", (counts > 0) / 1.0, [y, x])


def _punctures(file, table):
    group = file.create_group("punctures", track_order=True)
    scale = _bare_dimension(group, "puncture", len(table["x"]))
    for name, column in table.items():
        _variable(group, name, column, [scale], UNITS.get(name, "1"))

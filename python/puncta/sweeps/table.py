"""One table of all points: an xarray Dataset, kept as netCDF-4 in HDF5 and on request as CSV.

A grid has a dimension for every axis, any other design the dimension `point` with the axes as coordinates.
Every quantity NAME has NAME_standard_error, NAME_ci_low, NAME_ci_high and NAME_replicates (over `replicate`).
"""

import hashlib
import io
import os
from pathlib import Path

import numpy as np

from puncta.sweeps import quantities, scenario_values

parts = ("standard_error", "ci_low", "ci_high")


def build(definition, points, outcomes):
    """The Dataset of points and their Outcomes (None where one is still missing)."""
    import xarray as xr

    grid = definition.design == "grid"
    dimensions = tuple(axis.key for axis in definition.axes) if grid else ("point",)
    shape = tuple(len(axis.values) for axis in definition.axes) if grid else (len(points),)
    replicates = points[0].scenario.replicates
    data = {}
    for name, entry in quantities.table().items():
        columns, values = _columns(name, outcomes, replicates)
        about = {"units": entry["units"].replace("^", ""), "long_name": entry["long_name"]}
        data[name] = (dimensions, columns[0].reshape(shape), about)
        for part, column in zip(parts, columns[1:], strict=True):
            data[f"{name}_{part}"] = (dimensions, column.reshape(shape), {"units": about["units"]})
        data[f"{name}_replicates"] = (
            (*dimensions, "replicate"),
            values.reshape(*shape, replicates),
            {"units": about["units"]},
        )
    data["failure"] = (
        dimensions,
        _texts([o.failure if o else "not computed" for o in outcomes]).reshape(shape),
    )
    data["result"] = (
        dimensions,
        _texts([point.key for point in points]).reshape(shape),
        {"long_name": "its file"},
    )
    found = xr.Dataset(data, coords=_coordinates(definition, points, grid))
    found.attrs = {
        "title": definition.title,
        "design": definition.design,
        "axes": "\n".join(axis.key for axis in definition.axes),
        "complete": int(all(o is not None for o in outcomes)),
        "base": definition.base.name,
        "Conventions": "CF-1.8",
    }
    found.attrs["data_hash"] = data_hash(found)
    return found


def data_hash(table):
    """32 hexadecimal digits over all values and coordinates: equal for equal sweeps, however run."""
    digest = hashlib.sha256()
    for name in sorted(map(str, table.variables)):
        values = table[name].values
        digest.update(f"{name} {table[name].dims} {values.shape}\n".encode())
        if values.dtype.kind in "OU":
            digest.update("\n".join(map(str, values.ravel())).encode())
        else:
            digest.update(np.ascontiguousarray(np.where(np.isnan(values), np.nan, values + 0.0)).tobytes())
    return digest.hexdigest()[:32]


def write(table, path):
    """The table as netCDF-4 at `path`, as a whole or not at all."""
    path = Path(path)
    part = path.with_name(path.name + ".part")
    try:
        table.to_netcdf(part, engine="h5netcdf", encoding=_packed(table))
        with open(part, "rb") as file:
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def read(path):
    """The table of a finished or unfinished sweep."""
    import xarray as xr

    with xr.open_dataset(path, engine="h5netcdf") as found:
        return found.load()


def csv(table):
    """The table as text: a row for every point, units in the header, values as people write them."""
    frame = rows(table)
    text = io.StringIO()
    frame.to_csv(text, index=False)
    return text.getvalue()


def rows(table):
    """pandas, a row for every point: axes, then every quantity with its interval, as people write them."""
    import pandas as pd

    axes = axis_names(table)
    flat = flattened(table)
    columns = {key: written(flat, key) for key in axes}
    for name, entry in quantities.table().items():
        unit = f" [{entry['display_unit']}]" if entry["display_unit"] else ""
        for part in ("", *(f"_{part}" for part in parts)):
            columns[f"{name}{part}{unit}"] = flat[name + part].values * entry["display_scale"]
    columns["failure"] = flat["failure"].values
    return pd.DataFrame(columns)


def flattened(table):
    """The table with the one dimension `point`, the first axis changing slowest."""
    if "point" in table.dims:
        return table
    import xarray as xr

    axes = axis_names(table)
    places = np.indices([table.sizes[key] for key in axes]).reshape(len(axes), -1)
    return table.isel({key: xr.DataArray(p, dims="point") for key, p in zip(axes, places, strict=True)})


def axis_names(table):
    """Keys of the axes, in the order of the sweep file."""
    return table.attrs["axes"].split("\n")


_label_suffix = "_written"


def written(table, key):
    """The values of an axis as the sweep file writes them, or their labels: array of texts."""
    return table[key + _label_suffix if key + _label_suffix in table.coords else key].values


def _columns(name, outcomes, replicates):
    estimates = np.full((4, len(outcomes)), np.nan)
    values = np.full((len(outcomes), replicates), np.nan)
    for i, outcome in enumerate(outcomes):
        if outcome is not None and name in outcome.estimates:
            estimates[:, i] = outcome.estimates[name]
            values[i] = outcome.replicates[name]
    return estimates, values


def _coordinates(definition, points, grid):
    """SI numbers of every axis whose values are numbers, texts otherwise; beside them as written."""
    found = {}
    for place, axis in enumerate(definition.axes):
        values = axis.values if grid else [point.values[place] for point in points]
        dimension = axis.key if grid else "point"
        about = {"long_name": axis.name} if axis.name else {}
        numbers = [scenario_values.si(value) for value in values]
        written = _texts([str(axis.label(value)) for value in values])
        one_unit = None not in numbers and len({unit for _, unit in numbers}) == 1 and axis.labels is None
        if one_unit:
            about["units"] = numbers[0][1]
            found[axis.key] = (dimension, np.array([number for number, _ in numbers]), about)
            found[axis.key + _label_suffix] = (dimension, written)
        else:
            found[axis.key] = (dimension, written, about)
    return found


def _texts(values):
    return np.array(values, dtype=object)


def _packed(table):
    """Compressed where it pays: the replicates of large sweeps."""
    return {
        name: {"zlib": True, "complevel": 1, "shuffle": True}
        for name in map(str, table.data_vars)
        if name.endswith("_replicates") and table[name].size > 10_000
    }

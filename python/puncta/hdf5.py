"""HDF5 as Puncta writes it: opening with a clear sentence when that fails, netCDF-4 groups as xarray."""

import os

import h5py
import numpy as np

from puncta import journal

_signature = b"\x89HDF\r\n\x1a\n"


def opened(path):
    """h5py file for reading, without locks so that a running program's .part can be looked at.

    Of a .part whose run was killed in the middle of a checkpoint: as the next run will find it.
    """
    if os.path.isdir(path):
        raise IsADirectoryError(f"cannot open {path}: it is a directory, not a result file")
    if os.path.exists(path) and not os.path.isfile(path):
        raise OSError(f"cannot open {path}: it is a device or another special file")
    try:
        with open(path, "rb") as raw:
            start = raw.read(len(_signature))
    except FileNotFoundError:
        raise FileNotFoundError(f"cannot open {path}: there is no such file") from None
    except OSError as error:
        raise type(error)(f"cannot open {path}: {error.strerror}") from None
    unapplied = journal.pending(path)
    if unapplied is not None and unapplied[0] == 0:
        raise ValueError(f"{path} holds nothing yet: its run was stopped before the first checkpoint")
    if start != _signature:
        raise ValueError(f"{path} is not a Puncta result: it is not an HDF5 file")
    try:
        if unapplied is not None:
            return h5py.File(journal.PatchedFile(path, *unapplied), "r")
        return _unlocked(path)
    except (OSError, RuntimeError) as error:
        reason = str(error).split("(", 1)[-1].rstrip(")")
        if "already open for write" in reason:
            raise OSError(
                f"cannot open {path}: another program is writing it, or ended in the middle of that"
            ) from None
        raise OSError(f"{path} is truncated or damaged: HDF5 cannot open it ({reason})") from None


def _unlocked(path):
    try:
        return h5py.File(path, "r", locking=False)
    except OSError as error:
        if "file locking flag" not in str(error):
            raise
    # This process has it open already, with a lock: what is opened now shares that.
    return h5py.File(path, "r", locking=True)


def plain(value):
    """Python object of an HDF5 attribute or scalar."""
    if isinstance(value, bytes):
        return value.decode("utf-8")
    if isinstance(value, np.ndarray):
        return [plain(item) for item in value] if value.size != 1 else plain(value.ravel()[0])
    return value.item() if isinstance(value, np.generic) else value


def dataset(group):
    """xarray dataset of a group whose dimensions are HDF5 dimension scales (netCDF-4)."""
    import xarray as xr

    variables = {}
    for name, item in group.items():
        if not isinstance(item, h5py.Dataset) or _only_dimension(item):
            continue
        values = item.asstr()[()] if h5py.check_string_dtype(item.dtype) else item[()]
        attributes = {key: plain(value) for key, value in item.attrs.items() if not _internal(key)}
        variables[name] = (_dimensions(item, name), values, attributes)
    coordinates = {name for name, (dimensions, _, _) in variables.items() if dimensions == (name,)}
    attributes = {key: plain(value) for key, value in group.attrs.items() if not _internal(key)}
    return xr.Dataset(variables, attrs=attributes).set_coords(coordinates)


def is_column(item):
    return isinstance(item, h5py.Dataset) and item.ndim == 1 and not _only_dimension(item)


def _only_dimension(item):
    return plain(item.attrs.get("NAME", "")).startswith("This is a netCDF dimension but not")


def _internal(key):
    return key in ("CLASS", "NAME", "REFERENCE_LIST", "DIMENSION_LIST") or key.startswith("_Netcdf4")


def _dimensions(item, name):
    if h5py.h5ds.is_scale(item.id):
        return (name,)
    return tuple(
        axis[0].name.rsplit("/", 1)[-1] if len(axis) else f"{name}_dim{number}"
        for number, axis in enumerate(item.dims)
    )

"""engine/storage/FORMAT.md against a real result file, in both directions, and xarray on every group."""

import re
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
import pytest
import runs
import xarray

FORMAT = Path(__file__).resolve().parents[2] / "engine" / "storage" / "FORMAT.md"
KEPT_BY_HDF5 = {"CLASS", "NAME", "DIMENSION_LIST", "REFERENCE_LIST", "_Netcdf4Dimid", "_Netcdf4Coordinates"}
NUMPY_TYPES = {"f64": "<f8", "i64": "<i8", "i32": "<i4", "i16": "<i2", "u8": "|u1"}


@dataclass(frozen=True)
class Dataset:
    """A dataset as FORMAT.md or the file has it."""

    type: str
    dimensions: tuple
    units: str
    attributes: frozenset


def names(cell):
    return re.findall(r"`([^`]+)`", cell)


def described():
    """({dataset path: Dataset}, {names of root attributes}) from the tables of FORMAT.md."""
    datasets, attributes, group = {}, set(), None
    for line in FORMAT.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            group = line[3:].strip()
        if not line.startswith("| `"):
            continue
        cells = [cell.strip() for cell in line.strip()[1:-1].split("|")]
        if group in ("/sites", "/uncertainty"):  # of several sites only, and of sampled ranges
            continue
        if group == "/":
            attributes.update(names(cells[0]))
            continue
        kind, dimensions, units, extra = cells[1:5]
        wanted = {"long_name"} if kind else set()
        wanted |= {"units"} if units else set()
        for name in names(cells[0]):
            assert f"{group}/{name}" not in datasets, f"{group}/{name} is named twice"
            datasets[f"{group}/{name}"] = Dataset(
                kind,
                tuple(part.strip() for part in dimensions.strip("()").split(",") if part.strip()),
                units,
                frozenset(wanted | set(names(extra))),
            )
    return datasets, attributes


def is_bare_dimension(dataset):
    return dataset.attrs.get("NAME", b"").startswith(b"This is a netCDF dimension but not a netCDF variable")


def dimension_names(dataset):
    if h5py.h5ds.is_scale(dataset.id):
        return (dataset.name.rsplit("/", 1)[1],)
    return tuple(axis[0].name.rsplit("/", 1)[1] for axis in dataset.dims)


def type_name(dataset):
    if is_bare_dimension(dataset):
        return ""
    if h5py.check_string_dtype(dataset.dtype):
        return "text"
    return next(name for name, code in NUMPY_TYPES.items() if dataset.dtype.str == code)


def found(file):
    """The same as described(), from the file."""
    datasets = {}

    def visit(name, item):
        if isinstance(item, h5py.Dataset):
            datasets["/" + name] = Dataset(
                type_name(item),
                dimension_names(item),
                item.attrs.get("units", ""),
                frozenset(set(item.attrs) - KEPT_BY_HDF5),
            )

    file.visititems(visit)
    return datasets, set(file.attrs)


@pytest.fixture(scope="module")
def file(result_file):
    with h5py.File(result_file, "r") as opened:
        yield opened


def test_the_page_has_tables():
    datasets, attributes = described()
    # A parser that finds nothing would agree with nothing.
    assert len(datasets) > 80 and len(attributes) == 14


def test_same_datasets(file):
    assert sorted(described()[0]) == sorted(found(file)[0])


def test_same_types_dimensions_units_and_attributes(file):
    page, content = described()[0], found(file)[0]
    different = {name: (page[name], content[name]) for name in page if page[name] != content.get(name)}
    assert not different


def test_same_root_attributes(file):
    assert described()[1] == found(file)[1]
    assert file.attrs["complete"] == 1


@pytest.mark.parametrize(
    "group", ["scenario", "summary", "depth", "channels", "map", "punctures", "replicates", "diagnostics"]
)
def test_xarray_opens(result_file, group):
    with xarray.open_dataset(result_file, group=group, engine="h5netcdf") as data:
        data.load()
        assert len(data.variables) > 0
        assert not any(str(name).startswith("phony_dim") for name in data.sizes)


def test_groups_agree_with_each_other(file):
    """Identities, exact up to rounding: the same punctures seen from four sides."""
    total = file["replicates/punctures_total"][:].sum()
    assert file["map/count"][:].sum() == total
    assert file["depth/counts"][:].sum() == total
    assert file["depth/layer_counts"][:].sum() == total
    assert file["punctures/depth"].shape == (total,)
    by_layer = file["replicates/layer_counts"][:]
    assert np.array_equal(by_layer.sum(axis=0), file["depth/layer_counts"][:])
    assert np.array_equal(by_layer.sum(axis=1), file["replicates/punctures_total"][:])
    punctures = np.zeros_like(by_layer)
    np.add.at(punctures, (file["punctures/replicate"][:], file["punctures/layer"][:]), 1)
    assert np.array_equal(by_layer, punctures)
    assert np.array_equal(file["map/layer_count"][:].sum(axis=0), file["map/count"][:])
    assert np.array_equal(file["map/layer_count"][:].sum(axis=(1, 2)), file["depth/layer_counts"][:])
    width = np.diff(file["depth/depth_bin_edges"][:], axis=1)[:, 0]
    for replicate, volume in enumerate(file["replicates/channel_volume"][:]):
        profile = file["channels/replicate_open_area"][replicate]
        assert (profile * width).sum() == pytest.approx(volume, rel=1e-12)
    assert (file["channels/open_area"][:] * width).sum() == pytest.approx(
        file["summary/channel_volume"][()], rel=1e-12
    )
    assert np.array_equal(file["channels/depth_bin"][:], file["depth/depth_bin"][:])
    assert (file["depth/density"][:] * width).sum() == pytest.approx(1, rel=1e-12)
    cells = file["map/density"].size * file["map/cell_size"][()] ** 2
    replicates = len(file["replicates/replicate"])
    assert file["map/density"][:].mean() * cells * replicates == pytest.approx(total, rel=1e-12)


def test_map_density_at_the_border_counts_the_cell_inside_the_area():
    path = runs.result(replicates=2, treatment__area='["6 mm", "4 mm"]', output__map_cell="0.7 mm")
    with h5py.File(path, "r") as file:
        x, y = (np.minimum(0.7e-3, side - 0.7e-3 * np.arange(n)) for side, n in ((6e-3, 9), (4e-3, 6)))
        punctures = file["map/density"][:] * np.outer(y, x) * 2
        assert punctures == pytest.approx(file["map/count"][:], rel=1e-12)
        assert punctures.sum() == pytest.approx(file["replicates/punctures_total"][:].sum(), rel=1e-12)


def test_summary_is_the_mean_of_the_replicates(file):
    for name, summary in file["summary"].items():
        values = file["replicates"][name][:]
        values = values[~np.isnan(values)]
        assert summary.attrs["count"] == len(values)
        if len(values):
            assert summary[()] == pytest.approx(values.mean(), rel=1e-12, abs=0), name
            assert summary.attrs["ci_low"] <= summary[()] <= summary.attrs["ci_high"], name

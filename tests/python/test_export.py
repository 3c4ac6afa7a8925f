"""`puncta export`: the tables and ParaView files against the result, read by independent means."""

import csv
import os
import resource
import signal
import subprocess
import xml.etree.ElementTree as ElementTree

import h5py
import numpy as np
import pandas
import pytest
import runs

TYPES = {"Float64": "<f8", "Int64": "<i8", "Int32": "<i4", "Int16": "<i2", "UInt8": "|u1"}


@pytest.fixture(scope="module")
def exported(result_file, tmp_path_factory):
    folder = tmp_path_factory.mktemp("export") / "made"
    done = runs.puncta("export", result_file, "--csv", folder, "--vtk", folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return folder


@pytest.fixture(scope="module")
def file(result_file):
    with h5py.File(result_file, "r") as opened:
        yield opened


def header(item, name):
    units = item.attrs["units"]
    return name if units == "1" else f"{name} [{units}]"


def test_the_files_are_there_and_nothing_else(exported):
    tables = {f"{name}.csv" for name in ("summary", "replicates", "depth", "channels", "map", "punctures")}
    assert set(os.listdir(exported)) == tables | {"maps.vti", "punctures.vtp"}


def test_punctures_are_exact(exported, file):
    table = pandas.read_csv(exported / "punctures.csv", float_precision="round_trip")
    group = file["punctures"]
    assert list(table["puncture"]) == list(range(len(group["x"])))
    for name in set(group) - {"puncture"}:
        assert np.array_equal(table[header(group[name], name)], group[name][:]), name
    assert len(table.columns) == len(group)


def test_summary_is_exact(exported, file):
    table = pandas.read_csv(exported / "summary.csv", index_col="quantity", float_precision="round_trip")
    assert set(table.index) == set(file["summary"])
    for name, item in file["summary"].items():
        row = table.loc[name]
        numbers = [item[()], *(item.attrs[key] for key in ("standard_error", "ci_low", "ci_high"))]
        assert np.array_equal(
            row[["value", "standard_error", "ci_low", "ci_high"]].astype(float), numbers, True
        )
        assert (row["unit"], row["meaning"]) == (item.attrs["units"], item.attrs["long_name"])
        assert row["replicates"] == item.attrs["count"]


def test_replicates_and_their_layers_are_exact(exported, file):
    table = pandas.read_csv(exported / "replicates.csv", float_precision="round_trip")
    group = file["replicates"]
    for name in set(group) - {"layer", "layer_counts"}:
        assert np.array_equal(table[header(group[name], name)], group[name][:], equal_nan=True), name
    for number, layer in enumerate(file["depth/layer_name"].asstr()[:]):
        assert np.array_equal(table[f"layer_counts {layer}"], group["layer_counts"][:, number])


def test_map_and_depth_are_exact(exported, file):
    table = pandas.read_csv(exported / "map.csv", float_precision="round_trip")
    shape = file["map/count"].shape
    y, x = np.meshgrid(file["map/y"][:], file["map/x"][:], indexing="ij")
    assert np.array_equal(table["y [m]"], y.ravel()) and np.array_equal(table["x [m]"], x.ravel())
    for name, item in file["map"].items():
        if item.shape == shape:
            assert np.array_equal(table[header(item, name)], item[:].ravel(), equal_nan=True), name
    layers = file["map/layer_name"].asstr()[:]
    for number, layer in enumerate(layers):
        for name in ("layer_count", "layer_reached"):
            values = file[f"map/{name}"][number].ravel()
            assert np.array_equal(table[f"{name} {layer}"], values, equal_nan=True), (name, layer)
    maps = sum(item.shape == shape for item in file["map"].values())
    assert len(table.columns) == 2 + maps + 2 * len(layers)
    bins = pandas.read_csv(exported / "depth.csv", float_precision="round_trip")
    assert np.array_equal(bins[["from [m]", "to [m]"]], file["depth/depth_bin_edges"][:])
    assert np.array_equal(bins["counts"], file["depth/counts"][:])
    assert np.array_equal(bins["density [1/m]"], file["depth/density"][:])


def test_channels_are_exact(exported, file):
    table = pandas.read_csv(exported / "channels.csv", float_precision="round_trip")
    group = file["channels"]
    names = [name for name, item in group.items() if item.shape == group["depth_bin"].shape]
    assert len(names) == len(table.columns) == 11  # the bin, and two estimates of five numbers each
    for name in names:
        assert np.array_equal(table[header(group[name], name)], group[name][:], equal_nan=True), name


def test_every_line_has_as_many_cells_as_the_header(exported):
    for path in exported.glob("*.csv"):
        with open(path, newline="", encoding="utf-8") as lines:
            assert len({len(line) for line in csv.reader(lines)}) == 1, path.name


def vtk_arrays(path):
    """(head as XML, {name: array}) of a VTK XML file with appended raw data, decoded by hand."""
    raw = path.read_bytes()
    mark = raw.index(b'<AppendedData encoding="raw">')
    start = raw.index(b"_", mark) + 1
    root = ElementTree.fromstring(raw[:mark] + b"</VTKFile>")
    assert root.attrib["byte_order"] == "LittleEndian" and root.attrib["header_type"] == "UInt64"
    arrays, end = {}, 0
    for element in root.iter("DataArray"):
        assert element.attrib["format"] == "appended"
        offset = int(element.attrib["offset"])
        assert offset == end  # arrays follow each other without a gap
        length = int.from_bytes(raw[start + offset : start + offset + 8], "little")
        end = offset + 8 + length
        values = np.frombuffer(raw, np.uint8, length, start + offset + 8).view(TYPES[element.attrib["type"]])
        components = int(element.attrib.get("NumberOfComponents", 1))
        arrays[element.attrib["Name"]] = values.reshape(-1, components) if components > 1 else values
    assert raw[start + end :] == b"\n</AppendedData>\n</VTKFile>\n"
    return root, arrays


def maps_of(file):
    """{name in maps.vti: values (y, x)}"""
    layers = file["map/layer_name"].asstr()[:]
    maps = {name: item[:] for name, item in file["map"].items() if item.ndim == 2}
    for name in ("layer_count", "layer_reached"):
        maps |= {f"{name} {layer}": file[f"map/{name}"][n] for n, layer in enumerate(layers)}
    return maps


def test_maps_for_paraview(exported, file):
    root, arrays = vtk_arrays(exported / "maps.vti")
    image = root.find("ImageData")
    rows, columns = file["map/count"].shape
    assert root.attrib["type"] == "ImageData" and image.attrib["WholeExtent"] == f"0 {columns} 0 {rows} 0 0"
    assert image.find("Piece").attrib["Extent"] == image.attrib["WholeExtent"]
    cell = file["map/cell_size"][()]
    origin, spacing = (np.array(image.attrib[key].split(), float) for key in ("Origin", "Spacing"))
    assert spacing == pytest.approx([cell] * 3, rel=0)
    assert origin == pytest.approx([file["map/x"][0] - cell / 2, file["map/y"][0] - cell / 2, 0], abs=1e-15)
    expected = maps_of(file)
    names = [element.attrib["Name"] for element in image.find("Piece/CellData")]
    assert set(arrays) == set(expected) and sorted(names) == sorted(expected)
    for name, values in expected.items():  # x runs fastest, as in VTK
        assert np.array_equal(arrays[name], values.ravel(), equal_nan=True), name


def test_punctures_for_paraview(exported, file):
    root, arrays = vtk_arrays(exported / "punctures.vtp")
    group = file["punctures"]
    count = len(group["x"])
    piece = root.find("PolyData/Piece")
    assert piece.attrib["NumberOfPoints"] == piece.attrib["NumberOfVerts"] == str(count)
    assert np.array_equal(arrays["Points"], np.column_stack([group["x"], group["y"], np.zeros(count)]))
    assert np.array_equal(arrays["connectivity"], np.arange(count))
    assert np.array_equal(arrays["offsets"], np.arange(1, count + 1))
    columns = {element.attrib["Name"] for element in piece.find("PointData")}
    assert columns == set(group) - {"puncture"}
    for name in columns:
        assert np.array_equal(arrays[name], group[name][:]) and arrays[name].dtype == group[name].dtype, name


# ParaView chooses the reader, as its Open dialog does. No picture: Debian's ParaView draws on a screen only.
PARAVIEW = """
import sys
import numpy as np
from paraview import servermanager, simple
from paraview.vtk.util.numpy_support import vtk_to_numpy

for path in sys.argv[1:]:
    reader = simple.OpenDataFile(path)
    reader.UpdatePipeline()
    data = servermanager.Fetch(reader)
    print(reader.GetXMLName(), data.GetNumberOfPoints(), data.GetNumberOfCells(), *data.GetBounds())
    values = data.GetCellData() if path.endswith(".vti") else data.GetPointData()
    numbers = range(values.GetNumberOfArrays())
    arrays = {values.GetArrayName(n): vtk_to_numpy(values.GetArray(n)) for n in numbers}
    if path.endswith(".vtp"):
        arrays["Points"] = vtk_to_numpy(data.GetPoints().GetData())
    np.savez(path + ".npz", **arrays)
print(simple.GetParaViewVersion())
"""


@pytest.mark.skipif(
    not os.environ.get("PUNCTA_LONG"), reason="ParaView is installed for `./puncta test --long` only"
)
def test_paraview_opens_both(exported, file, tmp_path):
    script = tmp_path / "read.py"
    script.write_text(PARAVIEW)
    paths = []
    for name in ("maps.vti", "punctures.vtp"):
        paths.append(tmp_path / name)
        paths[-1].write_bytes((exported / name).read_bytes())
    command = ["pvpython", script, *paths]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "ERR" not in done.stderr and "Warn" not in done.stderr, done.stderr
    image, points, version = done.stdout.splitlines()[-3:]
    assert version == "(5, 11)"

    rows, columns = file["map/count"].shape
    cell = file["map/cell_size"][()]
    assert image.split()[:3] == ["XMLImageDataReader", str((rows + 1) * (columns + 1)), str(rows * columns)]
    assert [float(bound) for bound in image.split()[3:7]] == pytest.approx(
        [0, columns * cell, 0, rows * cell], abs=1e-12
    )
    count = len(file["punctures/x"])
    assert points.split()[:3] == ["XMLPolyDataReader", str(count), str(count)]

    maps, expected = np.load(tmp_path / "maps.vti.npz"), maps_of(file)
    assert sorted(maps) == sorted(expected)
    for name, values in expected.items():
        assert np.array_equal(maps[name], values.ravel(), equal_nan=True), name
    table, group = np.load(tmp_path / "punctures.vtp.npz"), file["punctures"]
    assert sorted(table) == sorted({*group, "Points"} - {"puncture"})
    for name in set(group) - {"puncture"}:
        assert np.array_equal(table[name], group[name][:]) and table[name].dtype == group[name].dtype, name
    assert np.array_equal(table["Points"][:, 0], group["x"][:])


def test_a_second_export_replaces_the_first(exported, result_file):
    before = {path.name: path.read_bytes() for path in exported.iterdir()}
    done = runs.puncta("export", result_file, "--csv", exported, "--vtk", exported)
    assert done.returncode == 0
    assert {path.name: path.read_bytes() for path in exported.iterdir()} == before


def test_files_of_others_are_not_replaced(result_file, tmp_path):
    (tmp_path / "map.csv").write_text("my own map\n")
    error = runs.refused("export", result_file, "--csv", tmp_path, status=4)
    assert "is no export of Puncta; choose another folder" in error
    assert os.listdir(tmp_path) == ["map.csv"]


@pytest.mark.parametrize(
    ("target", "message"), [("file", "it is not a folder"), ("none/below", "No such file or directory")]
)
def test_folders_that_cannot_be_written(result_file, tmp_path, target, message):
    (tmp_path / "file").write_text("x")
    assert message in runs.refused("export", result_file, "--vtk", tmp_path / target, status=4)
    assert os.listdir(tmp_path) == ["file"]


def test_a_full_disk_leaves_nothing(program, result_file, tmp_path):
    """A limit on the size of files stands for the disk."""

    def limited():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))

    command = [program, "export", result_file, "--csv", tmp_path / "out", "--vtk", tmp_path / "out"]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=limited)
    assert done.returncode == 4 and "File too large" in done.stderr
    assert os.listdir(tmp_path) == []


def test_nothing_asked_for(result_file):
    assert "add --csv FOLDER for tables or --vtk FOLDER" in runs.refused("export", result_file)


def test_without_single_punctures(tmp_path):
    path = runs.result(replicates=2, treatment__area='["6 mm", "4 mm"]', output__punctures="false")
    done = runs.puncta("export", path, "--csv", tmp_path, "--vtk", tmp_path)
    assert done.returncode == 0 and "written without single punctures" in done.stderr
    assert (tmp_path / "punctures.csv").read_text().count("\n") == 1
    assert len(vtk_arrays(tmp_path / "punctures.vtp")[1]["Points"]) == 0

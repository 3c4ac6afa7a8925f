"""Reading result files: values, laziness, messages. Expected numbers are counted from the synthetic table."""

import re
import subprocess
import sys
import warnings
from pathlib import Path

import h5py
import numpy as np
import puncta
import pytest
import synthetic
from puncta import _core, reach, results, units

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def table():
    return synthetic.punctures()


@pytest.fixture(scope="module")
def path(tmp_path_factory, table):
    return synthetic.write(tmp_path_factory.mktemp("results") / "full.h5", table)


@pytest.fixture(scope="module")
def r(path):
    return puncta.open(path)


def test_summary_holds_what_the_file_holds(r, table):
    means = [table["depth"][table["replicate"] == replicate].mean() for replicate in range(4)]
    row = r.summary.loc["depth_mean"]
    assert row.value == pytest.approx(np.mean(means), rel=1e-12)
    assert row.standard_error == pytest.approx(np.std(means, ddof=1) / 2, rel=1e-12)
    assert row.ci_low < row.value < row.ci_high
    assert (row.units, row.long_name, row["count"]) == ("m", "depth mean", 4)
    assert r.summary.index.name == "quantity"


def test_replicates_are_one_row_each(r, table):
    assert list(r.replicates.index) == [0, 1, 2, 3]
    expected = (table["replicate"] == 2).sum() / synthetic.AREA
    assert r.replicates.density_total[2] == pytest.approx(expected, rel=1e-12)


def test_punctures_are_read_only_columns_read_once(r, table):
    assert set(r.punctures) == set(table)
    for name, column in table.items():
        assert np.array_equal(r.punctures[name], column)
        assert r.punctures[name].dtype == column.dtype
    assert r.punctures["depth"] is r.punctures["depth"]
    assert not r.punctures["depth"].flags.writeable
    assert r.punctures.rows == len(table["x"])
    assert r.punctures.units("force") == "N"
    assert list(r.punctures.to_pandas().columns) == list(r.punctures)


def test_unknown_column_is_named(r):
    with pytest.raises(KeyError, match="no column 'deepness' among the punctures; there are"):
        r.punctures["deepness"]


def test_map_and_depth_are_labelled(r, table):
    assert r.map.density.dims == ("y", "x")
    assert r.map.density.attrs["units"] == "1/m^2"
    punctures = float(r.map.density.sum()) * synthetic.CELL**2 * 4
    assert punctures == pytest.approx(len(table["x"]), rel=1e-12)
    assert int(r.depth["counts"].sum()) == (table["depth"] < synthetic.BIN * synthetic.BINS).sum()
    assert float(r.depth["density"].sum()) * synthetic.BIN == pytest.approx(1, rel=1e-12)


def test_groups_open_in_xarray_itself(path, r):
    xarray = pytest.importorskip("xarray")
    pytest.importorskip("h5netcdf")
    for group, mine in (("map", r.map), ("depth", r.depth)):
        with xarray.open_dataset(path, group=group, engine="h5netcdf") as theirs:
            assert set(theirs.variables) == set(mine.variables)
            for name in theirs.variables:
                assert theirs[name].dims == mine[name].dims
                assert np.array_equal(
                    theirs[name].values, mine[name].values, equal_nan=mine[name].dtype.kind == "f"
                )


def test_scenario_and_layers(r):
    assert r.scenario["device"]["needle"]["length"] == "1.5 mm"
    assert [name for name, _ in r.layers] == synthetic.LAYERS
    assert r.layers[3][1] == pytest.approx(212e-6)
    from_scenario = reach.layers_of_scenario(r.scenario)
    assert [top for _, top in from_scenario] == pytest.approx([top for _, top in r.layers])


def test_layers_listed_by_name_are_understood():
    skin = {"layers": ["b", "a"], "a": {"modulus": "1 MPa"}, "b": {"thickness": "0.2 mm", "modulus": "1 MPa"}}
    assert reach.layers_of_scenario({"skin": skin}) == [("b", 0.0), ("a", pytest.approx(2e-4))]


def test_density_reaching_counts_the_punctures(r, table):
    per_replicate = [
        ((table["replicate"] == replicate) & (table["layer"] >= 3)).sum() / synthetic.AREA
        for replicate in range(4)
    ]
    row = r.density_reaching.loc["reticular_dermis"]
    assert row.value == pytest.approx(np.mean(per_replicate), rel=1e-12)
    # The interval is the one of the engine's summary, for these four values and for skewed ones.
    for values in (per_replicate, [1.0, 1.1, 1.2, 9.0], [0.0, 0.0, 0.0, 4.0, 1.0], [1.0, 2.0], [2.0] * 5):
        engine = _core.estimate_mean(values)
        mine = reach.interval(values)
        assert mine == pytest.approx((*engine[:2], max(0, engine[2]), engine[3]), rel=1e-9)
    assert (row.ci_low, row.ci_high) == pytest.approx(reach.interval(per_replicate)[2:], rel=1e-12)
    assert r.density_reaching.value["stratum_corneum"] == pytest.approx(r.summary.value["density_total"])


def test_result_without_punctures(tmp_path, r, table):
    bare = puncta.open(synthetic.write(tmp_path / "bare.h5", table, keep=False))
    assert len(bare.punctures) == 0 and bare.punctures.rows == 0
    with pytest.raises(KeyError, match="without single punctures"):
        bare.punctures["depth"]
    assert bare.density_reaching.equals(r.density_reaching)  # values and intervals


def test_attributes_and_looks(r):
    assert r.complete
    assert r.attributes["seed"] == 1 and isinstance(r.attributes["seed"], int)
    assert re.search(r"depth_mean +223\.0 +218\.0 – 228\.0 +µm", repr(r))
    page = r._repr_html_()
    assert "MF8 on the cheek" in page and page.count("<tr>") == len(r.summary) + 1


def test_html_is_escaped(tmp_path, table):
    path = synthetic.write(tmp_path / "t.h5", table)
    with h5py.File(path, "a") as file:
        file.attrs["title"] = "<script>"
    assert "<script>" not in puncta.open(path)._repr_html_()


def test_unfinished_file_warns_and_is_summarised_from_its_replicates(tmp_path, r, table):
    path = synthetic.write(tmp_path / "run.h5.part", table, complete=0)
    with pytest.warns(results.IncompleteResultWarning, match="is incomplete"):
        part = puncta.open(path)
    assert not part.complete and "INCOMPLETE" in repr(part)
    assert part.summary.value["depth_mean"] == pytest.approx(r.summary.value["depth_mean"])
    assert part.summary.standard_error["depth_mean"] == pytest.approx(r.summary.standard_error["depth_mean"])
    assert part.summary.units["density_total"] == "1/m^2"


def test_complete_file_does_not_warn(path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        puncta.open(path)


def test_missing_file(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"cannot open .*none\.h5: there is no such file"):
        puncta.open(tmp_path / "none.h5")


def test_directory(tmp_path):
    with pytest.raises(IsADirectoryError, match="it is a directory, not a result file"):
        puncta.open(tmp_path)


@pytest.mark.parametrize("content", [b"", b"x", b"title = 'a scenario'\n", b"\x89PNG\r\n\x1a\n" * 100])
def test_not_hdf5(tmp_path, content):
    (tmp_path / "other.h5").write_bytes(content)
    with pytest.raises(ValueError, match=r"other\.h5 is not a Puncta result: it is not an HDF5 file"):
        puncta.open(tmp_path / "other.h5")


@pytest.mark.parametrize("share", [0.0001, 0.1, 0.5, 0.99])
def test_truncated(tmp_path, path, share):
    whole = Path(path).read_bytes()
    (tmp_path / "cut.h5").write_bytes(whole[: max(16, int(share * len(whole)))])
    with pytest.raises(OSError, match=r"cut\.h5 is truncated or damaged"):
        puncta.open(tmp_path / "cut.h5")


@pytest.mark.parametrize("mode", ["r", "r+"])
@pytest.mark.parametrize("locking", [None, True, False])
def test_a_file_that_is_open_by_another_handle_is_no_damaged_one(tmp_path, table, mode, locking):
    path = synthetic.write(tmp_path / "open.h5", table)
    how = {} if locking is None else {"locking": locking}
    with h5py.File(path, mode, **how):
        opened = puncta.open(path)
        assert opened.punctures.rows == len(table["depth"]) and opened.complete
        shown = opened.summary
    assert shown.equals(puncta.open(path).summary) and "depth_mean" in shown.index


def test_a_file_that_is_being_written_elsewhere_is_no_damaged_one(tmp_path):
    """HDF5 marks files of its newest layout while they are written."""
    path = str(tmp_path / "written.h5")
    code = f"import h5py; f = h5py.File({path!r}, 'w', libver='latest'); f.flush(); print(1, flush=True)"
    command = [sys.executable, "-c", code + "; input()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        writer.stdout.readline()
        with pytest.raises(OSError, match=r"another program is writing it, or ended in the middle of that$"):
            puncta.open(path)
        writer.communicate("\n")


def test_foreign_hdf5(tmp_path):
    with h5py.File(tmp_path / "foreign.h5", "w") as file:
        file["data"] = [1, 2, 3]
    with pytest.raises(ValueError, match="an HDF5 file but not a Puncta result"):
        puncta.open(tmp_path / "foreign.h5")


def test_newer_format(tmp_path, table):
    path = synthetic.write(tmp_path / "new.h5", table, version=results.newest_format + 1)
    with pytest.raises(ValueError, match=r"reads up to format \d+: update it"):
        puncta.open(path)


def test_missing_group_is_named(tmp_path, table):
    path = synthetic.write(tmp_path / "less.h5", table)
    with h5py.File(path, "a") as file:
        del file["map"]
    with pytest.raises(ValueError, match="has no group /map"):
        _ = puncta.open(path).map


def test_file_replaced_while_open(tmp_path, table):
    path = synthetic.write(tmp_path / "moved.h5", table)
    opened = puncta.open(path)
    synthetic.write(path, {name: column[:-1] for name, column in table.items()})
    with pytest.raises(OSError, match="has changed since it was opened"):
        _ = opened.summary


def test_import_is_light_and_says_when_the_module_is_missing(tmp_path):
    # Import of the package alone, without heavy modules: the promise is 0.3 s with the interpreter running.
    code = (
        "import sys, time; start = time.perf_counter(); import puncta; spent = time.perf_counter() - start;"
        "assert not {'numpy', 'h5py', 'matplotlib', 'pandas'} & set(sys.modules); assert spent < 0.3, spent;"
        "sys.modules['puncta._core'] = None\n"
        "try: puncta.needle_law\n"
        "except ImportError as error: print(error)"
    )
    environment = {"PYTHONPATH": str(Path(puncta.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "the compiled module puncta._core is missing" in done.stdout


def test_unknown_name():
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = puncta.nonsense


def test_version_is_the_project_s():
    assert f"VERSION {puncta.__version__} " in (ROOT / "CMakeLists.txt").read_text()


@pytest.mark.parametrize(
    ("text", "metres"),
    [("250 um", 2.5e-4), ("1.5 mm", 1.5e-3), ("1e-3 m", 1e-3), ("inf", np.inf), ({"value": "2 cm"}, 0.02)],
)
def test_lengths_of_scenarios(text, metres):
    assert units.metres(text) == pytest.approx(metres)


def test_bad_length():
    with pytest.raises(ValueError, match="not a length: '3 parsec'"):
        units.metres("3 parsec")


def test_rounding_follows_the_interval():
    assert units.rounded(214.4321, 205.1, 223.7) == ("214.4", "205.1 – 223.7")
    assert units.rounded(214.4321, 114.1, 314.7) == ("214", "114 – 315")
    assert units.rounded(np.nan, np.nan, np.nan) == ("–", "–")

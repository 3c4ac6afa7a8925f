"""The same seed gives the same bits, for any number of threads; more replicates only add to the first."""

import h5py
import numpy as np
import pytest
import runs

GROUPS = ("scenario", "summary", "replicates", "punctures", "map", "depth")
SMALL = {"treatment__area": '["10 mm", "10 mm"]', "treatment__directions": '["0 deg", "90 deg"]'}


def small(replicates=5, **options):
    return runs.result(
        replicates=replicates, treatment__passes=1, model__station_step=0.125, **SMALL, **options
    )


def content(path):
    """{name: bytes} of every dataset and attribute, /diagnostics and `created` apart."""
    found = {}

    def take(name, item):
        if name.split("/")[0] not in GROUPS:
            return
        for key, value in item.attrs.items():
            if key not in ("REFERENCE_LIST", "DIMENSION_LIST"):
                found[f"{name}@{key}"] = repr(value).encode()
        if isinstance(item, h5py.Dataset):
            text = h5py.check_string_dtype(item.dtype) is not None
            found[name] = repr(item.asstr()[()]).encode() if text else item[()].tobytes()

    with h5py.File(path, "r") as file:
        file.visititems(take)
        found |= {f"@{key}": repr(value).encode() for key, value in file.attrs.items() if key != "created"}
    return found


def differences(one, other):
    first, second = content(one), content(other)
    assert len(first) > 200 and first["punctures/depth"]
    return sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))


@pytest.mark.parametrize("threads", [2, 3, 7, 16])
def test_threads_change_no_bit(threads):
    assert differences(small(threads=1), small(threads=threads)) == []


def data_hash(path):
    with h5py.File(path, "r") as file:
        return file.attrs["data_hash"]


def test_the_data_hash_knows_seeds_and_not_threads():
    assert len({data_hash(small(threads=threads)) for threads in (1, 2, 3)}) == 1
    assert data_hash(small(seed=2)) != data_hash(small(threads=1))


def test_instructions_change_no_bit(monkeypatch, tmp_path):
    """Kernels for AVX-512, where the machine has it, give the bits of those for every machine."""
    files = {}
    for instructions in ("x86-64-v3", "x86-64-v4"):
        monkeypatch.setenv("PUNCTA_INSTRUCTIONS", instructions)
        files[instructions] = tmp_path / f"{instructions}.h5"
        done = runs.puncta("run", runs.CHEEK, *runs.QUICK, "-o", files[instructions])
        assert done.returncode == 0, done.stderr
    assert differences(*files.values()) == []


def test_a_repeated_run_changes_no_bit():
    assert differences(small(threads=1), small(threads=0)) == []


def test_another_seed_is_another_sample():
    changed = differences(small(threads=1), small(seed=2))
    assert {"replicates/depth_mean", "punctures/x", "punctures/depth", "map/count", "@seed"} <= set(changed)
    one, other = (runs.replicates(small(seed=seed), "depth_mean") for seed in (1, 2))
    assert not np.isin(one, other).any()


def test_replicates_differ_among_themselves():
    assert len(set(runs.replicates(small(threads=1), "depth_mean"))) == 5


def test_a_longer_run_begins_like_the_shorter_one():
    with h5py.File(small(replicates=3), "r") as short, h5py.File(small(threads=1), "r") as long:
        for name in set(short["replicates"]) - {"layer"}:
            assert short[f"replicates/{name}"][:].tobytes() == long[f"replicates/{name}"][:3].tobytes(), name
        rows = len(short["punctures/depth"])
        assert rows == (long["punctures/replicate"][:] < 3).sum() > 0
        for name in set(short["punctures"]) - {"puncture"}:
            assert short[f"punctures/{name}"][:].tobytes() == long[f"punctures/{name}"][:rows].tobytes(), name


def test_keeping_no_punctures_changes_nothing_else():
    with_table, without = content(small(threads=1)), content(small(output__punctures="false"))
    same = [
        name
        for name in with_table
        if name.split("/")[0].split("@")[0] in ("summary", "replicates", "map", "depth")
    ]
    assert len(same) > 150
    assert [name for name in same if with_table[name] != without[name]] == []


def test_finer_maps_change_no_puncture():
    coarse, fine = content(small(threads=1)), content(small(output__map_cell="0.25 mm"))
    names = [name for name in coarse if name.startswith("punctures/")]
    assert [name for name in names if coarse[name] != fine[name]] == []

"""`puncta hash` and the data hash: computed a second time from FORMAT.md alone, and whether it tells changes.

That the hash is the same for 1, 2 and 3 threads and another for another seed is asked in test_determinism.py.
"""

import shutil

import h5py
import numpy as np
import pytest
import runs

xxhash = pytest.importorskip("xxhash", reason="python3-xxhash is missing")

FREE = {"created", "complete", "data_hash", "commit", "compiler", "instruction_set", "build_type"}
KEPT_BY_HDF5 = {"CLASS", "NAME", "DIMENSION_LIST", "REFERENCE_LIST", "_Netcdf4Dimid", "_Netcdf4Coordinates"}
TYPES = {"<f8": "f64", "<i8": "i64", "<i4": "i32", "<i2": "i16", "|u1": "u8", ">f4": "", "|O": "text"}


def attributes(item, without):
    parts = b""
    for name in sorted(set(item.attrs) - without):
        value = item.attrs[name]
        parts += name.encode() + b"\0"
        parts += value.encode() + b"\0" if isinstance(value, str) else np.asarray(value).tobytes()
    return parts


def values(item):
    if item.dtype.str == ">f4":
        return b""
    if item.dtype.str == "|O":
        texts = np.ravel(item.asstr()[()])
        return b"".join(str(text).encode() + b"\0" for text in texts)
    return item[()].tobytes()


def from_the_page(path):
    """The recipe of FORMAT.md."""
    with h5py.File(path, "r") as file:
        total = xxhash.xxh3_128(attributes(file, FREE))
        paths = [f"/{group}/{name}" for group in file for name in file[group] if group != "diagnostics"]
        for path in sorted(paths, key=str.encode):
            item = file[path]
            lengths = "".join(f"{length}," for length in item.shape)
            for text in (path, TYPES[item.dtype.str], lengths):
                total.update(text.encode() + b"\0")
            total.update(xxhash.xxh3_128(values(item)).digest())
            total.update(attributes(item, KEPT_BY_HDF5))
        return total.hexdigest()


def test_the_page_suffices_to_compute_it(result_file):
    with h5py.File(result_file, "r") as file:
        written = file.attrs["data_hash"]
    assert from_the_page(result_file) == written
    done = runs.puncta("hash", result_file)
    assert (done.returncode, done.stdout) == (0, f"{written}  {result_file}\n")


def changed(result_file, tmp_path, change):
    copy = tmp_path / "changed.h5"
    shutil.copy(result_file, copy)
    with h5py.File(copy, "a") as file:
        change(file)
    return runs.puncta("hash", copy)


@pytest.mark.parametrize("name", ["punctures/depth", "map/count", "depth/layer_top", "replicates/depth_mean"])
def test_one_changed_bit_of_a_value_is_told(result_file, tmp_path, name):
    def flip(file):
        raw = np.atleast_1d(file[name][()]).copy()
        raw.view(np.uint8).flat[0] ^= 1
        file[name][...] = raw

    done = changed(result_file, tmp_path, flip)
    assert done.returncode == 2 and done.stdout == ""
    assert "changed.h5' is not what was written: its numbers have the hash" in done.stderr


@pytest.mark.parametrize("name", ["standard_error", "units"])
def test_a_changed_attribute_is_told(result_file, tmp_path, name):
    def change(file):
        file["summary/depth_mean"].attrs[name] = "km" if name == "units" else 0.0

    assert changed(result_file, tmp_path, change).returncode == 2


def test_free_attributes_and_diagnostics_are_not(result_file, tmp_path):
    def change(file):
        file.attrs["created"] = "1970-01-01T00:00:00Z"
        file.attrs["commit"] = "0" * 12
        file["diagnostics/cpu_time"][()] = 0

    assert changed(result_file, tmp_path, change).returncode == 0


def test_file_without_hash_is_told(result_file, tmp_path):
    done = changed(result_file, tmp_path, lambda file: file.attrs.__delitem__("data_hash"))
    assert done.returncode == 2 and "carries no data hash" in done.stderr


def test_damage_of_stored_bytes_is_noticed_by_every_reader(result_file, tmp_path):
    """A byte of a stored chunk flips on the disk: h5py and the program refuse it by its checksum."""
    copy = tmp_path / "flipped.h5"
    raw = bytearray(result_file.read_bytes())
    with h5py.File(result_file, "r") as file:
        column = file["punctures/force"]
        place = column.id.get_chunk_info(0)
        assert column.fletcher32 and column.shuffle and column.compression == "gzip"
        raw[place.byte_offset + place.size // 2] ^= 4
        grid = file["map/depth_mean"]
        assert grid.fletcher32
        raw[grid.id.get_chunk_info(0).byte_offset + 100] ^= 4
    copy.write_bytes(raw)
    with h5py.File(copy, "r") as file:
        for name in ("punctures/force", "map/depth_mean"):
            with pytest.raises(OSError, match="checksum"):
                file[name][()]
        file["punctures/depth"][()]
    done = runs.puncta("hash", copy)
    assert done.returncode == 2 and "damaged" in done.stderr

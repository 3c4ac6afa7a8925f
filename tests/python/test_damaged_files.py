"""Hostile and damaged result files: Python and the program refuse them in one sentence, never with a crash.

That is asked of random damage too: for any changed bytes or lost ends reading works or raises ValueError or
OSError, and the program ends with 0 or 2. PUNCTA_LONG=1 tries ten times as many.
"""

import os
import random
import re
import resource
import shutil
import subprocess
import sys
import warnings
import zlib

import h5py
import numpy as np
import puncta
import pytest
import runs
import synthetic

TRIES = 2000 if os.environ.get("PUNCTA_LONG") else 60


@pytest.fixture
def copy(result_file, tmp_path):
    path = tmp_path / "copy.h5"
    shutil.copy(result_file, path)
    return path


def changed(path, change):
    with h5py.File(path, "a") as file:
        change(file)
    return path


def read_everything(path):
    """All that a user can ask of a result."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = puncta.open(path)
        for part in ("summary", "replicates", "map", "depth", "scenario", "rolling_radius", "layers"):
            getattr(result, part)
        for name in result.punctures:
            result.punctures[name]
        repr(result)


def refused(path, message, error=(ValueError, OSError)):
    """Python and the program say so; the program in one line on stderr."""
    with pytest.raises(error, match=message) as told:
        read_everything(path)
    assert os.path.basename(path) in str(told.value)
    for command in (["hash", path], ["export", path, "--csv", path.parent / "out"]):
        done = runs.puncta(*command)
        assert done.returncode == 2 and done.stdout == "", done
        assert done.stderr.count("\n") == 1 and os.path.basename(path) in done.stderr
    assert not (path.parent / "out").exists()


def replaced(file, name, **options):
    del file[name]
    group, name = name.rsplit("/", 1)
    return file[group].create_dataset(name, **options)


def test_links_to_elsewhere(copy):
    def soft(file):
        del file["map/count"]
        file["map/count"] = h5py.SoftLink("/map/covered_count")

    refused(changed(copy, soft), "map/count is a link to elsewhere")


def test_external_links_read_no_other_file(copy, result_file):
    def external(file):
        del file["map"]
        file["map"] = h5py.ExternalLink(str(result_file), "/map")

    refused(changed(copy, external), "/map is a link to elsewhere")


def test_external_storage_reads_no_other_file(copy, tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(b"s" * 800)

    def external(file):
        shape = file["depth/layer_top"].shape
        replaced(file, "depth/layer_top", shape=shape, dtype="<f8", external=[(str(secret), 0, 800)])

    refused(changed(copy, external), "layer_top keeps its values in other files")


def test_loops_of_links(copy):
    def loop(file):
        file["map/again"] = file["map"]

    refused(changed(copy, loop), "map/again is no dataset")


def test_virtual_datasets(copy, result_file):
    def virtual(file):
        shape = file["depth/counts"].shape
        layout = h5py.VirtualLayout(shape, "<i8")
        layout[:] = h5py.VirtualSource(str(result_file), "depth/counts", shape)
        del file["depth/counts"]
        file.create_virtual_dataset("depth/counts", layout)

    refused(changed(copy, virtual), "depth/counts keeps its values in other files")


@pytest.mark.parametrize("shape", [(2**39,), (2**62,), (2**20, 2**20)])
def test_absurd_lengths(copy, shape):
    def absurd(file):
        replaced(file, "map/count", shape=shape, dtype="<i8", chunks=(1024,) * len(shape))

    refused(changed(copy, absurd), "map/count (claims|has the shape)")


def test_compressed_bombs(copy):
    """A chunk that unfolds to 512 MB in a column of a few rows: read under a limit of memory."""

    def bomb(file):
        file["punctures/x"].id.write_direct_chunk((0,), zlib.compress(bytes(512 << 20), 1) + bytes(4))

    changed(copy, bomb)
    code = "import sys, puncta; puncta.open(sys.argv[1]).punctures['x']"
    limit = 3 << 30  # of addresses; libraries and their threads take most of it

    def limited():
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

    done = subprocess.run(
        [sys.executable, "-c", code, copy],
        capture_output=True,
        text=True,
        preexec_fn=limited,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
    )
    assert re.search(r"OSError: .*copy\.h5 is damaged: group /punctures cannot be read", done.stderr), (
        done.stderr
    )
    assert runs.puncta("hash", copy).returncode == 2


def test_newer_format(copy):
    def newer(file):
        file.attrs["format_version"] = np.int64(99)

    refused(changed(copy, newer), "reads up to format", ValueError)


def test_missing_groups(copy):
    def less(file):
        del file["map"]

    refused(changed(copy, less), "has no group /map", ValueError)


def test_wrong_types(copy):
    def typed(file):
        replaced(file, "depth/layer_top", data=np.zeros((2, 2), dtype=[("a", "<f8"), ("b", "<i4")]))

    refused(changed(copy, typed), "layer_top is of type")


def test_locked_and_special_files(tmp_path, copy):
    with h5py.File(copy, "a"):  # holds HDF5's lock
        error = runs.puncta("hash", copy)
        assert error.returncode == 2 and "another program is writing it" in error.stderr
    os.mkfifo(tmp_path / "pipe.h5")
    for path, message in ((tmp_path, "it is a folder"), (tmp_path / "pipe.h5", "special file")):
        done = runs.puncta("export", path, "--csv", tmp_path / "out")
        assert done.returncode == 2 and message in done.stderr
    with pytest.raises((ValueError, OSError), match=r"pipe\.h5"):
        puncta.open(tmp_path / "pipe.h5")


def damaged(raw, chance):
    """One to eight bytes changed, or the end lost; metadata, which are few among the zeros, more often."""
    if chance.random() < 0.15:
        return raw[: chance.randrange(len(raw))]
    content = bytearray(raw)
    for _ in range(chance.choice((1, 1, 2, 8))):
        place = chance.randrange(len(content))
        while content[place] == 0 and chance.random() < 0.9:
            place = chance.randrange(len(content))
        content[place] ^= chance.randrange(1, 256)
    return bytes(content)


def test_random_damage_is_survived_by_python(result_file, tmp_path):
    """In a process of its own, so that a crash is seen as one."""
    code = """
import faulthandler, sys
faulthandler.enable()
from test_damaged_files import damaged, read_everything
import random
raw = open(sys.argv[1], "rb").read()
count = refused = 0
for number in range(int(sys.argv[3])):
    path = sys.argv[2]
    open(path, "wb").write(damaged(raw, random.Random(number)))
    try:
        read_everything(path)
    except (ValueError, OSError) as error:
        refused += 1
        assert "damaged.h5" in str(error) or "length" in str(error), (number, error)
    except BaseException as error:
        raise AssertionError(f"file {number}: {error!r}") from error
print(refused)
"""
    arguments = [result_file, tmp_path / "damaged.h5", str(TRIES)]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        cwd=os.path.dirname(__file__),
    )
    assert done.returncode == 0, done.stderr
    assert TRIES / 5 < int(done.stdout) < TRIES  # some damage lies where nobody looks


def test_random_damage_is_survived_by_the_program(result_file, tmp_path):
    raw, path = result_file.read_bytes(), tmp_path / "damaged.h5"
    statuses = []
    for number in range(TRIES):
        path.write_bytes(damaged(raw, random.Random(10_000 + number)))
        done = runs.puncta("hash", path)
        assert done.returncode in (0, 2), (number, done)
        assert done.returncode == 0 or done.stderr.count("\n") == 1, (number, done.stderr)
        statuses.append(done.returncode)
    assert set(statuses) == {0, 2}


def test_a_damaged_column_is_told_and_the_others_are_read(tmp_path):
    table = synthetic.punctures()
    path = synthetic.write(tmp_path / "part.h5", table)
    with h5py.File(path, "a") as file:
        values = file["punctures/x"][:]
        del file["punctures/x"]
        column = file["punctures"].create_dataset(
            "x", data=values, chunks=(1000,), compression="gzip", shuffle=True, fletcher32=True
        )
        place = column.id.get_chunk_info(2)
    assert np.array_equal(puncta.open(path).punctures["x"], values)  # the last chunk is not full
    raw = bytearray(path.read_bytes())
    raw[place.byte_offset + 50] ^= 1
    path.write_bytes(raw)
    result = puncta.open(path)
    with pytest.raises(OSError, match=r"part\.h5 is damaged: group /punctures cannot be read"):
        result.punctures["x"]
    assert np.array_equal(result.punctures["y"], table["y"])

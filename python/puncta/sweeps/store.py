"""A folder of results, each named by the hash of its scenario: what is there is never computed again.

KEY.h5 is a finished result (it gets this name only when complete), KEY.h5.part one under way, KEY.failed
the reason why one could not be computed. Several sweeps may share a folder.
"""

import contextlib
import itertools
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from puncta.sweeps import quantities


@dataclass(frozen=True)
class Outcome:
    """What is known of a point: estimates and replicates by quantity, or why it failed.

    estimates   {name: (value, standard_error, ci_low, ci_high)}, SI
    replicates  {name: float64 array, one value per replicate}
    failure     text; "" when there is none
    """

    estimates: dict
    replicates: dict
    failure: str = ""


usual_bytes = 0.3e6  # of a result without its punctures, maps of half a millimetre


class Store:
    def __init__(self, folder):
        self.folder = Path(folder)

    def path(self, key):
        return self.folder / f"{key}.h5"

    def make(self):
        """Make the folder; OSError where that is not possible."""
        self.folder.mkdir(parents=True, exist_ok=True)

    def require_space(self, count):
        """OSError unless `count` more results fit on the disk."""
        there = [path.stat().st_size for path in itertools.islice(self.folder.glob("*.h5"), 20)]
        needed = count * (sum(there) / len(there) if there else usual_bytes)
        free = shutil.disk_usage(self.folder).free
        if needed > free:
            sizes = f"{needed / 1e6:.3g} MB, {free / 1e6:.3g} MB are free"
            raise OSError(f"{self.folder}: {count} results need about {sizes}")

    def has(self, key, replicates):
        """Whether a finished result with at least so many replicates is there."""
        with self._finished(key) as file:
            return file is not None and len(file["replicates/replicate"]) >= replicates

    def is_begun(self, key):
        """Whether an earlier run left something to go on from, or a shorter result."""
        path = self.path(key)
        return path.exists() or path.with_name(path.name + ".part").exists()

    def failure(self, key, replicates):
        """Why the point failed when it was last tried with so many replicates; None if it did not."""
        try:
            entry = json.loads(self._failed(key).read_text(encoding="utf-8"))
            return str(entry["reason"]) if entry["replicates"] == replicates else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def note_failure(self, key, replicates, reason):
        part = self.folder / f"{key}.failed.{os.getpid()}.part"
        part.write_text(json.dumps({"replicates": replicates, "reason": reason}) + "\n", encoding="utf-8")
        os.replace(part, self._failed(key))

    def forget_failure(self, key):
        self._failed(key).unlink(missing_ok=True)

    def outcome(self, key, replicates):
        """The Outcome of a point in its first `replicates`; None while neither finished nor failed.

        The first replicates of a longer run are those of a shorter one.
        """
        found = self._replicates(key)
        if found is None or min(map(len, found.values()), default=0) < replicates:
            reason = self.failure(key, replicates)
            return None if reason is None else Outcome({}, {}, reason)
        found = {name: column[:replicates] for name, column in found.items()}
        return Outcome({name: _estimate(name, column) for name, column in found.items()}, found)

    def _failed(self, key):
        return self.folder / f"{key}.failed"

    @contextlib.contextmanager
    def _finished(self, key):
        """The opened file of a finished result whose hash fits, or None; OSError where it is damaged."""
        from puncta import hdf5

        path = self.path(key)
        if not path.is_file():
            yield None
            return
        try:
            with hdf5.opened(path) as file:
                sound = file.attrs.get("complete", 0) and _text(file["scenario/hash"][()]) == key
                yield file if sound else None
        except PermissionError:
            raise
        except (ValueError, OSError, KeyError, RuntimeError) as error:
            raise OSError(
                f"{path} is damaged ({error}); remove it, and the point is computed again"
            ) from None

    def _replicates(self, key):
        """{quantity: value in every replicate} of a finished file; None if there is none."""
        with self._finished(key) as file:
            return None if file is None else _columns(file["replicates"].id)


def _columns(group):
    """The quantities of /replicates by HDF5's own calls: thirty columns of a thousand files take seconds."""
    import h5py

    found = {}
    for name in quantities.table():
        column = h5py.h5d.open(group, name.encode())
        found[name] = np.empty(column.shape)
        column.read(h5py.h5s.ALL, h5py.h5s.ALL, found[name])
    return found


def _estimate(name, values):
    """(value, standard_error, ci_low, ci_high) of a quantity, as a run forms it from its replicates."""
    from puncta import _core

    known = values[~np.isnan(values)]
    return tuple(_core.estimate_mean(known, quantities.table()[name]["is_share"])[:4])


def _text(value):
    return value.decode() if isinstance(value, bytes) else str(value)

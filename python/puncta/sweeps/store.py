"""A folder of results, each named by the hash of its scenario: what is there is never computed again.

KEY.h5 is a finished result (it gets this name only when complete), KEY.h5.part one under way, KEY.failed
the reason why one could not be computed. Several sweeps may share a folder.
"""

import contextlib
import fcntl
import json
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np


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


class Store:
    def __init__(self, folder):
        self.folder = Path(folder)

    def path(self, key):
        return self.folder / f"{key}.h5"

    def make(self):
        """Make the folder; OSError where that is not possible."""
        self.folder.mkdir(parents=True, exist_ok=True)

    def has(self, key, replicates):
        """Whether a finished result with at least so many replicates is there."""
        with self._finished(key) as file:
            return file is not None and len(file["replicates/replicate"]) >= replicates

    def is_being_written(self, key):
        """Whether some process is at work on this result now."""
        try:
            with open(f"{self.path(key)}.part", "rb") as part:
                fcntl.flock(part, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            pass
        return False

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
        """The Outcome of a point, cut to its first `replicates`; None while neither finished nor failed."""
        found = self._read(key)
        if found is None or _count(found) < replicates:
            reason = self.failure(key, replicates)
            return None if reason is None else Outcome({}, {}, reason)
        if _count(found) == replicates:
            return found
        return _first(found, replicates)

    def _failed(self, key):
        return self.folder / f"{key}.failed"

    @contextlib.contextmanager
    def _finished(self, key):
        """The opened file of a finished result whose hash fits, or None; OSError where it is damaged."""
        import h5py

        path = self.path(key)
        if not path.is_file():
            yield None
            return
        try:
            with h5py.File(path, "r") as file:
                sound = file.attrs.get("complete", 0) and _text(file["scenario/hash"][()]) == key
                yield file if sound else None
        except (OSError, KeyError, RuntimeError) as error:
            raise OSError(
                f"{path} is damaged ({error}); remove it, and the point is computed again"
            ) from None

    def _read(self, key):
        """The Outcome of a finished file; None if there is none."""
        with self._finished(key) as file:
            if file is None:
                return None
            table, summary = file["replicates"], file["summary"]
            replicates = {
                name: table[name][()] for name in table if name in summary and table[name].ndim == 1
            }
            return Outcome({name: _estimate(summary[name]) for name in replicates}, replicates)


def _estimate(item):
    return (float(item[()]), *(float(item.attrs[part]) for part in ("standard_error", "ci_low", "ci_high")))


def _count(outcome):
    return min((len(column) for column in outcome.replicates.values()), default=0)


def _first(outcome, count):
    """The Outcome of the first replicates of a longer run, which is that of a shorter one."""
    from puncta import _core

    replicates = {name: column[:count] for name, column in outcome.replicates.items()}
    shares = {entry["name"] for entry in _core.quantities() if entry["is_share"]}
    estimates = {}
    for name in outcome.estimates:
        known = replicates[name][~np.isnan(replicates[name])]
        estimates[name] = tuple(_core.estimate_mean(known, name in shares)[:4])
    return Outcome(estimates, replicates)


def _text(value):
    return value.decode() if isinstance(value, bytes) else str(value)

"""The folder of a sweep: whose it is, and that one process at a time works in it."""

import contextlib
import fcntl
import json
import os
from pathlib import Path

from puncta import whole_file


@contextlib.contextmanager
def claimed(path, definition, what="sweep"):
    """Within the with-block the folder is this sweep's (or target's), and nobody else runs one in it.

    It is made, or may hold this sweep, perhaps a smaller one now extended. ValueError where it holds another
    one or somebody is at work in it, OSError where it cannot be made; then it stays as it was.
    """
    path = Path(path)
    _require_free(path, definition, what)
    path.mkdir(parents=True, exist_ok=True)
    with locked(path):
        _require_free(path, definition, what)  # somebody may have come in meanwhile
        note = json.dumps(_identity(definition), indent=1, ensure_ascii=False) + "\n"
        whole_file.replace(path / f"{what}.json", note.encode())
        whole_file.replace(path / f"{what}.toml", definition.text.encode())
        yield


@contextlib.contextmanager
def locked(path):
    """Nobody else runs a sweep in this folder within the with-block; ValueError if somebody does."""
    file = os.open(Path(path) / ".lock", os.O_RDWR | os.O_CREAT, 0o666)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ValueError(f"another process is running a sweep in {path}") from None
        yield
    finally:
        os.close(file)


def _require_free(path, definition, what):
    """ValueError or OSError unless the folder is not there, empty, or holds this sweep."""
    if path.exists() and not path.is_dir():
        raise NotADirectoryError(f"{path} is a file; a {what} needs a folder")
    note = path / f"{what}.json"
    try:
        found = json.loads(note.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if path.is_dir() and any(entry.name not in _ours(what) for entry in path.iterdir()):
            raise ValueError(
                f"{path} is not empty and holds no {what}; choose another folder with -o"
            ) from None
        return
    except ValueError:
        raise OSError(f"{note} is damaged; choose another folder, or remove it") from None
    for key, value in _identity(definition).items():
        if found.get(key) != value:
            raise ValueError(
                f"{path} holds another {what}: its {key} is {_short(found.get(key))}, "
                f"not {_short(value)}; choose another folder with -o"
            )


def _ours(what):
    """What a sweep has in its folder before it has its note."""
    return {".lock", f"{what}.json.part"}


def _identity(definition):
    """What must stay for a folder to hold the same sweep; values of axes, samples and replicates may grow."""
    return {
        "base": definition.base.name,
        "design": definition.design,
        "keys": [key for axis in definition.axes for key in (axis.key, *axis.companions)],
        "ranges": [[a.key, a.low, a.high, a.unit, a.scale] for a in definition.axes if a.values is None],
        "seed": definition.seed,
        "common_random_numbers": definition.common_random_numbers,
    }


def _short(value):
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) < 90 else text[:87] + "…"

"""The folder of a sweep: whose it is, and that one process at a time works in it."""

import contextlib
import fcntl
import json
import os
from pathlib import Path


def claim(path, definition, what="sweep"):
    """Make the folder, or check that it holds this sweep (or target), perhaps a smaller one now extended.

    ValueError where it holds another one; OSError where it cannot be made.
    """
    path = Path(path)
    if path.exists() and not path.is_dir():
        raise NotADirectoryError(f"{path} is a file; a {what} needs a folder")
    ours = _identity(definition)
    note = path / f"{what}.json"
    if note.exists():
        try:
            found = json.loads(note.read_text(encoding="utf-8"))
        except ValueError:
            raise OSError(f"{note} is damaged; choose another folder, or remove it") from None
        for key, value in ours.items():
            if found.get(key) != value:
                raise ValueError(
                    f"{path} holds another {what}: its {key} is {_short(found.get(key))}, "
                    f"not {_short(value)}; choose another folder with -o"
                )
    elif path.is_dir() and any(path.iterdir()):
        raise ValueError(f"{path} is not empty and holds no {what}; choose another folder with -o")
    path.mkdir(parents=True, exist_ok=True)
    replace(note, (json.dumps(ours, indent=1, ensure_ascii=False) + "\n").encode())
    replace(path / f"{what}.toml", definition.text.encode())


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


def replace(path, data):
    """Write a file as a whole or not at all."""
    part = path.with_name(path.name + ".part")
    try:
        with open(part, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


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

"""SALib, which Debian does not have: the launcher keeps it beside the built package, in build/extras."""

import importlib
import sys
from pathlib import Path

version = "1.4.7"


def module(name):
    """The module SALib.NAME; an ImportError that says how to get it."""
    try:
        return importlib.import_module(f"SALib.{name}")
    except ModuleNotFoundError as error:
        if error.name != "SALib":
            raise ImportError(f"SALib needs {error.name}: apt-get install python3-multiprocess") from None
    for folder in _extras():
        # Last on the path: what Debian has is taken from Debian.
        sys.path.append(folder)
        try:
            return importlib.import_module(f"SALib.{name}")
        except ModuleNotFoundError as error:
            if error.name != "SALib":
                raise ImportError(f"SALib needs {error.name}: apt-get install python3-multiprocess") from None
            sys.path.remove(folder)
    raise ImportError(f'the designs "saltelli" and "morris" need SALib, which is not installed; {command()}')


def command():
    """What a user does to have it."""
    extras = _folder()
    if not (extras.parent / "CMakeCache.txt").is_file():
        return "pip install SALib beside puncta"
    packages = "apt-get install python3-venv python3-multiprocess"
    pip = f"{extras}/bin/pip install --no-deps SALib=={version}"
    return f"./puncta sweep installs it, or by hand: {packages} && /usr/bin/python3 -m venv {extras} && {pip}"


def _folder():
    """build/extras of build/python/puncta/sensitivity/salib.py."""
    return Path(__file__).resolve().parents[3] / "extras"


def _extras():
    return [str(path) for path in sorted(_folder().glob("lib/python3*/site-packages"))]

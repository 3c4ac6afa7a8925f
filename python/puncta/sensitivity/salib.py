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
    raise ImportError(
        'the designs "saltelli" and "morris" need SALib, which is not installed; '
        f"./puncta sweep installs it, or by hand: {command()}"
    )


def command():
    """What a user types to have it."""
    extras = _folder()
    return (
        f"apt-get install python3-venv python3-multiprocess && /usr/bin/python3 -m venv {extras} && "
        f"{extras}/bin/pip install --no-deps SALib=={version}"
    )


def _folder():
    """build/extras of build/python/puncta/sensitivity/salib.py."""
    return Path(__file__).resolve().parents[3] / "extras"


def _extras():
    return [str(path) for path in sorted(_folder().glob("lib/python3*/site-packages"))]

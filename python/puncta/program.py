"""The command `puncta` of an installed package: hands over to the compiled program that lies in it.

Commands written in Python run in this interpreter, so that they find the packages of its environment.
"""

import os
import runpy
import sys
from pathlib import Path


def program():
    """The compiled program; an OSError where the package carries none."""
    path = Path(__file__).with_name("bin") / "puncta"
    if not os.access(path, os.X_OK):
        raise OSError(f"this package carries no program {path}; install it with `pip install ./python`")
    return path


def main():
    try:
        from puncta._core import python_commands

        modules = python_commands()
        if len(sys.argv) > 1 and sys.argv[1] in modules:
            module = modules[sys.argv[1]]
            sys.argv = sys.argv[1:]
            runpy.run_module(module, run_name="__main__", alter_sys=True)
            return 0
        os.execv(program(), ["puncta", *sys.argv[1:]])
    except (ImportError, OSError) as error:
        print(f"puncta: {error}", file=sys.stderr)
        return 4

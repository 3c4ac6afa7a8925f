"""The readers of sweeps and targets under Atheris (PyPI), a libFuzzer for Python; started by run.py."""

import sys

import atheris

with atheris.instrument_imports(include=["puncta", "tomllib"]):
    import sweep_entry


def main():
    atheris.Setup(sys.argv, lambda data: sweep_entry.read(bytes(data)))
    atheris.Fuzz()


if __name__ == "__main__":
    main()

"""Files that are written as a whole or not at all: beside their place under another name, then renamed."""

import io
import os
from pathlib import Path


def replace(path, data):
    """Bytes as the file `path`, or as what that links to; OSError with its name and the reason."""
    path = Path(os.path.realpath(path))
    part = path.with_name(path.name + ".part")
    try:
        with open(part, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, os.fspath(path)) from None
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def save_figure(figure, path, **options):
    """A Matplotlib figure as PNG, SVG or PDF, as the name says; options of savefig."""
    drawn = io.BytesIO()
    # A name without an ending gets Matplotlib's usual one.
    kind = Path(path).suffix.lstrip(".")
    figure.savefig(drawn, format=kind or "png", **options)
    replace(path if kind else f"{path}.png", drawn.getvalue())

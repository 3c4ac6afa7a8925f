"""Where a page is written: never over a file of somebody else, never half of it."""

import os
from pathlib import Path

from puncta import whole_file


def mark(command):
    """First lines of every page of a command, by which it knows its own."""
    return f"<!doctype html>\n<!-- report of puncta {command} -->\n"


def require_writable(output, command):
    """OSError for what could not be written, and for any file that is not a report of this command."""
    path = Path(output)
    folder = path.parent
    if path.is_dir():
        raise OSError(f"cannot write the report '{output}': it is a folder")
    if not folder.is_dir():
        raise OSError(f"cannot write the report '{output}': the folder '{folder}' does not exist")
    if path.exists() and not path.is_file():
        raise OSError(f"cannot write the report '{output}': it is a device or another special file")
    if path.is_file() and path.stat().st_size > 0:
        wanted = mark(command).encode()
        with path.open("rb") as file:
            if file.read(len(wanted)) != wanted:
                raise OSError(
                    f"cannot write the report '{output}': the file is there and is no report of "
                    f"`puncta {command}`; choose another name"
                )
    if not os.access(folder, os.W_OK):
        raise OSError(f"cannot write the report '{output}': Permission denied")


def write(output, text):
    """Written beside under another name and renamed, so that no half page stands under the name."""
    try:
        whole_file.replace(output, text.encode())
    except OSError as error:
        raise OSError(f"cannot write the report '{output}': {error.strerror}") from None

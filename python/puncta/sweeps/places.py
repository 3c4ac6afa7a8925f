"""Reading a TOML text of somebody else, and where a statement stands in it: tomllib forgets that.

What is too large, too deep or does not print is refused here, before anything is made of it.
"""

import os
import re
import stat
import tomllib

largest_file = 1 << 20  # bytes, as of a scenario
longest_text = 1000  # characters of one value
deepest = 32  # tables and lists within each other

# No part of these can match the same characters in two ways: a line of a megabyte takes no longer than it is.
_header = re.compile(r"\s*\[\[?([^\]]+)\]\]?\s*(#.*)?$")
_statement = re.compile(
    r"\s*((?:\"[^\"]*\"|'[^']*'|[A-Za-z0-9_-]+)(?:\s*\.\s*(?:\"[^\"]*\"|'[^']*'|[A-Za-z0-9_-]+))*)\s*="
)


class Problem(ValueError):
    """What is wrong with a sweep or a target, with file, line and column."""


def read(path):
    """The text of a file; a Problem for what is no text or too large, OSError for what cannot be read."""
    path = os.fspath(path)
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise Problem(f"{path}: is not a regular file")
        data = file.read(largest_file + 1)
    if len(data) > largest_file:
        raise Problem(f"{path}: is too large for this kind of file: at most {largest_file} bytes")
    try:
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise Problem(f"{path}: not a text in UTF-8: {error}") from None


def parse(path, text):
    """The document of a TOML text; a Problem with the place of the error."""
    try:
        document = tomllib.loads(text)
        fault = _fault(document, deepest)
    except RecursionError:
        document, fault = {}, _too_deep
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at (?:line (\d+), column (\d+)|end of document)\)", str(error))
        line, column = (place[1], place[2]) if place and place[1] else (len(text.split("\n")), 1)
        what = re.sub(r"\s*\(at (?:line \d+, column \d+|end of document)\)$", "", str(error))
        raise Problem(
            _shown(path, text, int(line), int(column), f"this is not TOML: {printable(what)}")
        ) from None
    except ValueError as error:  # of int() and of dates, which tomllib lets through
        raise Problem(f"{path}: this is not TOML: {printable(str(error))}") from None
    if fault:
        raise Problem(f"{path}: {fault}")
    return document


_too_deep = f"tables and lists lie more than {deepest} deep in each other"


def _fault(value, levels):
    """What no sweep needs and a stranger may write: depth, long or hidden texts, numbers beyond 64 bits."""
    if levels == 0:
        return _too_deep
    if isinstance(value, dict):
        inner = [*value, *value.values()]
    elif isinstance(value, list):
        inner = value
    elif isinstance(value, str):
        if len(value) > longest_text:
            return f"a text of {len(value)} characters; at most {longest_text}"
        hidden = next((letter for letter in value if not letter.isprintable()), None)
        return hidden and f'"{printable(value)}" holds a character that does not print, U+{ord(hidden):04X}'
    elif isinstance(value, int) and not -(2**63) <= value < 2**63:
        return f"a whole number of {len(str(abs(value)))} digits; TOML has 64 bits"
    else:
        return None
    return next((fault for item in inner if (fault := _fault(item, levels - 1))), None)


def printable(text):
    """A text for the terminal: what could drive it becomes a question mark."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def problem(path, text, keys, what):
    """A Problem that points at the statement of the path `keys` (a tuple), or at what comes nearest.

    "[1]" in the path is the second of the tables [[…]] of the name before it; without it the first is meant.
    """
    line, column = _find(text, keys)
    return Problem(_shown(path, text, line, column, what))


def _shown(path, text, line, column, what):
    lines = text.split("\n")
    excerpt = printable(lines[line - 1]) if 0 < line <= len(lines) else ""
    if len(excerpt) > _longest_excerpt:
        return f"{path}:{line}:{column}: {what}"
    return f"{path}:{line}:{column}: {what}\n{line:>5} | {excerpt}\n      | {' ' * (column - 1)}^"


_longest_excerpt = 160


def _find(text, keys):
    """Line and column of the statement whose path shares the most keys with `keys`."""
    best, place, table, counted = 0, (1, 1), (), {}
    for number, line in enumerate(text.split("\n"), 1):
        if header := _header.match(line):
            table = _parts(header[1])
            if line.lstrip().startswith("[["):
                counted[table] = counted.get(table, -1) + 1
                table = (*table, f"[{counted[table]}]")
            found, column = table, line.index("[") + 1
        elif statement := _statement.match(line):
            found, column = table + _parts(statement[1]), statement.start(1) + 1
        else:
            continue
        shared = _shared(found, keys)
        if shared > best:
            best, place = shared, (number, column)
    return place


def _shared(found, keys):
    """How many leading keys both have; a statement that leads away from `keys` counts as none."""
    flat = tuple(part for key in keys for part in key.split("."))
    found = tuple(part for key in found for part in key.split("."))
    if not any(part.startswith("[") for part in flat):
        found = tuple(part for part in found if not part.startswith("["))
    return len(found) if flat[: len(found)] == found else 0


def _parts(dotted):
    return tuple(part.strip("\"'") for part in re.findall(r"\"[^\"]*\"|'[^']*'|[A-Za-z0-9_-]+", dotted))

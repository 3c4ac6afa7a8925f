"""Where a statement stands in a TOML text: tomllib forgets it, and messages must point at it."""

import re
import tomllib

_header = re.compile(r"\s*\[\[?\s*([^\]]+?)\s*\]\]?\s*(#.*)?$")
_statement = re.compile(
    r"\s*((?:\"[^\"]*\"|'[^']*'|[A-Za-z0-9_-]+)(?:\s*\.\s*(?:\"[^\"]*\"|'[^']*'|[A-Za-z0-9_-]+))*)\s*="
)


class Problem(ValueError):
    """What is wrong with a sweep or a target, with file, line and column."""


def parse(path, text):
    """The document of a TOML text; a Problem with the place of the error."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at (?:line (\d+), column (\d+)|end of document)\)", str(error))
        line, column = (place[1], place[2]) if place and place[1] else (len(text.splitlines()), 1)
        what = re.sub(r"\s*\(at .*\)$", "", str(error))
        raise Problem(_shown(path, text, int(line), int(column), f"this is not TOML: {what}")) from None


def problem(path, text, keys, what):
    """A Problem that points at the statement of the path `keys` (a tuple), or at what comes nearest.

    "[1]" in the path is the second of the tables [[…]] of the name before it; without it the first is meant.
    """
    line, column = _find(text, keys)
    return Problem(_shown(path, text, line, column, what))


def _shown(path, text, line, column, what):
    lines = text.splitlines()
    excerpt = lines[line - 1] if 0 < line <= len(lines) else ""
    return f"{path}:{line}:{column}: {what}\n{line:>5} | {excerpt}\n      | {' ' * (column - 1)}^"


def _find(text, keys):
    """Line and column of the statement whose path shares the most keys with `keys`."""
    best, place, table, counted = 0, (1, 1), (), {}
    for number, line in enumerate(text.splitlines(), 1):
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

"""scenarios/published/literature.toml: what was measured, and what each row may be used for.

A row is for input (a number on a card), calibration, validation, or a claim of popular texts. Nothing may
be fitted to a row that is for validation, and a case may rest on no other: both are refused here and in a
test.
"""

import tomllib

from puncta.validation.case import STATUS, Measurement

USES = ("input", "calibrate", "validate", "claim")
KEYS = {"key": str, "says": str, "source": str, "status": str, "use": list}


def read(file, sources, problems):
    """{key: Measurement}; problems get a line for everything that is wrong."""
    name = f"published/{file.name}"
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(f"{file}: not TOML: {error}")
        return {}
    except OSError as error:
        problems.append(f"{file}: cannot be read: {error.strerror}")
        return {}
    found = {}
    for key in content.keys() - {"row"}:
        problems.append(f"{name}: unknown key {key}; known here: row")
    rows = content.get("row", [])
    for number, row in enumerate(rows if isinstance(rows, list) else [], 1):
        here = (
            f'{name}: row "{row.get("key", f"number {number}")}"'
            if isinstance(row, dict)
            else f"{name}: row {number}"
        )
        wrong = _wrong(row, sources) if isinstance(row, dict) else ["must be a table"]
        if not wrong and row["key"] in found:
            wrong = ["this key is taken"]
        problems += [f"{here}: {text}" for text in wrong]
        if not wrong:
            found[row["key"]] = Measurement(
                row["key"], row["says"], row["source"], row["status"], tuple(row["use"])
            )
    return found


def _wrong(row, sources):
    wrong = [f"unknown key {key}; known here: {', '.join(KEYS)}" for key in sorted(row.keys() - KEYS.keys())]
    wrong += [f"{key} is missing" for key in KEYS if not isinstance(row.get(key), KEYS[key]) or not row[key]]
    if wrong:
        return wrong
    if row["status"] not in STATUS:
        wrong.append(f'status "{row["status"]}" is not one of {", ".join(STATUS)}')
    if row["source"] not in sources:
        wrong.append(f'source "{row["source"]}" is not in sources.bib')
    wrong += [f'use "{use}" is not one of {", ".join(USES)}' for use in row["use"] if use not in USES]
    return wrong

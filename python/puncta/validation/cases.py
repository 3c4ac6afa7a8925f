"""Reading scenarios/limits and scenarios/published.

A file is one topic: a title and [[case]] tables. Everything that is wrong is collected and reported at once,
each line naming the file and the case.
"""

import tomllib
from pathlib import Path

from puncta import sources
from puncta.validation import literature
from puncta.validation.case import PUBLISHED, VERIFICATION, CaseError, Line, Suite
from puncta.validation.case_reader import CaseReader, meant


def shipped():
    """Folder of the cases beside the package, or in a source tree above it."""
    package = Path(__file__).resolve().parent.parent
    beside = package / "cases"
    if beside.is_dir():
        return beside
    return package.parents[1] / "scenarios"


def read(folder, models):
    """Suite of a folder with limits/ and published/; CaseError lists everything that is wrong."""
    folder, problems = Path(folder), []
    suite = Suite(sources=_sources(folder, problems))
    suite.literature = literature.read(folder / "published" / "literature.toml", suite.sources, problems)
    for part, kinds in (("limits", VERIFICATION), ("published", PUBLISHED)):
        files = [file for file in sorted((folder / part).glob("*.toml")) if file.stem != "literature"]
        if not files:
            problems.append(f"{folder / part}: no case file (*.toml) here")
        for file in files:
            content = _toml(file, problems)
            if content is None:
                continue
            shown = f"{part}/{file.name}"
            if file.stem == "required":
                suite.required += _required(content, shown, problems)
            else:
                suite.cases += _topic(content, shown, kinds, models, suite, problems)
    seen = {}
    for case in suite.cases:
        if case.id in seen:
            problems.append(f'{case.file}: case "{case.id}": this id is taken by a case in {seen[case.id]}')
        seen[case.id] = case.file
    if problems:
        raise CaseError("\n".join(problems))
    return suite


def _toml(file, problems):
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(f"{file}: not TOML: {error}")
    except OSError as error:
        problems.append(f"{file}: cannot be read: {error.strerror}")
    return None


def _sources(folder, problems):
    """Keys with their fields: the sources of cards and laws, and those that only published cases use."""
    shared = (folder / "sources.bib", folder.parent / "models" / "sources.bib", shipped() / "sources.bib")
    files = [file for file in shared if file.is_file()][:1]
    if not files:
        problems.append(f"{folder}: sources.bib is missing")
    files += [file for file in [folder / "published" / "sources.bib"] if file.is_file()]
    return {key: fields for file in files for key, fields in sources.read(file).items()}


def _required(content, file, problems):
    lines = []
    for key in content.keys() - {"line"}:
        problems.append(f"{file}: unknown key {key}; known here: line")
    for number, entry in enumerate(content.get("line", []), 1):
        wanted = {"name": str, "cases": list}
        if not isinstance(entry, dict) or any(not isinstance(entry.get(k), t) for k, t in wanted.items()):
            problems.append(f"{file}: line {number}: needs name (a text) and cases (a list of ids)")
            continue
        for key in entry.keys() - wanted.keys():
            problems.append(f'{file}: line "{entry["name"]}": unknown key {key}; known here: cases, name')
        lines.append(Line(entry["name"], [str(item) for item in entry["cases"]]))
    return lines


def _topic(content, file, kinds, models, suite, problems):
    for key in content.keys() - {"title", "case"}:
        problems.append(f"{file}: unknown key {key}{meant(key, {'title', 'case'})}")
    title = content.get("title")
    if not isinstance(title, str):
        problems.append(f"{file}: needs a title")
    tables = content.get("case", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        problems.append(f"{file}: cases are written as [[case]]")
        return []
    cases = []
    for number, table in enumerate(tables, 1):
        name = table.get("id", f"number {number}")
        reader = CaseReader(table, f'{file}: case "{name}"', problems)
        case = reader.case(str(title), file, kinds, models, suite.sources, suite.literature)
        if case is not None:
            cases.append(case)
    return cases

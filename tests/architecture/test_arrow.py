"""The one arrow between folders, read off the #include lines.

engine <- models <- scenarios <- {bench, tests, python}
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("engine", "models", "scenarios", "bench", "tests", "python")
# What each folder may include of the project.
MAY_INCLUDE = {
    "engine": {"engine"},
    "models": {"engine", "models"},
    "scenarios": {"engine", "models", "scenarios"},
    "bench": {"engine", "models", "scenarios", "bench"},
    "tests": {"engine", "models", "scenarios", "tests", "bench"},  # bench/baselines: slow twins
    "python": {"engine", "models", "scenarios", "python"},
}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">]', re.MULTILINE)
GENERATED = {"version.hpp"}  # made by CMake under build/generated


def sources(folder, *suffixes):
    return sorted(path for path in (ROOT / folder).rglob("*") if path.suffix in suffixes)


CODE = [path for folder in FOLDERS for path in sources(folder, ".hpp", ".cpp", ".h", ".cc")]
HEADERS = [path for path in CODE if path.suffix in (".hpp", ".h")]


def label(path):
    return str(path.relative_to(ROOT))


def includes(text):
    """(quote, target) of every #include of a source text, comments taken out."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return INCLUDE.findall(text)


def forbidden(folder, text):
    """Targets in this text that its folder must not include."""
    found = []
    for _, target in includes(text):
        first = target.split("/")[0]
        if first in FOLDERS and first not in MAY_INCLUDE[folder]:
            found.append(target)
    return found


def test_there_is_code_to_check():
    assert len(sources("engine", ".hpp")) > 10 and len(sources("models", ".hpp")) > 5, ROOT


def test_the_check_bites():
    assert forbidden("engine", '#include "models/skin/skin_card.hpp"\n') == ["models/skin/skin_card.hpp"]
    assert forbidden("models", "  #  include <scenarios/runner/plan.hpp>\n") == ["scenarios/runner/plan.hpp"]
    two = '#include "tests/x.hpp"\n#include "bench/y.hpp"\n'
    assert forbidden("scenarios", two) == ["tests/x.hpp", "bench/y.hpp"]
    assert forbidden("models", '#include "engine/base/error.hpp"\n// #include "tests/x.hpp"\n') == []


@pytest.mark.parametrize("path", CODE, ids=label)
def test_includes_follow_the_arrow(path):
    folder = path.relative_to(ROOT).parts[0]
    assert forbidden(folder, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", CODE, ids=label)
def test_own_headers_are_named_from_the_root(path):
    """A quoted include is a file of this project written from the root: the arrow can be read off it."""
    for quote, target in includes(path.read_text(encoding="utf-8")):
        if quote != '"' or target in GENERATED:
            continue
        assert (ROOT / target).is_file(), f"{label(path)} includes {target}"
        assert ".." not in Path(target).parts


@pytest.mark.parametrize("path", HEADERS, ids=label)
def test_header_guards_itself_once(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines and lines[0] == "#pragma once"
    assert lines.count("#pragma once") == 1


@pytest.mark.parametrize("folder", ["engine", "models"])
def test_link_lists_follow_the_arrow(folder):
    """CMake must not link upward either: puncta_models belongs to models, puncta_runner to scenarios."""
    upward = {"engine": ("puncta_models", "puncta_runner"), "models": ("puncta_runner",)}[folder]
    text = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / folder).rglob("CMakeLists.txt"))
    assert "add_library" in text
    assert [name for name in upward if re.search(rf"\b{name}\b", text)] == []


def test_python_package_does_not_lean_on_tests():
    for path in sources("python", ".py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"^\s*(?:from|import)\s+(?:tests|bench)\b", text, re.MULTILINE), label(path)


def test_openmp_has_one_home():
    """architecture.md: one place for the pragma. No other file is built with OpenMP."""
    pragma = re.compile(r"^\s*#\s*pragma\s+omp", re.MULTILINE)
    homes = [label(p) for p in CODE if pragma.search(p.read_text(encoding="utf-8"))]
    assert homes == ["engine/parallel/thread_team.cpp"]

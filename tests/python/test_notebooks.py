"""The notebooks run, cell by cell; the script of the figures makes what the READMEs show."""

import ast
import json
import os
import re
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import pytest
import runs
from puncta.sensitivity import salib

sys.path.insert(0, str(runs.ROOT / "python/figures"))
import make_figures

NOTEBOOKS = sorted((runs.ROOT / "python/notebooks").glob("*.ipynb"))
LONG = pytest.mark.skipif("PUNCTA_LONG" not in os.environ, reason="takes half a minute; runs under --long")


def cells(path, kind="code"):
    book = json.loads(path.read_text(encoding="utf-8"))
    assert book["nbformat"] == 4
    return ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == kind]


def execute(path):
    """Runs all cells in one namespace; gives the values of last expressions, as a notebook shows them."""
    names, shown = {"__name__": "__main__"}, []
    for source in cells(path):
        body = ast.parse(source).body
        quiet = source.rstrip().endswith(";")
        last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), str(path), "exec"), names)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), str(path), "eval"), names)
            if not quiet and value is not None:
                shown.append(value)
    return names, shown


@pytest.fixture(autouse=True)
def close_all():
    yield
    plt.close("all")


def test_notebooks_are_stored_without_outputs():
    """What they show must come from running them; and a diff must show what was changed."""
    assert {path.stem for path in NOTEBOOKS} == {"first_steps", "five_lengths", "a_sweep"}
    for path in NOTEBOOKS:
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            assert cell["cell_type"] == "markdown" or (cell["outputs"], cell["execution_count"]) == ([], None)
        assert len(cells(path, "markdown")) >= 3


def test_first_steps(tmp_path, monkeypatch):
    # Started beside its results, below the clone's folders as Jupyter would be.
    monkeypatch.setattr(Path, "cwd", lambda: runs.ROOT / "python/notebooks")
    monkeypatch.chdir(tmp_path)
    names, shown = execute(runs.ROOT / "python/notebooks/first_steps.ipynb")
    assert "depth_mean" in repr(shown[0]) and "<table>" in shown[0]._repr_html_()
    assert list(shown[1].index) == ["density_total", "depth_mean", "depth_p95"]
    deepest, density = shown[2]
    assert deepest == names["r"].punctures["depth"].max() and density > 0
    assert len(plt.get_fignums()) == 5 and os.listdir(tmp_path) == ["first_steps.h5"]


@LONG
def test_five_lengths(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "cwd", lambda: runs.ROOT / "python/notebooks")
    monkeypatch.setenv("PUNCTA_REPLICATES", "4")
    monkeypatch.chdir(tmp_path)
    names, shown = execute(runs.ROOT / "python/notebooks/five_lengths.ipynb")
    # Mechanics: a longer needle of these goes deeper, by less than its length.
    assert shown[0].depth_mean.is_monotonic_increasing
    assert names["difference"].mean() > 3 * names["error"]


@LONG
def test_a_sweep(tmp_path, monkeypatch):
    try:
        salib.module("analyze.sobol")
    except ImportError as problem:
        pytest.skip(str(problem))
    monkeypatch.setattr(Path, "cwd", lambda: runs.ROOT / "python/notebooks")
    monkeypatch.setenv("PUNCTA_REPLICATES", "2")
    monkeypatch.setenv("PUNCTA_SAMPLES", "4")
    monkeypatch.chdir(tmp_path)
    names, shown = execute(runs.ROOT / "python/notebooks/a_sweep.ipynb")
    assert shown[2] == 0  # nothing computed again
    depth = names["grid"].table.depth_mean.values
    assert depth[1, 1] > depth[0, 1] and depth[1, 2] > depth[1, 0]  # a longer needle, a heavier hand: deeper
    assert "first" in shown[3] and len(plt.get_fignums()) == 2


def test_every_figure_of_the_readmes_has_its_maker():
    """But for pictures of other kinds, that name where they come from beside them."""
    shown = set()
    for readme in (runs.ROOT / "README.md", runs.ROOT / "python/README.md"):
        for link in re.findall(r"!\[[^]]*\]\(([^)]+)\)", readme.read_text(encoding="utf-8")):
            assert (readme.parent / link).is_file(), link
            shown.add(Path(link).stem)
    assert shown and shown <= set(make_figures.FIGURES)
    assert {path.stem for path in (runs.ROOT / "python/figures").glob("*.png")} == set(make_figures.FIGURES)


def test_script_of_the_figures(tmp_path, capsys):
    assert make_figures.main(["needle_law", "-o", str(tmp_path)]) == 0
    assert plt.imread(tmp_path / "needle_law.png").shape[1] > 800
    assert str(tmp_path / "needle_law.png") in capsys.readouterr().out
    with pytest.raises(SystemExit) as refused:
        make_figures.main(["nothing"])
    assert refused.value.code == 2 and "no figure nothing; there are mf8_cheek" in capsys.readouterr().err


@LONG
def test_all_figures_are_made(tmp_path):
    assert make_figures.main(["--replicates", "2", "-o", str(tmp_path)]) == 0
    assert {path.stem for path in tmp_path.glob("*.png")} == set(make_figures.FIGURES)

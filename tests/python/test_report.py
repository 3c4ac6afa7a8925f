"""`puncta report`: one self-contained page whose numbers are those of the files, whatever the files say."""

import os
import re
import warnings
from pathlib import Path

import h5py
import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import puncta
import pytest
import runs
import synthetic
from pages import Page, require_self_contained
from puncta import units
from puncta.plot.compare import labels_of
from puncta.report import assumptions, command, hover, output
from puncta.report.figure import figure, svg_of
from puncta.report.markup import Html, element
from puncta.report.table import exact, table

HOSTILE = '<script>alert("1")</script> & $x^{ \\frac$ \x07 "quoted" --> <!-- \'</title>'
SITE = "<b onload=x>&amp;"


@pytest.fixture(autouse=True)
def somewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def full(result_file, tmp_path_factory):
    """The page of a real result, as the program writes it."""
    target = tmp_path_factory.mktemp("report") / "page.html"
    done = runs.puncta("report", result_file, "-o", target)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"report written to {target}\n"
    return target.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(full):
    return Page(full)


def without_figures(r):
    return Page(command._page([r], "none"))


def test_page_is_one_small_file(full, page):
    require_self_contained(page)
    assert len(full.encode()) < 2_000_000  # the promise is 5 MB
    assert re.findall(r"https?://[^\s\"'<]+", re.sub(r'xmlns(:\w+)?="[^"]*"', "", full)) == []
    assert "@import" not in full and "url(http" not in full


def test_page_has_every_part(page):
    for name in ("asked", "summary", "figures", "assumptions", "provenance"):
        assert f"result-{name}" in page.ids
    drawn = ["depth", "section", "density", "depth-map", "layers", "channels", "spacing"]
    drawn += ["strokes", "needles", "path", "law", "closure"]
    assert {f"result-{name}" for name in drawn} <= set(page.ids)
    for text in ("no medical advice", "Dermaroller MF8", "Cheek, adult", "load 4 N", "as given"):
        assert text in page.text
    assert page.tags["h2"] == 6 and len(page.of("button", data_save="svg")) == len(drawn)
    assert page.of("a", class_="skip", href="#main")


def test_numbers_are_those_of_the_file(page, result_file):
    with h5py.File(result_file) as file:
        for name, item in file["summary"].items():
            cells = page.rows[f"{name}|{item.attrs['long_name']}|"]
            wanted = [item[()], item.attrs["ci_low"], item.attrs["ci_high"]]
            told = page.numbers[cells[0]]
            assert told == [x for x in wanted if np.isfinite(x)][: len(told)] and len(told) in (0, 1, 3), name
            shown, scale = cells[1], item.attrs["display_scale"]
            if np.isfinite(item[()]):
                digits = len(shown.partition(".")[2])
                assert float(shown) == pytest.approx(item[()] * scale, abs=0.51 * 10**-digits)
            assert cells[4] == str(item.attrs["count"])


def test_provenance_is_that_of_the_file(page, result_file):
    with h5py.File(result_file) as file:
        for key in ("commit", "source_version", "compiler", "data_hash", "created", "puncta_version"):
            assert file.attrs[key] in page.text
        for line in file["scenario/cards"][()].decode().split():
            assert line in page.text
        assert file["scenario/hash"][()].decode() in page.text


def test_assumptions_are_those_of_the_cards(page):
    """Against `puncta list sites`, another way to the same cards."""
    listed = runs.puncta("list", "sites").stdout
    cheek = re.search(r"^cheek: .*?(?=^\w)", listed, re.MULTILINE | re.DOTALL)[0]
    status = {"P": "read in the paper", "S": "read in a secondary text", "D": "derived by arithmetic"}
    status |= {"M": "from memory, unchecked", "calibrated": "calibrated", "assumption": "assumption"}
    lines = [line.split() for line in cheek.splitlines()[1:] if line.strip()]
    assert len(lines) > 40
    for line in lines:
        known = next(status[word.rstrip(";")] for word in line if word.rstrip(";") in status)
        row = page.rows[line[0]]
        assert row[3].startswith(known), (line, row)
    assert "Egawa 2007" in page.rows["stratum_corneum.thickness"][3]
    assert page.rows["reticular_dermis.modulus"][1:3] == [
        "300 kPa|varies between people, cv 0.3|",
        "100 kPa to 1 MPa",
    ]


def test_assumptions_say_what_the_scenario_set(tmp_path):
    done = runs.puncta("run", runs.CHEEK, "-o", "r.h5", *runs.QUICK, "--set", 'device.needle.length="1 mm"')
    assert done.returncode == 0, done.stderr
    page = Page(f"<div>{assumptions.assumptions(puncta.open('r.h5'))}</div>")
    assert page.rows["needle.length"][1:] == ["1 mm", "–", "set by the scenario|the card says 1.5 mm|"]
    assert page.rows["needle.shaft_diameter"][3].startswith("read in the paper")
    with h5py.File("r.h5", "a") as file:
        cards = (
            file["scenario/cards"][()]
            .decode()
            .replace("devices/dermaroller-mf8 ", "devices/dermaroller-mf8 0")
        )
        file["scenario/cards"][()] = cards
    page = Page(f"<div>{assumptions.assumptions(puncta.open('r.h5'))}</div>")
    assert "devices/dermaroller-mf8: the card has changed since this run" in page.text
    assert "needle.length" not in page.rows and "stratum_corneum.thickness" in page.rows


def test_hostile_texts_stay_texts(result_file, tmp_path):
    """Several results, one of which says evil things wherever a file can."""
    path = synthetic.write(tmp_path / "evil.h5")
    with h5py.File(path, "a") as file:
        file.attrs["title"] = HOSTILE
        file["scenario/source"][()] = HOSTILE
        resolved = file["scenario/resolved"][()].decode()
        resolved = resolved.replace('preset = "dermaroller-mf8"', f'title = """{SITE}"""')
        file["scenario/resolved"][()] = resolved
        file["summary/depth_mean"].attrs["long_name"] = HOSTILE
        file["summary/depth_mean"].attrs["display_unit"] = SITE
    opened = [puncta.open(result_file), puncta.open(path)]
    text = command.text_of(opened)
    page = Page(text)
    require_self_contained(page)
    assert not [found for _, found in page.attributes if any(key.startswith("on") for key in found)]
    assert page.tags["b"] == 0 and "\x07" not in text
    assert page.text.count(HOSTILE.replace("\x07", "\N{REPLACEMENT CHARACTER}")) >= 4
    assert SITE in page.text
    # Side by side: the numbers of both files, and which is which.
    label = f"depth_mean|{opened[0].summary.long_name['depth_mean']}|"
    assert page.numbers[label][0] == opened[0].summary.value["depth_mean"]
    assert page.numbers[label][3] == opened[1].summary.value["depth_mean"]
    assert {"comparison", "comparison-figure", "result-1-depth", "result-2-depth"} <= set(page.ids)


def test_results_of_one_title_are_told_apart(tmp_path):
    both = [puncta.open(synthetic.write(tmp_path / name)) for name in ("a.h5", "b.h5")]
    title = both[0].title
    assert labels_of(both) == [f"{title} (a)", f"{title} (b)"]
    assert labels_of(both, ["x", "y"]) == ["x", "y"]


def test_unfinished_and_without_punctures(tmp_path):
    table = synthetic.punctures()
    half = synthetic.write(tmp_path / "half.h5.part", table, complete=0)
    with pytest.warns(puncta.results.IncompleteResultWarning):
        page = without_figures(puncta.open(half))
    assert "This run is not finished: the page shows its first 4 replicates" in page.text
    none = synthetic.write(tmp_path / "none.h5", {name: column[:0] for name, column in table.items()})
    page = without_figures(puncta.open(none))
    assert "No needle entered the skin" in page.text
    assert page.rows["depth_mean|depth mean|"][1:4] == ["–", "–", "µm"]


def test_ignorance_is_told(tmp_path):
    scenario = runs.ROOT / "scenarios/reference/array4x4_excised.toml"
    sets = ["uncertainty.samples=20", "uncertainty.card_ranges=false", 'treatment.area=["4 mm","4 mm"]']
    sets.append('uncertainty.unknowns=[{keys=["treatment.load.mean"], range=["2 N","6 N"]}]')
    options = [part for each in sets for part in ("--set", each)]
    assert runs.puncta("run", scenario, "-o", "r.h5", "--replicates", 4, *options).returncode == 0
    r = puncta.open("r.h5")
    page = without_figures(r)
    one = r.uncertainty.sel(quantity="depth_mean")
    # The table of the summary has a name with its meaning, that of the samples the bare name.
    assert page.numbers["depth_mean"][:3] == [float(one[key]) for key in ("median", "low", "high")]
    assert page.numbers["depth_mean"][3] == r.summary.value["depth_mean"]
    row = page.rows["treatment.load.mean"]
    assert row[1:3] == ["4 N", "2 N – 6 N"]
    assert float(row[3]) == pytest.approx(100 * float(one.share[0]), abs=0.06)


def test_errors(tmp_path, result_file):
    (tmp_path / "text.h5").write_text("no")
    whole = Path(result_file).read_bytes()
    (tmp_path / "cut.h5").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "mine.html").write_text("<p>mine")
    cases = [
        (["none.h5"], 4, "cannot open none.h5: there is no such file"),
        ([result_file, "text.h5"], 2, "text.h5 is not a Puncta result: it is not an HDF5 file"),
        (["cut.h5"], 4, "cut.h5 is truncated or damaged"),
        ([result_file, "-o", "mine.html"], 4, "is no report of `puncta report`; choose another name"),
        ([result_file, "-o", "nowhere/x.html"], 4, "the folder 'nowhere' does not exist"),
        ([], 2, "required: RESULT.h5"),
        ([result_file, "--colour"], 2, "--colour"),
    ]
    for arguments, status, message in cases:
        assert message in runs.refused("report", *arguments, status=status)
    assert (tmp_path / "mine.html").read_text() == "<p>mine"


def test_help_and_suggestion():
    told = runs.puncta("report", "--help")
    assert (
        told.returncode == 0 and told.stdout.startswith("Usage: puncta report") and "RESULT.h5" in told.stdout
    )
    assert "report" in runs.puncta("--help").stdout
    assert 'did you mean "report"?' in runs.puncta("reprot").stderr


def test_writing_replaces_only_pages_of_the_same_command(tmp_path):
    output.write("a.html", output.mark("report") + "one")
    output.require_writable("a.html", "report")
    output.write("a.html", output.mark("report") + "two")
    assert Path("a.html").read_text().endswith("two") and os.listdir() == ["a.html"]
    with pytest.raises(OSError, match="is no report of `puncta validate`"):
        output.require_writable("a.html", "validate")


# The parts, for other pages.


def test_element_escapes_all_but_markup():
    assert element("p", '<a b="c">&', Html("<br>")) == "<p>&lt;a b=&quot;c&quot;&gt;&amp;<br></p>"
    assert element("p", class_='"><script>', hidden=True, title=None) == (
        '<p class="&quot;&gt;&lt;script&gt;" hidden></p>'
    )
    assert element("meta", name="x", http_equiv="y") == '<meta name="x" http-equiv="y">'
    assert element("p", "\x00\ud800a\tb") == "<p>\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}a\tb</p>"


def test_table_keeps_exact_numbers():
    page = Page(f"<div>{table(['name', '>size'], [['<x>', exact(0.1 + 0.2, '0.3')]], 'of <all>')}</div>")
    assert page.rows["<x>"] == ["<x>", "0.3"] and page.numbers["<x>"] == [0.30000000000000004]
    assert exact(np.nan, "–") == "<span>–</span>"


def test_pointer_reads_bars_points_and_axes():
    drawn, ax = plt.subplots()
    bars = ax.barh([0, 10], [3.5, 4.25], height=10, align="edge")
    ax.set_xlabel("share [%]")
    ax.set_ylabel("depth [µm]")
    ax.errorbar(2, 5, xerr=[[0.5], [1.0]], fmt="o")
    titles = hover.titles(drawn)
    assert list(titles.values()) == ["0 – 10 µm: 3.5 %", "10 – 20 µm: 4.25 %", "2 %, 95 % interval 1.5 – 3"]
    assert bars[1].get_gid() == list(titles)[1]
    svg, told = svg_of(drawn)
    assert svg.count("<title>") == 3 and svg.count('class="told"') == 3
    (one,) = told
    assert one["x"]["name"] == "share" and one["y"]["unit"] == "µm" and not one["x"]["log"]
    assert one["y"]["limits"] == pytest.approx(ax.get_ylim())
    width, height = map(float, re.search(r'viewBox="0 0 (\S+) (\S+)"', svg).groups())
    left, top, right, bottom = one["box"]
    # The frame of the axes in the SVG itself: the background patch of the axes.
    frame = re.search(r'id="s\d+-patch_2">\s*<path d="M (\S+) (\S+) \nL (\S+) (\S+) \nL (\S+) (\S+)', svg)
    x0, low, x1, _, _, high = map(float, frame.groups())
    assert [left, top, right, bottom] == pytest.approx([x0, high, x1, low], abs=2.0)
    assert 0 < left < right < width and 0 < top < bottom < height


def test_pointer_reads_the_cells_of_a_map(tmp_path):
    r = puncta.open(synthetic.write(tmp_path / "r.h5"))
    drawn = puncta.plot.density_map(r).figure
    drawn.canvas.draw()
    one = next(each for each in hover.axes(drawn) if "cells" in each)
    assert one["shape"] == (synthetic.CELLS, synthetic.CELLS) and one["edges"] == pytest.approx(
        [0, 20, 0, 20]
    )
    wanted = r.map.density.values.ravel() * 1e-4
    assert one["cells"] == pytest.approx(wanted, rel=1e-3)
    assert one["cell"] == {"name": "punctures per treatment", "unit": "/cm²"}
    plt.close(drawn)


def test_the_page_of_the_readme_can_be_made(tmp_path):
    """python/README.md tells how to write another page: its example, with two results and a figure."""
    readme = (runs.ROOT / "python/README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(from puncta.report import output.*?)```", readme, re.DOTALL)
    a, b = (puncta.open(synthetic.write(tmp_path / name)) for name in ("a.h5", "b.h5"))
    exec(example, {"a": a, "b": b, "ax": puncta.plot.density_map(a)})
    page = Page(Path("report.html").read_text(encoding="utf-8"))
    require_self_contained(page)
    assert {"designs", "gain", "map", "gain-map", "comparison-figure"} <= set(page.ids)
    assert page.numbers["depth_mean"] == [4.1e-5]


def test_two_figures_share_no_names():
    parts = []
    for name in ("one", "two"):
        drawn, ax = plt.subplots()
        ax.plot([1, 2], [1, 2])
        parts.append(figure(drawn, name, "a line from 1 to 2, drawn twice"))
    page = Page(f"<div>{''.join(parts)}</div>")
    assert len(page.ids) == len(set(page.ids)) and page.tags["svg"] == 2
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert not plt.fignum_exists(drawn.number)


def test_texts_of_files_are_no_mathematics():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        drawn, ax = plt.subplots()
        ax.set_title(puncta.style.plain(HOSTILE))
        drawn.canvas.draw()
    plt.close(drawn)
    assert puncta.style.plain("a\n b\x07c") == "a b c" and len(puncta.style.plain("x" * 500)) == 90


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (53e3, "Pa", "53 kPa"),
        (8e-6, "m", "8 µm"),
        (1.8e3, "J/m^2", "1.8 kJ/m²"),
        (-3e-3, "N", "-3 mN"),
        (0.0, "Pa", "0 Pa"),
        (1e6, "Pa", "1 MPa"),
        (0.48, "1", "0.48"),
        (1.4e7, "1/m^2", "1.4e+07 1/m²"),
    ],
)
def test_values_with_prefixes(value, unit, text):
    assert units.prefixed(value, unit) == text

"""Pages in headless Chromium: no complaints, hovering, keyboard, saving, light, dark and print."""

import base64
import os
import re
import time
from pathlib import Path

import browsing
import h5py
import pytest
import runs
import synthetic

if not os.environ.get("PUNCTA_LONG"):
    pytest.skip("browser tests take a minute: PUNCTA_LONG=1", allow_module_level=True)
by = pytest.importorskip("selenium.webdriver.common.by").By
keys = pytest.importorskip("selenium.webdriver.common.keys").Keys


@pytest.fixture(scope="module")
def downloads(tmp_path_factory):
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="module")
def browser(downloads):
    yield from browsing.chromium(downloads, 1280)


@pytest.fixture(scope="module")
def result(result_file):
    return result_file


@pytest.fixture(scope="module")
def address(result, tmp_path_factory):
    target = tmp_path_factory.mktemp("pages") / "page.html"
    assert runs.puncta("report", result, "-o", target).returncode == 0
    return f"file://{target}"


@pytest.fixture
def page(browser, address):
    browser.get(address)
    yield browser
    assert [entry for entry in browser.get_log("browser") if entry["level"] != "INFO"] == []


def told(page):
    return page.find_element(by.ID, "told").text


def move(page, element, x, y):
    """The pointer to a share of an element's width and height."""
    page.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
    box = page.execute_script("return arguments[0].getBoundingClientRect()", element)
    place = {"x": box["left"] + x * box["width"], "y": box["top"] + y * box["height"]}
    page.execute_cdp_cmd("Input.dispatchMouseEvent", {"type": "mouseMoved", **place})


def test_figures_are_there_and_visible(page):
    papers = page.find_elements(by.CSS_SELECTOR, "figure .paper svg")
    assert len(papers) == 12
    for svg in papers:
        assert svg.size["width"] > 300 and svg.size["height"] > 100
    # None is wider than the page.
    assert page.execute_script("return document.documentElement.scrollWidth <= innerWidth")


def test_numbers_in_the_browser_are_those_of_the_file(page, result):
    table = page.find_element(by.CSS_SELECTOR, "#result-summary table")
    rows = table.find_elements(by.CSS_SELECTOR, "tbody tr")
    found = {}
    for row in rows:
        name = row.find_element(by.TAG_NAME, "th").text.split("\n")[0]
        found[name] = [float(each.get_attribute("value")) for each in row.find_elements(by.TAG_NAME, "data")]
    with h5py.File(result) as file:
        for name, item in file["summary"].items():
            wanted = [item[()], item.attrs["ci_low"], item.attrs["ci_high"]]
            assert found[name] == wanted[: len(found[name])]


def test_pointer_tells_a_bar_and_a_cell(page, result):
    import puncta

    bars = page.find_elements(by.CSS_SELECTOR, "#result-depth .told")
    bar = max(bars, key=lambda each: each.rect["width"])
    move(page, bar, 0.5, 0.5)
    assert re.fullmatch(r"punctures: \S+ – \S+ µm: \S+ %", told(page)), told(page)
    # A cell of the map: that of the middle of the axes' box, as the page itself places it.
    paper = page.find_element(by.CSS_SELECTOR, "#result-density .paper")
    svg = paper.find_element(by.TAG_NAME, "svg")
    (axes,) = page.execute_script("return JSON.parse(arguments[0].dataset.told)", paper)
    view = page.execute_script("const v = arguments[0].viewBox.baseVal; return [v.width, v.height]", svg)
    left, top, right, bottom = axes["box"]
    density = puncta.open(result).map["density"].values * 1e-4
    rows, columns = density.shape
    row, column = rows // 3, columns // 4
    x = left + (column + 0.5) / columns * (right - left)
    y = bottom - (row + 0.5) / rows * (bottom - top)
    move(page, svg, x / view[0], y / view[1])
    first, *others = told(page).split("\n")
    assert float(first.split()[-2]) == pytest.approx(density[row, column], rel=0.01)
    assert others[0].startswith("x ") and others[1].startswith("y ")
    move(page, page.find_element(by.TAG_NAME, "h1"), 0.5, 0.5)
    assert told(page) == ""


def test_keyboard_reaches_everything(page):
    body = page.find_element(by.TAG_NAME, "body")
    body.send_keys(keys.TAB)
    assert page.switch_to.active_element.text == "to the content"
    paper = page.find_element(by.CSS_SELECTOR, "#result-depth .paper")
    page.execute_script("arguments[0].focus()", paper)
    assert page.switch_to.active_element == paper
    paper.send_keys(keys.ARROW_RIGHT)
    first = told(page)
    paper.send_keys(keys.ARROW_RIGHT)
    assert first and told(page) and told(page) != first
    paper.send_keys(keys.ARROW_LEFT)
    assert told(page) == first
    paper.send_keys(keys.ESCAPE)
    assert told(page) == ""
    reachable = "[...document.querySelectorAll('button, a, summary, [tabindex]')]"
    assert page.execute_script(f"return {reachable}.filter(e => e.tabIndex < 0).length") == 0
    summary = page.find_element(by.CSS_SELECTOR, "#result-asked summary")
    summary.send_keys(keys.ENTER)
    assert "title = " in page.find_element(by.CSS_SELECTOR, "#result-asked pre").text


def test_figures_are_saved(page, downloads):
    for kind, start in (("svg", b"<svg"), ("png", b"\x89PNG")):
        button = page.find_element(by.CSS_SELECTOR, f"#result-density button[data-save={kind}]")
        page.execute_script("arguments[0].click()", button)
        saved = downloads / f"result-density.{kind}"
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and not saved.exists():
            time.sleep(0.1)
        assert saved.read_bytes().startswith(start) and saved.stat().st_size > 10_000


def contrast(first, second):
    """WCAG 2.1: ratio of luminances of two colours rgb(…)."""
    light = []
    for colour in (first, second):
        parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        light.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(light) + 0.05) / (min(light) + 0.05)


@pytest.mark.parametrize(("mode", "dark"), [("light", False), ("dark", True)])
def test_light_and_dark_are_legible(page, mode, dark):
    page.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": mode}]}
    )
    style = "return getComputedStyle(arguments[0])[arguments[1]]"
    ground = page.execute_script(style, page.find_element(by.TAG_NAME, "html"), "backgroundColor")
    assert (contrast(ground, "rgb(255, 255, 255)") > 10) == dark
    for selector in ("h1", "td", "small", "a", "figcaption", "caption"):
        colour = page.execute_script(style, page.find_element(by.CSS_SELECTOR, selector), "color")
        assert contrast(colour, ground) > 4.5, (mode, selector)
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_print_is_light_and_whole(page):
    page.execute_cdp_cmd(
        "Emulation.setEmulatedMedia",
        {"media": "print", "features": [{"name": "prefers-color-scheme", "value": "dark"}]},
    )
    style = "return getComputedStyle(arguments[0])[arguments[1]]"
    html = page.find_element(by.TAG_NAME, "html")
    assert page.execute_script(style, html, "backgroundColor") == "rgb(255, 255, 255)"
    for hidden in ("nav", ".buttons", "details.text"):
        assert page.execute_script(style, page.find_element(by.CSS_SELECTOR, hidden), "display") == "none"
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
    pdf = base64.b64decode(page.execute_cdp_cmd("Page.printToPDF", {})["data"])
    assert pdf.startswith(b"%PDF") and len(pdf) > 50_000


def test_a_hostile_file_runs_nothing(browser, tmp_path):
    path = synthetic.write(tmp_path / "evil.h5")
    evil = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"
    with h5py.File(path, "a") as file:
        file.attrs["title"] = evil
        file["scenario/source"][()] = evil
    assert runs.puncta("report", path, path, "-o", tmp_path / "evil.html").returncode == 0
    browser.get(f"file://{tmp_path / 'evil.html'}")
    assert browser.title == "2 results compared"
    assert browser.find_elements(by.CSS_SELECTOR, "img, script:not(body > script)") == []
    assert [entry for entry in browser.get_log("browser") if entry["level"] != "INFO"] == []
    # Even markup that slipped through could run nothing: the page's policy forbids it.
    browser.execute_script(
        "const s = document.createElement('script'); s.textContent = 'document.title = \"taken\"';"
        "document.body.append(s)"
    )
    assert browser.title == "2 results compared"
    assert any("Content Security Policy" in entry["message"] for entry in browser.get_log("browser"))


def test_without_script_the_page_still_says_everything(browser, address):
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.get(address)
    assert len(browser.find_elements(by.CSS_SELECTOR, "figure svg")) == 12
    assert not browser.find_element(by.CSS_SELECTOR, ".buttons").is_displayed()
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_page_of_validate(browser, tmp_path):
    assert runs.puncta("validate", "--quick", "-o", tmp_path / "v.html").returncode in (0, 3)
    browser.get(f"file://{tmp_path / 'v.html'}")
    assert len(browser.find_elements(by.CSS_SELECTOR, "figure svg")) == 3
    assert [entry for entry in browser.get_log("browser") if entry["level"] != "INFO"] == []


def test_a_narrow_screen_shows_all_of_it(browser, address):
    browser.set_window_size(500, 900)
    browser.get(address)
    assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    browser.set_window_size(1280, 1000)
    assert Path(address.removeprefix("file://")).exists()

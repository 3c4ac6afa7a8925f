"""The page of `puncta explore` in headless Chromium: pictures that follow, saving, keyboard, looks, print."""

import os
import signal
import subprocess
import time

import browsing
import pytest
import runs
from exploring import until
from puncta.explore.explorer import Explorer

if not os.environ.get("PUNCTA_LONG"):
    pytest.skip("browser tests take a minute: PUNCTA_LONG=1", allow_module_level=True)
by = pytest.importorskip("selenium.webdriver.common.by").By
keys = pytest.importorskip("selenium.webdriver.common.keys").Keys

# The promise, for a patch of 4 cm² on two cores that have nothing else to do.
LIMIT = 200  # [ms]


@pytest.fixture(scope="module")
def downloads(tmp_path_factory):
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="module")
def browser(downloads):
    yield from browsing.chromium(downloads, 1400)


@pytest.fixture(scope="module")
def address():
    command = [runs.PROGRAM, "explore", str(runs.CHEEK), "--no-browser"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    yield process.stdout.readline().strip()
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 130


@pytest.fixture
def page(browser, address):
    browser.get(address)
    until(lambda: drawn(browser) >= 1)
    yield browser
    assert [entry for entry in browser.get_log("browser") if entry["level"] != "INFO"] == []


def data(page, name):
    return page.execute_script("return document.body.dataset[arguments[0]]", name)


def drawn(page):
    return int(data(page, "drawn") or 0)


def outdated(page):
    return page.execute_script("return document.body.classList.contains('outdated')")


def state(page):
    return page.find_element(by.ID, "state").text


def value(page, name):
    return page.find_element(by.CSS_SELECTOR, f"output[for={name}]").text


def set_to(page, name, number):
    """As one who drags does: the value, and the event of every step on the way."""
    script = (
        "const one = document.getElementById(arguments[0]); one.value = arguments[1];"
        "one.dispatchEvent(new Event('input', { bubbles: true }))"
    )
    page.execute_script(script, name, number)


def test_first_pictures_come_and_then_the_whole_treatment(page):
    assert page.title == "Explore: MF8 on the cheek, four directions"
    assert len(page.find_elements(by.CSS_SELECTOR, "#pictures svg")) == 2
    until(lambda: "Whole treatment, 4 of 32 replicates" in state(page))
    cells = page.find_elements(by.CSS_SELECTOR, "#summary td data")
    assert len(cells) > 50 and not outdated(page)
    assert page.execute_script("return document.documentElement.scrollWidth <= innerWidth")


def crowding():
    """How much longer than its processor time a look takes here: 1 where nothing else has to be done."""
    explorer = Explorer(runs.CHEEK)
    explorer.look("first", {})
    wall, processor = time.monotonic(), time.process_time()
    for load in (4.1, 4.2, 4.3):
        explorer.look("other", {"load": load})
    return max(1.0, (time.monotonic() - wall) / (time.process_time() - processor))


@pytest.fixture
def crowded(browser):
    browser.get("about:blank")  # no page computes meanwhile
    return crowding()


def test_a_move_is_drawn_within_the_limit(crowded, page):
    """The least of ten moves: other work on the machine makes some of them slower, and none faster."""
    slider, took = page.find_element(by.ID, "length"), []
    for _ in range(10):
        time.sleep(0.3)  # the whole treatment has begun meanwhile, and is given up
        before = drawn(page)
        slider.send_keys(keys.ARROW_LEFT)
        until(lambda before=before: drawn(page) > before and not outdated(page))
        took.append(int(data(page, "took")))
    print(f"from a move to its picture: {sorted(took)} ms, crowding {crowded:.2f}")
    assert min(took) < LIMIT * crowded
    assert value(page, "length") == "1.00 mm"
    assert "needle of 1 mm" in page.find_element(by.CSS_SELECTOR, "#section .paper").get_attribute(
        "aria-label"
    )


def test_pictures_follow_while_one_drags(page):
    before = drawn(page)
    script = """
        const done = arguments[0], one = document.getElementById("load");
        let step = 0;
        const drag = setInterval(() => {
          one.value = 4 + 0.1 * ++step;
          one.dispatchEvent(new Event("input", { bubbles: true }));
          if (step === 60) { clearInterval(drag); done(); }
        }, 33);
    """
    page.execute_async_script(script)
    during = drawn(page) - before
    print(f"{during} pictures in two seconds of dragging")
    assert during >= 3
    until(lambda: not outdated(page))
    assert value(page, "load") == "10.0 N"


def test_saved_scenario_is_that_of_the_picture(page, downloads, tmp_path):
    set_to(page, "length", 0.75)
    assert page.find_element(by.ID, "save").get_attribute("aria-disabled") == "true"
    until(lambda: "Whole treatment" in state(page) and not outdated(page))
    page.find_element(by.ID, "save").click()
    saved = downloads / "mf8_cheek_explored.toml"
    until(saved.exists)
    done = runs.puncta("check", saved)
    assert done.returncode == 0 and 'length = "750 um"' in saved.read_text()
    shown = page.find_element(by.CSS_SELECTOR, "#section .paper").get_attribute("aria-label")
    few = runs.puncta("run", saved, "--replicates", 2, "-o", tmp_path / "saved.h5")
    assert few.returncode == 0 and "needle of 0.75 mm" in shown


def test_what_cannot_be_is_told_and_the_old_pictures_dimmed(page):
    page.execute_script("document.getElementById('tip_radius').max = 400")  # none of the sliders goes so far
    set_to(page, "tip_radius", 300)
    until(lambda: page.find_element(by.ID, "problem").text)
    assert page.find_element(by.ID, "problem").text == "tip_radius = 300: it goes from 1 to 60 µm"
    assert outdated(page) and len(page.find_elements(by.CSS_SELECTOR, "#pictures svg")) == 2
    assert "those of before" in state(page)
    page.find_element(by.CSS_SELECTOR, "button[type=reset]").click()
    until(lambda: not outdated(page))
    assert page.find_element(by.ID, "problem").text == "" and value(page, "tip_radius") == "4.0 µm"


def test_keyboard_reaches_every_control(page):
    page.find_element(by.TAG_NAME, "body").send_keys(keys.TAB)
    reached = []
    for _ in range(12):
        active = page.switch_to.active_element
        reached.append(active.get_attribute("id") or active.text)
        active.send_keys(keys.TAB)
    wanted = ["length", "count", "tip_radius", "load", "passes", "site", "reset"]
    assert reached[0] == "to the pictures" and reached[1:8] == wanted
    page.find_element(by.ID, "site").send_keys("forehead")
    until(lambda: not outdated(page) and "First look" not in state(page))


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_light_and_dark_are_legible(page, mode):
    from test_report_browser import contrast

    page.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": mode}]}
    )
    style = "return getComputedStyle(arguments[0])[arguments[1]]"
    ground = page.execute_script(style, page.find_element(by.TAG_NAME, "html"), "backgroundColor")
    assert (contrast(ground, "rgb(255, 255, 255)") > 10) == (mode == "dark")
    for selector in ("h1", "label", "output", "legend", "#state", "figcaption", "td", "small", "button"):
        colour = page.execute_script(style, page.find_element(by.CSS_SELECTOR, selector), "color")
        assert contrast(colour, ground) > 4.5, (mode, selector)
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_print_shows_values_and_no_controls(page):
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    for hidden in ("input[type=range]", ".row"):
        assert not page.find_element(by.CSS_SELECTOR, hidden).is_displayed()
    assert page.find_element(by.CSS_SELECTOR, "output[for=length]").is_displayed()
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_a_narrow_screen_shows_all_of_it(browser, address):
    browser.set_window_size(500, 900)
    browser.get(address)
    until(lambda: drawn(browser) >= 1)
    assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    browser.set_window_size(1400, 1000)


def test_another_site_cannot_ask(browser, address, tmp_path):
    """A page from elsewhere, even one that knows the address, gets no answer."""
    other = tmp_path / "other.html"
    other.write_text("<!doctype html><title>other</title>")
    browser.get(f"file://{other}")
    script = """
        const done = arguments[1];
        fetch(arguments[0], { method: "POST", body: JSON.stringify({ page: "a" }) })
          .then((reply) => done(reply.status), () => done("refused"));
    """
    assert browser.execute_async_script(script, f"{address}look") == "refused"
    browser.get_log("browser")


def test_a_program_that_ended_is_told(browser):
    command = [runs.PROGRAM, "explore", str(runs.CHEEK), "--no-browser"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    browser.get(process.stdout.readline().strip())
    until(lambda: drawn(browser) >= 1)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    set_to(browser, "load", 5)
    until(lambda: "start it again" in browser.find_element(by.ID, "problem").text)
    browser.get_log("browser")

"""`puncta explore` without a browser: who is answered, what is computed, does what is saved run to it."""

import base64
import hashlib
import http.client
import json
import re
import tomllib

import pytest
import runs
from exploring import ask, fetch, own_origin, scenario, serving
from pages import Page
from puncta import _core
from puncta.explore import knobs, sheet
from puncta.explore.explorer import Explorer

HOSTILE = '<script>alert(1)</script> & \\"quoted\\"'
REFERENCE = sorted((runs.ROOT / "scenarios" / "reference").rglob("*.toml"))


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("explore") / "six.toml"
    path.write_text(scenario())
    return path


@pytest.fixture(scope="module")
def server(file):
    with serving(file) as running:
        yield running


def shown_numbers(answer):
    """{quantity: [value, low, high]} as the table carries them."""
    page = Page(answer["summary"])
    found = {name.split("|")[0]: numbers for name, numbers in page.numbers.items()}
    return {quantity["name"]: found[quantity["name"]] for quantity in _core.quantities()}


def numbers_of_run(*arguments):
    done = runs.puncta("run", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)["summary"]
    keys = ("value", "ci_low", "ci_high")
    return {name: [found[key] for key in keys] for name, found in summary.items()}


def assert_same_numbers(shown, run):
    """Bit for bit; what is undefined carries no number."""
    assert set(shown) == set(run)
    for name, numbers in shown.items():
        assert numbers == [number for number in run[name] if number is not None][: len(numbers)], name
    assert len(shown["depth_mean"]) == 3


# The page.


def test_page_has_a_labelled_slider_for_every_value(server):
    status, headers, text = fetch(server, "GET", "")
    page = Page(text)
    sliders = {found["name"]: found for found in page.of("input", type="range")}
    assert status == 200 and headers["Content-Type"] == "text/html; charset=utf-8"
    assert list(sliders) == ["length", "count", "tip_radius", "load", "passes"]
    labelled = {found["for"] for found in page.of("label")}
    assert labelled == {*sliders, "site"} <= set(page.ids)
    # Of the card dermaroller-mf8 and of the scenario.
    wanted = {"length": "1.5", "count": "24", "tip_radius": "4", "load": "4", "passes": "1"}
    assert {name: found["value"] for name, found in sliders.items()} == wanted
    chosen = [found["value"] for found in page.of("option") if "selected" in found]
    assert chosen == ["cheek"] and page.tags["option"] == len(_core.sites())


def test_page_takes_nothing_from_elsewhere_and_runs_its_own_script_only(server):
    _, headers, text = fetch(server, "GET", "")
    assert re.findall(r"https?://", text) == [] and "@import" not in text and "url(http" not in text
    policy = headers["Content-Security-Policy"]
    for tag, directive in (("script", "script-src"), ("style", "style-src")):
        inline = re.search(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}';" in policy
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    assert headers["Cache-Control"] == "no-store" and headers["X-Content-Type-Options"] == "nosniff"
    assert " style=" not in text and not re.search(r"\son\w+=", text)


def test_texts_of_a_scenario_are_escaped(tmp_path):
    path = tmp_path / "hostile.toml"
    path.write_text(scenario(title=HOSTILE))
    explorer = Explorer(path)
    text, _ = sheet.page(explorer)
    assert "<script>alert" not in text and "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in text
    Page(text)
    assert "<script" not in json.dumps(sheet.answer(explorer.look("page", {})))


# Who is answered.


def test_only_who_knows_the_token_is_answered(server):
    right = server.token
    for token in ("", "x", right[:-1], right + "x", right.swapcase(), "../" + right, "%2e"):
        connection = http.client.HTTPConnection(*server.server_address, timeout=60)
        connection.request("GET", f"/{token}/")
        reply = connection.getresponse()
        assert (reply.status, "six by six" in reply.read().decode()) == (404, False), token
        connection.close()
    with serving(server.explorer.file) as other:
        assert other.token != right and len(other.token) > 40


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost", ""])
def test_another_host_is_refused(server, host):
    status, _, text = fetch(server, "GET", "", headers={"Host": host})
    assert status == 403 and "<html" not in text


def test_both_names_of_this_machine_are_answered(server):
    for host in server.hosts:
        assert fetch(server, "GET", "", headers={"Host": host})[0] == 200


@pytest.mark.parametrize(
    "origin", [None, "null", "http://evil.example", "http://127.0.0.1", "https://{host}"]
)
def test_a_question_from_another_origin_is_refused(server, origin):
    headers = {} if origin is None else {"Origin": origin.format(host=server.hosts[0])}
    status, _, text = fetch(server, "POST", "look", '{"page": "a"}', headers)
    assert status == 403 and "only its own page" in text
    if origin is not None:
        assert fetch(server, "GET", "", headers=headers)[0] == 403


def test_it_listens_to_this_machine_alone(server):
    assert server.socket.getsockname()[0] == "127.0.0.1"
    assert server.address == f"http://127.0.0.1:{server.server_address[1]}/{server.token}/"


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        ("{", 200, "is no JSON"),
        ("[1]", 200, "which page asks"),
        ("{}", 200, "which page asks"),
        ("[" * 9000, 200, "is no JSON"),
        ("x" * 20_000, 413, "1 to 10000 bytes"),
        ("", 413, "1 to 10000 bytes"),
    ],
)
def test_malformed_questions_are_told(server, body, status, told):
    found, _, text = fetch(server, "POST", "look", body, {"Origin": own_origin(server)})
    assert found == status and told in json.loads(text)["reasons"][0]


def test_what_is_not_there_is_told(server):
    origin = {"Origin": own_origin(server)}
    assert fetch(server, "GET", "scenario/none", headers=origin)[0] == 404
    assert fetch(server, "GET", "look", headers=origin)[0] == 404
    assert fetch(server, "POST", "nothing", '{"page": "a"}', origin)[0] == 404


# What is computed.


def test_saved_scenario_runs_to_the_numbers_shown(server, tmp_path):
    values = {"length": 1.2, "count": 20, "tip_radius": 6.5, "load": 3.5, "passes": 2, "site": "forehead"}
    first = ask(server, "whole", values=values, replicates=2)
    assert "2 of 4 replicates" in first["state"] and first["next"] == 4
    answer = ask(server, "whole", values=values, replicates=4)
    assert "4 of 4 replicates" in answer["state"] and answer["next"] is None
    for number, shown in enumerate((first, answer)):
        status, headers, text = fetch(server, "GET", f"scenario/{shown['export']}")
        assert status == 200 and "attachment" in headers["Content-Disposition"]
        assert headers["Content-Disposition"].endswith("six_explored.toml")
        saved = tmp_path / f"saved{number}.toml"
        saved.write_text(text)
        assert_same_numbers(shown_numbers(shown), numbers_of_run(saved, "-o", tmp_path / f"{number}.h5"))
    first, *changes = [line for line in text.splitlines() if line.startswith("#")]
    assert first == "# What `puncta explore` showed of 'six.toml', with these changes:"
    assert '#   device.needle.length="1.2 mm"' in changes and len(changes) == len(values)
    found = tomllib.loads(text)
    needle = found["device"]["needle"]
    assert (needle["length"], needle["tip_diameter"]) == ("1.2 mm", "13 um")
    assert (found["device"]["needles_per_row"], found["skin"]["name"]) == (20, "forehead")
    treatment = found["treatment"]
    assert (treatment["load"]["mean"], treatment["passes"], found["run"]["replicates"]) == ("3.5 N", 2, 4)


def test_untouched_sliders_are_the_scenario(server, file, tmp_path):
    untouched = {"length": 1.5, "count": 24, "tip_radius": 4, "load": 4, "passes": 1, "site": "cheek"}
    answer = ask(server, "whole", values=untouched, replicates=4)
    assert_same_numbers(shown_numbers(answer), numbers_of_run(file, "-o", tmp_path / "plain.h5"))
    assert answer["export"].split("-")[0] == _core.Scenario(file).hash


def test_a_look_is_one_pass_and_tells_no_more_than_that(server, file, tmp_path):
    answer = ask(server, "look", values={})
    part = ("--replicates", 2, "--set", 'treatment.directions=["0 deg"]', "--set", 'model.drum_cell="1 mm"')
    run = numbers_of_run(file, *part, "-o", tmp_path / "look.h5")
    shown = {name: numbers for name, numbers in shown_numbers(answer).items() if numbers}
    assert {"depth_mean", "depth_p95", "penetrated_share", "drum_load_share"} <= set(shown)
    for name, numbers in shown.items():
        assert numbers == run[name][: len(numbers)], name
    # What grows with the number of passes is left open.
    assert not {
        "punctures_total",
        "density_total",
        "covered_share",
        "channel_volume",
        "treatment_time",
    } & set(shown)
    assert answer["export"] is None and answer["next"] == 2 and "First look" in answer["state"]


def test_pictures_say_what_they_show(server):
    answer = ask(server, "whole", values={"length": 1.0}, replicates=2)
    median = shown_numbers(answer)["depth_p50"][0]
    page = Page(answer["pictures"])
    section, depths = (found["aria-label"] for found in page.of("div", role="img"))
    assert "needle of 1 mm" in section and f"median {median * 1e6:.0f} µm" in section
    assert "mean" in depths and "reticular dermis" in page.text
    # The section is to scale: its bar is as long as the same length down the axis.
    bar = re.search(r'<line x1="([\d.]+)" y1="390.00" x2="([\d.]+)"', answer["pictures"])
    ticks = re.findall(r'<line x1="57.00" y1="([\d.]+)" x2="62.00"', answer["pictures"].split("</figure>")[0])
    assert float(bar[2]) - float(bar[1]) == pytest.approx(float(ticks[1]) - float(ticks[0]), abs=0.02)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"length": 99}, "length = 99: it goes from 0.2 to 3 mm"),
        ({"length": "1 mm"}, "length = '1 mm': a number is needed"),
        ({"length": None}, "length = None: a number is needed"),
        ({"load": float("nan")}, "load = nan: a number is needed"),
        ({"load": True}, "load = True: a number is needed"),
        ({"passes": 1.5}, "passes = 1.5: a whole number is needed"),
        ({"site": "cheak"}, "site = 'cheak': one of abdomen, back, cheek"),
        ({"site": ["cheek"]}, "site = ['cheek']: one of abdomen, back, cheek"),
        ({"seed": 1}, "no slider 'seed'; there are length, count"),
        ([1], "values = [1]: names and values are needed"),
    ],
)
def test_bad_values_are_told(server, values, told):
    for question in ("look", "whole"):
        assert told in ask(server, question, values=values, replicates=2)["reasons"][0]


@pytest.mark.parametrize("replicates", [None, 1, 5, 2.0, "2"])
def test_bad_replicates_are_told(server, replicates):
    (reason,) = ask(server, "whole", replicates=replicates)["reasons"]
    assert reason == f"replicates = {replicates!r}: a whole number from 2 to 4 is needed"


def test_impossible_combinations_are_told_in_a_sentence_each(tmp_path):
    path = tmp_path / "thin.toml"
    path.write_text(scenario().replace("[treatment]", 'needle.shaft_diameter = "100 um"\n[treatment]'))
    with serving(path) as server:
        reasons = ask(server, "look", values={"tip_radius": 55})["reasons"]
    assert reasons == [
        "device.needle.tip_diameter: the tip of 110 um must be narrower than the shaft of 100 um"
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (scenario(more='precision = { quantity = "depth_mean", relative_error = 0.1, max_replicates = 9 }'),
         "asks for a precision"),
        ((runs.ROOT / "scenarios/reference/two_sites.toml").read_text(), "a treatment of several sites"),
        ("title = 1", "title"),
    ],
)  # fmt: skip
def test_scenarios_without_sliders_are_told(tmp_path, text, told):
    path = tmp_path / "other.toml"
    path.write_text(text)
    done = runs.puncta("explore", path, "--no-browser")
    assert (done.returncode, done.stdout) == (2, "") and told in done.stderr


# Sliders.


@pytest.mark.parametrize(
    "path", [path for path in REFERENCE if path.stem != "two_sites"], ids=lambda path: path.stem
)
def test_steps_of_sliders_go_through_the_value_of_the_scenario(path):
    resolved = tomllib.loads(_core.Scenario(path).resolved)
    for knob in knobs.of_scenario(path, resolved):
        assert knob.settings_at(knob.value) == {}
        if isinstance(knob, knobs.Choice):
            continue
        for end in (knob.low, knob.value, knob.high):
            steps = (end - knob.low) / knob.step
            assert knob.low <= end <= knob.high and steps == pytest.approx(round(steps), abs=1e-6)
        (key,) = knob.settings_at(knob.high) or knob.settings_at(knob.low)
        assert key.split(".")[0] in ("device", "treatment")

"""Files of strangers: scenarios, cards, lists, sweeps, targets and results that ask for too much, or for what
is not theirs. Every limit of the table in scenarios/README.md is refused in time, with file and place.
"""

import os
import resource
import subprocess
import textwrap
import time

import h5py
import numpy as np
import puncta
import pytest
import runs
from puncta.search import target
from puncta.sweeps import definition, places
from runs import CHEEK, ROOT

SCENARIO = """\
[skin]
site = "cheek"
[device]
preset = "dermaroller-mf8"
[treatment]
area = ["20 mm", "20 mm"]
directions = ["0 deg"]
passes = 1
load = "4 N"
"""


@pytest.fixture(autouse=True)
def somewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def refused(text, *words, name="s.toml", seconds=5):
    """`check` refuses it in time with its place; what was said."""
    with open(name, "w") as file:
        file.write(text)
    begin = time.monotonic()
    done = runs.puncta("check", name)
    assert done.returncode == 2, done
    assert done.stderr.startswith((f"{name}:", "n.csv:")), done.stderr[:300]
    for word in words:
        assert word in done.stderr, done.stderr[:1000]
    assert time.monotonic() - begin < seconds
    return done.stderr


def with_line(table, line):
    return SCENARIO.replace(f"[{table}]\n", f"[{table}]\n{line}\n")


def comb(teeth, x=10):
    """A polygon of so many teeth, four corners each."""
    corners = [[0, 0]]
    for i in range(teeth):
        at = x * i / teeth
        corners += [[at, 5 + i / teeth], [at + 0.4 * x / teeth, 5 + i / teeth], [at + 0.4 * x / teeth, 1]]
        corners += [[at + 0.9 * x / teeth, 1]]
    return str([[f"{a:.6f} mm", f"{b:.6f} mm"] for a, b in [*corners, [x, 0]]]).replace("'", '"')


LAYERS = "[" + ", ".join(f'"l{i}"' for i in range(101)) + "]"
TERMS = "[" + ", ".join('{ share = 0.001, time = "1 s" }' for _ in range(51)) + "]"
PROFILE = "[" + ", ".join(f'["{i} um", "{i} um"]' for i in range(1, 202)) + "]"
NEEDLES = "[" + ", ".join('{ row = 0, angle = "1 deg" }' for _ in range(2501)) + "]"
DIRECTIONS = "[" + ", ".join('"1 deg"' for _ in range(1001)) + "]"
TRIANGLE = '[["1 mm", "1 mm"], ["2 mm", "1 mm"], ["1 mm", "2 mm"]]'
ZONES = "[" + ", ".join(f'{{ name = "z{i}", polygon = {TRIANGLE} }}' for i in range(101)) + "]"
SITES = "".join(f'[[sites]]\nname = "s{i}"\n' for i in range(65))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x" * (1 << 20) + "\n", ["too large", "at most 1048576"]),
        ("a" + ".a" * 100_000 + " = 1\n", [":1:", "more than 32 parts"]),
        ("a = " + "[" * 100_000 + "]" * 100_000, [":1:", "nested value depth"]),
        ("a = " + "[" * 70 + "]" * 70, ["more than 64 deep"]),
        ("\n".join(f"k{i} = 1" for i in range(60_000)), ["unknown key k0", "more problems"]),
        ("k" * 900_000 + " = 1\n", ["unknown key"]),
        (f'title = "{"x" * 1001}"\n' + SCENARIO, [":1:9:", "1001 bytes", "at most 1000"]),
        ('title = "a\\u001b[2J"\n' + SCENARIO, [":1:9:", "does not print", "U+001B"]),
        ('title = "a\\u202eb"\n' + SCENARIO, ["does not print", "U+202E"]),
        (SCENARIO.replace('site = "cheek"', f"layers = {LAYERS}"), [":2:10:", "101 names", "at most 100"]),
        (with_line("skin", f"relaxation = {TERMS}"), [":2:14:", "51 terms", "at most 50"]),
        (with_line("device", f"needle.profile = {PROFILE}"), ["201 points", "at most 200"]),
        (with_line("device", f"needles = {NEEDLES}"), ["2501 needles", "at most 2500"]),
        (with_line("device", "rows = 200\nneedles_per_row = 500"), ["100000 needles", "at most 20000"]),
        (SCENARIO.replace('["0 deg"]', DIRECTIONS), [":7:", "1001 entries", "at most 1000"]),
        (with_line("treatment", f"exclude = {ZONES}"), ["101 zones", "at most 100"]),
        (
            with_line("treatment", f"polygon = {comb(250)}").replace("area", "#"),
            ["1002 corners", "at most 1000"],
        ),
        (
            with_line("treatment", f'exclude = [{{ name = "z", polygon = {comb(249)}, action = "lift" }}]'),
            ["1002 corners together", "at most 1000"],
        ),
        (SITES + SCENARIO, ["1 to 64"]),
        (SCENARIO.replace("passes = 1", "passes = 1001"), [":8:10:", "at most 1000"]),
        (
            SCENARIO.replace('"20 mm", "20 mm"', '"40 mm", "20 mm"') + '[output]\nmap_cell = "20 um"\n',
            ["at most 8e+06"],
        ),
        (with_line("treatment", 'pause = "1e308 min"'), ["outside the range of numbers"]),
        (SCENARIO + "[run]\nreplicates = 1000001\n", ["at most 1000000"]),
        (SCENARIO + "[uncertainty]\nsamples = 10001\n", ["at most 10000"]),
    ],
    ids=lambda value: value[-1] if isinstance(value, list) else "",
)
def test_limits_of_a_scenario(text, words):
    refused(text, *words)


def test_strokes_are_bounded():
    wide = SCENARIO.replace('["20 mm", "20 mm"]', '["1 m", "1 m"]')
    many = wide.replace('["0 deg"]', str(["1 deg"] * 30).replace("'", '"')).replace(
        "passes = 1", "passes = 1000"
    )
    refused(many + "overlap = 0.9\n", "strokes; at most 1000000", seconds=10)


def test_corners_by_strokes_are_bounded():
    """A comb of 900 corners under a thousand strokes would be looked at for minutes."""
    text = with_line("treatment", f'exclude = [{{ name = "z", polygon = {comb(220)}, action = "lift" }}]')
    text = text.replace('["20 mm", "20 mm"]', '["0.9 m", "0.9 m"]').replace(
        '["0 deg"]', str([f"{i} deg" for i in range(20)]).replace("'", '"')
    )
    refused(text + "overlap = 0.8\n", "for their product", seconds=15)


def test_lists_of_needles_are_bounded():
    with open("n.csv", "w") as file:
        file.write("row,angle\n" + "0,1 deg\n" * 2501)
    refused(with_line("device", 'needle_list = "n.csv"'), "n.csv:2502:1: more than 2500 needles")


def test_many_samples_of_many_strokes():
    text = SCENARIO.replace('["20 mm", "20 mm"]', '["0.5 m", "0.5 m"]').replace("passes = 1", "passes = 200")
    refused(text + "[uncertainty]\nsamples = 10000\n", "10000 samples of a treatment of", seconds=10)


# --- memory


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (
            '[skin]\nsite = "cheek"\n[device]\npreset = "stamp-140"\narray.plate = ["150 mm", "150 mm"]\n'
            '[treatment]\narea = ["20 mm", "20 mm"]\ndirections = ["0 deg"]\npasses = 1\nload = "4 N"\n'
            '[model]\ndrum_cell = "0.1 mm"\n',
            "drum_cell",
        ),
    ],
)
def test_more_memory_than_there_is(text, key):
    """Every pair of 2 million cells: 36 TB."""
    assert f"on account of model.{key}" in refused(text, "of memory", "this machine allows")


def limited(megabytes, *arguments):
    limit = megabytes << 20
    return subprocess.run(
        [runs.PROGRAM, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
    )


def test_more_memory_than_the_process_may_have():
    settings = ["--set", 'treatment.area=["180 mm","180 mm"]', "--set", 'output.map_cell="0.2 mm"']
    done = limited(300, "check", CHEEK, *settings)
    assert done.returncode == 2 and "ulimit -v allows 315 MB" in done.stderr, done
    assert limited(4000, "check", CHEEK, *settings).returncode == 0


def test_more_threads_than_there_is_memory_for(tmp_path):
    """One thread is within the limit, four hundred are not, and the message tells the way out."""
    done = limited(1000, "run", CHEEK, "--threads", 400, "-o", tmp_path / "out.h5")
    assert done.returncode == 2 and "on one thread (--threads 1)" in done.stderr, done
    assert not list(tmp_path.glob("out*"))


# --- paths


@pytest.mark.parametrize("key", ["skin.card", "device.needle_list"])
@pytest.mark.parametrize("way", ["parent", "absolute", "link", "roundabout"])
def test_a_scenario_names_no_file_outside_its_folder(tmp_path, key, way):
    secret = tmp_path / "secret.txt"
    secret.write_text("password = hunter2\n")
    folder = tmp_path / "theirs"
    folder.mkdir()
    os.symlink(secret, folder / "link")
    named = {
        "parent": "../secret.txt",
        "absolute": str(secret),
        "link": "link",
        "roundabout": "x/../../secret.txt",
    }
    line = f'{key.split(".")[1]} = "{named[way]}"'
    text = SCENARIO.replace('site = "cheek"', line) if key == "skin.card" else with_line("device", line)
    said = refused(text, "lies outside the folder of the scenario", name="theirs/s.toml")
    assert "hunter2" not in said


def test_the_user_names_what_he_likes(tmp_path):
    """On the command line, and below the folder of the scenario."""
    card = (ROOT / "models/cards/skin/cheek.toml").read_text()
    (tmp_path / "deeper/cards").mkdir(parents=True)
    (tmp_path / "deeper/cards/mine.toml").write_text(card)
    (tmp_path / "elsewhere.toml").write_text(card)
    (tmp_path / "deeper/s.toml").write_text(SCENARIO.replace('site = "cheek"', 'card = "cards/mine.toml"'))
    assert runs.puncta("check", "deeper/s.toml").returncode == 0
    other = runs.puncta("check", "deeper/s.toml", "--set", "skin.card=../elsewhere.toml")
    assert other.returncode == 0, other


@pytest.mark.parametrize("name", ["a\\u0000b.toml", "a\\nb.toml", "a\\u001bb.toml"])
def test_names_of_files_are_plain(name):
    refused(SCENARIO.replace('site = "cheek"', f'card = "{name}"'), ":2:8:", "does not print")


# --- sweeps and targets


def sweep(axes, head="", settings=""):
    return f'base = "{CHEEK}"\n{head}\n[set]\n{settings}\n[axes]\n{axes}\n'


LOADS = '"treatment.load" = { list = ["3 N"] }'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a = " + "[" * 5000 + "]" * 5000, ["more than 32 deep"]),
        ("a" + ".a" * 5000 + " = 1", ["more than 32 deep"]),
        (sweep(LOADS, 'title = "a\\nskin.site = 1"'), ["does not print", "U+000A"]),
        (sweep(LOADS, f'title = "{"x" * 1001}"'), ["1001 characters", "at most 1000"]),
        (sweep('"device.wear" = { list = [1, ' + "9" * 400 + "] }"), ["400 digits", "64 bits"]),
        (
            sweep('"device.wear" = { list = [' + ",".join(map(str, range(2001))) + "] }"),
            ["2001 values", "at most 2000"],
        ),
        (sweep('"device.wear" = { grid = [0, 9], points = 1000000 }'), ["from 2 to 2000"]),
        (
            sweep("".join(f'"device.{k}" = {{ grid = [0.5, 9.5], points = 2000 }}\n' for k in ("wear", "x"))),
            ["4000000 points", "at most 65536"],
        ),
        (sweep(LOADS, 'samples = 65536\ndesign = "saltelli"'), ["196608 points"]),
        (sweep(LOADS).replace(str(CHEEK), "/etc/passwd"), ["ends in .toml"]),
        (sweep('"skin.card" = { list = ["/etc/passwd"] }'), ["outside the folder"]),
        (sweep(LOADS, settings='"device.needle_list" = "../../../secret.csv"'), ["outside the folder"]),
        (
            sweep('"device.wear" = { list = [1], with = { "skin.card" = ["../x.toml"] } }'),
            ["outside the folder"],
        ),
    ],
    ids=lambda value: value[-1] if isinstance(value, list) else "",
)
def test_limits_of_a_sweep(text, words):
    with pytest.raises(places.Problem) as told:
        definition.from_text("s.toml", text)
    assert str(told.value).startswith("s.toml:")
    for word in words:
        assert word in str(told.value), str(told.value)[:500]


def test_places_are_found_in_time():
    """Blanks after a bracket once took cubic time."""
    text = f'desing = "x"\nbase = "{CHEEK}"\nshow = [\n["' + " " * 200_000 + '"]]\n' + "1" * 100_000
    begin = time.monotonic()
    with pytest.raises(places.Problem):
        definition.from_text("s.toml", text)
    with pytest.raises(places.Problem):
        definition.from_text("s.toml", f"desing = 1\nx = [\n[{' ' * 100_000}\n1]]\n")
    assert time.monotonic() - begin < 3


@pytest.mark.parametrize("reader", [definition, target])
def test_what_is_no_file_of_text(tmp_path, reader):
    os.mkfifo("pipe")  # nobody writes: opening it must not wait
    (tmp_path / "large").write_bytes(b"#" * ((1 << 20) + 1))
    for name, words in {"pipe": "not a regular file", "large": "too large"}.items():
        with pytest.raises(places.Problem, match=words):
            reader.read(name)


# --- results


def test_texts_that_are_the_same_bytes_many_times(tmp_path, result_file):
    """A file of 30 MB whose 10,000 texts would take 300 GB."""
    path = tmp_path / "bomb.h5"
    path.write_bytes(result_file.read_bytes())
    with h5py.File(path, "a") as file:
        item = file.create_dataset("map/many", (10_000,), h5py.string_dtype())
        item[0] = "x" * (1 << 20)
        address = item.id.get_offset()
    data = bytearray(path.read_bytes())
    data[address : address + 16 * 10_000] = data[address : address + 16] * 10_000
    path.write_bytes(data)
    done = limited(2000, "hash", path)
    assert done.returncode == 2 and "bomb.h5" in done.stderr and done.stderr.count("\n") == 1, done
    with pytest.raises((ValueError, OSError), match=r"bomb\.h5"):
        repr(puncta.open(path).scenario)


def test_texts_of_several_axes(tmp_path, result_file):
    """Room was made for one text a row: the others were written behind it."""
    path = tmp_path / "wide.h5"
    path.write_bytes(result_file.read_bytes())
    with h5py.File(path, "a") as file:
        file.create_dataset("map/wide", (2, 5000), h5py.string_dtype())[:] = "x" * 100
    done = runs.puncta("hash", path)
    assert done.returncode == 2 and "is text of several axes" in done.stderr, done
    with pytest.raises(ValueError, match="is text of several axes"):
        puncta.open(path)


def test_tables_that_unfold_to_more_than_any(tmp_path, result_file):
    path = tmp_path / "bomb.h5"
    path.write_bytes(result_file.read_bytes())
    with h5py.File(path, "a") as file:
        options = {"chunks": (1 << 20,), "compression": "gzip", "shuffle": True}
        item = file.create_dataset("punctures/zeros", (1 << 24,), "<f8", **options)
        for start in range(0, 1 << 24, 1 << 20):
            item[start : start + (1 << 20)] = np.zeros(1 << 20)
    assert path.stat().st_size < 1.3e6
    done = limited(2000, "hash", path)
    assert done.returncode == 2 and "unfolds to" in done.stderr, done
    with pytest.raises(ValueError, match="unfolds to"):
        puncta.open(path)


# --- no shell, no code


def test_nothing_of_a_user_reaches_a_shell():
    """No call of a shell anywhere, and no evaluation of texts as code."""
    forbidden = (
        "os.system",
        "shell=True",
        "popen(",
        "os.popen",
        " eval(",
        " exec(",
        "pickle.load",
        "yaml.load",
    )
    for folder in ("engine", "models", "scenarios", "python"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix not in (".cpp", ".hpp", ".py"):
                continue
            text = path.read_text()
            for word in (*forbidden, "std::system(") if path.suffix != ".py" else forbidden:
                assert word not in text, f"{path}: {word}"


def test_a_title_stays_one_line_of_the_winner(tmp_path):
    """`design` writes its title as a comment above the winner; a line end in it would be a statement."""
    text = textwrap.dedent(f"""\
        title = "a\\nskin.site = 'nose'"
        base = "{CHEEK}"
        [variables]
        "treatment.passes" = {{ range = [5, 9] }}
        [[objective]]
        quantity = "depth_mean"
        goal = "minimise"
        """)
    with pytest.raises(places.Problem, match="does not print"):
        target.from_text("t.toml", text)

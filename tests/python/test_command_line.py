"""The program as a user meets it: exit status, messages, which stream gets what, what is left on the disk."""

import json
import os
import re
import subprocess
import tomllib

import h5py
import pytest
import runs
from runs import CHEEK, EXCISED, PROGRAM, QUICK, refused

COMMANDS = ("run", "check", "needle", "list", "schema", "validate")


@pytest.fixture(autouse=True)
def somewhere(tmp_path, monkeypatch):
    """Every test in its own empty folder, so that `nothing left behind` is one look."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def scenario(old, new):
    """mf8_cheek.toml with one line changed, as bad.toml; returns the number of that line."""
    text = CHEEK.read_text(encoding="utf-8")
    assert text.count(old) == 1
    with open("bad.toml", "w", encoding="utf-8") as file:
        file.write(text.replace(old, new))
    return text[: text.index(old)].count("\n") + 1


# Bad input: line changed, and what the message must say after file:line:column.
SLIPS = {
    "no load": (
        'load = "4 N" ',
        'load = "0 N" ',
        8,
        "treatment.load must be more than 0 N and at most 1 kN, but is 0 N",
    ),
    "pulling": (
        'load = "4 N" ',
        'load = "-4 N" ',
        8,
        "treatment.load must be more than 0 N and at most 1 kN, but is -4 N",
    ),
    "no unit": ('load = "4 N" ', 'load = "4" ', 8, 'treatment.load needs a unit: write "4 N"'),
    "a number": ('load = "4 N" ', "load = 4 ", 8, 'treatment.load needs a unit: write "4 N"'),
    "misspelt": ('speed = "50', 'sped = "50', 1, "unknown key treatment.sped; did you mean treatment.speed?"),
    "long": (
        '# needle.length = "1.0 mm"',
        'needle.length = "12 mm"',
        17,
        "device.needle.length: the needle of 12 mm must be shorter than the drum radius of 10 mm",
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
@pytest.mark.parametrize("command", ["run", "check", "needle"])
def test_slips_in_a_scenario(slip, command):
    old, new, column, message = SLIPS[slip]
    line = scenario(old, new)
    told = refused(command, "bad.toml")
    place = f"bad.toml:{line}:{column}: {message}\n"
    assert place in told
    excerpt, caret = told[told.index(place) + len(place) :].splitlines()[:2]
    assert excerpt.startswith(f"{line:>5} | ") and new in excerpt
    assert set(caret[8:]) == {" ", "^"} if column > 1 else caret[8:].strip("^") == ""
    assert caret.index("^") == 8 + column - 1


@pytest.mark.parametrize(
    ("assignment", "message"),
    [
        ("treatment.load=0 N", "must be more than 0 N"),
        ("treatment.load=-4 N", "but is -4 N"),
        ("treatment.load=4", 'treatment.load needs a unit: write "4 N"'),
        ("treatment.laod=4 N", "unknown key treatment.laod; did you mean treatment.load?"),
        ("device.needle.length=12 mm", "must be shorter than the drum radius of 10 mm"),
        ("nothing", "nothing"),
    ],
)
def test_slips_on_the_command_line(assignment, message):
    told = refused("run", CHEEK, "--set", assignment)
    assert message in told and "--set:1:" in told and "^" in told


def test_nothing_goes_in():
    """A load that no needle inserts under leaves no contacts to count: said so, never as nan."""
    done = runs.puncta("run", CHEEK, *QUICK, "--set", "treatment.load=1e-6 N", "-o", "out.h5")
    assert done.returncode == 0, done.stderr
    assert "needle contacts per area: undefined, no needle went in" in done.stdout
    assert not re.search(r"\bnan\b", done.stdout + done.stderr)


def test_all_problems_at_once():
    scenario('load = "4 N"', 'lood = "0 N"\nloss = 3')
    told = refused("check", "bad.toml", "--set", "run.replicates=0")
    for problem in (
        "treatment.lood",
        "treatment.loss",
        "run.replicates must be",
        "treatment.load is missing",
    ):
        assert problem in told


def test_scenario_that_is_none(tmp_path):
    (tmp_path / "binary.toml").write_bytes(b"title = \x00\x01\x7fELF")
    (tmp_path / "empty.toml").touch()
    (tmp_path / "image.toml").write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe")
    (tmp_path / "folder.toml").mkdir()
    expected = {
        "folder.toml": "is a directory, not a file",
        "binary.toml": "is not text but a binary file",
        "missing.toml": "there is no such file",
        "image.toml": "image.toml",
        "empty.toml": "empty.toml",
        "/dev/zero": "is not a regular file",
        PROGRAM: "",
    }
    for name, message in expected.items():
        for command in ("run", "check", "needle"):
            told = refused(command, name)
            assert message in told and str(name) in told


def test_messages_are_utf8_whatever_the_file_holds(tmp_path):
    (tmp_path / "image.toml").write_bytes(b'title = "\xff\x9b31m"\n')
    done = subprocess.run([PROGRAM, "check", "image.toml"], capture_output=True, timeout=60)
    assert done.returncode == 2
    assert "\x9b" not in done.stderr.decode("utf-8")


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("nowhere/x.h5", "the folder 'nowhere' does not exist"),
        (".", "folder"),
        ("/proc/x.h5", "cannot write the result '/proc/x.h5"),
        ("/dev/full", "it is a device or another special file"),
    ],
)
def test_unwritable_output(output, message):
    assert message in refused("run", CHEEK, *QUICK, "-o", output, status=4)


def test_a_failed_run_leaves_an_older_result_alone(tmp_path):
    (tmp_path / "old.h5").write_bytes(b"older")
    refused("run", CHEEK, "--set", "treatment.load=0 N", "-o", "old.h5")
    assert (tmp_path / "old.h5").read_bytes() == b"older"


def test_run_writes_a_table_and_a_file():
    done = runs.puncta("run", CHEEK, *QUICK)
    assert done.returncode == 0, done.stderr
    assert os.listdir() == ["mf8_cheek.h5"]  # the default name, and no .part
    assert "\x1b" not in done.stdout + done.stderr
    table = {line.split()[0]: line for line in done.stdout.splitlines() if line.strip()}
    with h5py.File("mf8_cheek.h5", "r") as file:
        assert set(file["summary"]) <= set(table)
        depth = file["summary/depth_mean"]
        shown = float(table["depth_mean"].split()[1])
        assert shown == pytest.approx(depth[()] * 1e6, abs=0.6) and "um" in table["depth_mean"]
    assert "95 % interval" in done.stdout


def test_json_is_the_summary_of_the_file():
    done = runs.puncta("run", CHEEK, *QUICK, "--json", "-o", "out.h5", "--seed", 7)
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)  # nothing else on stdout
    with h5py.File("out.h5", "r") as file:
        assert document["seed"] == 7 == file.attrs["seed"]
        assert document["hash"] == file["scenario/hash"].asstr()[()]
        assert document["output"] == "out.h5" and document["replicates"] == 2
        assert document["rolling_radius"] == file["diagnostics/rolling_radius"][()]
        assert set(document["summary"]) == set(file["summary"])
        for name, told in document["summary"].items():
            item = file[f"summary/{name}"]
            stored = {key: item.attrs[key] for key in ("standard_error", "ci_low", "ci_high", "count")}
            stored |= {"value": item[()], "units": item.attrs["units"]}
            for key, value in stored.items():
                same = told[key] == value or (told[key] is None and not abs(value) < float("inf"))
                assert same, (name, key, told[key], value)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help(command):
    done = runs.puncta(*command.split(), "--help")
    assert done.returncode == 0 and done.stderr == ""
    assert "Usage" in done.stdout and "--help" in done.stdout


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_version(command):
    """interface.md: --help and --version everywhere."""
    done = runs.puncta(*command.split(), "--version")
    assert done.returncode == 0 and done.stderr == "", done.stderr
    for part in ("puncta 0.", "x86-64-v3", "threads"):
        assert part in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nonsense",),
        ("run",),
        ("run", CHEEK, "--thraeds", 2),
        ("run", CHEEK, "--threads", -1),
        ("list", "cars"),
    ],
)
def test_misuse(arguments):
    assert refused(*arguments).strip()


def test_check_of_good_scenarios():
    # 4 passes of one stripe along 0 and 90 deg, of two along 45 and 135 (28.3 mm under a roller of 20 mm): 24
    # strokes; 20 to 28 mm and two run-ins of some 10 mm each, at 50 mm/s: about 24 s.
    told = r"  24 strokes over 4 cm2, about 2\d s\n"
    assert re.fullmatch(r"ok\n" + told, runs.puncta("check", CHEEK).stdout)
    done = runs.puncta("check", CHEEK, EXCISED)
    assert done.returncode == 0 and done.stderr == ""
    assert re.fullmatch(f"{CHEEK}: ok\n{told}{EXCISED}: ok\n  .* strokes over .*\n", done.stdout)


def test_schema_is_json():
    done = runs.puncta("schema", "--json")
    assert done.returncode == 0 and done.stderr == ""
    assert {"skin", "device", "treatment", "run"} <= set(json.loads(done.stdout)["properties"])


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("devices", ["dermaroller-mf8: ", "needle.length", "schwarz2011", "Status: "]),
        ("sites", ["cheek: ", "excised_human: ", "reticular_dermis.toughness", "needle_toughness2022"]),
        ("models", ["elasticity", "puncture", "roemgens2014"]),
    ],
)
def test_catalogue(kind, expected):
    done = runs.puncta("list", kind)
    assert done.returncode == 0 and done.stderr == ""
    for part in expected:
        assert part in done.stdout


def test_full_disk_under_stdout():
    """Data that could not be written is a failure of storage, not a success."""
    with open("/dev/full", "w") as full:
        done = subprocess.run([PROGRAM, "list", "sites"], stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert done.returncode == 4


def resolved_again(path):
    with h5py.File(path, "r") as file:
        return file["scenario/resolved"].asstr()[()], file["scenario/hash"].asstr()[()]


def test_resolved_scenario_runs_to_the_same_result(tmp_path):
    assert runs.puncta("run", CHEEK, *QUICK, "-o", "first.h5").returncode == 0
    text, identity = resolved_again("first.h5")
    assert tomllib.loads(text)["treatment"]["passes"] == 1
    (tmp_path / "again.toml").write_text(text, encoding="utf-8")
    done = runs.puncta("run", "again.toml", "-o", "second.h5")
    assert done.returncode == 0, done.stderr
    assert resolved_again("second.h5") == (text, identity)
    with h5py.File("first.h5") as first, h5py.File("second.h5") as second:
        assert (first["punctures/depth"][:] == second["punctures/depth"][:]).all()

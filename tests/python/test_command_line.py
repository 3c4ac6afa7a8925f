"""The program as a user meets it: exit status, messages, which stream gets what, what is left on the disk."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
import tomllib

import h5py
import pytest
import runs
from runs import CHEEK, EXCISED, PROGRAM

QUICK = (
    *("--replicates", 2, "--set", 'treatment.area=["6 mm","6 mm"]'),
    *("--set", "treatment.passes=1", "--set", 'treatment.directions=["0 deg"]'),
)
COMMANDS = ("run", "check", "needle", "list", "schema", "validate")


@pytest.fixture(autouse=True)
def somewhere(tmp_path, monkeypatch):
    """Every test in its own empty folder, so that `nothing left behind` is one look."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(*arguments, status=2):
    """Standard error of a call that must fail with this status and leave the folder as it was."""
    before = sorted(os.listdir())
    done = runs.puncta(*arguments)
    assert done.returncode == status, (arguments, done.returncode, done.stderr)
    assert done.stdout == ""
    assert "\x1b" not in done.stderr and "terminate" not in done.stderr
    assert sorted(os.listdir()) == before
    return done.stderr


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


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_output_without_permission(tmp_path):
    (tmp_path / "locked").mkdir(mode=0o500)
    assert "ermission denied" in refused("run", CHEEK, *QUICK, "-o", "locked/x.h5", status=4)


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


def test_needle_writes_its_table():
    done = runs.puncta("needle", EXCISED, "--displacement", "0:1.5:0.005 mm", "--csv", "law.csv")
    assert done.returncode == 0 and done.stderr == ""
    assert os.listdir() == ["law.csv"]
    with open("law.csv") as file:
        names, *rows = [line.strip().split(",") for line in file]
    assert names == "displacement_m dimple_m depth_m force_N cutting_N spreading_N friction_N".split()
    law = [dict(zip(names, map(float, row), strict=True)) for row in rows]
    assert len(law) == 301
    assert law[-1]["displacement_m"] == pytest.approx(1.5e-3)
    for point in law:
        assert point["dimple_m"] + point["depth_m"] == pytest.approx(point["displacement_m"], abs=1e-9)
    inside = [point for point in law if point["depth_m"] > 0]
    assert inside and law[-1]["depth_m"] > 0.5e-3
    for point in inside[1:]:
        parts = point["cutting_N"] + point["spreading_N"] + point["friction_N"]
        assert point["force_N"] <= parts * (1 + 1e-6)


MOTIONS = {
    "roller": (),
    "stamp": ("--press-time", "50 ms", "--hold-time", "0.5 s"),
    "pen": ("--frequency", "100 Hz"),
}


@pytest.mark.parametrize("motion", MOTIONS)
def test_needle_in_time(motion):
    options = ("--motion", motion, *MOTIONS[motion], "--displacement", "0:2 mm", "--csv", "law.csv")
    done = runs.puncta("needle", CHEEK, *options)
    assert done.returncode == 0 and done.stderr == ""
    with open("law.csv") as file:
        names, *rows = [line.strip().split(",") for line in file]
    assert names[:2] == ["time_s", "displacement_m"] and names[4] == "force_N"
    table = [dict(zip(names, map(float, row), strict=True)) for row in rows]
    times = [point["time_s"] for point in table]
    assert times == sorted(times) and times[0] == 0
    if motion == "stamp":
        assert times[-1] == pytest.approx(0.6)
    if motion == "pen":
        assert times[-1] == pytest.approx(0.01)  # one stroke of 100 Hz
    assert max(point["displacement_m"] for point in table) == pytest.approx(2e-3)
    assert table[0]["displacement_m"] == table[-1]["displacement_m"] == 0
    assert min(point["force_N"] for point in table) == 0 == table[-1]["force_N"]
    depths = [point["depth_m"] for point in table]
    assert depths == sorted(depths) and depths[-1] > 0
    insertion = next(line for line in done.stdout.splitlines() if "insertion" in line)
    before = 1e-3 * float(insertion.split("after")[1].removesuffix("ms"))
    into = next(i for i, depth in enumerate(depths) if depth > 0)
    assert times[into - 1] <= before * 1.001 and before <= times[into] * 1.001  # printed to four digits
    # The same name again is overwritten by the table without time: both are ours.
    assert runs.puncta("needle", CHEEK, "--csv", "law.csv").returncode == 0


def test_slow_is_the_law_without_time():
    for number, options in enumerate([(), ("--motion", "slow")]):
        assert runs.puncta("needle", CHEEK, *options, "--csv", f"{number}.csv").returncode == 0
    with open("0.csv") as first, open("1.csv") as second:
        assert first.read() == second.read()


def test_speed_stiffens_a_roller():
    """5 m/s: the tip enters at about 4 m/s, so the moduli exceed the instantaneous ones, 1/g_inf = 2."""
    factors = []
    for exponent in (0, 0.1):
        settings = ("--set", "treatment.speed=5 m/s", "--set", f"skin.rate_exponent={exponent}")
        done = runs.puncta("needle", CHEEK, *settings)
        factors.append(float(done.stdout.split("moduli x")[1].split()[0]))
    assert 1.99 < factors[0] < 2 < factors[1]
    assert 3.2**0.1 < factors[1] / factors[0] < 4.8**0.1  # between u_0 of 2 and 5 mm: 11.5/10 v sin(theta_e)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--motion", "rolller"), 'did you mean "roller"?'),
        (("--motion", "stamp"), '--motion stamp needs --press-time, for example --press-time "50 ms"'),
        (("--motion", "pen"), "--motion pen needs --frequency"),
        (("--motion", "stamp", "--press-time", "50"), "--press-time: needs a unit"),
        (("--motion", "stamp", "--press-time", "5 mm"), "is a length, but a time is needed"),
        (("--motion", "stamp", "--press-time", "0 s"), "--press-time must be at least"),
        (("--motion", "stamp", "--press-time", "1 s", "--hold-time=-1 s"), "--hold-time must be at least"),
        (("--motion", "pen", "--frequency", "1 MHz"), "a frequency is written in Hz or kHz"),
        (("--motion", "pen", "--frequency", "0 Hz"), "--frequency must be at least"),
        (("--motion", "roller", "--frequency", "5 Hz"), "--frequency is for --motion pen, not for roller"),
        (("--hold-time", "5 s"), "--hold-time is for --motion stamp, not for slow"),
        (("--motion", "roller", "--displacement", "0:12 mm"), "as deep as the roller's axle: 11.5 mm"),
    ],
)
def test_bad_motion(options, message):
    assert message in refused("needle", CHEEK, *options, "--csv", "law.csv")


@pytest.mark.parametrize(
    "displacement",
    [
        "3:0:1 mm",
        "0:3:0.01",
        "a:b mm",
        "0:1:0 mm",
        "-1:3:0.1 mm",
        "0:1e9:1e-9 mm",
        "mm",
        "1 mm",
        "0:1:2:3 mm",
        "0:3:1 N",
        "0:nan:1 mm",
        "0:inf:1 mm",
        ":: mm",
        "0:1:1e-300 mm",
    ],
)
def test_bad_displacement(displacement):
    told = refused("needle", CHEEK, f"--displacement={displacement}", "--csv", "law.csv")
    assert f'--displacement "{displacement}"' in told and "FROM:TO:STEP UNIT" in told


def test_needle_cannot_write():
    assert "nowhere/law.csv" in refused("needle", CHEEK, "--csv", "nowhere/law.csv", status=4)


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


def started(*options):
    command = [PROGRAM, "run", CHEEK, "-o", "long.h5", "--replicates", 5000, *options]
    return subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def wait_for(process, condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


def rows_in_part():
    """Finished replicates in the unfinished file; it may be read in the middle of a write."""
    try:
        # A copy: HDF5 maps what it reads, and the writer goes on.
        shutil.copy("long.h5.part", "copy.h5")
        with h5py.File("copy.h5", "r") as file:
            return len(file["replicates/replicate"])
    except (OSError, KeyError, RuntimeError):
        return 0
    finally:
        if os.path.exists("copy.h5"):
            os.remove("copy.h5")


def assert_readable_part():
    assert os.listdir() == ["long.h5.part"]
    with h5py.File("long.h5.part", "r") as file:
        assert file.attrs["complete"] == 0
        rows = len(file["replicates/replicate"])
        assert 1 <= rows < 5000
        assert file["replicates/punctures_total"][:].sum() == file["map/count"][:].sum()
        assert "summary" not in file
    return rows


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_run_keeps_what_is_finished(number):
    process = started(*QUICK[2:])
    wait_for(process, lambda: rows_in_part() > 0)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == "" and "long.h5.part (marked incomplete)" in err and "\x1b" not in err
    assert_readable_part()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_before_the_first_replicate(number):
    huge = ("--set", 'treatment.area=["500 mm","500 mm"]', "--set", "treatment.passes=500")
    process = started(*huge)
    wait_for(process, lambda: os.path.exists("long.h5.part"))
    time.sleep(0.3)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == "" and "nothing was written" in err
    assert os.listdir() == []


def test_killed_run_leaves_no_finished_file():
    process = started(*QUICK[2:])
    wait_for(process, lambda: rows_in_part() > 0)
    process.kill()
    process.communicate(timeout=60)
    assert_readable_part()
    # The next run of that name is not in its way.
    done = runs.puncta("run", CHEEK, *QUICK, "-o", "long.h5")
    assert done.returncode == 0, done.stderr
    assert os.listdir() == ["long.h5"]


def test_person_of_the_skin():
    """A wrong sex and an aged rat are refused at their place; a stretched skin lets a needle deeper."""
    message = refused("needle", CHEEK, "--set", "skin.sex=man")
    assert "any, female, male" in message
    assert "sex and age" in refused(
        "needle", CHEEK, "--set", "skin.site=hairless_rat", "--set", "skin.age=60"
    )

    def depth(stretch):
        arguments = ("--set", f"skin.stretch={stretch}", "--displacement", "0:1:1 mm", "--csv", "out.csv")
        assert runs.puncta("needle", CHEEK, *arguments).returncode == 0
        with open("out.csv", encoding="utf-8") as file:
            return float(file.read().splitlines()[-1].split(",")[2])

    assert depth(0.1) > depth(0) > 0

"""`puncta needle`: its table, motions in time, and what it refuses."""

import os

import pytest
import runs
from runs import CHEEK, EXCISED, refused


@pytest.fixture(autouse=True)
def somewhere(tmp_path, monkeypatch):
    """Every test in its own empty folder, so that `nothing left behind` is one look."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


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
        "0:101:1 mm",
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

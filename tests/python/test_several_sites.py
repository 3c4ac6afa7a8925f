"""Several sites in one treatment: each is what it would be alone, together they add up; mistakes are told."""

import subprocess

import h5py
import numpy as np
import puncta
import pytest
import runs
import xarray

FOREHEAD = '[["0 mm", "20 mm"], ["6 mm", "20 mm"], ["6 mm", "25 mm"], ["0 mm", "25 mm"]]'
CHEEK = '[["0 mm", "0 mm"], ["8 mm", "0 mm"], ["8 mm", "5 mm"], ["0 mm", "5 mm"]]'
COMMON = """[device]
preset = "dermaroller-mf8"
[treatment]
directions = ["0 deg"]
passes = 1
load = "4 N"
"""
FIRST = f"""[[sites]]
name = "forehead"
skin.site = "forehead"
treatment.polygon = {FOREHEAD}
treatment.load = "3 N"
"""
SECOND = f"""[[sites]]
name = "cheek"
skin.site = "cheek"
treatment.polygon = {CHEEK}
"""
QUANTITIES = ("depth_mean", "density_total", "punctures_total", "depth_p95", "clark_evans", "treatment_time")


def ran(folder, text, *options):
    scenario = folder / f"scenario{len(list(folder.iterdir()))}.toml"
    scenario.write_text(text, encoding="utf-8")
    done = runs.puncta("run", scenario, "-o", scenario.with_suffix(".h5"), "--replicates", 2, *options)
    assert done.returncode == 0, done.stderr
    return scenario.with_suffix(".h5"), done.stdout


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    return ran(tmp_path_factory.mktemp("sites"), COMMON + FIRST + SECOND)


def alone(site, polygon, load):
    return f"""[skin]
site = "{site}"
{COMMON.replace("4 N", load)}polygon = {polygon}
"""


@pytest.mark.parametrize(
    ("order", "first"),
    [(FIRST + SECOND, ("forehead", FOREHEAD, "3 N")), (SECOND + FIRST, ("cheek", CHEEK, "4 N"))],
)
def test_the_first_site_is_what_it_is_alone(tmp_path, order, first):
    """Identity: same person, head, hand and numbers, so the same bits."""
    several, _ = ran(tmp_path, COMMON + order)
    single, _ = ran(tmp_path, alone(*first))
    with h5py.File(several) as file, h5py.File(single) as one:
        for name in QUANTITIES:
            np.testing.assert_array_equal(file[f"sites/replicate_{name}"][:, 0], one[f"replicates/{name}"][:])


def test_sites_add_up(both):
    """Identities: counts and areas add; every puncture lies in the polygon of its site; passes go on."""
    with h5py.File(both[0]) as file:
        total = file["replicates/punctures_total"][:]
        each = file["sites/replicate_punctures_total"][:]
        area = file["sites/area"][:]
        np.testing.assert_array_equal(each.sum(axis=1), total)
        np.testing.assert_allclose(area, [30e-6, 40e-6], rtol=1e-12)  # by hand
        np.testing.assert_allclose(file["replicates/density_total"][:], total / area.sum(), rtol=1e-12)
        mean = (file["sites/replicate_depth_mean"][:] * each).sum(axis=1) / total
        np.testing.assert_allclose(file["replicates/depth_mean"][:], mean, rtol=1e-12)
        assert file["map/count"][:].sum() == total.sum() == len(file["punctures/x"])
        site, y = file["punctures/site"][:], file["punctures/y"][:]
        assert (y[site == 0] >= 20e-3).all() and (y[site == 1] <= 5e-3).all()
        assert {*zip(site, file["punctures/pass"][:], strict=True)} == {(0, 0), (1, 1)}
        inside = file["map/inside"][:].sum() * file["map/cell_size"][()] ** 2
        assert inside == pytest.approx(area.sum(), rel=1e-9)


def test_sites_are_told(both):
    assert "on 2 sites" in both[1] and "\n  forehead " in both[1] and "\n  cheek " in both[1]
    with xarray.open_dataset(both[0], group="sites", engine="h5netcdf") as data:
        assert list(data.site_name.values) == ["forehead", "cheek"]
        low, value, high = (float(data[f"depth_mean{end}"][1]) for end in ("_ci_low", "", "_ci_high"))
        assert low < value < high and data.depth_mean.attrs["units"] == "m"
    result = puncta.open(both[0])
    assert result.sites.loc[("cheek", "depth_mean"), "value"] == value
    assert result.sites.loc[("cheek", "depth_mean"), "ci_low"] == low
    assert result.layers[-1][0] == "bone/muscle"


def test_one_site_has_no_table_of_sites(tmp_path):
    single, _ = ran(tmp_path, alone("cheek", CHEEK, "4 N"))
    with h5py.File(single) as file:
        assert "sites" not in file and (file["punctures/site"][:] == 0).all()
    assert puncta.open(single).sites.empty


def test_the_command_line_changes_one_site_or_all(tmp_path):
    one, _ = ran(tmp_path, COMMON + FIRST + SECOND, "--set", "sites.cheek.treatment.load=1 N")
    every, _ = ran(tmp_path, COMMON + FIRST + SECOND, "--set", "treatment.load=1 N")
    loads = [
        [site["treatment"]["load"]["mean"] for site in puncta.open(path).scenario["sites"]]
        for path in (one, every)
    ]
    assert loads == [["3 N", "1 N"], ["1 N", "1 N"]]


def test_the_resolved_scenario_runs_again(both, tmp_path):
    again, _ = ran(tmp_path, puncta.open(both[0]).resolved)
    with h5py.File(both[0]) as file, h5py.File(again) as other:
        assert other["scenario/hash"][()] == file["scenario/hash"][()]
        np.testing.assert_array_equal(other["punctures/depth"][:], file["punctures/depth"][:])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (FIRST + FIRST, 'two sites are called "forehead"'),
        (FIRST + SECOND.replace(CHEEK, FOREHEAD), "the region of cheek overlaps that of forehead by 0.3 cm2"),
        (FIRST + SECOND.replace("cheek", "homogeneous_block"), "all sites need as many"),
        (FIRST.replace("treatment.load", "device.wear"), "device is no key of a site"),
        (FIRST.replace("skin.site", "skn.site"), "unknown key skn; did you mean skin?"),
        (FIRST.replace("treatment.load", "treatment.lod"), "unknown key treatment.lod"),
        (FIRST.replace('name = "forehead"', ""), "a site needs a name"),
        (FIRST.replace("treatment.polygon", "# "), "treatment.area is missing"),
        ("sites = []\n" + COMMON, "sites must be 1 to 64 tables"),
        ("sites = 3\n" + COMMON, "sites must be 1 to 64 tables"),
        ("sites = [3]\n" + COMMON, "a site is a table with name, skin and treatment"),
    ],
)
def test_mistakes_are_told(tmp_path, text, told):
    scenario = tmp_path / "wrong.toml"
    scenario.write_text(text if text.startswith("sites") else COMMON + text, encoding="utf-8")
    done = runs.puncta("check", scenario)
    assert done.returncode == 2 and told in done.stderr, done.stderr
    assert done.stderr.count(told) == 1  # sites share statements, not messages


def test_check_and_plan_show_every_site():
    scenario = runs.ROOT / "scenarios/reference/two_sites.toml"
    done = runs.puncta("check", scenario)
    assert done.returncode == 0 and "forehead: " in done.stdout and "cheek: " in done.stdout
    ax = puncta.plot.stroke_plan(scenario)
    assert {text.get_text() for text in ax.texts} >= {"forehead", "cheek"}
    assert "16 strokes" in ax.get_title("left")


def test_needle_takes_the_first_site(tmp_path):
    scenario = tmp_path / "sites.toml"
    scenario.write_text(COMMON + FIRST + SECOND, encoding="utf-8")
    several = subprocess.run([runs.PROGRAM, "needle", scenario], capture_output=True, text=True)
    scenario.write_text(alone("forehead", FOREHEAD, "3 N"), encoding="utf-8")
    single = subprocess.run([runs.PROGRAM, "needle", scenario], capture_output=True, text=True)
    assert several.returncode == 0 and several.stdout == single.stdout

"""What must hold of the whole simulation, whatever the numbers in the cards: trends, limits and convergence.

Expected values are inequalities from mechanics, geometry (density) and one published measurement (Römgens
2014). Runs of the same seed share subjects, heads, loads of the hand and phases wherever both have them, so
differences are taken replicate by replicate ("paired") with the standard error of these differences, unless a
test says "independent". The measured figures are printed: `pytest -s tests/python/test_physics_trends.py`.
"""

import itertools
import math
import os
import re
import tomllib

import h5py
import numpy as np
import puncta
import pytest
import runs

TIPS = (5, 15, 25, 37)  # um
# Rows and needles per row; the rows are spread over the MF8's 20 mm.
HEADS = {96: (4, 24), 192: (8, 24), 540: (18, 30), 1080: (36, 30)}


def falls(paths, quantity="depth_mean"):
    """Checks that a quantity falls along the runs by more than 3 standard errors at each step."""
    columns = {name: runs.replicates(path, quantity) for name, path in paths.items()}
    for name, column in columns.items():
        print(f"\n  {name}: {quantity} = %.5g ± %.2g" % runs.mean(column), end="")
    names = list(columns)
    for before, after in itertools.pairwise(names):
        drop, error = runs.mean(columns[before] - columns[after])
        print(f"\n  {before} -> {after}: falls by {drop:.4g} ± {error:.2g}", end="")
        assert drop > 3 * error > 0, f"{quantity} from {before} to {after}: {drop} ± {error}"


def test_more_needles_share_the_load():
    paths = {}
    for count, (rows, per_row) in HEADS.items():
        assert rows * per_row == count
        head = {
            "device__rows": rows,
            "device__needles_per_row": per_row,
            "device__row_spacing": f"{20 / rows} mm",
        }
        paths[f"{count} needles"] = runs.result(replicates=4, **head)
    falls(paths)


def test_less_load_goes_less_deep():
    falls({f"{load} N": runs.result(treatment__load=f"{load} N") for load in (6, 4, 2, 1)})


def test_blunt_tips_penetrate_less_often():
    """At 0.5 N the insertion force decides; a sharp tip always enters."""
    load = {"treatment__load": "0.5 N"}
    paths = {f"{tip} um": runs.result(device__needle__tip_diameter=f"{tip} um", **load) for tip in TIPS}
    falls(paths, "penetrated_share")


@pytest.mark.parametrize("site", ["excised_human", "cheek"])
@pytest.mark.parametrize("displacement", [1.0e-3, 1.5e-3])
def test_the_tip_hardly_matters_once_inside(site, displacement):
    """One needle pressed to the same displacement."""
    depths = []
    for tip in TIPS:
        path = np.linspace(0, displacement, 200)
        settings = {"device.needle.tip_diameter": f"{tip} um"}
        depth, _ = puncta.needle_law(device="dermaroller-mf8", site=site, displacement=path, set=settings)
        assert depth[-1] > 0
        depths.append(depth[-1])
    spread = max(depths) / min(depths) - 1
    print(
        f"\n  {site}, {displacement * 1e3} mm: {np.round(np.multiply(depths, 1e6), 1)} um, {spread:.1%}",
        end="",
    )
    assert spread < 0.15


@pytest.mark.parametrize("tip", TIPS)
def test_insertion_forces_of_roemgens(tip):
    """Römgens et al. 2014: 20 mN for a tip of 5 um to 167 mN for 37 um in excised human skin."""
    path = np.arange(0, 0.6e-3, 0.2e-6)
    settings = {"device.needle.tip_diameter": f"{tip} um"}
    depth, force = puncta.needle_law(
        device="dermaroller-mf8", site="excised_human", displacement=path, set=settings
    )
    largest_before = force[depth == 0].max()
    expected = {5: 20e-3, 37: 167e-3}.get(tip, -3e-3 + 4.6e3 * tip * 1e-6)
    assert largest_before == pytest.approx(expected, abs=1e-3)
    told = runs.puncta("needle", runs.EXCISED, "--set", f"device.needle.tip_diameter={tip} um").stdout
    insertion = float(re.search(r"^ *insertion .* force +([\d.]+) mN", told, re.MULTILINE)[1])
    print(f"\n  {tip} um: {insertion} mN", end="")
    assert insertion == pytest.approx(expected * 1e3, abs=1)


def homogeneous():
    """Scenario file: the cheek's reticular dermis alone, without end; everything else as on the cheek."""
    with h5py.File(runs.result(), "r") as file:
        resolved = file["scenario/resolved"][()].decode()
    head, *layers = re.split(r"^(?=\[skin\.)", resolved, flags=re.MULTILINE)
    head = re.sub(r"^layers = .*$", 'layers = ["reticular_dermis"]', head, flags=re.MULTILINE)
    (dermis,) = (layer for layer in layers if layer.startswith("[skin.reticular_dermis]"))
    # A support has no thickness, so no tension either.
    dermis = re.sub(r"^stress = .*$", 'stress = "0 kPa"', dermis, flags=re.MULTILINE)
    dermis = re.sub(r"^thickness.*\n", "", dermis, flags=re.MULTILINE)
    text = head + dermis
    assert list(tomllib.loads(text)["skin"]["layers"]) == ["reticular_dermis"]
    path = runs.folder() / "homogeneous.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.skipif("PUNCTA_LONG" not in os.environ, reason="takes half a minute; runs under --long")
def test_one_homogeneous_layer_is_another_skin():
    """Independent: the subjects of one layer and of six have no draws in common."""
    with h5py.File(runs.result(replicates=32), "r") as file:
        summary = file["summary/depth_mean"]
        interval = summary.attrs["ci_low"], summary.attrs["ci_high"]
    value, error = runs.mean(runs.replicates(runs.result(homogeneous(), replicates=32), "depth_mean"))
    print(f"\n  six layers {np.array(interval)}, one layer {value:.4g} ± {error:.2g} m", end="")
    assert not interval[0] <= value <= interval[1]


@pytest.mark.parametrize(
    ("layer", "doubled"), [("papillary_dermis", "3.6 kJ/m^2"), ("reticular_dermis", "3.6 kJ/m^2")]
)
def test_tougher_skin_is_punctured_less_deep(layer, doubled):
    falls(
        {"card": runs.result(), f"{layer} {doubled}": runs.result(**{f"skin__{layer}__toughness": doubled})}
    )


def varying(cv):
    """Two passes over skins whose thickness, stiffness and toughness vary so much within one person."""
    fields = {f"skin__variation__{name}_cv": cv for name in ("thickness", "modulus", "toughness")}
    return runs.result(treatment__passes=2, **fields)


def test_varied_skin_scatters_the_depths_within_a_person():
    falls({f"cv {cv} within one skin": varying(cv) for cv in (0.3, 0)}, "depth_sd")


def test_passes_find_the_same_skin():
    """Depths of two passes go together from place to place where the skin varies; without variation they do
    not. Depths are taken relative to their row's, so that rows with more load do not look like places."""

    def correlation(path):
        with h5py.File(path, "r") as file:
            table = {name: file[f"punctures/{name}"][:] for name in file["punctures"]}
        groups = np.stack([table[name] for name in ("replicate", "pass", "row")], axis=1)
        _, which = np.unique(groups, axis=0, return_inverse=True)
        which = which.ravel()
        mean = np.bincount(which, table["depth"]) / np.bincount(which)
        depth = table["depth"] / mean[which] - 1
        cell = 2e-3  # one correlation length
        place = np.stack([table["replicate"], table["x"] // cell, table["y"] // cell], axis=1)
        maps = []
        for number in (0, 1):
            at = table["pass"] == number
            cells, index = np.unique(place[at], axis=0, return_inverse=True)
            value = np.bincount(index.ravel(), depth[at]) / np.bincount(index.ravel())
            maps.append(dict(zip(map(tuple, cells), value, strict=True)))
        both = sorted(maps[0].keys() & maps[1].keys())
        assert len(both) > 200
        return np.corrcoef([[one[key] for key in both] for one in maps])[0, 1], 1 / np.sqrt(len(both))

    varied, error = correlation(varying(0.3))
    same, _ = correlation(varying(0))
    print(f"\n  correlation of two passes: varied {varied:.3f}, same {same:.3f}, ± {error:.3f}", end="")
    assert abs(same) < 3 * error
    assert varied - same > 3 * 2**0.5 * error


def test_density_is_that_of_rolling():
    """Contacts per area against N·passes/(2π R_roll W), with the R_roll that the run reports."""
    path = runs.result(treatment__area='["40 mm", "40 mm"]', treatment__passes=1, treatment__load="1 N")
    with h5py.File(path, "r") as file:
        device = tomllib.loads(file["scenario/resolved"][()].decode())["device"]
        rolling_radius = file["diagnostics/rolling_radius"][()]
        nominal = file["diagnostics/nominal_density"][()]
    width = device["rows"] * float(device["row_spacing"].removesuffix(" mm")) * 1e-3
    needles = device["rows"] * device["needles_per_row"]
    expected = needles * 1 / (2 * math.pi * rolling_radius * width)
    assert nominal == pytest.approx(expected, rel=1e-12)
    contacts = runs.replicates(path, "density_total") / runs.replicates(path, "penetrated_share")
    value, error = runs.mean(contacts)
    print(f"\n  {value * 1e-4:.3f} ± {error * 1e-4:.3f} /cm2, geometry {expected * 1e-4:.3f}", end="")
    assert abs(value - expected) < 3 * error
    assert error < 0.01 * expected


short_needles = {
    "device__needle__length": "0.25 mm",
    "device__rows": 3,
    "treatment__load": "1.5 N",
    "treatment__passes": 1,
    "treatment__area": '["7.5 mm", "7.5 mm"]',
}


@pytest.mark.parametrize(
    ("case", "setting", "tolerance"),
    [
        ({}, {"model__station_step": 0.0625}, 0.01),
        pytest.param(
            short_needles,
            {"model__drum_cell": "0.25 mm"},
            0.03,
            marks=pytest.mark.xfail(
                strict=True, reason="3.6 %: cells of 0.5 mm are coarse for short needles"
            ),
        ),
    ],
)
def test_finer_steps_change_little(case, setting, tolerance):
    """Halved station step: less than 1 %, the default MF8. Halved drum cells: below 3 %, on short needles,
    where the drum carries a good part of the load (decision 9: a miss)."""
    coarse = runs.replicates(runs.result(**case), "depth_mean")
    fine = runs.replicates(runs.result(**case, **setting), "depth_mean")
    if case:
        assert runs.replicates(runs.result(**case), "drum_load_share").mean() > 0.1
    change, error = runs.mean(fine / coarse - 1)
    relative = fine.mean() / coarse.mean() - 1
    print(f"\n  {setting}: {relative:.3%} of the mean, {change:.3%} ± {error:.3%} paired", end="")
    assert abs(relative) < tolerance
    assert abs(change) < tolerance


def test_depth_comes_from_the_stiffness_and_not_from_the_length():
    """No ratio of depth to length is built in: with the taper kept, a longer needle goes about as deep."""
    # At 1 N neither length nears the drum, so the length can only act through the geometry of the roll.
    settings = {"treatment__load": "1 N", "device__needle__taper_length": "0.75 mm"}
    paths = [runs.result(device__needle__length=length, **settings) for length in ("1.5 mm", "2 mm")]
    ratios = [runs.mean(runs.replicates(path, "depth_over_length_mean"))[0] for path in paths]
    depths = [runs.replicates(path, "depth_mean") for path in paths]
    change, error = runs.mean(depths[1] / depths[0] - 1)
    print(f"\n  1.5 -> 2 mm: depth {change:.1%} ± {error:.1%}, depth over length {ratios}", end="")
    assert abs(change) < 0.15
    assert ratios[1] < 0.87 * ratios[0]

"""Every shipped skin runs, and sites differ as their stacks do: the support decides the sink.

Runs are small (one pass of the MF8 over 6 mm x 6 mm at 4 N). Expected values are bounds and inequalities from
mechanics; subjects of two sites share their draws layer by layer, so differences are taken by replicate.
"""

import functools
import re
import tomllib

import h5py
import numpy as np
import pytest
import runs

CARDS = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted((runs.ROOT / "models/cards/skin").glob("*.toml"))
}
ON_BONE = {"forehead", "periorbital", "nose", "scalp"}
ON_MUSCLE = {"cheek", "neck", "abdomen", "forearm", "back", "thigh"}
OTHERS = {"excised_human", "hairless_rat", "neonatal_porcine", "homogeneous_block"}
LENGTH = 1.5e-3  # of the MF8's needles, which scatter by 20 um [m]


@functools.cache
def small(site):
    settings = {"treatment__passes": 1, "treatment__area": '["6 mm", "6 mm"]'}
    return runs.result(replicates=6, skin__site=site, **settings)


def difference(quantity, one, other):
    """Mean of `one - other` and its standard error; printed for `pytest -s`."""
    paired = runs.replicates(small(one), quantity) - runs.replicates(small(other), quantity)
    value, error = runs.mean(paired)
    print(f"\n  {quantity}: {one} - {other} = {value:.3g} ± {error:.2g}", end="")
    return value, error


def test_all_sites_are_shipped():
    assert set(CARDS) >= ON_BONE | ON_MUSCLE | OTHERS
    told = runs.puncta("list", "sites")
    assert told.returncode == 0
    assert re.findall(r"^(\w+): ", told.stdout, re.MULTILINE) == [*CARDS, "Status"]


def test_sites_rest_on_what_they_should():
    supports = {site: card["layers"][-1] for site, card in CARDS.items()}
    assert {supports[site] for site in ON_BONE} == {"bone"}
    assert {supports[site] for site in ON_MUSCLE} == {"muscle"}


@pytest.mark.parametrize("site", CARDS)
def test_every_site_runs(site):
    """No site may fail to converge (exit status 3), and nothing may come out undefined or out of bounds."""
    with h5py.File(small(site), "r") as file:
        values = {name: item[()] for name, item in file["summary"].items()}
        columns = {name: item[:] for name, item in file["replicates"].items()}
    values.pop("quadrat_dispersion")  # undefined on so small an area: its quadrats hold ten punctures
    assert all(np.isfinite(value) for value in values.values()), values
    shares = {name: column for name, column in columns.items() if name.endswith("_share")}
    assert {"penetrated_share", "hypodermis_share", "drum_load_share"} <= set(shares)
    for name, column in shares.items():
        assert (column >= 0).all() and (column <= 1).all(), (name, column)
    depth, sink = columns["depth_mean"], columns["axle_depression_mean"]
    print(
        f"\n  {site}: depth %.3g ± %.2g um, axle depression %.3g ± %.2g mm"
        % (*np.multiply(runs.mean(depth), 1e6), *np.multiply(runs.mean(sink), 1e3)),
        end="",
    )
    assert (depth > 0).all() and (depth < LENGTH + 5 * 20e-6).all()
    assert (sink > depth).all()  # the axle goes down by the depth and the dimple around it


@pytest.mark.parametrize("hard", sorted(ON_BONE))
def test_skin_on_bone_sinks_less_than_on_fat(hard):
    for soft in sorted(ON_MUSCLE):
        value, error = difference("axle_depression_mean", soft, hard)
        assert value > 3 * error > 0, (soft, hard)


def test_the_fat_below_thin_skin_is_reached_more_often():
    """Around the eye it begins at 0.7 mm, on the back at 2 mm, more than the needles' length."""
    value, error = difference("hypodermis_share", "periorbital", "back")
    assert value > max(3 * error, 0.2)  # the error is 0 where every needle around the eye goes through
    assert runs.mean(runs.replicates(small("back"), "hypodermis_share"))[0] < 0.05


def test_nothing_is_called_fat_in_a_block():
    assert (runs.replicates(small("homogeneous_block"), "hypodermis_share") == 0).all()

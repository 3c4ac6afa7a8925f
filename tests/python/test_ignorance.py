"""[uncertainty]: ranges of the cards through a run, beside chance; what is refused; what a kill leaves."""

import re

import h5py
import numpy as np
import puncta
import pytest
import runs
import scipy.stats

STAMP = (
    runs.ROOT / "scenarios/reference/array4x4_excised.toml"
)  # 16 needles: samples of some hundredths of a second
STRIP = ("--set", 'treatment.area=["4 mm","4 mm"]')
# One unknown that the depth must follow: a test of what is told, not of a card.
LOAD = (
    *("--set", "uncertainty.samples=20", "--set", "uncertainty.card_ranges=false"),
    *("--set", 'uncertainty.unknowns=[{keys=["treatment.load.mean"], range=["2 N","6 N"]}]'),
)


def ran(output, *options, replicates=4):
    done = runs.puncta("run", STAMP, "-o", output, "--replicates", replicates, *STRIP, *options, timeout=300)
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def by_load(tmp_path_factory):
    output = tmp_path_factory.mktemp("ignorance") / "load.h5"
    return output, ran(output, *LOAD)


def test_one_unknown_explains_all_there_is(by_load):
    """Mechanics: depth rises with the load, so the samples order as their loads; nothing else varies."""
    data = puncta.open(by_load[0]).uncertainty
    assert list(data.unknown.values) == ["treatment.load.mean"] and data.sizes["sample"] == 20
    load = data.point.values[:, 0]
    assert load.min() > 2 and load.max() < 6
    # Half of the samples on either side of the value, as the net has it and Unknown::at says.
    assert (load < 4).sum() == 10
    depth = data["mean"].sel(quantity="depth_mean").values
    assert (np.diff(depth[np.argsort(load)]) > 0).mean() > 0.9
    one = data.sel(quantity="depth_mean")
    assert float(one.share[0]) > 0.95
    low, high = np.quantile(depth, [0.025, 0.975])
    np.testing.assert_allclose([one.low, one.high], [low, high], rtol=1e-12)
    np.testing.assert_allclose(one.deviation, depth.std(ddof=1), rtol=1e-12)
    with h5py.File(by_load[0]) as file:
        chance = file["replicates/depth_mean"][:].std(ddof=1)
    np.testing.assert_allclose(one.chance_deviation, chance, rtol=1e-12)


def test_a_sample_is_the_run_at_its_point(by_load, tmp_path):
    """Identity: sample 3 is a run with that load and the same first replicates."""
    data = puncta.open(by_load[0]).uncertainty
    load = float(data.point[3, 0])
    ran(tmp_path / "one.h5", "--set", f"treatment.load={load!r} N", replicates=2)
    with h5py.File(tmp_path / "one.h5") as file:
        values = file["replicates/depth_mean"][:]
    np.testing.assert_allclose(float(data["mean"].sel(quantity="depth_mean")[3]), values.mean(), rtol=1e-12)


def test_samples_leave_the_run_as_it_was(by_load, tmp_path):
    ran(tmp_path / "plain.h5")
    with h5py.File(by_load[0]) as file, h5py.File(tmp_path / "plain.h5") as plain:
        for name in ("depth_mean", "density_total"):
            np.testing.assert_array_equal(file[f"replicates/{name}"][:], plain[f"replicates/{name}"][:])
        assert "uncertainty" not in plain
    assert puncta.open(tmp_path / "plain.h5").uncertainty is None


def test_threads_do_not_matter(by_load, tmp_path):
    ran(tmp_path / "one.h5", *LOAD, "--threads", 1)
    with h5py.File(by_load[0]) as file, h5py.File(tmp_path / "one.h5") as other:
        np.testing.assert_array_equal(file["uncertainty/mean"][:], other["uncertainty/mean"][:])


def test_the_table_tells_both_kinds(by_load):
    told = by_load[1].stdout
    assert "what is not known: 20 samples of 1 ranges, 2 replicates each" in told
    assert re.search(r"depth_mean +um .* % +treatment\.load\.mean \d+ %", told)


def test_the_cards_ranges_are_taken_and_shared(tmp_path):
    """What cards state alike is one unknown; what the scenario says itself is known; resolved reads back."""
    scenario = tmp_path / "s.toml"
    text = runs.CHEEK.read_text(encoding="utf-8")
    scenario.write_text(
        text.replace('site = "cheek"', 'site = "cheek"\nreticular_dermis.modulus = "0.4 MPa"')
    )
    core = puncta._compiled_module()
    resolved = core.resolved(str(scenario), ["uncertainty.samples=20"])
    shared = [line for line in resolved.splitlines() if line.startswith("keys = ") and "wall_shear" in line]
    assert len(shared) == 1 and shared[0].count("wall_shear") == 6
    assert "skin.reticular_dermis.modulus" not in resolved.split("[[uncertainty.unknowns]]", 1)[1]
    assert '"device.needle.taper_length"' in resolved
    again = tmp_path / "again.toml"
    again.write_text(resolved, encoding="utf-8")
    assert core.resolved(str(again)) == resolved


def test_what_was_fitted_together_is_drawn_together(tmp_path):
    """Intercept and slope of the insertion force, -0.82 on the cards: Spearman's is 6/pi asin(-0.82/2)."""
    core = puncta._compiled_module()
    resolved = core.resolved(str(runs.CHEEK), ["uncertainty.samples=20"])
    tie = 'correlation = { with = "skin.puncture.intercept", value = -0.82 }'
    assert resolved.count("correlation = ") == 1
    assert f'keys = ["skin.puncture.slope"]\nrange = ["3.6 N/mm", "5.6 N/mm"]\n{tie}' in resolved
    # A known intercept leaves the slope its range.
    alone = core.resolved(str(runs.CHEEK), ["uncertainty.samples=20", 'skin.puncture.intercept="-3 mN"'])
    assert "correlation = " not in alone and '"skin.puncture.slope"' in alone
    known = [
        '{keys=["skin.puncture.intercept"], range=["-9.5 mN", "3.5 mN"]}',
        f'{{keys=["skin.puncture.slope"], range=["3.6 N/mm", "5.6 N/mm"], {tie}}}',
    ]
    options = (
        "--set",
        f"uncertainty.unknowns=[{', '.join(known)}]",
        "--set",
        "uncertainty.card_ranges=false",
    )
    coarse = ("--set", "model.station_step=0.25", "--set", 'treatment.hold_time="0 s"')
    samples = ("--set", "uncertainty.samples=64", "--set", "uncertainty.replicates=1")
    ran(tmp_path / "out.h5", *options, *coarse, *samples, replicates=2)
    data = puncta.open(tmp_path / "out.h5").uncertainty
    found = scipy.stats.spearmanr(data.point.values).statistic
    # 64 points of a net: its own independent coordinates correlate by some 0.02.
    assert found == pytest.approx(6 / np.pi * np.arcsin(-0.82 / 2), abs=0.06)
    levels = np.sort(data.level.values, axis=0)
    assert np.abs(levels - (np.arange(64)[:, None] + 0.5) / 64).max() < 0.05  # each as even as alone


@pytest.mark.parametrize(
    ("assignment", "told"),
    [
        ("uncertainty.samples=3", "uncertainty.samples is 3; at least 20"),
        (
            'uncertainty.unknowns=[{keys=["skin.dermis"], range=["1 N","2 N"]}]',
            "is no number of this scenario",
        ),
        (
            'uncertainty.unknowns=[{keys=["treatment.load"], range=["5 N","6 N"]}]',
            "must hold its value",
        ),
        (
            'uncertainty.unknowns=[{keys=["treatment.load"], range=["5 mm","6 mm"]}]',
            "a force is needed",
        ),
        (
            'uncertainty.unknowns=[{keys=["treatment.load"], range=["2 N","6 N"], '
            'correlation={with="treatment.speed", value=0.5}}]',
            '"treatment.speed" is no key of an unknown before treatment.load.mean',
        ),
        (
            'uncertainty.unknowns=[{keys=["treatment.load"], range=["2 N","6 N"], correlation=0.5}]',
            "a correlation is { with = ",
        ),
        ('uncertainty.unknowns=[{keys=["treatment.load"]}]', "an unknown has keys and range"),
        (
            'uncertainty.unknowns=[{keys=["device.needle.taper_length"], range=["0.4 mm","9 mm"]}]',
            "cannot be",
        ),
    ],
)
def test_mistakes_are_told(assignment, told):
    options = ["--set", "uncertainty.samples=20", "--set", assignment]
    done = runs.puncta("check", runs.CHEEK, *options)
    assert done.returncode == 2 and told in done.stderr, done.stderr


def test_several_sites_are_refused():
    two = runs.ROOT / "scenarios/reference/two_sites.toml"
    done = runs.puncta("check", two, "--set", "uncertainty.samples=20")
    assert done.returncode == 2 and "for treatments of one site" in done.stderr


def test_the_figure_has_a_bar_for_each(by_load):
    r = puncta.open(by_load[0])
    ax = puncta.plot.unknowns(r)
    assert [text.get_text() for text in ax.get_yticklabels()] == ["treatment.load.mean"]
    assert ax.patches[0].get_width() == pytest.approx(
        100 * float(r.uncertainty.share.sel(quantity="depth_mean")[0])
    )
    with pytest.raises(ValueError, match="no quantity 'depht'"):
        puncta.plot.unknowns(r, "depht")

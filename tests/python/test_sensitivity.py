"""Sobol indices and Morris' effects of sweeps: closed forms, noise told apart, failures left out."""

import numpy as np
import puncta
import pytest
import runs
import sweeping
from puncta.sensitivity import analysis, morris, noise, salib, sampling, sobol
from puncta.sweeps import command, design, table

try:
    salib.module("analyze.sobol")
except ImportError as problem:
    pytest.skip(str(problem), allow_module_level=True)

CUBE = "\n".join(f'"x{i}" = {{ range = [-3.141592653589793, 3.141592653589793] }}' for i in range(1, 4))
UNIT = "\n".join(f'"x{i}" = {{ range = [0.0, 1.0] }}' for i in range(1, 5))
# Uniform on [0, 1], f = sum of c x: variance c²/12 each, no interaction.
COEFFICIENTS = np.array([6.0, 3.0, 2.0, 0.0])
VARIANCE = (COEFFICIENTS**2).sum() / 12
SHARES = COEFFICIENTS**2 / (COEFFICIENTS**2).sum()


def sensitive(kind, samples, axes=UNIT, more=""):
    return sweeping.defined(f'design = "{kind}"\nsamples = {samples}\n{more}\n[axes]\n{axes}')


def at_points(definition):
    return np.array(design.points(definition), float)


@pytest.mark.parametrize("kind", sampling.designs)
def test_a_larger_design_begins_with_the_smaller(kind):
    """Promise: more samples compute nothing again; and a block is what sampling says."""
    small, large = (sensitive(kind, samples) for samples in (4, 8))
    points = design.points(small)
    assert design.points(large)[: len(points)] == points
    assert len(points) == design.count(small) == 4 * (6 if kind == "saltelli" else 5)
    assert design.points(small) == points, "the same seed, the same points"


def test_steps_of_a_block_change_one_axis():
    """Saltelli: row j + 1 of a block has axis j of its last row. Morris: each row changes another axis."""
    blocks = sampling.levels("saltelli", 8, 3, 1).reshape(8, 5, 3)
    for j in range(3):
        expected = np.where(np.arange(3) == j, blocks[:, -1], blocks[:, 0])
        np.testing.assert_array_equal(blocks[:, 1 + j], expected)
    steps = np.diff(sampling.levels("morris", 8, 3, 1).reshape(8, 4, 3), axis=1)
    moved = steps != 0
    assert (moved.sum(axis=2) == 1).all() and (moved.sum(axis=1) == 1).all()


def test_lists_and_whole_numbers_reach_both_ends():
    """Every value of a list has its share in Saltelli's design; Morris' steps change a list of two."""
    axes = '"a" = { list = ["p", "q"] }\n"b" = { range = [2, 5] }\n'
    axes += '"c" = { range = ["1 N", "100 N"], scale = "log" }'
    a, b, c = zip(*design.points(sensitive("morris", 20, axes)), strict=True)
    assert set(a) == {"p", "q"} and set(b) == {2, 3, 4, 5}
    assert set(c) == {"1 N", "4.64158883361 N", "21.5443469003 N", "100 N"}  # 100^(1/3), 100^(2/3)
    for block in np.array(a).reshape(20, 4):
        assert set(block) == {"p", "q"}
    a, b, _ = zip(*design.points(sensitive("saltelli", 64, axes)), strict=True)
    # Blocks of A, ABa, ABb, ABc, B: A and B are balanced in each half and quarter, as a Sobol sequence is.
    first = np.array(a).reshape(64, 5)[:, 0]
    assert (first == "p").sum() == 32
    assert (np.array(b).reshape(64, 5)[:, 4] == 3).sum() == 16


def test_ishigami():
    """Closed forms of Ishigami and Homma 1990, a = 7, b = 0.1; within 3 standard errors, which are small."""
    definition = sensitive("saltelli", 1024, CUBE)
    x = at_points(definition)
    f = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    found = analysis.of_values(definition, {"f": np.repeat(f[:, None], 2, axis=1)}).sel(quantity="f")
    pi4 = np.pi**4
    one, two, both = 0.5 * (1 + 0.1 * pi4 / 5) ** 2, 49 / 8, 0.01 * pi4**2 * (1 / 18 - 1 / 50)
    total = one + two + both
    for name, exact in (
        ("first", np.array([one, two, 0]) / total),
        ("total", np.array([one + both, two, both]) / total),
    ):
        error = (found[f"{name}_ci_high"] - found[f"{name}_ci_low"]).values / (2 * 1.96)
        assert (error < 0.045).all()
        assert (np.abs(found[name].values - exact) < 3 * error).all(), (name, found[name].values, exact)
        # Two equal replicates: no noise, and nothing to correct.
        np.testing.assert_allclose(found[name], found[f"{name}_raw"], atol=1e-12)
    assert float(found.noise_share) < 1e-24
    assert float(found.variance_between) == pytest.approx(total, rel=0.05)  # statistical


def test_noise_is_told_and_taken_away():
    """A sum of known variances, replicates that shift all points, a rest of variance 6 in 3 replicates."""
    definition = sensitive("saltelli", 512)
    exact = at_points(definition) @ COEFFICIENTS
    values = sweeping.with_replicates(exact, 3, replicate_sd=20, rest_sd=np.sqrt(6))
    found = analysis.of_values(definition, {"f": values}).sel(quantity="f")
    added = 6 / 3
    assert float(found.variance_rest) == pytest.approx(
        6, rel=0.08
    )  # statistical: 1024 points, 2 degrees each
    assert float(found.noise_share) == pytest.approx(added / (VARIANCE + added), rel=0.12)
    # What noise does to SALib's numbers, and what is left without it.
    np.testing.assert_allclose(found.first_raw, SHARES * VARIANCE / (VARIANCE + added), atol=0.1)
    np.testing.assert_allclose(found.total_raw, (SHARES * VARIANCE + added) / (VARIANCE + added), atol=0.06)
    assert float(found.total_raw[3]) > 0.25, "an axis without effect seems to matter"
    # Statistical: half the square of a step with its noise, less the noise found, over the root of 512 and
    # the variance: a standard deviation of 0.04.
    np.testing.assert_allclose(found.first, SHARES, atol=0.13)
    np.testing.assert_allclose(found.total, SHARES, atol=0.13)
    for name in ("first", "total"):
        error = (found[f"{name}_ci_high"] - found[f"{name}_ci_low"]).values / (2 * 1.96)
        assert (np.abs(found[name].values - SHARES) < 3 * error).all()


@pytest.mark.parametrize("common", [True, False])
def test_correction_is_not_biased_where_the_rest_is_smooth(common):
    """rest = u x1 with a number u per replicate: neighbours share their noise, whose mean effect is still 0.

    Expected: the numerator of the total index of f itself, in the mean over 300 sets of two replicates (3
    standard errors).
    """
    definition = sensitive("saltelli", 64)
    x, draw = at_points(definition), np.random.default_rng(3)
    raws, terms = [], []
    for _ in range(300):
        if common:
            values = (x @ COEFFICIENTS)[:, None] + 6 * draw.normal(size=2) * x[:, :1]
        else:
            values = (x @ COEFFICIENTS)[:, None] + draw.normal(size=(len(x), 2))
        z = noise.centred(values, common)
        blocks = z.reshape(64, 6, 2)
        step = blocks[:, 1] - blocks[:, 0]
        terms.append((step.mean(axis=1) ** 2 - noise.of_product(step, step)).mean() / 2)
        raws.append((step.mean(axis=1) ** 2).mean() / 2)
    blocks = (x @ COEFFICIENTS).reshape(64, 6)
    exact = ((blocks[:, 1] - blocks[:, 0]) ** 2).mean() / 2
    error = np.std(terms, ddof=1) / np.sqrt(len(terms))
    assert abs(np.mean(terms) - exact) < 3 * error
    assert np.mean(raws) - exact > 3 * error, "without the correction there is a bias to see"


def test_decomposition_by_hand():
    """[[0, 1], [2, 5]]: means 0.5 and 3.5, columns 1 and 3, rest ±0.5; one-way: within 0.5 and 4.5."""
    values = np.array([[0.0, 1.0], [2.0, 5.0]])
    found = noise.decomposed(values, common=True)
    assert found.between == pytest.approx(4.5) and found.rest == pytest.approx(1.0)
    assert found.noise == pytest.approx(0.5) and found.share == pytest.approx(0.5 / 4.5)
    assert found.replicate == pytest.approx(2.0 - 0.5)  # variance of columns less rest / points
    own = noise.decomposed(values, common=False)
    assert own.rest == pytest.approx(2.5) and own.noise == pytest.approx(1.25)
    additive = np.arange(4.0)[:, None] ** 2 + np.array([3.0, -1.0, 7.0])
    assert noise.decomposed(additive, common=True).rest == pytest.approx(0, abs=1e-24)


@pytest.mark.parametrize("kind", sampling.designs)
def test_a_failed_point_takes_its_block_along_and_nothing_else(kind):
    """Identity: what is told with a failure is what the other blocks tell alone."""
    definition = sensitive(kind, 16)
    values = sweeping.with_replicates(at_points(definition) @ COEFFICIENTS, 3, rest_sd=1.0)
    size = sampling.block_size(kind, 4)
    broken = values.copy()
    broken[5 * size + 2] = np.nan
    broken[9 * size, 1] = np.nan  # not defined in one replicate
    found = analysis.of_values(definition, {"good": values, "bad": broken})
    assert list(found.blocks_left_out.values) == [0, 2] and list(found.blocks.values) == [16, 16]
    rows = np.repeat(~np.isin(np.arange(16), [5, 9]), size)
    one = found.sel(quantity="bad")
    if kind == "saltelli":
        expected = sobol.indices(values[rows], 4, common=True, seed=1)
        np.testing.assert_array_equal(one.total, expected.total[0])
    else:
        levels = sampling.levels(kind, 16, 4, 1)
        expected = morris.effects(levels[rows], values[rows], seed=1)
        np.testing.assert_array_equal(one.mu_star, expected.mu_star[0])
    assert np.isfinite(expected.total if kind == "saltelli" else expected.mu_star).all()
    nothing = analysis.of_values(definition, {"none": np.full_like(values, np.nan)})
    assert int(nothing.blocks_left_out[0]) == 16 and np.isnan(nothing.noise_share[0])


@pytest.mark.parametrize("kind", sampling.designs)
def test_a_replicate_without_values_is_left_out_at_all_points(kind):
    """Identity: what is told is what the other replicates tell; a failed point takes its block along."""
    definition = sensitive(kind, 16)
    values = sweeping.with_replicates(at_points(definition) @ COEFFICIENTS, 4, rest_sd=1.0)
    broken = values.copy()
    broken[3:, 2] = np.nan  # has a value in less than one block
    broken[40] = np.nan
    expected = values[:, [0, 1, 3]]
    expected[40] = np.nan
    found = analysis.of_values(definition, {"bad": broken}).drop_vars("replicates_left_out")
    assert int(analysis.of_values(definition, {"bad": broken}).replicates_left_out[0]) == 1
    alone = analysis.of_values(definition, {"bad": expected}).drop_vars("replicates_left_out")
    assert found.equals(alone) and int(found.blocks_left_out[0]) == 1


def test_morris_of_a_line():
    """mu* of a line is its slope along the whole axis and sigma 0, to rounding."""
    definition = sensitive("morris", 12)
    x = at_points(definition)
    values = sweeping.with_replicates(x @ COEFFICIENTS, 2, replicate_sd=9)
    found = analysis.of_values(definition, {"f": values}).sel(quantity="f")
    np.testing.assert_allclose(found.mu_star, COEFFICIENTS, atol=1e-10)
    np.testing.assert_allclose(found.mu, COEFFICIENTS, atol=1e-10)
    np.testing.assert_allclose(found.sigma, 0, atol=1e-6)
    np.testing.assert_allclose(found.floor, 0, atol=1e-6)


def test_morris_noise():
    """Noise s in R replicates: an effect carries sqrt(2/R) s / (2/3), and mu* of it is sqrt(2/pi) of that."""
    definition = sensitive("morris", 400)
    values = sweeping.with_replicates(at_points(definition) @ COEFFICIENTS, 4, replicate_sd=9, rest_sd=1.0)
    found = analysis.of_values(definition, {"f": values}).sel(quantity="f")
    deviation = np.sqrt(2 / 4) / (2 / 3)
    np.testing.assert_allclose(found.sigma_raw, deviation, rtol=0.12)  # statistical, 400 effects: 3.5 % each
    np.testing.assert_allclose(found.floor, np.sqrt(2 / np.pi) * deviation, rtol=0.12)
    assert float(found.mu_star[3]) == pytest.approx(float(found.floor[3]), rel=0.12)
    assert (found.sigma < 0.45 * deviation).all() and (found.sigma_ci_low < 0.1).any()
    # Mean of the magnitudes of known effects: SALib's mu* from the effects this package computes.
    levels = sampling.levels("morris", 400, 4, 1)
    each = morris.elementary(levels, values).mean(axis=2)
    np.testing.assert_allclose(found.mu_star, np.abs(each).mean(axis=0), rtol=1e-12)


def test_random_numbers_of_others_are_left_alone():
    np.random.seed(5)  # noqa: NPY002
    expected = np.random.random(3)  # noqa: NPY002
    np.random.seed(5)  # noqa: NPY002
    design.points(sensitive("morris", 4))
    np.testing.assert_array_equal(np.random.random(3), expected)  # noqa: NPY002


def test_without_salib(monkeypatch, tmp_path, capsys):
    """Promise: status 4 and the command that installs it."""
    file = sweeping.written(
        tmp_path / "s.toml", 'design = "morris"\nsamples = 2\n[axes]\n"treatment.passes" = { range = [1, 2] }'
    )

    original = salib.importlib.import_module

    def missing(name, package=None):
        if name.startswith("SALib"):
            raise ModuleNotFoundError(f"No module named {name}", name="SALib")
        return original(name, package)

    monkeypatch.setattr(salib.importlib, "import_module", missing)
    assert command.main([str(file), "--dry-run"]) == 4
    assert "pip install --no-deps SALib==" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ('design = "saltelli"\nsamples = 12', 3, "8 or 16, not 12"),
        ('design = "morris"\nsamples = 1', 3, "morris needs samples"),
        ('design = "saltelly"\nsamples = 8', 2, "grid, lhs, sobol, saltelli, morris"),
    ],
)
def test_wrong_designs_are_told(text, line, what):
    with pytest.raises(ValueError, match=what) as told:
        sweeping.defined(f'{text}\n[axes]\n"x" = {{ range = [0.0, 1.0] }}')
    assert str(told.value).startswith(f"sweep.toml:{line}:1:")


AXES = """
[set]
"treatment.area" = ["3 mm", "3 mm"]
[axes]
"treatment.load.mean" = { range = ["2 N", "6 N"] }
"treatment.passes" = { list = [1, 2] }
"""


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sensitivity")
    text = 'design = "saltelli"\nsamples = 2\nreplicates = 2\nshow = ["depth_mean", "density_total"]\n' + AXES
    file = sweeping.written(folder / "small.toml", text)
    done = runs.puncta("sweep", file, "-o", folder / "out", timeout=300)
    assert done.returncode == 0, done.stderr
    return file, folder / "out", done


def test_a_sweep_from_file_to_indices(swept):
    _, out, done = swept
    data, points = table.read(out / "sensitivity.h5"), table.read(out / "table.h5")
    assert points.sizes["point"] == 8 and data.attrs["table_hash"] == points.attrs["data_hash"]
    assert list(data["axis"].values) == ["treatment.load.mean", "treatment.passes"]
    assert data["units"].values.tolist() == ["m", "1/m2"]
    again = analysis.of_values(
        sweeping.defined('design = "saltelli"\nsamples = 2\n' + AXES),
        {"depth_mean": points["depth_mean_replicates"].values},
    )
    np.testing.assert_array_equal(data.total.sel(quantity="depth_mean"), again.total[0])
    assert "depth_mean: 2 base samples; noise of 2 replicates" in done.stdout
    assert "treatment.passes" in done.stdout and "8 points" in done.stdout


def test_what_it_prints_names_what_was_left_out(swept):
    from puncta.sensitivity import words

    values = np.random.default_rng(1).normal(size=(8, 2))
    values[1] = np.nan
    definition = sweeping.defined('design = "saltelli"\nsamples = 2\n' + AXES)
    text = "\n".join(words.lines(analysis.of_values(definition, {"depth_mean": values})))
    assert "1 base samples, 1 LEFT OUT" in text


def test_figures():
    """What is drawn is what was found: bars in order of the total index, points at mu* and sigma."""
    import matplotlib.pyplot as plt

    for kind in sampling.designs:
        definition = sensitive(kind, 32)
        values = sweeping.with_replicates(at_points(definition) @ COEFFICIENTS, 3, rest_sd=0.5)
        data = analysis.of_values(definition, {"depth_mean": values * 1e-6})
        one = data.sel(quantity="depth_mean")
        if kind == "saltelli":
            ax = puncta.plot.sobol_bars(data)
            widths = [bar.get_width() for bar in ax.patches]
            order = np.argsort(-one.total.values)
            np.testing.assert_allclose(widths[:4], one.first.values[order] * 100)
            np.testing.assert_allclose(widths[4:], one.total.values[order] * 100)
            assert ax.get_yticklabels()[0].get_text() == "x1"
        else:
            ax = puncta.plot.morris_effects(data, "depth_mean")
            drawn = [container.lines[0].get_xydata()[0] for container in ax.containers]
            np.testing.assert_allclose(np.array(drawn).T, [one.mu_star * 1e6, one.sigma * 1e6])
            assert "[µm]" in ax.get_xlabel()
        with pytest.raises(ValueError, match="no quantity 'x'"):
            (puncta.plot.sobol_bars if kind == "saltelli" else puncta.plot.morris_effects)(data, "x")
        plt.close("all")
    with pytest.raises(ValueError, match='design "saltelli"'):
        puncta.plot.sobol_bars(data)


def test_figure_of_a_sweep(swept, tmp_path):
    """--figure draws a panel of bars for every quantity."""
    from puncta.sweeps import figure

    drawn = figure.draw_sensitivity(table.read(swept[1] / "sensitivity.h5"))
    assert [ax.get_title(loc="left").splitlines()[0] for ax in drawn.axes] == ["depth_mean", "density_total"]
    assert all(len(ax.patches) == 4 for ax in drawn.axes)
    file = tmp_path / "bars.png"
    done = runs.puncta("sweep", swept[0], "-o", swept[1], "--figure", file)
    assert done.returncode == 0 and "0 points computed" in done.stdout, done.stderr
    assert file.read_bytes().startswith(b"\x89PNG")

"""Figures: each returns its axis and shows the right numbers, in the units of its labels."""

import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import h5py
import matplotlib.pyplot as plt
import numpy as np
import puncta
import puncta.figures
import pytest
import synthetic
from puncta.plot import layers, section

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "python/figures"))
import compare_lengths


@pytest.fixture(scope="module")
def table():
    return synthetic.punctures()


@pytest.fixture(scope="module")
def r(tmp_path_factory, table):
    return puncta.open(synthetic.write(tmp_path_factory.mktemp("plots") / "full.h5", table))


@pytest.fixture(scope="module")
def none_entered(tmp_path_factory):
    """A result in which no needle entered the skin."""
    empty = {name: column[:0] for name, column in synthetic.punctures().items()}
    return puncta.open(synthetic.write(tmp_path_factory.mktemp("plots") / "none.h5", empty))


@pytest.fixture
def ax():
    figure, ax = plt.subplots()
    yield ax
    plt.close(figure)


@pytest.fixture(autouse=True)
def close_all():
    yield
    plt.close("all")


def texts(ax):
    return " | ".join(text.get_text() for text in ax.texts)


def bars(ax):
    """Widths of the bars of a horizontal histogram, left out what is no bar (layer bands)."""
    return np.array([bar.get_width() for bar in ax.containers[0]])


def test_depth_distribution_shows_the_counts(r, table, ax):
    assert puncta.plot.depth_distribution(r, ax) is ax
    step = ax.containers[0][0].get_height()
    expected = np.histogram(table["depth"] * 1e6, np.arange(len(bars(ax)) + 1) * step)[0]
    assert bars(ax) == pytest.approx(100 * expected / len(table["depth"]))
    assert bars(ax).sum() == pytest.approx(100)
    assert ax.get_xlabel() == f"share of punctures per {step:g} µm of depth [%]"
    assert ax.get_ylabel() == "depth below the skin surface [µm]"
    low, high = ax.get_ylim()
    assert low > high == 0


def test_depth_distribution_names_layers_and_intervals(r, ax):
    puncta.plot.depth_distribution(r, ax)
    shown = texts(ax)
    for name in ("stratum corneum", "viable epidermis", "papillary dermis", "reticular dermis"):
        assert name in shown
    row = r.summary.loc["depth_mean"] * 1
    assert f"mean  {row.value * 1e6:.0f} µm\n({row.ci_low * 1e6:.0f} – {row.ci_high * 1e6:.0f})" in shown
    assert "5 %" in shown and "95 %" in shown


def test_joined_bins_keep_every_puncture(r):
    from puncta.plot.depth import joined_bins

    for wanted in (1, 7, 40, 1000):
        edges, counts = joined_bins(r, wanted)
        assert counts.sum() == int(r.depth["counts"].sum())
        assert len(edges) == len(counts) + 1
        assert np.diff(edges) == pytest.approx(edges[1])


def test_density_map(r, ax):
    assert puncta.plot.density_map(r, ax) is ax
    mesh = ax.collections[0]
    shown = np.asarray(mesh.get_array()).reshape(synthetic.CELLS, synthetic.CELLS)
    assert shown == pytest.approx(r.map.density.values * 1e-4)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("x [mm]", "y [mm]")
    assert ax.get_xlim() == pytest.approx((0, 20)) and ax.get_ylim() == pytest.approx((0, 20))
    assert ax.get_aspect() == 1
    assert "/cm²" in mesh.colorbar.ax.get_ylabel()
    row = r.summary.loc["density_total"]
    assert f"{row.value * 1e-4:.1f} /cm² ({row.ci_low * 1e-4:.1f} –" in ax.get_title("left")


def test_depth_map_leaves_empty_cells_out(r, ax):
    assert puncta.plot.depth_map(r, ax) is ax
    shown = ax.collections[0].get_array()
    empty = (r.map.density.values <= 0).ravel()
    assert empty.any() and np.array_equal(np.ma.getmaskarray(shown).ravel(), empty)
    assert shown.max() == pytest.approx(np.nanmax(r.map.depth_mean.values) * 1e6)
    assert ax.collections[0].colorbar.ax.get_ylabel() == "mean depth [µm]"


def test_layer_map_shows_shares_by_counting(r, table, ax):
    assert puncta.plot.layer_map(r, ax) is ax
    edges = np.arange(synthetic.CELLS + 1) * synthetic.CELL
    deep = table["layer"] >= synthetic.LAYERS.index("papillary_dermis")
    reach = np.histogram2d(table["y"][deep], table["x"][deep], [edges, edges])[0]
    every = np.histogram2d(table["y"], table["x"], [edges, edges])[0]
    shown = ax.collections[0].get_array()
    assert np.array_equal(np.ma.getmaskarray(shown).ravel(), (every == 0).ravel()) and (every == 0).any()
    assert shown.compressed() == pytest.approx(100 * reach[every > 0] / every[every > 0])
    assert ax.collections[0].get_clim() == (0, 100)
    assert ax.collections[0].colorbar.ax.get_ylabel() == "share reaching the papillary dermis [%]"
    row = r.summary.loc["density_dermis"]
    assert f"{row.value * 1e-4:.1f} /cm²" in ax.get_title("left")


def test_layer_map_of_a_chosen_layer(r):
    puncta.plot.layer_map(r, layer="reticular_dermis")
    everything = puncta.plot.layer_map(r, layer="stratum_corneum").collections[0].get_array()
    assert everything.compressed() == pytest.approx(100)
    with pytest.raises(ValueError, match="no layer 'dermis'; the skin has stratum_corneum, "):
        puncta.plot.layer_map(r, layer="dermis")


def test_channel_profile_holds_the_volume(r, table, ax):
    assert puncta.plot.channel_profile(r, ax) is ax
    stairs = next(patch for patch in ax.patches if isinstance(patch, matplotlib.patches.StepPatch))
    values, edges, _ = stairs.get_data()
    # Every channel has one cross-section: at the surface that of all, under the curve their volume.
    assert values[0] == pytest.approx(100 * synthetic.OPENING * len(table["x"]) / synthetic.AREA / 4)
    volume = (values / 100 * np.diff(edges) * 1e-6).sum()
    assert volume == pytest.approx(r.summary.value["channel_volume"])
    assert ax.get_xlabel() == "open cross-section [% of the skin]"
    low, high = ax.get_ylim()
    assert low > high == 0
    assert "papillary dermis" in texts(ax)


def test_channel_profile_of_an_unfinished_result(tmp_path, table, r):
    path = synthetic.write(tmp_path / "half.h5", table, complete=0)
    with pytest.warns(puncta.results.IncompleteResultWarning):
        half = puncta.open(path)
    for name in ("open_area", "open_area_standard_error", "holes_deeper"):
        assert half.channels[name].values == pytest.approx(r.channels[name].values, rel=1e-3), name
    puncta.plot.channel_profile(half)


def test_skin_section_is_to_scale(r, ax):
    assert puncta.plot.skin_section(r, ax) is ax
    assert ax.get_aspect() == 1
    outlines = [patch.get_xy() for patch in ax.patches if isinstance(patch, matplotlib.patches.Polygon)]
    summary = r.summary.value * 1e3
    tall = [outline for outline in outlines if np.ptp(outline[:, 1]) == pytest.approx(1.5)]
    assert len(tall) == 1 and tall[0][:, 1].max() == pytest.approx(summary["depth_p50"])
    assert np.ptp(tall[0][:, 0]) == pytest.approx(0.25)
    tips = sorted(outline[:, 1].max() for outline in outlines if outline[:, 1].min() == pytest.approx(0))
    assert len(tips) >= 3
    for name in ("depth_p05", "depth_p50", "depth_p95"):
        assert any(tip == pytest.approx(summary[name]) for tip in tips)
    shown = texts(ax)
    assert "papillary dermis  150 µm" in shown and "needle 1.5 mm" in shown
    assert f"median\n{summary['depth_p50'] * 1e3:.0f} µm" in shown
    assert ax.get_ylabel() == "depth [mm]"


def test_needle_profile_is_smooth_and_closed():
    needle = {"tip_diameter": 30e-6, "shaft_diameter": 250e-6, "taper_length": 750e-6}
    s = np.linspace(0, 1e-3, 100001)
    radius = section.radius(needle, s)
    assert radius[0] == 0 and radius[-1] == pytest.approx(125e-6)
    assert section.radius(needle, 750e-6) == pytest.approx(125e-6)
    # Tangent where sphere and cone meet: the slope changes by the sphere's curvature times the step, no more.
    slope = np.diff(radius[(s > 5e-6) & (s < 700e-6)]) / (s[1] - s[0])
    assert np.abs(np.diff(slope)).max() < 0.01
    # Every point of the cap lies on the sphere of half the tip diameter.
    cap = s < 5e-6
    assert np.hypot(radius[cap], s[cap] - 15e-6) == pytest.approx(15e-6)


def test_needle_of_points_goes_through_them():
    points = [(0.0, 0.0), (50e-6, 40e-6), (300e-6, 200e-6), (500e-6, 200e-6), (750e-6, 250e-6)]
    needle = {"tip_diameter": 20e-6, "shaft_diameter": 250e-6, "taper_length": 750e-6, "profile": points}
    s, width = np.array(points[1:]).T
    assert section.radius(needle, s) == pytest.approx(width / 2)
    assert section.radius(needle, np.array([400e-6, 1e-3])) == pytest.approx([100e-6, 125e-6])
    cone = {**needle, "profile": [(750e-6, 250e-6)]}
    plain = {**needle, "profile": []}
    s = np.linspace(0, 1e-3, 1001)
    assert section.radius(cone, s) == pytest.approx(section.radius(plain, s))
    outline = section.needle_outline(needle, 0.0, 0.0, 1e-3)
    assert 300e-6 in np.round(-outline[:, 1] / 1e3, 12)  # the kinks are drawn


def test_compare(r, tmp_path):
    other = puncta.open(
        synthetic.write(tmp_path / "b.h5", synthetic.punctures(4, 400, 120e-6, 0.4, 2), keep=False)
    )
    ax = puncta.plot.compare([r, other], ["long", "short"])
    beside = ax.figure.axes[-1]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["long", "short"]
    assert "[µm]" in ax.get_xlabel() and "[/cm²]" in beside.get_xlabel()
    for axis, name, scale in ((ax, "depth_mean", 1e6), (beside, "density_total", 1e-4)):
        for container, result in zip(axis.containers, (r, other), strict=True):
            row = result.summary.loc[name]
            assert container.lines[0].get_xdata()[0] == pytest.approx(row.value * scale)
            ends = container.lines[2][0].get_segments()[0][:, 0]
            assert ends == pytest.approx([row.ci_low * scale, row.ci_high * scale])


def test_load_depth(tmp_path):
    """Three loads in any order: means, intervals and the drum's shares at their loads."""
    opened = []
    for load, median in (("4 N", 200e-6), ("500 mN", 60e-6), ("2 N", 120e-6)):
        path = synthetic.write(tmp_path / f"{load}.h5", synthetic.punctures(4, 300, median))
        with h5py.File(path, "a") as file:
            text = file["scenario/resolved"][()].decode()
            file["scenario/resolved"][()] = text.replace('load = "4 N"', f'load = "{load}"')
        opened.append(puncta.open(path))
    ax = puncta.plot.load_depth(opened)
    below = ax.figure.axes[-1]
    assert ax.get_ylabel() == "depth [µm]" and below.get_xlabel() == "load of the hand [N]"
    ordered = [opened[1], opened[2], opened[0]]
    for axis, name, scale in ((ax, "depth_mean", 1e6), (below, "drum_load_share", 100)):
        for container, r, load in zip(axis.containers, ordered, (0.5, 2, 4), strict=True):
            row = r.summary.loc[name]
            (x,), (y,) = container.lines[0].get_data()
            assert (x, y) == (load, pytest.approx(row.value * scale))
            ends = container.lines[2][0].get_segments()[0][:, 1]
            assert ends == pytest.approx([row.ci_low * scale, row.ci_high * scale])
    with pytest.raises(ValueError, match="at least one result"):
        puncta.plot.load_depth([])


def test_maps_have_a_scale_bar(r, ax):
    puncta.plot.depth_map(r, ax)
    bar = next(line for line in ax.lines if line.get_label() == "_scale bar")
    assert np.ptp(bar.get_xdata()) == pytest.approx(2) and "2 mm" in texts(ax)  # a tenth to a fifth of 20 mm


def test_compare_takes_an_axis_and_checks_its_labels(r, ax):
    assert puncta.plot.compare([r], ax=ax) is ax
    with pytest.raises(ValueError, match="2 labels for 1 results"):
        puncta.plot.compare([r], ["a", "b"])
    with pytest.raises(ValueError, match="at least one result"):
        puncta.plot.compare([])


@pytest.mark.parametrize(
    "name", ["depth_distribution", "density_map", "depth_map", "layer_map", "channel_profile", "skin_section"]
)
def test_axis_is_made_where_none_is_given_and_settings_stay(r, name):
    before = dict(matplotlib.rcParams)
    ax = getattr(puncta.plot, name)(r)
    assert ax in ax.figure.axes
    assert dict(matplotlib.rcParams) == before


def test_no_puncture_at_all(none_entered, ax):
    puncta.plot.depth_distribution(none_entered, ax)
    assert "no needle entered the skin" in texts(ax)
    assert "no needle entered" in puncta.plot.skin_section(none_entered).get_title("left")
    puncta.plot.density_map(none_entered)
    puncta.plot.depth_map(none_entered)
    puncta.plot.layer_map(none_entered)
    assert "no channel stays open" in texts(puncta.plot.channel_profile(none_entered))
    puncta.plot.compare([none_entered])
    compare_lengths.draw([none_entered], (0.25,)).canvas.draw()


def test_figures_of_a_result_without_single_punctures(tmp_path, table, capsys):
    path = synthetic.write(tmp_path / "bare.h5", table, keep=False)
    assert puncta.figures.main([str(path), "-o", str(tmp_path / "out")]) == 0
    written = {Path(line).name for line in capsys.readouterr().out.split()}
    assert written == {"depth.png", "channels.png", "map.png", "layers.png", "section.png", "overview.png"}
    for name in written:
        assert plt.imread(tmp_path / "out" / name).shape[1] > 800


def test_figures_program_says_what_is_wrong(tmp_path, capsys):
    assert puncta.figures.main([str(tmp_path / "none.h5")]) == 4
    (tmp_path / "text.h5").write_text("no")
    assert puncta.figures.main([str(tmp_path / "text.h5")]) == 2
    assert "is not an HDF5 file" in capsys.readouterr().err


def test_no_text_overlaps(r):
    """Texts of every single figure are apart from each other and inside the picture."""
    for draw, size in puncta.figures._single.values():
        with puncta.style.applied():
            figure, ax = plt.subplots(figsize=size)
            draw(r, ax)
        figure.canvas.draw()
        boxes = [text.get_window_extent() for text in ax.texts]
        for number, box in enumerate(boxes):
            assert box.x1 <= figure.bbox.x1 and box.x0 >= 0
            for other in boxes[:number]:
                # Line boxes hold some leading; two pixels of it may touch.
                apart = (
                    box.x0 > other.x1 or other.x0 > box.x1 or box.y0 > other.y1 - 2 or other.y0 > box.y1 - 2
                )
                assert apart, f"{ax.get_title('left')}: {box} {other}"


def test_compare_lengths_draws_densities_by_layer(r, tmp_path):
    shallow = puncta.open(synthetic.write(tmp_path / "s.h5", synthetic.punctures(4, 500, 60e-6, 0.35, 3)))
    figure = compare_lengths.draw([shallow, r], (0.5, 1.5))
    left, right = figure.axes
    groups = [
        container for container in left.containers if isinstance(container, matplotlib.container.BarContainer)
    ]
    assert len(groups) == 5
    assert [bar.get_height() for bar in groups[0]] == pytest.approx(
        [result.summary.value["density_total"] * 1e-4 for result in (shallow, r)]
    )
    assert groups[3][1].get_height() == pytest.approx(r.density_reaching.value["reticular_dermis"] * 1e-4)
    assert [label.get_text() for label in left.get_xticklabels()] == ["0.5", "1.5"]
    assert "[/cm²]" in left.get_ylabel() and "[µm]" in right.get_ylabel()


def test_labels_are_spread_apart_and_stay_close():
    places = layers.spread([1.0, 1.1, 5.0], 1.0, 0, 10)
    assert places == pytest.approx([0.55, 1.55, 5.0])
    assert layers.spread([5.0, 1.1, 1.0], 1.0, 0, 10) == pytest.approx([5.0, 1.55, 0.55])
    crowded = layers.spread([9.9] * 4, 1.0, 0, 10)
    assert np.diff(np.sort(crowded)) == pytest.approx(1.0) and crowded.max() <= 10
    assert len(layers.spread([], 1.0, 0, 10)) == 0


def test_compare_lengths_asks_the_program_for_each_length(tmp_path, monkeypatch, capsys):
    """A stand-in for the program notes its arguments and writes a result of the length asked for."""
    program = tmp_path / "puncta"
    program.write_text(
        f"#!{sys.executable}\n"
        "import sys, re\n"
        f"sys.path.insert(0, {str(Path(synthetic.__file__).parent)!r})\n"
        "import synthetic\n"
        f"print(*sys.argv[1:], sep='|', file=open({str(tmp_path / 'calls')!r}, 'a'))\n"
        "length = float(re.search(r'roller192_(\\d+)\\.toml', sys.argv[2])[1]) / 100\n"
        "table = synthetic.punctures(2, 50, 1e-4 * length)\n"
        "synthetic.write(sys.argv[sys.argv.index('-o') + 1], table, 2, length=f'{length:g} mm')\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PUNCTA_PROGRAM", str(program))
    picture = tmp_path / "lengths.png"
    assert compare_lengths.main(["--replicates", "2", "--area", "10 mm", "-o", str(picture)]) == 0
    assert picture.exists() and str(picture) in capsys.readouterr().out
    calls = [line.split("|") for line in (tmp_path / "calls").read_text().splitlines()]
    assert [Path(call[1]).name for call in calls] == [
        f"roller192_{code}.toml" for code in ("025", "050", "100", "150", "200")
    ]
    for call in calls:
        assert call[0] == "run" and Path(call[1]).is_file()
        assert 'treatment.area=["10 mm", "10 mm"]' in call and call[call.index("--replicates") + 1] == "2"

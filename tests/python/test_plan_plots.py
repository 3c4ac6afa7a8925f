"""Figures of what a scenario plans: paths of tips, needles of a device, strokes over a region."""

import re
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import puncta
import puncta.figures
import pytest
import runs
from matplotlib.patches import Polygon

REFERENCE = Path(__file__).resolve().parents[2] / "scenarios/reference"
MF8 = REFERENCE / "mf8_cheek.toml"


@pytest.fixture(autouse=True)
def close_all():
    yield
    plt.close("all")


@pytest.fixture
def scenario(tmp_path):
    """A function that writes a small scenario of a device with these lines under [device]."""

    def write(preset, *lines, area="20 mm", directions='["0 deg"]'):
        path = tmp_path / "asked.toml"
        path.write_text(
            '[skin]\nsite = "cheek"\n[device]\n'
            + "\n".join([f'preset = "{preset}"', *lines])
            + f'\n[treatment]\narea = ["{area}", "{area}"]\ndirections = {directions}\npasses = 1\n'
            + 'load = "4 N"\nspeed = "50 mm/s"\n'
        )
        return path

    return write


def line(ax, words):
    """The line whose label holds these words."""
    return next(line for line in ax.lines if words in line.get_label())


def dots(ax, word):
    return next(np.asarray(c.get_offsets()) for c in ax.collections if c.get_label().startswith(word))


def texts(ax):
    return " | ".join(text.get_text() for text in ax.texts)


# theory.md, section 7: R = 10 mm, u_0 = L, R_roll = R; from (R+L) cos(theta_e) = H and the range of
# R_roll theta - H tan(theta), with H = R.
@pytest.mark.parametrize(
    ("length", "angle", "slit"),
    [
        (0.25, 12.680, 0.07371),
        (0.5, 17.753, 0.20623),
        (1.0, 24.620, 0.57116),
        (1.5, 29.592, 1.0283),
        (2.0, 33.557, 1.5528),
    ],
)
def test_entry_and_slit_of_a_tip_are_those_of_the_table(scenario, length, angle, slit):
    ax = puncta.plot.tip_path(scenario("dermaroller-mf8", f'needle.length = "{length} mm"'))
    x, depth = line(ax, "tip, below").get_data()
    assert depth.max() == pytest.approx(length) and x[depth.argmax()] == pytest.approx(0, abs=1e-9)
    assert np.ptp(line(ax, "slit").get_xdata()) == pytest.approx(slit, rel=1e-4)
    assert f"in at {angle:.1f}°" in texts(ax) and f"out at {angle:.1f}°" in texts(ax)
    # The trochoid, by angle; the tip is ahead of the lowest point before it gets there.
    theta = np.linspace(1, -1, len(x)) * np.arccos(1 - 1.22 * length / (10 + length))
    assert x == pytest.approx((10 + length) * np.sin(theta) - 10 * theta, abs=1e-9)
    assert depth == pytest.approx(length - (10 + length) * (1 - np.cos(theta)), abs=1e-9)


def test_needles_on_the_path_are_to_scale_and_lean_as_they_roll():
    ax = puncta.plot.tip_path(MF8)
    assert ax.get_aspect() == 1 and "[mm]" in ax.get_xlabel() and "[mm]" in ax.get_ylabel()
    assert "1.5 mm (the needle's length, an example)" in ax.get_title("left")
    shapes = [
        patch.get_xy() for patch in ax.patches if isinstance(patch, Polygon) and len(patch.get_xy()) > 20
    ]
    assert len(shapes) == 5
    entry = np.arccos(10 / 11.5)
    for shape, angle in zip(shapes, entry * np.array([1, 0.5, -0.5, -1, 0]), strict=True):
        tip = np.array([11.5 * np.sin(angle) - 10 * angle, 1.5 - 11.5 * (1 - np.cos(angle))])
        root = np.array([10 * np.sin(angle) - 10 * angle, 1.5 - 11.5 + 10 * np.cos(angle)])
        assert np.hypot(*(shape - tip).T).min() < 1e-9
        # The shaft's end is 0.25 mm wide, its corners half of that from the root.
        ends = np.sort(np.hypot(*(shape[:-1] - root).T))[:2]
        assert ends == pytest.approx([0.125, 0.125])


def test_path_of_a_result_takes_its_depression(result_file):
    r = puncta.open(result_file)
    ax = puncta.plot.tip_path(r)
    mean = r.summary.value["axle_depression_mean"] * 1e3
    assert line(ax, "tip, below").get_ydata().max() == pytest.approx(mean)
    assert "mean of the run" in ax.get_title("left")
    sunk = line(ax, "skin under the tip").get_ydata()[0]
    assert sunk == pytest.approx(mean - r.summary.value["depth_mean"] * 1e3)
    asked = puncta.plot.tip_path(r, depression=2e-3)
    assert line(asked, "tip, below").get_ydata().max() == pytest.approx(2)


def test_paths_that_there_are_not(scenario):
    with pytest.raises(ValueError, match="a stamp does not roll"):
        puncta.plot.tip_path(scenario("stamp-35"))
    with pytest.raises(ValueError, match=r"depression = 0 m; it must be above 0"):
        puncta.plot.tip_path(MF8, depression=0)
    with pytest.raises(ValueError, match=r"circle of the tips, 0\.0115 m"):
        puncta.plot.tip_path(MF8, depression=0.0115)
    with pytest.raises(ValueError, match=r"asked\.toml"):
        puncta.plot.stroke_plan(scenario("no-such-device"))


def test_layout_of_a_staggered_roller(scenario):
    ax = puncta.plot.roller_layout(MF8)
    # 24 needles a row on a turn of 2 pi 10 mm, every other row half a pitch on; 8 rows 2.5 mm apart.
    expected = {
        (round((n + 0.5 * (row % 2)) * 2 * np.pi * 10 / 24, 6), (row - 3.5) * 2.5)
        for row in range(8)
        for n in range(24)
    }
    assert {(round(x, 6), y) for x, y in dots(ax, "needle")} == expected
    assert "62.8 mm around, 20 mm along the axle" in ax.get_title("left")
    assert ax.get_legend() is None and ax.get_aspect() == 1


def test_layout_marks_missing_and_bent_needles(scenario):
    lines = ("needle.missing_share = 0.2", "needle.bent_share = 0.3", 'needle.bend_sd = "10 deg"')
    path = scenario("disc-540", *lines, 'needle.tilt_across_sd = "0 deg"')
    ax = puncta.plot.roller_layout(path)
    missing, bent, rest = (dots(ax, word) for word in ("missing", "bent", "needle"))
    assert len(missing) + len(bent) + len(rest) == 540
    # Binomial counts: means 108 and 0.3 x 432, standard deviations 9.3 and 9.5.
    assert abs(len(missing) - 108) < 4 * 9.3 and abs(len(bent) - 129.6) < 4 * 9.5
    label = f"bent ({len(bent)}), lean 10 x enlarged"
    assert label in [text.get_text() for text in ax.get_legend().get_texts()]
    # Tips of needles of 0.5 mm that lean by 10 degrees either way stand some 0.5 mm sin(10 deg) aside, drawn
    # ten times; of 130 the root mean square is known to 1/sqrt(2 x 130) = 6 %, lengths and tangents aside.
    lean = np.array([np.ptp(each.get_ydata()) for each in ax.lines])
    assert len(lean) == len(bent)
    assert np.sqrt((lean**2).mean()) == pytest.approx(10 * 0.5 * np.sin(np.radians(10)), rel=0.25)
    # Another head: its discs are turned otherwise.
    other = puncta.plot.roller_layout(path, replicate=1)
    assert not np.array_equal(dots(other, "needle")[:5], rest[:5])


def test_layout_of_a_stamp_and_a_pen(scenario):
    ax = puncta.plot.roller_layout(scenario("stamp-35"))
    expected = {(1.5 * (i - 3), 1.5 * (j - 2)) for i in range(7) for j in range(5)}
    assert {(round(x, 9), round(y, 9)) for x, y in dots(ax, "needle")} == expected
    pen = puncta.plot.roller_layout(scenario("dermapen"))
    radii = np.sort(np.hypot(*dots(pen, "needle").T))
    assert radii == pytest.approx([0] + [1.5] * 10)
    with pytest.raises(ValueError, match="replicate must not be negative"):
        puncta.plot.roller_layout(scenario("stamp-35"), replicate=-1)


def arrows(ax):
    """Begin and end of the arrows."""
    return [(np.array(t.xyann), np.array(t.xy)) for t in ax.texts if t.arrow_patch is not None]


def test_strokes_of_four_directions():
    ax = puncta.plot.stroke_plan(MF8)
    # The diagonal of 28.3 mm takes two stripes of a roller of 20 mm: 4 passes of 1 + 1 + 2 + 2 strokes.
    assert "24 strokes in 16 passes" in ax.get_title("left")
    assert len(arrows(ax)) == 6
    begin, end = arrows(ax)[0]
    assert end[1] == begin[1] and begin[0] < 0 and end[0] > 20
    assert begin[0] + end[0] == pytest.approx(20)  # the same run-in on either side
    bands = [patch for patch in ax.patches if isinstance(patch, Polygon) and patch.get_alpha() == 0.10]
    assert np.ptp(bands[0].get_xy()[:, 1]) == pytest.approx(20)
    # Four strokes at 50 mm/s before the fifth begins; load and speed of this file have no scatter in speed.
    assert f"1 – 4\n0 s | 5 – 8\n{4 * (end[0] - begin[0]) / 50:.3g} s" in texts(ax).replace(" |  | ", " | ")
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert legend == ["towards 0°", "towards 90°", "towards 45°", "towards 135°", "width of the roller"]


def test_strokes_go_back_and_forth_and_lift_before_a_zone():
    ax = puncta.plot.stroke_plan(REFERENCE / "face_zone.toml")
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert "zone to spare: eyelid" in legend and "lifted for a zone" in legend
    along = np.array([end - begin for begin, end in arrows(ax)])
    ways = {tuple(np.sign(np.round(step, 6))) for step in along}
    assert ways == {(1, 0), (-1, 0), (0, 1), (0, -1)}
    assert len(along) == 12
    # The axle stays the circle of the tips, 11.5 mm, below the lid, whose lowest corner is at y = 46 mm, on
    # the stripes under it; without the zone it would have rolled on.
    lifted = [each.get_xydata() for each in ax.lines]
    upright = [ends for ends in lifted if np.ptp(ends[:, 0]) < 1e-6]
    assert len(upright) == 2
    assert min(ends[:, 1].min() for ends in upright) == pytest.approx(46 - 11.5)
    for ends in upright:
        starts = [b for b, e in arrows(ax) if abs(b[0] - ends[0, 0]) < 1 and b[1] > 20]
        assert any(start[1] == pytest.approx(ends[:, 1].min()) for start in starts)


def test_figures_program_draws_what_a_scenario_plans(scenario, tmp_path, capsys):
    assert puncta.figures.main([str(MF8), "-o", str(tmp_path / "a")]) == 0
    names = {Path(each).name for each in capsys.readouterr().out.split()}
    assert names == {"strokes.png", "needles.png", "path.png", "law.png"}
    assert puncta.figures.main([str(scenario("dermapen")), "-o", str(tmp_path / "b")]) == 0
    assert {path.name for path in (tmp_path / "b").iterdir()} == {"strokes.png", "needles.png", "law.png"}
    assert puncta.figures.main([str(scenario("no-such-device")), "-o", str(tmp_path / "c")]) == 2
    assert "no-such-device" in capsys.readouterr().err
    assert not (tmp_path / "c").exists()


def test_needle_law_is_that_of_the_program(tmp_path):
    """Against the table of `puncta needle`: force and depth at its displacements, and both events."""
    table = tmp_path / "law.csv"
    done = runs.puncta("needle", MF8, "--displacement", "0:1.5:0.05 mm", "--csv", table)
    assert done.returncode == 0
    told = np.genfromtxt(table, delimiter=",", names=True)
    ax = puncta.plot.needle_law(MF8, displacement=1.5e-3)
    x, force = line(ax, "force").get_data()
    assert x[0] == 0 and x[-1] == pytest.approx(1.5)
    # Linear between 400 points of a curve that is smooth but for the jump.
    away = np.abs(told["displacement_m"] - 1.95e-4) > 2e-5
    drawn = np.interp(told["displacement_m"], x * 1e-3, force * 1e-3)
    np.testing.assert_allclose(drawn[away], told["force_N"][away], rtol=2e-3, atol=1e-6)
    beside = ax.figure.axes[-1]
    depth = np.interp(told["displacement_m"], x * 1e-3, beside.lines[0].get_ydata() * 1e-6)
    np.testing.assert_allclose(depth[away], told["depth_m"][away], rtol=2e-3, atol=1e-8)
    for event in ("breach", "insertion"):
        at = float(re.search(rf"{event} at (\S+) mm", texts(ax))[1])
        program = re.search(rf"{event}\b.*at displacement\s+(\S+) um", done.stdout)[1]
        assert at * 1e3 == pytest.approx(float(program), rel=5e-3)
    assert ax.get_xlabel() == "displacement of the needle [mm]"
    # What resists adds up to the force while the needle is driven.
    stack = [c for c in ax.collections if c.get_label() in ("cutting", "spreading", "friction")]
    top = max(path.vertices[:, 1].max() for c in stack for path in c.get_paths())
    assert top == pytest.approx(force.max(), rel=0.01)


def test_needle_law_that_stays_outside_and_wrong_displacements():
    ax = puncta.plot.needle_law(MF8, displacement=1e-4)
    assert "does not enter" in texts(ax)
    for wrong in (0, -1e-3, np.nan):
        with pytest.raises(ValueError, match=r"displacement = .* must be a positive length"):
            puncta.plot.needle_law(MF8, displacement=wrong)

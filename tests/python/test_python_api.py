"""puncta.run, needle_law and Skin from Python, against the command line and theory; error messages."""

import inspect
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import puncta
import pytest
import runs
import xarray

SMALL = {"treatment.area": ["6 mm", "6 mm"], "treatment.passes": 1, "treatment.directions": ["0 deg"]}


@pytest.fixture(autouse=True)
def somewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def r(tmp_path_factory):
    return puncta.run(runs.CHEEK, tmp_path_factory.mktemp("api") / "r.h5", set=SMALL, replicates=3, seed=5)


def test_run_returns_results(r):
    assert isinstance(r, puncta.Results) and r.complete
    assert r.attributes["seed"] == 5 and len(r.replicates) == 3
    assert r.scenario["treatment"]["area"] == ["6 mm", "6 mm"]
    assert set(r.summary.columns) >= {"value", "standard_error", "ci_low", "ci_high", "units"}
    assert r.summary.value["depth_mean"] == pytest.approx(r.replicates.depth_mean.mean(), rel=1e-12)
    assert 0 < r.summary.value["depth_mean"] < 1.5e-3
    assert len(r.punctures["depth"]) == r.replicates.punctures_total.sum()


def test_run_as_in_the_interface(somewhere):
    """interface.md: without an output; the file is named as on the command line."""
    scenario = "scenarios/reference/mf8_cheek.toml"
    r = puncta.run(str(runs.ROOT / scenario), set={"treatment.load": "3 N", **SMALL}, replicates=2)
    assert os.listdir() == ["mf8_cheek.h5"] and Path(r.path).name == "mf8_cheek.h5"
    assert r.scenario["treatment"]["load"]["mean"] == "3 N"
    assert "current folder" in inspect.getdoc(puncta.run)


def test_run_equals_the_command_line(r):
    options = [part for key, value in SMALL.items() for part in ("--set", f"{key}={value}")]
    done = runs.puncta("run", runs.CHEEK, "-o", "c.h5", "--replicates", 3, "--seed", 5, *options)
    assert done.returncode == 0, done.stderr
    assert puncta.open("c.h5").replicates.equals(r.replicates)


@pytest.mark.parametrize(
    "group", ["scenario", "summary", "depth", "map", "punctures", "replicates", "diagnostics"]
)
def test_xarray_opens_every_group(r, group):
    with xarray.open_dataset(r.path, group=group, engine="h5netcdf") as data:
        assert data.load().variables


def test_progress_is_called_after_every_replicate():
    calls = []
    puncta.run(
        runs.CHEEK, "p.h5", set=SMALL, replicates=3, threads=1, progress=lambda *call: calls.append(call)
    )
    assert calls == [(1, 3), (2, 3), (3, 3)]


def test_a_failing_progress_function_stops_the_run():
    def fail(done, planned):
        raise RuntimeError(f"enough after {done}")

    with pytest.raises(RuntimeError, match="enough after 1"):
        puncta.run(runs.CHEEK, "f.h5", set=SMALL, replicates=50, progress=fail)
    assert os.listdir() == ["f.h5.part"]
    with pytest.warns(UserWarning, match="incomplete"):
        assert 1 <= len(puncta.open("f.h5.part").replicates) < 50


@pytest.mark.parametrize(
    ("options", "kind", "message"),
    [
        ({"set": {"treatment.load": "-4 N"}}, ValueError, "treatment.load must be more than 0 N .* is -4 N"),
        ({"set": {"treatment.load": 4}}, ValueError, "treatment.load needs a unit"),
        ({"set": {"treatment.laod": "4 N"}}, ValueError, "did you mean treatment.load"),
        ({"set": ["treatment.load=4 N"]}, TypeError, "set = .*mapping"),
        ({"replicates": 0}, ValueError, "run.replicates must be at least 2 .* is 0"),
        ({"replicates": 2.5}, ValueError, "run.replicates"),
        ({"seed": -1}, ValueError, "run.seed must be at least 0"),
        ({"threads": -1}, ValueError, "threads = -1"),
        ({"threads": 1.5}, ValueError, r"threads = 1\.5"),
        ({"progress": 3}, TypeError, "progress = 3"),
        ({"output": "nowhere/x.h5"}, OSError, "the folder 'nowhere' does not exist"),
        ({"output": "."}, OSError, "folder"),
        ({"colour": "red"}, TypeError, "colour"),
    ],
)
def test_run_checks_its_arguments(options, kind, message):
    with pytest.raises(kind, match=message):
        puncta.run(runs.CHEEK, **options)
    assert os.listdir() == []


def test_run_of_no_scenario(somewhere):
    with pytest.raises(ValueError, match=r"none\.toml: there is no such file"):
        puncta.run("none.toml")
    with pytest.raises(ValueError, match="is a directory"):
        puncta.run(somewhere)
    with pytest.raises(TypeError):
        puncta.run(3)
    assert os.listdir() == []


def test_numbers_that_fail_are_an_arithmetic_error():
    soft = {f"skin.{layer}.modulus": "1 kPa" for layer in ("hypodermis", "muscle")}
    with pytest.raises(ArithmeticError, match=r"replicate 0: the roller sinks .* mm into the skin"):
        puncta.run(runs.CHEEK, set={"treatment.load": "100 N", **soft, **SMALL}, replicates=2)
    assert os.listdir() == []


def test_run_releases_the_interpreter():
    """Another Python thread goes on while the engine computes."""
    ticks, stop = [], threading.Event()

    def tick():
        while not stop.wait(0.01):
            ticks.append(time.monotonic())

    thread = threading.Thread(target=tick)
    thread.start()
    try:
        start = time.monotonic()
        # One replicate pair of some tenths of a second each, so that no callback lends the interpreter out.
        puncta.run(runs.CHEEK, set={"treatment.directions": ["0 deg"]}, replicates=2, threads=1)
        end = time.monotonic()
    finally:
        stop.set()
        thread.join()
    during = [start, *(t for t in ticks if start < t < end), end]
    assert max(np.diff(during)) < 0.5 * (end - start)


def test_control_c_stops_cleanly():
    code = (
        "import puncta, sys\n"
        f"puncta.run({str(runs.CHEEK)!r}, set={SMALL!r}, replicates=100000,\n"
        "           progress=lambda done, planned: print(done, flush=True))"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(puncta.__file__).parents[1])}
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stdout.readline() == "1\n"
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert "KeyboardInterrupt" in err and process.returncode in (1, 130, -signal.SIGINT)
    assert os.listdir() == ["mf8_cheek.h5.part"]


def test_needle_law_has_the_shape_of_its_displacements():
    path = np.linspace(0, 1.5e-3, 12)
    depth, force = puncta.needle_law(device="dermaroller-mf8", site="cheek", displacement=path)
    assert depth.shape == force.shape == path.shape and depth.dtype == force.dtype == float
    assert depth[0] == force[0] == 0 and (np.diff(depth) >= 0).all() and (depth <= path).all()
    table = puncta.needle_law(device="dermaroller-mf8", site="cheek", displacement=path.reshape(3, 4))
    assert (table[0] == depth.reshape(3, 4)).all() and (table[1] == force.reshape(3, 4)).all()
    listed, _ = puncta.needle_law(device="dermaroller-mf8", site="cheek", displacement=list(path))
    assert (listed == depth).all()


def test_needle_law_takes_a_thousand_points_from_the_interface():
    u = np.linspace(0, 2e-3, 200)
    depth, _ = puncta.needle_law(device="dermaroller-mf8", site="cheek", displacement=u)
    blunt, _ = puncta.needle_law(
        device="dermaroller-mf8",
        site="cheek",
        displacement=u,
        set={"skin.reticular_dermis.toughness": "4 kJ/m^2"},
    )
    assert blunt[-1] < depth[-1]


def test_needle_law_equals_the_command(somewhere):
    done = runs.puncta("needle", runs.CHEEK, "--displacement", "0:1.5:0.1 mm", "--csv", "law.csv")
    assert done.returncode == 0, done.stderr
    told = np.genfromtxt("law.csv", delimiter=",", names=True)
    depth, force = puncta.needle_law(
        device="dermaroller-mf8", site="cheek", displacement=np.arange(16) * 1e-4
    )
    np.testing.assert_allclose(depth, told["depth_m"], rtol=1e-6)
    np.testing.assert_allclose(force, told["force_N"], rtol=1e-6)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"displacement": [-1e-3]}, r"displacement -0\.001 m must be finite and not negative"),
        ({"displacement": [np.nan]}, "displacement nan"),
        ({"displacement": [np.inf]}, "displacement inf"),
        ({"site": "chek"}, "chek.*cheek"),
        ({"device": "dermaroler-mf8"}, "dermaroler-mf8.*dermaroller-mf8"),
        ({"site": 'a"b'}, "shipped cards"),
        ({"set": {"skin.derms.toughness": "1 kJ/m^2"}}, "unknown key skin.derms"),
    ],
)
def test_needle_law_names_what_is_wrong(options, message):
    arguments = {"device": "dermaroller-mf8", "site": "cheek", "displacement": [1e-3], **options}
    with pytest.raises(ValueError, match=f"(?s){message}"):
        puncta.needle_law(**arguments)


LAYERS = [(15e-6, 2e6, 0.45), (1e-3, 0.3e6, 0.48), (np.inf, 1e6, 0.45)]


def test_skin_of_one_layer_is_a_half_space():
    """C(k) = 2 / (E* k), E*(a) = E*, G(r) = 1 / (pi E* r) with E* = E / (1 - nu²)."""
    stack = puncta.Skin(layers=[(np.inf, 1e6, 0.4)])
    reduced = 1e6 / (1 - 0.4**2)
    x = np.geomspace(1e-5, 1e-1, 7)
    np.testing.assert_allclose(stack.compliance(1 / x), 2 * x / reduced, rtol=1e-9)
    np.testing.assert_allclose(stack.punch_modulus(x), reduced, rtol=1e-4)
    np.testing.assert_allclose(stack.green(x), 1 / (np.pi * reduced * x), rtol=1e-4)


@pytest.mark.parametrize("method", ["compliance", "punch_modulus", "green"])
def test_skin_methods_keep_shapes(method):
    function = getattr(puncta.Skin(layers=LAYERS), method)
    scale = 1e3 if method == "compliance" else 1e-3
    values = np.linspace(0.5, 2, 6) * scale
    one = function(values)
    assert one.shape == (6,) and (one > 0).all()
    assert (function(values.reshape(2, 3)) == one.reshape(2, 3)).all()
    assert (function(list(values)) == one).all()
    assert float(function(scale * 0.5)) == one[0]
    assert function(np.empty(0)).shape == (0,)
    name = inspect.getdoc(function).splitlines()[0]
    assert name
    argument = {"compliance": "k", "punch_modulus": "a", "green": "r"}[method]
    for bad in (0.0, -1.0, np.nan, np.inf):
        with pytest.raises(ValueError, match=f"{argument}: value 1 = {bad:g}"):
            function([scale, bad])


SHAPES = {
    "cone": {"half_angle": 0.4},
    "blunted cone": {"half_angle": 0.4, "flat_radius": 2e-6},
    "sphere": {"radius": 1e-3},
    "power law": {"coefficient": 300.0, "exponent": 2.0},
    "needle": {"tip_diameter": 8e-6, "taper_length": 0.75e-3, "shaft_diameter": 0.25e-3},
}


@pytest.mark.parametrize("profile", SHAPES)
def test_contact_of_one_layer_is_the_same_both_ways(profile):
    """On a half-space dimensionality reduction is exact; shapes and lists as everywhere."""
    stack = puncta.Skin(layers=[(np.inf, 1e6, 0.4)])
    a = np.array([[3e-6, 1e-5, 2e-5], [5e-5, 8e-5, 1e-4]])
    radius, depth, force = stack.contact(profile, a, **SHAPES[profile])
    assert depth.shape == force.shape == a.shape and (radius == a).all()
    assert (np.diff(depth.ravel()) > 0).all() and (np.diff(force.ravel()) > 0).all()
    _, reduced_depth, reduced_force = stack.contact(profile, a, method="reduced", **SHAPES[profile])
    np.testing.assert_allclose(depth, reduced_depth, rtol=1e-6)
    np.testing.assert_allclose(force, reduced_force, rtol=1e-6)


def test_contact_of_a_cone_is_sneddons():
    """F = (2/pi) E* tan(alpha) d² on one layer; on layers dF/dd = 2 a E*(a)."""
    a, slope = np.geomspace(1e-6, 1e-3, 13), 1 / np.tan(0.4)
    _, depth, force = puncta.Skin(layers=[(np.inf, 1e6, 0.4)]).contact("cone", a, half_angle=0.4)
    np.testing.assert_allclose(depth, np.pi / 2 * slope * a, rtol=1e-6)
    np.testing.assert_allclose(force, 2 / np.pi * 1e6 / (1 - 0.4**2) / slope * depth**2, rtol=1e-6)
    stack = puncta.Skin(layers=LAYERS)
    fine = np.linspace(4e-5, 5e-5, 101)
    _, depth, force = stack.contact("cone", fine, half_angle=0.4)
    middle = (fine[1:] + fine[:-1]) / 2
    np.testing.assert_allclose(
        np.diff(force) / np.diff(depth), 2 * middle * stack.punch_modulus(middle), rtol=1e-4
    )


@pytest.mark.parametrize(
    ("profile", "a", "options", "message"),
    [
        ("kone", 1e-5, {}, "profile = 'kone' must be 'cone'"),
        ("cone", 1e-5, {}, "cone: 'half_angle' is missing"),
        ("cone", 1e-5, {"half_angle": 0.4, "radius": 1}, "cone: unknown 'radius'"),
        ("cone", 1e-5, {"half_angle": 2.0}, "half_angle = 2 must lie between"),
        ("cone", 0.0, {"half_angle": 0.4}, "a: value 0 = 0"),
        ("cone", 1e-5, {"half_angle": 0.4, "method": "guess"}, "'exact' or 'reduced'"),
        ("sphere", 1e-2, {"radius": 1e-3}, "not below the largest contact radius"),
        ("power law", 1e-5, {"coefficient": 1.0, "exponent": 0.5}, "exponent = 0.5"),
    ],
)
def test_contact_names_what_is_wrong(profile, a, options, message):
    with pytest.raises(ValueError, match=message):
        puncta.Skin(layers=LAYERS).contact(profile, a, **options)


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ([], "layers: at least one"),
        ([(1e-3, 1e6, 0.4)], r"layers\[0\]: thickness = 0.001 m; the last layer must be infinite"),
        ([(np.inf, 1e6, 0.4), (np.inf, 1e6, 0.4)], r"layers\[0\]: thickness = inf"),
        ([(-1e-3, 1e6, 0.4), (np.inf, 1e6, 0.4)], r"layers\[0\]: thickness = -0.001 m"),
        ([(np.inf, 0.0, 0.4)], r"layers\[0\]: modulus = 0 Pa must be finite and positive"),
        ([(np.inf, np.nan, 0.4)], r"layers\[0\]: modulus = nan Pa"),
        ([(np.inf, 1e6, 0.6)], r"layers\[0\]: poisson = 0.6 must lie in"),
    ],
)
def test_skin_names_the_wrong_layer(layers, message):
    with pytest.raises(ValueError, match=message):
        puncta.Skin(layers=layers)


def test_skin_tension():
    k = np.array([1e2, 1e3])
    loose, tight = (puncta.Skin(layers=LAYERS, tension=t).compliance(k) for t in (None, [0, 50.0, 0]))
    assert (tight < loose).all()
    with pytest.raises(ValueError, match="tension: 2 values for 3 layers"):
        puncta.Skin(layers=LAYERS, tension=[0, 0])
    with pytest.raises(ValueError, match=r"tension\[1\] = -1 N/m"):
        puncta.Skin(layers=LAYERS, tension=[0, -1, 0])


def test_every_promised_name_is_there():
    for name in puncta.__all__:
        assert getattr(puncta, name) is not None
    # Twice, in any order: loading the compiled module must not hide the package's own names.
    for name in ("needle_law", "Skin", "run", "needle_law"):
        assert callable(getattr(puncta, name))

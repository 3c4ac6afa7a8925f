"""`pip install ./python` in fresh environments, and a wheel by the same route; needs PyPI, under --long."""

import json
import os
import subprocess
import zipfile

import pytest
import runs

pytestmark = pytest.mark.skipif(
    "PUNCTA_LONG" not in os.environ, reason="compiles the engine; runs under --long"
)

# What a user does first, in the environment and not in the source tree.
TRIED = """
import json, sys
import numpy as np, matplotlib
matplotlib.use("Agg")
import puncta
assert sys.prefix in puncta.__file__, puncta.__file__
small = {"treatment.area": ["6 mm", "6 mm"], "treatment.passes": 1}
r = puncta.run(sys.argv[1], "r.h5", set=small, replicates=2, seed=5)
puncta.plot.depth_distribution(r).figure.savefig("depth.png")
points = r.pattern(0).nearest_distances()
stack = puncta.Skin(layers=[(np.inf, 1e6, 0.4)])
print(json.dumps({
    "hash": r.attributes["data_hash"], "numpy": np.__version__, "modulus": float(stack.punch_modulus(1e-5)),
    "depth": float(r.punctures["depth"].mean()), "points": len(points), "map": float(r.map.density.mean()),
}))
"""


def environment():
    """Nothing of the build tree on the path; the compiler as it is."""
    return {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PUNCTA_PROGRAM")}


def call(*command, folder, timeout=3600):
    done = subprocess.run(
        list(map(str, command)),
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment(),
        timeout=timeout,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done


def try_out(folder, venv):
    """The package and the command of an environment; what the package told."""
    told = json.loads(call(venv / "bin/python", "-c", TRIED, runs.CHEEK, folder=folder).stdout)
    # The same bits as the program of the build tree.
    options = ("--set", 'treatment.area=["6 mm","6 mm"]', "--set", "treatment.passes=1", "--seed", 5)
    assert runs.puncta("run", runs.CHEEK, "-o", folder / "p.h5", "--replicates", 2, *options).returncode == 0
    assert call(runs.PROGRAM, "hash", folder / "p.h5", folder=folder).stdout.split()[0] == told["hash"]
    assert told["modulus"] == pytest.approx(1e6 / (1 - 0.4**2), rel=1e-4) and told["points"] > 0
    program = venv / "bin/puncta"
    assert "Puncta" in call(program, "--version", folder=folder).stdout.title()
    assert "cheek" in call(program, "list", "sites", folder=folder).stdout
    call(program, "report", "r.h5", "-o", "r.html", folder=folder)
    assert "no medical advice" in (folder / "r.html").read_text(encoding="utf-8")
    assert call(program, "validate", "--help", folder=folder).stdout.startswith("Usage: puncta validate")
    assert call(program, "explore", "--help", folder=folder).stdout.startswith("usage: puncta explore")
    wrong = subprocess.run([program, "reprot"], capture_output=True, text=True, cwd=folder, env=environment())
    assert wrong.returncode == 2 and 'did you mean "report"?' in wrong.stderr
    return told


def test_install_into_a_fresh_environment(tmp_path):
    """Isolated: everything from PyPI, pybind11 >= 2.12 and whatever NumPy is the newest."""
    venv = tmp_path / "venv"
    call("/usr/bin/python3", "-m", "venv", venv, folder=tmp_path)
    call(venv / "bin/pip", "install", "-q", runs.ROOT / "python", folder=tmp_path)
    try_out(tmp_path, venv)


def test_install_beside_the_packages_of_debian(tmp_path):
    """Not isolated: pybind11 and NumPy of the system, only the build backend from PyPI."""
    venv = tmp_path / "venv"
    call("/usr/bin/python3", "-m", "venv", "--system-site-packages", venv, folder=tmp_path)
    call(venv / "bin/pip", "install", "-q", "scikit-build-core>=0.10", folder=tmp_path)
    arguments = ("install", "-q", "--no-build-isolation", "--no-deps")
    call(venv / "bin/pip", *arguments, runs.ROOT / "python", folder=tmp_path)
    told = try_out(tmp_path, venv)
    debian = call("/usr/bin/python3", "-c", "import numpy; print(numpy.__version__)", folder=tmp_path).stdout
    assert told["numpy"] == debian.strip()


def test_wheel_carries_program_module_cases_and_types(tmp_path):
    venv = tmp_path / "venv"
    call("/usr/bin/python3", "-m", "venv", venv, folder=tmp_path)
    call(venv / "bin/pip", "wheel", "-q", "--no-deps", "-w", tmp_path, runs.ROOT / "python", folder=tmp_path)
    (wheel,) = tmp_path.glob("puncta-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        program = archive.getinfo("puncta/bin/puncta")
    assert program.external_attr >> 16 & 0o111
    wanted = ["py.typed", "_core.pyi", "report/page.css", "report/page.js", "cases/sources.bib"]
    wanted += ["explore/explore.css", "explore/explore.js"]
    wanted += [
        "cases/limits/punch.toml",
        "aftermath/human.toml",
        "cases/lengths/roller192_100.toml",
        "plot/depth.py",
        "program.py",
    ]
    assert {f"puncta/{name}" for name in wanted} <= set(names)
    assert any(name.startswith("puncta/_core.") and name.endswith(".so") for name in names)
    assert not [name for name in names if not name.startswith(("puncta/", "puncta-"))]
    assert any("LICENSE" in name for name in names)

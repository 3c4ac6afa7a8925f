"""What `cmake --install` and CPack make of the build tree: moved, used from elsewhere, built against."""

import os
import subprocess

import pytest
import runs

BUILD = runs.ROOT / "build"
LONG = pytest.mark.skipif("PUNCTA_LONG" not in os.environ, reason="compiles or packs; runs under --long")
SMALL = ("--set", 'treatment.area=["6 mm","6 mm"]', "--set", "treatment.passes=1", "--replicates", 2)


def call(*command, folder, status=0, timeout=600, **more):
    """With nothing of the build tree in the environment."""
    hidden = ("PYTHONPATH", "PUNCTA_PROGRAM", "DESTDIR")
    environment = {key: value for key, value in os.environ.items() if key not in hidden} | more
    words = list(map(str, command))
    done = subprocess.run(words, capture_output=True, text=True, cwd=folder, env=environment, timeout=timeout)
    assert done.returncode == status, f"{words}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def prefix(tmp_path_factory):
    """Installed, then moved: nothing may remember the first place."""
    folder = tmp_path_factory.mktemp("prefix")
    call("cmake", "--install", BUILD, "--prefix", folder / "first", folder=folder)
    return (folder / "first").rename(folder / "second")


@pytest.fixture(scope="module")
def small_hash(tmp_path_factory):
    """The hash of a small run of the build tree's program."""
    output = tmp_path_factory.mktemp("built") / "small.h5"
    assert runs.puncta("run", runs.CHEEK, "-o", output, *SMALL).returncode == 0
    return runs.puncta("hash", output).stdout.split()[0]


def run_small(program, scenarios, folder):
    call(program, "run", scenarios / "reference/mf8_cheek.toml", "-o", "small.h5", *SMALL, folder=folder)
    return call(program, "hash", "small.h5", folder=folder).split()[0]


def try_out(root, folder, small_hash):
    """Program, scenarios and commands written in Python of an installation below `root`; same bits."""
    program, share = root / "bin/puncta", root / "share/puncta"
    assert run_small(program, share / "scenarios", folder) == small_hash
    assert "cheek" in call(program, "list", "sites", folder=folder)
    call(program, "report", "small.h5", "-o", "small.html", folder=folder)
    assert "no medical advice" in (folder / "small.html").read_text(encoding="utf-8")
    assert "ok" in call(program, "check", share / "scenarios/reference/two_sites.toml", folder=folder)
    assert "Usage: puncta validate" in call(program, "validate", "--help", folder=folder)
    package = root / "lib/puncta/python"
    shown = "import puncta.validation.cases as c; print(c.shipped())"
    cases = call("/usr/bin/python3", "-c", shown, folder=folder, PYTHONPATH=package)
    assert cases.strip() == str(package / "puncta/cases")


def test_program_of_a_moved_prefix(prefix, small_hash, tmp_path):
    try_out(prefix, tmp_path, small_hash)


def test_prefix_carries_what_the_sources_have(prefix):
    for folder, ending, target in (
        ("models/cards", ".toml", "share/puncta/cards"),
        ("scenarios/reference", ".toml", "share/puncta/scenarios/reference"),
        ("scenarios/sweeps", ".toml", "share/puncta/scenarios/sweeps"),
        ("engine", ".hpp", "include/puncta/engine"),
        ("models", ".hpp", "include/puncta/models"),
        ("scenarios/runner", ".hpp", "include/puncta/scenarios/runner"),
    ):
        source, installed = runs.ROOT / folder, prefix / target
        wanted = {path.relative_to(source) for path in source.rglob("*" + ending)}
        found = {path.relative_to(installed) for path in installed.rglob("*") if path.is_file()}
        assert len(wanted) > 5 and {path for path in found if path.suffix == ending} == wanted, folder


def test_nothing_installed_names_the_source_tree(prefix):
    told = [
        path
        for path in prefix.rglob("*")
        if path.suffix in (".cmake", ".py", ".toml", ".hpp")
        and str(runs.ROOT) in path.read_text(encoding="utf-8")
    ]
    assert told == []


@LONG
def test_consumer_builds_against_the_prefix(prefix, small_hash, tmp_path):
    """A CMake project with find_package(puncta) and no more: the same bits as the program."""
    consumer = runs.ROOT / "tests/consumer"
    options = ("-DCMAKE_BUILD_TYPE=Release", f"-DCMAKE_PREFIX_PATH={prefix}")
    call("cmake", "-S", consumer, "-B", tmp_path, "-G", "Ninja", *options, folder=tmp_path)
    call("cmake", "--build", tmp_path, folder=tmp_path)
    scenarios, cards, python, program = (tmp_path / "installed.txt").read_text(encoding="utf-8").splitlines()
    assert scenarios == str(prefix / "share/puncta/scenarios") and cards == str(prefix / "share/puncta/cards")
    assert python == str(prefix / "lib/puncta/python") and program == str(prefix / "bin/puncta")
    scenario = f"{scenarios}/reference/mf8_cheek.toml"
    assert call(tmp_path / "consumer", scenario, "out.h5", folder=tmp_path).strip() == small_hash


@LONG
def test_debian_package(small_hash, tmp_path):
    """Packed, its dependencies found in this release by apt, unpacked by dpkg into a folder, run there."""
    call("cpack", "-G", "DEB", "--config", BUILD / "CPackConfig.cmake", "-B", tmp_path, folder=tmp_path)
    (package,) = tmp_path.glob("puncta_*.deb")
    depends = call("dpkg-deb", "-f", package, "Depends", folder=tmp_path)
    assert "libhdf5" in depends and "libstdc++6" in depends and "python3-h5py" in depends
    assert "Inst puncta" in call("apt-get", "-s", "install", package, folder=tmp_path)
    root, admin = tmp_path / "root", tmp_path / "admin"
    for folder in (root, admin / "info", admin / "updates"):
        folder.mkdir(parents=True)
    (admin / "status").touch()
    if os.geteuid() == 0:
        into = (f"--instdir={root}", f"--admindir={admin}", "--force-depends")
        call("dpkg", *into, "-i", package, folder=tmp_path)
    else:
        call("dpkg-deb", "-x", package, root, folder=tmp_path)
    try_out(root / "usr", tmp_path, small_hash)
    modules = root / "usr/lib/python3/dist-packages"
    where = call(
        "/usr/bin/python3",
        "-c",
        "import puncta._core as c; print(c.__file__)",
        folder=tmp_path,
        PYTHONPATH=modules,
    )
    assert where.startswith(str(modules))

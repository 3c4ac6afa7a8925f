"""What a command may write over, and what it must leave alone."""

import os
import signal
import subprocess
import time

import h5py
import pytest

small = [
    "--set=treatment.passes=1",
    '--set=treatment.directions=["0 deg"]',
    '--set=treatment.area=["4 mm","4 mm"]',
]
scenario = "scenarios/reference/mf8_cheek.toml"


def test_run_does_not_replace_its_scenario(program, tmp_path):
    copy = tmp_path / "mine.toml"
    text = open(scenario, encoding="utf-8").read()
    copy.write_text(text, encoding="utf-8")
    done = subprocess.run([program, "run", copy, "-o", copy, *small], capture_output=True, text=True)
    assert done.returncode == 4
    assert "is no result of Puncta; choose another name" in done.stderr
    assert copy.read_text(encoding="utf-8") == text
    assert sorted(tmp_path.iterdir()) == [copy]


def test_table_does_not_replace_other_files(program, tmp_path):
    other = tmp_path / "notes.csv"
    other.write_text("mine\n")
    done = subprocess.run([program, "needle", scenario, "--csv", other], capture_output=True, text=True)
    assert done.returncode == 4
    assert "choose another name" in done.stderr
    assert other.read_text() == "mine\n"


def test_table_follows_a_link_and_may_be_written_again(program, tmp_path):
    target, link = tmp_path / "law.csv", tmp_path / "link.csv"
    link.symlink_to(target)
    for _ in range(2):
        subprocess.run([program, "needle", scenario, "--csv", link], capture_output=True, check=True)
    assert link.is_symlink()
    assert target.read_text().startswith("displacement_m,")


def test_table_to_a_pipe_is_refused(program, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    done = subprocess.run(
        [program, "needle", scenario, "--csv", pipe], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 4
    assert "a device or another special file" in done.stderr


def test_closed_stderr_does_not_write_into_the_result(program, tmp_path):
    out = tmp_path / "out.h5"
    arguments = [program, "run", scenario, *small, "--replicates=100000", "-o", out]
    running = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, preexec_fn=lambda: os.close(2))
    part = tmp_path / "out.h5.part"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (part.exists() and part.stat().st_size > 200_000):
        time.sleep(0.2)
    time.sleep(3)
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert part.read_bytes()[:8] == b"\x89HDF\r\n\x1a\n"
    with h5py.File(part, "r", locking=False) as file:
        assert file.attrs["complete"] == 0


@pytest.mark.parametrize(("name", "dermal"), [("epidermis", False), ("dermis", True)])
def test_only_dermis_counts_as_dermis(program, tmp_path, name, dermal):
    """A stack of one named layer on a support: the share that reached the dermis is all or nothing."""
    layer = 'modulus = "0.6 MPa"\npoisson = 0.48\nstress = "0 kPa"\n'
    layer += 'toughness = "1 kJ/m^2"\nwall_shear = "3 kPa"\n'
    text = open(scenario, encoding="utf-8").read()
    skin = text.index("[skin]")
    device = text.index("[device]")
    mine = f"""[skin]
layers = ["{name}", "base"]
title = "test"
deep_factor = 1.0
opening_exponent = 6
rate_exponent = 0
puncture.intercept = "-3 mN"
puncture.slope = "4.6 N/mm"
puncture.diameter_limit = "40 um"
puncture.cv = 0
capillaries.density = "14 1/mm^2"
capillaries.diameter = "15 um"
relaxation = []
[skin.{name}]
thickness = "4 mm"
{layer}
[skin.base]
{layer}
"""
    copy = tmp_path / "named.toml"
    copy.write_text(text[:skin] + mine + text[device:], encoding="utf-8")
    out = tmp_path / "named.h5"
    done = subprocess.run(
        [program, "run", copy, "-o", out, "--replicates=2", *small], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    with h5py.File(out, "r") as file:
        total, dermis = file["summary/density_total"][()], file["summary/density_dermis"][()]
    assert total > 0
    assert dermis == (total if dermal else 0)

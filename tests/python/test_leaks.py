"""Valgrind's memory checker over the compiled module: nothing is lost, read freed or unset, run after run."""

import os
import re
import shutil
import subprocess
import sys

import pytest
import runs

if not os.environ.get("PUNCTA_LONG"):
    pytest.skip("valgrind takes minutes: PUNCTA_LONG=1", allow_module_level=True)
if shutil.which("valgrind") is None:
    pytest.skip("valgrind is not installed", allow_module_level=True)

# The smallest run there is: four needles pressed once. Whole replicates, from the plan to the totals.
WORK = """
import os, sys
from puncta import _core

scenario, folder, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
small = ['treatment.area=["1 mm","1 mm"]', 'output.map_cell="1 mm"']


def replicate(index):
    ensemble = _core.Ensemble(_core.Scenario(scenario, [*small, f"run.seed={index}"]))
    ensemble.grow(1, threads=1, stop=_core.Stop())
    ensemble.totals()


def file(index):
    _core.run(scenario, f"{folder}/r.h5", set=dict(each.split("=") for each in small), threads=1, fresh=True)
    os.unlink(f"{folder}/r.h5")


def failure(index):
    stop = _core.Stop()
    stop.set()
    for wrong in (
        lambda: _core.Scenario(scenario, ["device.array.nx=0"]),
        lambda: _core.Ensemble(_core.Scenario(scenario, small)).grow(2, threads=1, stop=stop),
        lambda: _core.stations(scenario, small, stroke=99),
    ):
        try:
            wrong()
        except (ValueError, KeyboardInterrupt):
            continue
        raise AssertionError("no error")


for index in range(rounds):
    {work}(index)
"""


def checked(work, rounds, folder):
    """{kind of memory: (bytes, blocks)} when Python ended, after so many rounds; any fault is an error."""
    log = folder / f"{work}{rounds}.%p"
    command = ["valgrind", "--leak-check=full", "--errors-for-leak-kinds=none", "--error-exitcode=99"]
    command += [f"--log-file={log}", sys.executable, "-c", WORK.replace("{work}", work)]
    command += [str(runs.ROOT / "scenarios/limits/runs/no_variation_stamp.toml"), str(folder), str(rounds)]
    # Every object of Python in memory of its own.
    environment = {**os.environ, "PYTHONMALLOC": "malloc"}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as child:
        _, told = child.communicate(timeout=3000)
    text = (folder / f"{work}{rounds}.{child.pid}").read_text()
    assert child.returncode == 0, text[-6000:] + told
    found = re.findall(r"(\w+ (?:lost|reachable)): ([\d,]+) bytes in ([\d,]+) blocks", text)
    return {kind: tuple(int(number.replace(",", "")) for number in numbers) for kind, *numbers in found}


@pytest.mark.parametrize(("work", "rounds"), [("replicate", 1000), ("file", 20), ("failure", 100)])
def test_no_memory_is_lost_over_many_runs(work, rounds, tmp_path):
    """What is left at the end is what Python and NumPy leave, and that of one run, for any number of runs."""
    few, many = (checked(work, count, tmp_path) for count in (2, rounds))
    print(f"{rounds} x {work}: {many}, after 2: {few}")
    for kind in ("definitely lost", "indirectly lost", "possibly lost", "still reachable"):
        # Not a block for every other round: tables of Python may grow once.
        assert many[kind][1] - few[kind][1] < rounds / 2, kind

"""The compiled module as a guest of Python: memory, threads, Ctrl-C, errors, arguments of any sort."""

import gc
import os
import resource
import signal
import subprocess
import sys
import threading
import time
import weakref
from pathlib import Path

import numpy as np
import puncta
import pytest
import runs
from puncta import _core

LONG = bool(os.environ.get("PUNCTA_LONG"))
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(puncta.__file__).parents[1])}
LAYERS = [(15e-6, 2e6, 0.45), (1e-3, 0.3e6, 0.48), (np.inf, 1e6, 0.45)]
STACK = _core.Skin(LAYERS)
POINTS = np.random.default_rng(1).uniform(0, 0.02, (20_000, 2))


def child(code, **options):
    return subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )


# Memory.


def trace():
    return _core.needle_trace(runs.CHEEK.read_text(encoding="utf-8"), "cheek", [0.0, 5e-4, 1e-3])


def test_columns_of_a_trace_are_views_that_cannot_be_written():
    told = trace()
    for name in ("dimple", "depth", "force"):
        column = told[name]
        assert column.shape == (3,) and column.base is not None and not column.flags.owndata
        assert column.strides[0] > column.itemsize  # one member of every point: no copy was made
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 1.0
        with pytest.raises(ValueError, match="cannot set WRITEABLE"):
            column.flags.writeable = True


def test_a_view_outlives_what_it_came_from():
    told = trace()
    depth = told["depth"]
    kept = depth.copy()
    del told
    gc.collect()
    for _ in range(50):  # whatever freed memory there is gets used again
        trace()
    assert np.array_equal(depth, kept)
    end = weakref.ref(depth)
    del depth
    gc.collect()
    assert end() is None


def test_results_of_the_engine_are_taken_over():
    distances = _core.nearest_distances(POINTS, 1)
    assert not distances.flags.owndata and not distances.flags.writeable and distances.shape == (20_000,)
    column = POINTS[:2].copy()
    assert _core.nearest_distances(column, 1) == pytest.approx([np.hypot(*(column[0] - column[1]))] * 2)


def test_columns_of_a_result_are_not_copied(result_file):
    r = puncta.open(result_file)
    depth = r.punctures["depth"]
    assert np.shares_memory(depth, r.punctures["depth"]) and not depth.flags.writeable
    kept = depth.copy()
    del r
    gc.collect()
    assert np.array_equal(depth, kept)


# Threads and signals.


@pytest.mark.parametrize(
    "work",
    [
        lambda: STACK.green(np.geomspace(1e-6, 1e-3, 500)),
        lambda: _core.ripley_k(POINTS, _core.Region([0.02, 0.02]), np.linspace(1e-4, 6e-3, 40), False, 1),
        lambda: _core.stations(runs.CHEEK, count=1),
    ],
    ids=["green", "ripley_k", "stations"],
)
def test_other_threads_go_on(work):
    ticks, stop = [], threading.Event()

    def tick():
        while not stop.wait(0.002):
            ticks.append(time.monotonic())

    thread = threading.Thread(target=tick)
    thread.start()
    try:
        start = time.monotonic()
        work()
        end = time.monotonic()
    finally:
        stop.set()
        thread.join()
    assert end - start > 0.03, "too little work to say anything"
    during = [start, *(t for t in ticks if start < t < end), end]
    assert max(np.diff(during)) < 0.5 * (end - start)


LARGE = {"treatment.area": ["60 mm", "60 mm"], "treatment.passes": 40}
STOPPED = """
import puncta, threading, time, sys
threading.Timer({after}, lambda: print(time.monotonic(), flush=True)).start()
try:
    puncta.run({scenario!r}, "c.h5", set={set!r}, replicates=4, threads=1)
except KeyboardInterrupt:
    print(time.monotonic(), flush=True)
"""


def test_control_c_is_met_in_the_middle_of_a_replicate(tmp_path):
    """A replicate of this run takes many seconds. The promise is 0.2 s; machines may be busy."""
    code = STOPPED.format(after=1.5, scenario=str(runs.CHEEK), set=LARGE)
    process = child(code, env=ENVIRONMENT, cwd=tmp_path)
    process.stdout.readline()
    start = time.monotonic()
    process.send_signal(signal.SIGINT)
    end = float(process.stdout.readline())
    process.communicate(timeout=30)
    print(f"Ctrl-C met after {end - start:.3f} s")
    assert process.returncode == 0 and end - start < 1.0
    assert os.listdir(tmp_path) == []  # no replicate was finished


def test_signals_are_met_between_stations():
    """A stroke of half a second or more, of which one station is wanted."""

    def met(*_):
        raise LookupError("met")

    def stroke():
        start = time.monotonic()
        try:
            _core.stations(runs.CHEEK, ['treatment.area=["600 mm", "20 mm"]'], count=1)
        finally:
            took.append(time.monotonic() - start)

    took = []
    stroke()
    earlier = signal.signal(signal.SIGUSR1, met)
    timer = threading.Timer(0.1, lambda: signal.raise_signal(signal.SIGUSR1))
    timer.start()
    try:
        with pytest.raises(LookupError, match="met"):
            stroke()
    finally:
        timer.join()
        signal.signal(signal.SIGUSR1, earlier)
    assert took[1] < 0.7 * took[0]


def test_a_signal_handler_of_the_user_does_not_stop_the_run(tmp_path):
    settings = {"treatment.area": ["10 mm", "10 mm"], "treatment.passes": 1}
    code = (
        "import puncta, signal\n"
        "signal.signal(signal.SIGINT, lambda *_: print('met', flush=True))\n"
        f"r = puncta.run({str(runs.CHEEK)!r}, 'h.h5', set={settings!r}, replicates=12,\n"
        "               progress=lambda *_: print('on', flush=True))\n"
        "print(r.complete)"
    )
    process = child(code, env=ENVIRONMENT, cwd=tmp_path)
    assert process.stdout.readline() == "on\n"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert "met" in out.split() and out.split()[-1] == "True"


def test_progress_is_called_on_the_calling_thread(tmp_path):
    threads = set()
    settings = {"treatment.area": ["6 mm", "6 mm"], "treatment.passes": 1}
    puncta.run(
        runs.CHEEK,
        tmp_path / "t.h5",
        set=settings,
        replicates=3,
        progress=lambda *_: threads.add(threading.get_ident()),
    )
    assert threads == {threading.get_ident()}


def test_runs_beside_each_other(tmp_path):
    """From two threads at once, each with its own callbacks: the same bits as alone."""
    settings = {"treatment.area": ["6 mm", "6 mm"], "treatment.passes": 1}
    found = {}

    def run(name):
        found[name] = puncta.run(
            runs.CHEEK, tmp_path / f"{name}.h5", set=settings, replicates=2, threads=1, progress=print
        )

    threads = [threading.Thread(target=run, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found["a"].attributes["data_hash"] == found["b"].attributes["data_hash"]


# Errors.


def test_errors_have_the_text_of_the_program(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("bad.toml").write_text('title = "x"\n[skin]\nsite = "chek"\n[treatment]\nload = 4\n')
    with pytest.raises(ValueError) as wrong:
        puncta.run("bad.toml")
    told = runs.puncta("run", "bad.toml")
    assert told.returncode == 2 and str(wrong.value).strip() == told.stderr.strip().removeprefix("puncta: ")
    soft = {f"skin.{layer}.modulus": "1 kPa" for layer in ("hypodermis", "muscle")}
    soft |= {"treatment.load": "100 N", "treatment.area": ["6 mm", "6 mm"]}
    options = [part for key, value in soft.items() for part in ("--set", f"{key}={value}")]
    with pytest.raises(ArithmeticError) as failed:
        puncta.run(runs.CHEEK, "s.h5", set=soft, replicates=2, threads=1)
    told = runs.puncta("run", runs.CHEEK, "-o", "s.h5", "--replicates", 2, "--threads", 1, *options)
    assert told.returncode == 3 and str(failed.value) in told.stderr
    with pytest.raises(OSError) as lost:
        puncta.run(runs.CHEEK, "nowhere/x.h5")
    told = runs.puncta("run", runs.CHEEK, "-o", "nowhere/x.h5")
    assert told.returncode == 4 and str(lost.value) in told.stderr


def test_no_argument_crashes_the_interpreter(tmp_path):
    """Thousands of calls with arguments of every sort, in a child with an address space of 8 GB."""
    rounds = 300 if LONG else 12
    script = Path(__file__).with_name("fuzz_arguments.py")
    done = subprocess.run(
        [sys.executable, script, str(rounds), "20261128"],
        capture_output=True,
        text=True,
        timeout=900,
        env=ENVIRONMENT,
        cwd=tmp_path,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30)),
    )
    last = done.stderr.splitlines()[-8:]
    assert done.returncode == 0, f"status {done.returncode}; the last calls:\n" + "\n".join(last)
    assert int(done.stdout) > 30 * rounds and os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda s: s.pop("layers"), "missing key 'layers'"),
        (lambda s: s.update(needles=3), "'needles' must be a list of dicts"),
        (lambda s: s.update(load=np.nan), "'load' must be a number"),
        (lambda s: s.update(load=np.inf), "'load' must be finite"),
        (lambda s: s.update(cell_side=0), "'cell_side' and 'tributary_radius' must be positive"),
        (lambda s: s.update(cell_side=1e9), "more than 10000.* times"),
        (lambda s: s["needles"][0].update(taper_length=1e9), "no length 10000000 times as large"),
    ],
)
def test_station_says_what_is_wrong(change, message):
    layer = {"thickness": np.inf, "modulus": 3e5, "poisson": 0.48, "tension": 0}
    layer |= {"toughness": 1e3, "wall_shear": 3e3}
    needle = {"x": 0, "y": 0, "offset": 0, "tip_diameter": 8e-6, "taper_length": 7.5e-4}
    needle |= {"shaft_diameter": 2.5e-4, "threshold_factor": 1, "depth": 0, "inserted": False}
    station = {"layers": [layer], "beta": 1, "opening_exponent": 6.8, "puncture_intercept": 0}
    station |= {"puncture_slope": 4.6e3, "puncture_diameter_limit": 4e-5, "tributary_radius": 1e-3}
    station |= {"cell_side": 5e-4, "load": 0.05, "needles": [needle], "cells": []}
    assert puncta.station(station)["converged"]
    change(station)
    with pytest.raises(ValueError, match=message):
        puncta.station(station)

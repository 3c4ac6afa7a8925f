"""`puncta explore` while it computes: newer questions end older ones, and how the program ends."""

import http.client
import json
import re
import signal
import socket
import subprocess
import threading
import time

import numpy as np
import pytest
import runs
from exploring import ask, fetch, own_origin, scenario, serving, started, until
from puncta import _core
from puncta.explore.explorer import Explorer, Superseded


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "six.toml"
    path.write_text(scenario())
    return path


def begun(explorer, page):
    """A long computation of a page, in a thread; what became of it stands in the list."""
    became = []

    def work():
        try:
            became.append(explorer.whole(page, {}, 100_000))
        except Superseded as error:
            became.append(error)

    thread = threading.Thread(target=work)
    before = explorer._running._count
    thread.start()
    until(lambda: explorer._running._count > before)
    return thread, became


@pytest.fixture
def endless(tmp_path):
    path = tmp_path / "endless.toml"
    path.write_text(scenario(replicates=100_000))
    explorer = Explorer(path, threads=1)
    yield explorer
    explorer.close()


def test_a_newer_question_of_a_page_ends_its_older_one(endless):
    thread, became = begun(endless, "mine")
    shown = endless.look("mine", {"load": 3.0})
    thread.join(timeout=10)
    assert isinstance(became[0], Superseded) and shown.totals["replicates"] == 2


def test_the_older_question_is_told_so(tmp_path):
    path = tmp_path / "endless.toml"
    path.write_text(scenario(replicates=100_000))
    with serving(path) as server:
        told = []
        question = json.dumps({"page": "mine", "replicates": 100_000})
        origin = {"Origin": own_origin(server)}
        older = threading.Thread(target=lambda: told.append(fetch(server, "POST", "whole", question, origin)))
        older.start()
        until(lambda: server.explorer._running._count)
        assert "First look" in ask(server, "look", page="mine")["state"]
        older.join(timeout=10)
        assert json.loads(told[0][2])["reasons"] == ["a newer question came, or the program ends"]


def test_pages_do_not_disturb_each_other(endless):
    thread, became = begun(endless, "mine")
    assert endless.look("other", {}).totals["replicates"] == 2
    assert thread.is_alive() and became == []
    endless.leave("other")
    endless.leave("mine")
    thread.join(timeout=10)
    assert isinstance(became[0], Superseded)


def test_closing_ends_everything(endless):
    thread, became = begun(endless, "mine")
    endless.close()
    thread.join(timeout=10)
    assert isinstance(became[0], Superseded)
    with pytest.raises(Superseded):
        endless.look("mine", {})


def test_replicates_that_were_finished_stay(endless):
    """An ensemble that was stopped goes on, and is the same as one that was not."""
    scenario = _core.Scenario(endless.file)
    ensemble, stop = _core.Ensemble(scenario), _core.Stop()
    ensemble.grow(2, threads=1, stop=stop)
    stop.set()
    with pytest.raises(KeyboardInterrupt):
        ensemble.grow(100_000, threads=2, stop=stop)
    there = ensemble.totals()["replicates"]
    ensemble.grow(there + 1, threads=2, stop=_core.Stop())
    other = _core.Ensemble(scenario)
    other.grow(there + 1, threads=1, stop=_core.Stop())
    assert there >= 2
    np.testing.assert_equal(ensemble.totals(), other.totals())  # bit for bit, but not a number equals itself
    for wrong in ({"replicates": 0, "threads": 1}, {"replicates": 2, "threads": -1}):
        with pytest.raises(ValueError, match="at least 1, and 0 to 4096"):
            other.grow(**wrong, stop=stop)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_it_in_the_middle_of_a_computation(tmp_path, number):
    path = tmp_path / "endless.toml"
    path.write_text(scenario(replicates=100_000))
    process, address = started(path)
    host, token = re.fullmatch(r"http://(127\.0\.0\.1:\d+)/([\w-]+)/", address).groups()
    connection = http.client.HTTPConnection(host, timeout=60)
    question = json.dumps({"page": "a", "replicates": 100_000})
    connection.request("POST", f"/{token}/whole", question, {"Origin": f"http://{host}"})
    time.sleep(0.5)
    process.send_signal(number)
    _, told = process.communicate(timeout=20)
    assert process.returncode == 130
    assert told.splitlines()[-1] == "puncta: the page is closed; what was saved stays"
    assert "Traceback" not in told and list(tmp_path.iterdir()) == [path]


def test_a_port_that_is_taken_is_told(file):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = runs.puncta("explore", file, "--no-browser", "--port", port)
    assert done.returncode == 4
    assert (
        done.stderr.splitlines()[-1]
        == f"puncta: cannot listen on 127.0.0.1, port {port}: Address already in use"
    )
    assert runs.puncta("explore", file, "--port", 65536).returncode == 2


def test_browser_is_led_there_by_a_private_file(file, tmp_path):
    """The secret address stands in no command line."""
    browser = tmp_path / "browser"
    told = tmp_path / "told"
    look = f'echo "$1" > {told}; stat -c %a "$(dirname "${{1#file://}}")" >> {told}'
    browser.write_text(f"#!/bin/sh\n{look}\n")
    browser.chmod(0o755)
    command = ["env", f"BROWSER={browser}", runs.PROGRAM, "explore", str(file)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    address = process.stdout.readline().strip()
    until(lambda: told.exists() and len(told.read_text().split()) == 2)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    lead, mode = told.read_text().split()
    assert lead.startswith("file:///") and address.split("/")[3] not in lead and mode == "700"

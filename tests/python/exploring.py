"""What the tests of `puncta explore` share: a scenario, its server, questions to it."""

import contextlib
import http.client
import json
import subprocess
import threading
import time

import runs
from puncta.explore.explorer import Explorer
from puncta.explore.server import Server


def scenario(replicates=4, title="six by six", more=""):
    return f"""
title = "{title}"
[skin]
site = "cheek"
[device]
preset = "dermaroller-mf8"
[treatment]
area = ["6 mm", "6 mm"]
directions = ["0 deg", "90 deg"]
passes = 1
load = "4 N"
[run]
replicates = {replicates}
{more}"""


@contextlib.contextmanager
def serving(file):
    with Server(Explorer(file)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def own_origin(server):
    return f"http://{server.hosts[0]}"


def fetch(server, method, path, body=None, headers=None):
    """(status, headers, text) of a request; path None of what is behind the token."""
    connection = http.client.HTTPConnection(*server.server_address, timeout=60)
    try:
        connection.request(method, f"/{server.token}/{path}", body, headers or {})
        reply = connection.getresponse()
        return reply.status, reply.headers, reply.read().decode()
    finally:
        connection.close()


def ask(server, question, **asked):
    asked = {"page": "test"} | asked
    status, _, text = fetch(server, "POST", question, json.dumps(asked), {"Origin": own_origin(server)})
    assert status == 200, text
    return json.loads(text)


def until(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.01)


def started(file, *options):
    command = [runs.PROGRAM, "explore", str(file), "--no-browser", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return process, process.stdout.readline().strip()

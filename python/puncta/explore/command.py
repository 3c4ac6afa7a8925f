"""The command line of `puncta explore`.

Exit status: 2 the input is wrong, 4 the port or the machine fails, 130 ended by Ctrl-C, as it is meant to be.
"""

import argparse
import contextlib
import os
import sys
import tempfile
import threading
import webbrowser
from pathlib import Path

from puncta import exit_status


def _parser():
    parser = argparse.ArgumentParser(
        prog="puncta explore",
        description="Open a page with sliders for needle, load, passes and site; section, depths and summary "
        "follow while one moves them, and what is shown can be saved as a scenario. Only this machine "
        "reaches the page, and only by the address printed. Ctrl-C ends it.",
        allow_abbrev=False,
    )
    parser.add_argument("scenario", metavar="SCENARIO.toml")
    parser.add_argument("--port", type=int, default=0, metavar="N", help="0: any that is free")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    parser.add_argument(
        "--threads",
        type=int,
        default=0,
        metavar="N",
        help="0: all processors; numbers do not depend on it",
    )
    return parser


def main(arguments=None):
    options = _parser().parse_args(arguments)
    return exit_status.of(_explore, options, "the page is closed; what was saved stays")


def _explore(options):
    from puncta.explore.explorer import Explorer
    from puncta.explore.server import Server
    from puncta.sweeps import local

    local.require_threads(options.threads)
    if not 0 <= options.port <= 65535:
        raise ValueError(
            f"--port {options.port}: a whole number from 0 (any that is free) to 65535 is needed"
        )
    explorer = Explorer(options.scenario, threads=options.threads)
    for warning in explorer.warnings:
        print(f"puncta: warning: {warning}", file=sys.stderr)
    with Server(explorer, options.port) as server, _opened(server.address, options.no_browser):
        print(server.address, flush=True)
        print("the page is open to this machine alone; Ctrl-C closes it", file=sys.stderr, flush=True)
        server.serve_forever()
    return 0


@contextlib.contextmanager
def _opened(address, quietly):
    """The page in the user's browser. Its address holds the secret, and command lines are for all to see: the
    browser is told a private file that leads there.
    """
    shown = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))
    if quietly or not shown:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="puncta-explore-") as folder:
        lead = Path(folder) / "explore.html"
        lead.write_text(f'<!doctype html><meta http-equiv="refresh" content="0;url={address}">\n')
        # Beside: some browsers come back only when they are closed.
        threading.Thread(target=webbrowser.open, args=[lead.as_uri()], daemon=True).start()
        yield

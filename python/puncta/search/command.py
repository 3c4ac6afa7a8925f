"""The command line of `puncta design`.

Exit status: 0 a design meets the target, 2 the input is wrong, 3 none does (the nearest one is shown), 4
storage failed, 130 interrupted.
"""

import argparse
from pathlib import Path

from puncta import exit_status


def _parser():
    parser = argparse.ArgumentParser(
        prog="puncta design",
        description="Search for the roller and protocol that meet a target. Stopped or killed, the same "
        "command goes on; what was evaluated is never computed again. Status 3 when none meets the target.",
        allow_abbrev=False,
    )
    parser.add_argument("target", metavar="TARGET.toml")
    parser.add_argument(
        "-o",
        "--output",
        metavar="DIR",
        help="folder of tables, winner and results (default: the target's name)",
    )
    parser.add_argument(
        "--threads",
        type=int,
        default=0,
        metavar="N",
        help="0: all processors; the search does not depend on it",
    )
    parser.add_argument(
        "--store", metavar="DIR", help="folder of results shared with sweeps (default: DIR/points)"
    )
    return parser


def main(arguments=None):
    options = _parser().parse_args(arguments)
    return exit_status.of(_design, options, exit_status.resumable)


def _design(options):
    from puncta.search import execution, target
    from puncta.sweeps import local
    from puncta.sweeps.progress import Progress

    local.require_threads(options.threads)
    asked = target.read(options.target)
    progress = Progress("designs")
    progress(0, asked.evaluations, 0)
    found = execution.run(
        asked,
        Path(options.output or Path(options.target).stem),
        threads=options.threads,
        store=options.store,
        progress=lambda done, failed: progress(done, asked.evaluations, failed),
        confirming=lambda done, planned: progress.say(f"{done} of the best {planned} run with fresh numbers"),
    )
    progress.clear()
    print(found)
    print(f"\n  {found.computed} designs computed in {progress.elapsed()}")
    print(f"  evaluations.h5, confirmed.h5 and winner.toml in {found.path}")
    return 0 if found.meets else 3

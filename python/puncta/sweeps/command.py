"""The command line of `puncta sweep`.

Exit status: 0 done, 2 the input is wrong, 3 no point could be computed, 4 storage failed, 130 interrupted.
"""

import argparse
import sys
from pathlib import Path

from puncta import exit_status


def _parser():
    parser = argparse.ArgumentParser(
        prog="puncta sweep",
        description="Run a scenario at every point of a design. Stopped or killed, the same command goes on; "
        "what is finished is never computed again.",
        allow_abbrev=False,
    )
    parser.add_argument("sweep", metavar="SWEEP.toml")
    parser.add_argument(
        "-o",
        "--output",
        metavar="DIR",
        help="folder of the table and results (default: the name of the sweep)",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="say points, punctures, time and space; compute nothing"
    )
    parser.add_argument(
        "--threads", type=int, default=0, metavar="N", help="0: all processors; results do not depend on it"
    )
    parser.add_argument(
        "--store", metavar="DIR", help="folder of results shared by several sweeps (default: DIR/points)"
    )
    parser.add_argument("--retry", action="store_true", help="compute points again that failed before")
    parser.add_argument("--csv", metavar="FILE", help="the table as CSV too")
    parser.add_argument("--figure", metavar="FILE", help="draw it, as PNG, SVG or PDF")
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="compute on a Dask cluster, as tcp://host:8786"
    )
    return parser


def main(arguments=None):
    options = _parser().parse_args(arguments)
    return exit_status.of(_sweep, options, exit_status.resumable)


def _sweep(options):
    from puncta.sweeps import definition, execution, local, shown, table
    from puncta.sweeps.progress import Progress

    local.require_threads(options.threads)
    asked = definition.read(options.sweep)
    out = Path(options.output or Path(options.sweep).stem)
    if options.dry_run:
        return _dry_run(asked, out, options)
    progress = Progress()
    sweep = execution.run(
        asked,
        out,
        threads=options.threads,
        store=options.store,
        client=_client(options.scheduler),
        retry=options.retry,
        progress=progress,
    )
    progress.clear()
    print(shown.text(sweep))
    if options.csv:
        from puncta import whole_file

        whole_file.replace(options.csv, table.csv(sweep.table).encode())
    if options.figure:
        from puncta.sweeps import figure

        figure.write(sweep, shown.names_shown(asked), options.figure)
    print(f"\n  {sweep.computed} points computed in {progress.elapsed()}")
    print(f"  table in {out / 'table.h5'}, hash {sweep.table.attrs['data_hash']}")
    return 3 if len(sweep.failed) == sweep.table["failure"].size else 0


def _client(address):
    if not address:
        return None
    from puncta.sweeps import dask_cluster

    return dask_cluster.client(address)


def _dry_run(asked, out, options):
    from puncta.sweeps import execution, forecast, points
    from puncta.sweeps.progress import duration
    from puncta.sweeps.store import Store

    plan = points.planned(asked)
    results = Store(options.store or out / "points")
    expected = forecast.forecast(plan, execution.missing(plan, results, options.retry), options.threads)
    size = f"{expected.points} points of {expected.replicates} replicates"
    print(f"{asked.title}: {size}, {expected.missing} to compute")
    for warning in sorted({warning for point in plan for warning in point.scenario.warnings}):
        print(f"puncta: warning: {warning}", file=sys.stderr)
    if expected.failure:
        print(f"puncta: warning: a point that was tried fails: {expected.failure}", file=sys.stderr)
    if expected.missing:
        print(
            f"about {expected.punctures:.2g} punctures, {duration(expected.seconds)}, "
            f"{expected.bytes / 1e6:.3g} MB (from three points, two replicates each)"
        )
    return 0

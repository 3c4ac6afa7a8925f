"""The command line of `puncta validate`.

Exit status: 0 all verification and requirement lines hold, 2 the input is wrong, 3 a line fails, 4 storage or
the compiled module fails, 130 interrupted. A miss of a validation case is shown and fails nothing.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

from puncta import exit_status
from puncta.validation import cases, credibility, judge, models, table

SLOW = 2.0  # seconds after which progress is shown


class _Help(argparse.HelpFormatter):
    def add_usage(self, usage, actions, groups, prefix=None):
        super().add_usage(usage, actions, groups, prefix or "Usage: ")


def _parser():
    parser = argparse.ArgumentParser(
        prog="puncta validate",
        formatter_class=_Help,
        description="Run every verification case (are the equations solved right?) and every validation case "
        "(does the skin agree?); print what was expected, what came out, and whether it holds.",
        epilog="Misses of validation cases are shown and fail nothing. Exit status 3 when a verification or "
        "requirement line fails or a required line is missing.",
        allow_abbrev=False,
    )
    parser.add_argument("--quick", action="store_true", help="only the quick cases; the others are skipped")
    parser.add_argument(
        "-o", "--output", metavar="REPORT.html", help="write a self-contained page with figures"
    )
    parser.add_argument(
        "--credibility",
        metavar="FILE.md",
        help="bring tables and figures of the credibility report (models/CREDIBILITY.md) up to date",
    )
    parser.add_argument("--json", action="store_true", help="print the rows as JSON (SI units)")
    parser.add_argument(
        "--cases",
        metavar="DIR",
        help="folder with limits/*.toml and published/*.toml (default: the shipped ones)",
    )
    return parser


class _Progress:
    """A line on stderr once it takes noticeable time, and only on a terminal."""

    def __init__(self):
        self.start, self.drawn = time.monotonic(), False
        self.terminal = sys.stderr is not None and sys.stderr.isatty()

    def __call__(self, done, planned, title):
        if self.terminal and time.monotonic() - self.start > SLOW:
            width = os.get_terminal_size(sys.stderr.fileno()).columns or 80
            text = f"validate: {done} of {planned} done, now {title}"
            print(f"\r\033[K{text[: max(width - 1, 20)]}", end="", file=sys.stderr, flush=True)
            self.drawn = True

    def clear(self):
        if self.drawn:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def main(arguments=None):
    options = _parser().parse_args(arguments)
    return exit_status.of(_validate, options, "interrupted; nothing was written")


def _validate(options):
    from puncta.validation import report

    if options.output is not None:
        report.require_writable(options.output)  # before minutes of work
    if options.credibility is not None:
        if options.quick:
            raise cases.CaseError("--credibility tells of all cases: leave out --quick")
        credibility.require_parts(options.credibility)
    models.compiled()
    known = models.known()
    folder = Path(options.cases) if options.cases is not None else cases.shipped()
    if not folder.is_dir():
        raise cases.CaseError(f"--cases {folder}: there is no such folder")
    suite = cases.read(folder, known)
    progress = _Progress()
    try:
        rows = judge.run(suite, known, quick=options.quick, progress=progress)
    finally:
        progress.clear()
    if options.output is not None:
        report.write(options.output, rows, suite)
    if options.credibility is not None:
        credibility.write(options.credibility, rows, suite)
    told = json.dumps(table.document(rows), indent=2) if options.json else table.text(rows)
    print(told)
    if options.output is not None:
        print(f"report written to {options.output}", file=sys.stderr)
    return 3 if any(row.failed for row in rows) else 0

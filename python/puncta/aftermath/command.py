"""The command line of `puncta aftermath`.

Exit status: 0 done, 2 the input is wrong, 3 the numbers failed, 4 storage failed, 130 interrupted.
"""

import argparse
import json
import math
from dataclasses import asdict

from puncta import exit_status


def _parser():
    parser = argparse.ArgumentParser(
        prog="puncta aftermath",
        description="What follows for the skin after a treatment: durations, open channels, warnings, from "
        "the depths and densities of its result. A model and no medical advice.",
        allow_abbrev=False,
    )
    parser.add_argument("result", metavar="RESULT.h5", nargs="?", help="a finished result")
    parser.add_argument("--occluded", action="store_true", help="the skin is kept under a patch")
    parser.add_argument("--sensitive", action="store_true", help="sensitive skin")
    parser.add_argument("--sessions", type=int, default=1, metavar="N", help="of a plan, with --interval")
    parser.add_argument("--interval", metavar="TIME", help='between sessions, as "14 day"')
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument(
        "--claims", action="store_true", help="what popular texts say, line by line (runs five rollers)"
    )
    parser.add_argument(
        "--results", metavar="DIR", default="claims-results", help="where --claims keeps its runs"
    )
    return parser


def main(arguments=None):
    options = _parser().parse_args(arguments)
    return exit_status.of(_claims if options.claims else _aftermath, options, "interrupted")


def _aftermath(options):
    from puncta import results
    from puncta.aftermath import card, laws, shown, wound

    if options.result is None:
        raise ValueError("a result (.h5) is needed, or --claims")
    care = _care(options, laws, card)
    r = results.open(options.result)
    numbers, left = card.read(), wound.of_result(r)
    if options.json:
        found = {
            "caveat": shown.caveat,
            "wound": asdict(left),
            "outcomes": [asdict(o) for o in shown.outcomes(numbers, left, care)],
            "flags": [asdict(f) for f in laws.flags(numbers, left, care)],
        }
        print(json.dumps(_finite(found), indent=1, ensure_ascii=False))
        return 0
    print(shown.text(r.title, numbers, left, care))
    return 0


def _claims(options):
    from puncta.aftermath import card, claims, shown
    from puncta.sweeps.progress import Progress

    progress = Progress("rollers")
    found = claims.run(options.results, told=progress)
    progress.clear()
    print(shown.claims_table(claims.judge(claims.read(), found, card.read())))
    return 0


def _care(options, laws, card):
    if options.sessions < 1:
        raise ValueError(f"--sessions {options.sessions}: a whole number from 1 is needed")
    if (options.sessions > 1) != (options.interval is not None):
        raise ValueError("--sessions and --interval belong together")
    interval = math.nan
    if options.interval is not None:
        interval = card.si(options.interval)
        if not interval > 0:
            raise ValueError(f"--interval {options.interval}: more than 0 is needed")
    return laws.Care(options.occluded, options.sensitive, options.sessions, interval)


def _finite(value):
    """JSON knows no nan: null instead."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return value

"""The command line of `puncta compare`.

Exit status: 0 done, 2 the input is wrong, 3 the numbers failed, 4 storage failed, 130 interrupted.
"""

import argparse

from puncta import exit_status


def _parser():
    parser = argparse.ArgumentParser(
        prog="puncta compare",
        description="Designs on the same people, hands and random numbers, against the first of them.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "designs", metavar="SCENARIO.toml", nargs="+", help="scenarios, or results (.h5) of one seed"
    )
    parser.add_argument("-o", "--output", metavar="FILE.html", help="a self-contained page with figures")
    parser.add_argument("--figure", metavar="FILE", help="the ratios, as PNG, SVG or PDF")
    parser.add_argument(
        "--set", metavar="KEY=VALUE", action="append", default=[], help="a value for all designs"
    )
    parser.add_argument("--label", metavar="NAME", action="append", help="one for each design, in order")
    parser.add_argument(
        "--replicates", type=int, metavar="N", help="of each design (default: those of the first)"
    )
    parser.add_argument("--seed", type=int, metavar="N", help="of all designs (default: that of the first)")
    parser.add_argument("--threads", type=int, default=0, metavar="N", help="0: all processors")
    parser.add_argument("--results", metavar="DIR", default="compare-results", help="where results are kept")
    return parser


def main(arguments=None):
    options = _parser().parse_args(arguments)
    return exit_status.of(_compare, options, exit_status.resumable)


def _compare(options):
    from puncta.comparison import execution, shown
    from puncta.report import output
    from puncta.sweeps import local
    from puncta.sweeps.progress import Progress

    local.require_threads(options.threads)
    if options.output:
        output.require_writable(options.output, "compare")
    progress = Progress("designs")
    found = execution.run(
        options.designs,
        settings=_settings(options.set),
        replicates=options.replicates,
        seed=options.seed,
        labels=options.label,
        store=options.results,
        threads=options.threads,
        told=lambda done, planned: progress(done, planned, 0),
    )
    progress.clear()
    print(shown.text(found))
    if options.figure:
        from puncta import whole_file
        from puncta.plot.contrast import ratios

        whole_file.save_figure(ratios(found).figure, options.figure)
    if options.output:
        from puncta.comparison import html

        output.write(options.output, html.text(found))
        print(f"\n  page in {options.output}")
    return 0


def _settings(assignments):
    """{key: value} of key=value texts, read as `puncta run --set` reads them."""
    import tomllib

    found = {}
    for text in assignments:
        key, sign, value = text.partition("=")
        if not sign or not key.strip():
            raise ValueError(f"--set {text}: key=value is needed")
        try:
            found[key.strip()] = tomllib.loads(f"value = {value}")["value"]
        except tomllib.TOMLDecodeError:
            found[key.strip()] = value.strip()
    return found

"""The command line of `puncta report`.

Exit status: 0 written, 2 the input is wrong, 4 storage fails, 130 interrupted.
"""

import argparse
import os
import sys
import warnings

from puncta import exit_status

COMMAND = "report"
LARGEST = 5_000_000  # bytes of a page


class _Help(argparse.HelpFormatter):
    def add_usage(self, usage, actions, groups, prefix=None):
        super().add_usage(usage, actions, groups, prefix or "Usage: ")


def _parser():
    parser = argparse.ArgumentParser(
        prog="puncta report",
        formatter_class=_Help,
        description="Write one self-contained page of a result: what was asked, summary with intervals, "
        "figures, assumptions with their status, provenance. Of several results also a comparison.",
        allow_abbrev=False,
    )
    parser.add_argument("results", nargs="+", metavar="RESULT.h5", help="result files of `puncta run`")
    parser.add_argument(
        "-o", "--output", metavar="REPORT.html", help="the page (default: the first result's name with .html)"
    )
    return parser


def main(arguments=None):
    options = _parser().parse_args(arguments)
    return exit_status.of(_report, options, "interrupted; nothing was written")


def _report(options):
    from puncta.report import output

    target = options.output or os.path.splitext(os.path.basename(options.results[0]))[0] + ".html"
    output.require_writable(target, COMMAND)
    opened = [_opened(path) for path in options.results]
    output.write(target, text_of(opened))
    print(f"report written to {target}", file=sys.stderr)
    return 0


def _opened(path):
    from puncta import results

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", results.IncompleteResultWarning)
        r = results.open(path)
    for warning in caught:
        print(f"puncta: warning: {warning.message}", file=sys.stderr)
    return r


def text_of(opened):
    """The page of opened results. Of several each has the figures that tell most, as far as 5 MB go."""
    import matplotlib

    matplotlib.use("Agg")
    for detail in ("full", "brief", "none") if len(opened) == 1 else ("brief", "none"):
        text = _page(opened, detail)
        if len(text.encode()) < LARGEST:
            return text
    raise ValueError(f"{len(opened)} results do not fit on one page of {LARGEST / 1e6:g} MB; give fewer")


def _page(opened, detail):
    from puncta.report import page
    from puncta.report.markup import element

    caveat = element("p", page.caveat, class_="warning")
    if len(opened) == 1:
        r = opened[0]
        title, parts = r.title, [part for part in _sections(r, "result", detail, level=2)]
        contents = [(name, text) for name, text, _ in parts]
        body = [element("p", _headline(r), class_="quiet"), caveat, _state(r)]
        sections = [page.section(name, text, content) for name, text, content in parts]
        return page.page(COMMAND, title, *body, *sections, contents=contents)
    return _several(opened, detail, caveat)


def _several(opened, detail, caveat):
    from puncta.plot.compare import labels_of
    from puncta.report import page
    from puncta.report.comparison import comparison

    labels = labels_of(opened)
    sections = [page.section("comparison", "Comparison", comparison(opened, labels))]
    contents = [("comparison", "Comparison")]
    for number, (r, label) in enumerate(zip(opened, labels, strict=True), 1):
        name = f"result-{number}"
        inner = [page.section(*part, level=3) for part in _sections(r, name, detail, level=3)]
        sections.append(page.section(name, label, _state(r), *inner))
        contents.append((name, label))
    return page.page(COMMAND, f"{len(opened)} results compared", caveat, *sections, contents=contents)


def _sections(r, name, detail, level):
    """(id, heading, markup) of the sections of one result."""
    from puncta.report import aftermath, assumptions, figures, result

    yield f"{name}-asked", "What was asked", result.asked(r)
    yield f"{name}-summary", "Summary", result.summary(r)
    if detail != "none":
        yield f"{name}-figures", "Figures", figures.figures(r, name, brief=detail == "brief")
    unknown = result.ignorance(r)
    if unknown is not None:
        yield f"{name}-ignorance", "What is not known", unknown
    follows = aftermath.aftermath(r, f"{name}-closure", drawn=detail == "full")
    if follows is not None:
        yield f"{name}-aftermath", "What follows for the skin", follows
    yield f"{name}-assumptions", "Assumptions", assumptions.assumptions(r, folded=level > 2)
    yield f"{name}-provenance", "Provenance", result.provenance(r)


def _state(r):
    from puncta.report import result

    return result.state(r)


def _headline(r):
    told = {key: r.attributes.get(key, "?") for key in ("seed", "puncta_version")}
    return f"{len(r.replicates)} replicates, seed {told['seed']}, Puncta {told['puncta_version']}"

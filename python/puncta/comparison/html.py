"""The page of `puncta compare -o`: verdict, figures, contrasts, what differs."""

from puncta.comparison import shown
from puncta.plot import contrast
from puncta.report import page
from puncta.report.comparison import comparison as beside
from puncta.report.figure import figure
from puncta.report.markup import element
from puncta.report.table import table


def text(comparison):
    """The whole page of a Comparison."""
    drawn = contrast.ratios(comparison).figure
    reference = comparison.labels[0]
    alt = f"Ratio of quantities to {reference}, with 95 % intervals: " + " ".join(
        sentence for sentences in comparison.verdict for sentence in sentences
    )
    sections = [
        page.section("verdict", "Verdict", _verdict(comparison), page.warning(page.caveat)),
        page.section(
            "ratios",
            "How many times as much",
            figure(
                drawn,
                "ratios",
                alt,
                f"Ratios to {reference}, replicate by replicate; bars are 95 % intervals.",
            ),
            *(_contrasts(comparison, number) for number in range(len(comparison.contrasts))),
        ),
        page.section("designs", "Side by side", beside(comparison.results, list(comparison.labels))),
        page.section("differences", "What differs", *_differences(comparison)),
        page.section("provenance", "Provenance", _provenance(comparison)),
    ]
    contents = [
        ("verdict", "Verdict"),
        ("ratios", "Ratios"),
        ("designs", "Designs"),
        ("differences", "Differences"),
        ("provenance", "Provenance"),
    ]
    title = " against ".join([", ".join(comparison.labels[1:]), reference])
    return page.page("compare", title, *sections, contents=contents)


def _verdict(comparison):
    sentences = [sentence for found in comparison.verdict for sentence in found]
    count = len(comparison.results[0].replicates)
    note = (
        f"{count} replicates; people, heads, hands and random numbers are the same for every design, so that "
        "differences are known better than the designs themselves."
    )
    return element(
        "div", element("ul", *(element("li", sentence) for sentence in sentences)), element("p", note)
    )


def _contrasts(comparison, number):
    label = comparison.labels[number + 1]
    columns = [
        "quantity",
        f">{comparison.labels[0]}",
        f">{label}",
        ">difference (95 %)",
        ">ratio (95 %)",
        "unit",
    ]
    return table(columns, shown.rows(comparison.contrasts[number]), f"{label} against {comparison.labels[0]}")


def _differences(comparison):
    for label, found in zip(comparison.labels[1:], comparison.differences, strict=True):
        if not found:
            yield element("p", f"{label}: the same scenario as {comparison.labels[0]}.")
            continue
        rows = [
            [key, *("not set" if value is None else str(value) for value in pair)]
            for key, pair in found.items()
        ]
        yield table(["value in force", comparison.labels[0], label], rows, f"Values that differ: {label}")


def _provenance(comparison):
    columns = ["design", "seed", "replicates", "Puncta", "commit", "data hash"]
    rows = [
        [
            label,
            *(str(r.attributes.get(name, "")) for name in ("seed",)),
            str(len(r.replicates)),
            *(str(r.attributes.get(name, "")) for name in ("puncta_version", "commit", "data_hash")),
        ]
        for label, r in zip(comparison.labels, comparison.results, strict=True)
    ]
    return table(columns, rows, "Results behind this page")

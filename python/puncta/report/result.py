"""The sections of one result: what was asked, what came out, where it comes from."""

import math

from puncta import units
from puncta.report import page
from puncta.report.markup import element, join
from puncta.report.table import exact, facts, table

# What a reader looks for first; the other quantities follow in the file's order.
_first = (
    "density_total",
    "density_unique",
    "density_dermis",
    "density_hypodermis",
    "penetrated_share",
    "depth_mean",
    "depth_p05",
    "depth_p50",
    "depth_p95",
    "depth_over_length_mean",
    "channel_volume",
    "open_area_share",
    "treated_share",
    "largest_gap",
    "drum_load_share",
)


def state(r):
    """Warnings that must stand above everything else of a result."""
    told = []
    if not r.complete:
        told.append(
            page.warning(
                f"This run is not finished: the page shows its first {len(r.replicates)} replicates. "
                "The same run goes on when it is started again."
            )
        )
    if not r.depth["counts"].values.any():
        told.append(page.warning("No needle entered the skin: there are no punctures to show."))
    failed = int(r.diagnostics.get("failures", 0))
    if failed:
        told.append(
            page.warning(f"At {failed} positions of the device the balance of forces did not converge.")
        )
    if r.attributes.get("precision") == "not met":
        told.append(page.warning("The precision that was asked for was not met; see the intervals."))
    return join(told)


def asked(r):
    """What was asked: device, skin, treatment, run, and the scenario as text."""
    scenario = r.scenario
    device = scenario.get("device", {})
    needle = device.get("needle", {})
    run = scenario.get("run", {})
    sites = scenario.get("sites", [])
    pairs = [
        ("device", f"{device.get('title') or device.get('name', 'of its own')} ({device.get('kind', '?')})")
    ]
    shape = [f"{name} {needle[key]}" for name, key in _needle if key in needle]
    pairs.append(("needle", ", ".join(shape)))
    if sites:
        for site in sites:
            pairs.append((f"site {site['name']}", f"{_skin(site['skin'])}; {_treatment(site['treatment'])}"))
    else:
        pairs.append(("skin", _skin(scenario.get("skin", {}))))
        pairs.append(("treatment", _treatment(scenario.get("treatment", {}))))
    samples = scenario.get("uncertainty", {}).get("samples", 0)
    unknown = f"; {samples} samples of what is not known" if samples else ""
    how_many = (
        f"{len(r.replicates)} replicates (people, heads and hands), seed {run.get('seed', '?')}{unknown}"
    )
    pairs.append(("run", how_many))
    pairs = [(name, units.pretty(text)) for name, text in pairs]
    return join(
        [
            facts(pairs),
            page.listing("The scenario as given", r.source),
            page.listing("The scenario with every value in force", r.resolved),
        ]
    )


_needle = (
    ("length", "length"),
    ("shaft", "shaft_diameter"),
    ("tip", "tip_diameter"),
    ("taper", "taper_length"),
)


def _skin(skin):
    title = skin.get("title") or skin.get("name", "of its own")
    changed = [f"sex {skin['sex']}"] if skin.get("sex", "any") != "any" else []
    changed += [f"stretched by {100 * skin['stretch']:.3g} %"] if skin.get("stretch") else []
    return ", ".join([title, *changed])


def _treatment(treatment):
    load, speed = (treatment.get(key, {}) for key in ("load", "speed"))
    area = treatment.get("area")
    where = " × ".join(area) if area else "a polygon"
    parts = [f"region {where}"]
    if "directions" in treatment:
        parts.append(
            f"{treatment.get('passes', '?')} passes in each direction: {', '.join(treatment['directions'])}"
        )
    elif "passes" in treatment:
        parts.append(f"{treatment['passes']} passes")
    if load:
        parts.append(f"load {load.get('mean', load)}" if isinstance(load, dict) else f"load {load}")
    if speed:
        parts.append(f"speed {speed.get('mean', speed)}" if isinstance(speed, dict) else f"speed {speed}")
    return "; ".join(parts)


def summary(r):
    """The table of all quantities with their 95 % intervals, and site by site where there are several."""
    found = r.summary
    names = [name for name in _first if name in found.index]
    names += [name for name in found.index if name not in names]
    rows = [[_named(name, found.loc[name]), *cells(found.loc[name])] for name in names]
    caption = "Means over replicates with 95 % intervals. The intervals show chance: people, heads and hands."
    columns = ["quantity", ">value", ">95 % interval", "unit", ">replicates"]
    for row, name in zip(rows, names, strict=True):
        row.append(f"{int(found.loc[name, 'count'])}")
    return join([table(columns, rows, caption), _sites(r, names)])


def _named(name, row):
    return join([name, element("small", row.long_name)])


def cells(row):
    """Value, interval and unit of a row of a summary, each with the exact number of the file."""
    value, interval, unit = units.readable(row)
    return [exact(row.value, value), between(row.ci_low, row.ci_high, interval), unit]


def between(low, high, text):
    """An interval as text, its ends with the exact numbers."""
    if not math.isfinite(high - low) or " – " not in text:
        return element("span", text)
    first, last = text.split(" – ")
    return join([exact(low, first), " – ", exact(high, last)])


def _sites(r, names):
    if not len(r.sites):
        return None
    sites = list(dict.fromkeys(r.sites.index.get_level_values("site")))
    rows = []
    for name in names:
        row = [name]
        for site in sites:
            one = r.sites.loc[(site, name)].copy()
            for key in ("display_unit", "display_scale"):
                one[key] = r.summary.loc[name, key]
            value, interval, _ = cells(one)
            row.append(join([value, element("small", interval)]))
        rows.append([*row, units.readable(r.summary.loc[name])[2]])
    columns = ["quantity", *(f">{site}" for site in sites), "unit"]
    return join([element("h3", "Site by site"), table(columns, rows, label="site by site")])


def ignorance(r):
    """What is not known beside chance: each quantity over the samples, and the unknowns with their shares."""
    data = r.uncertainty
    if data is None or "median" not in data:
        return None
    rows, quantities = [], list(data["quantity"].values)
    for name in [name for name in r.summary.index if name in quantities]:
        one, row = data.sel(quantity=name), r.summary.loc[name].copy()
        row["value"], row["ci_low"], row["ci_high"] = (float(one[key]) for key in ("median", "low", "high"))
        chance = r.summary.loc[name]
        rows.append([name, *cells(row)[:2], *cells(chance)])
    columns = [
        "quantity",
        ">median of samples",
        ">middle 95 % of samples",
        ">run itself",
        ">95 % interval (chance)",
        "unit",
    ]
    lost = int(data.sizes["sample"] - data["count"].values.max(initial=0))
    failed = f" {lost} of them could not be computed and are left out." if lost else ""
    caption = f"{data.sizes['sample']} samples of {data.sizes['unknown']} ranges.{failed}"
    return join([table(columns, rows, caption), _unknowns(data)])


def _unknowns(data):
    shares = "share" in data and "depth_mean" in data["quantity"].values
    rows = []
    for number, name in enumerate(data["unknown"].values):
        unit = str(data["unknown_units"].values[number])
        low, value, high = (float(data[f"unknown_{key}"].values[number]) for key in ("low", "value", "high"))
        low, value, high = (exact(number, units.prefixed(number, unit)) for number in (low, value, high))
        row = [str(name), value, join([low, " – ", high])]
        if shares:
            one = data.sel(quantity="depth_mean").isel(unknown=number)
            share, *ends = (100 * float(one[key]) for key in ("share", "share_ci_low", "share_ci_high"))
            row += [f"{share:.1f}" if math.isfinite(share) else "–"]
            row += [f"{ends[0]:.1f} – {ends[1]:.1f}" if math.isfinite(ends[1] - ends[0]) else "–"]
        rows.append((share if shares and math.isfinite(share) else 0, row))
    rows.sort(key=lambda row: -row[0])
    columns = ["unknown", ">value in the run", ">range"]
    if shares:
        columns += [">share of the variance of depth_mean, %", ">95 % interval, %"]
    listed = table(columns, [row for _, row in rows], label="ranges of what is not known")
    return page.folded(
        "The ranges, and what each contributes to the variance of the mean depth", listed, opened=True
    )


def provenance(r):
    """Which program, sources, cards and seed made the numbers, and their hash."""
    told = r.attributes
    pairs = [("file", r.path), ("title", r.title), ("program", f"Puncta {told.get('puncta_version', '?')}")]
    for name, key in _origin:
        pairs.append((name, str(told[key]) if key in told else None))
    pairs.append(("hash of the run", r.identity))
    pairs += [(f"card {name}", digest) for name, digest in r.cards.items()]
    times = r.diagnostics
    if "wall_time" in times:
        pairs.append(
            ("computing time", f"{times['wall_time']:.1f} s, {times['cpu_time']:.1f} s of processor time")
        )
    check = "`puncta hash FILE` computes the hash of the numbers anew; equal hashes are equal numbers."
    return join([facts(pairs), element("p", check, class_="quiet")])


_origin = (
    ("commit", "commit"),
    ("sources", "source_version"),
    ("compiler", "compiler"),
    ("instruction set", "instruction_set"),
    ("build", "build_type"),
    ("seed", "seed"),
    ("begun", "created"),
    ("hash of the numbers", "data_hash"),
)

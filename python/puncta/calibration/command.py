"""The command line of `puncta calibrate`.

Exit status: 0 done, 2 the data are wrong, 4 storage or the compiled module fails, 130 interrupted.
"""

import argparse
import os
import sys
import time
from pathlib import Path

import numpy as np

from puncta import exit_status


def _parser():
    parser = argparse.ArgumentParser(
        prog="puncta calibrate",
        description="Refit the few free numbers of the skin model to the data in models/cards/calibration, "
        "print each with its interval and what fixes it, and compare them with the skin cards.",
        allow_abbrev=False,
    )
    parser.add_argument("--write", action="store_true", help="bring the skin cards to this calibration")
    parser.add_argument("--cards", metavar="DIR", help="folder of the cards (default: that of the sources)")
    return parser


def _cards_folder(given):
    """models/cards of the source tree this package was built from."""
    if given:
        return Path(given)
    for parent in Path(__file__).resolve().parents:
        if (parent / "models" / "cards" / "calibration").is_dir():
            return parent / "models" / "cards"
    raise OSError("the skin cards are not beside this program; say where they are: --cards models/cards")


def main(arguments=None):
    options = _parser().parse_args(arguments)
    return exit_status.of(_calibrate, options, "interrupted; no card was changed")


def _progress():
    start, terminal = time.monotonic(), sys.stderr is not None and sys.stderr.isatty()

    def show(done, planned):
        if terminal and time.monotonic() - start > 2:
            end = "\r\033[K" if done == planned else ""
            print(f"\r\033[Kpressed arrays: {done} of {planned}{end}", end="", file=sys.stderr, flush=True)

    return show


def _calibrate(options):
    from puncta.calibration import cards, data, laws

    folder = _cards_folder(options.cards)
    found = data.read(folder / "calibration")
    line, covariance = laws.insertion_line(found["insertion_line"])
    opened = laws.opening(found["opening_split"], found["cutting_force"])
    stack = cards.stack(folder / "skin" / f"{found['pressed_array'].table['site']}.toml")
    pressed = laws.pressed_array(found["pressed_array"], stack, line, opened, progress=_progress())
    _print_table(found, line, covariance, opened, pressed)
    entries = _entries(found, line, covariance, opened)
    changed = []
    for path in sorted((folder / "skin").glob("*.toml")):
        old = path.read_text(encoding="utf-8")
        new = cards.rewritten(old, entries)
        if new != old:
            changed.append(path.name)
            if options.write:
                part = path.with_name(path.name + ".part")
                part.write_text(new, encoding="utf-8")
                os.replace(part, path)
    if not changed:
        print("\nThe skin cards agree with this calibration.")
    elif options.write:
        print(f"\nWritten: {', '.join(changed)}")
    else:
        print(f"\nThe skin cards differ ({', '.join(changed)}); `puncta calibrate --write` updates them.")
    return 0


def _interval(weighted, name):
    return [weighted.quantile(name, share) for share in (0.5, 0.025, 0.975)]


def _print_table(found, line, covariance, opened, pressed):
    sd = np.sqrt(np.diag(covariance))
    force = found["insertion_line"].source
    rows = [
        ("F_0, mN", force, *(1e3 * (line[0] + z * sd[0]) for z in (0, -1.96, 1.96)), "calibrated"),
        ("Gamma, N/mm", force, *(1e-3 * (line[1] + z * sd[1]) for z in (0, -1.96, 1.96)), "calibrated"),
        ("alpha", found["opening_split"].source, *_interval(opened, "opening_exponent"), "calibrated"),
        (
            "J of skin, kJ/m^2",
            found["cutting_force"].source,
            *(1e-3 * x for x in _interval(opened, "toughness")),
            "calibrated",
        ),
    ]
    array = found["pressed_array"].source
    for label, name, scale in (
        ("beta, live", "deep_factor", 1),
        ("factor on moduli, live", "modulus_factor", 1),
        ("force per needle, N", "force_per_needle", 1),
    ):
        rows.append((label, array, *(scale * x for x in _interval(pressed, name)), "ridge, not calibrated"))
    print(f"{'parameter':<24} {'datum':<24} {'value':>8}  {'95 % interval':<16} status")
    for label, datum, middle, low, high, status in rows:
        print(f"{label:<24} {datum:<24} {middle:>8.3g}  {f'{low:.3g} to {high:.3g}':<16} {status}")
    print(
        "tau, sigma, layer moduli, F_p scatter: no datum of their own here; they keep the ranges on the cards"
    )
    correlation = covariance[0, 1] / (sd[0] * sd[1])
    print(f"\ncorrelation of F_0 and Gamma: {correlation:+.2f}")
    _print_correlations("of the logarithms, opening", opened, ("opening_exponent", "toughness"))
    names = ("deep_factor", "modulus_factor", "force_per_needle", "opening_exponent", "toughness")
    _print_correlations("of the logarithms, pressed array", pressed, names)


def _print_correlations(title, weighted, names):
    matrix = weighted.correlation(names)
    print(f"\ncorrelations {title} ({weighted.effective_size:.0f} effective samples)")
    width = max(map(len, names))
    for name, row in zip(names, matrix, strict=True):
        print(f"  {name:<{width}} " + " ".join(f"{value:+6.2f}" for value in row))


def _entries(found, line, covariance, opened):
    from puncta.calibration.cards import EPIDERMIS, SKIN_LAYERS, Entry

    sd = np.sqrt(np.diag(covariance))
    force = found["insertion_line"].source

    def quoted(number, unit):
        return f'"{number} {unit}"'

    def around(middle, step, unit, scale, digits):
        return [quoted(round(scale * (middle + z * step), digits), unit) for z in (-1.96, 1.96)]

    alpha, toughness = _interval(opened, "opening_exponent"), _interval(opened, "toughness")
    correlation = covariance[0, 1] / (sd[0] * sd[1])
    joint = f"joint interval with the other one, correlation {correlation:.2f}"
    entries = {
        ("puncture", "intercept"): Entry(
            quoted(round(1e3 * line[0], 1), "mN"), around(line[0], sd[0], "mN", 1e3, 1), force, joint
        ),
        ("puncture", "slope"): Entry(
            quoted(round(1e-3 * line[1], 1), "N/mm"),
            around(line[1], sd[1], "N/mm", 1e-3, 1),
            force,
            joint,
            correlation=("puncture.intercept", correlation),
        ),
        ("needle_law", "opening_exponent"): Entry(
            f"{alpha[0]:.1f}",
            [f"{x:.1f}" for x in alpha[1:]],
            found["opening_split"].source,
            "spreading to cutting 18:61 in the insertion force of needles ex vivo",
        ),
    }
    for layer in SKIN_LAYERS:
        note = (
            "cutting force of a needle per width, 1.14 kJ/m^2 in porcine skin, by a slit of our law's length"
        )
        if layer in EPIDERMIS:
            note += "; micro-projections met 0.01"
        entries[(layer, "toughness")] = Entry(
            quoted(round(1e-3 * toughness[0], 1), "kJ/m^2"),
            [quoted(round(1e-3 * x, 2), "kJ/m^2") for x in toughness[1:]],
            found["cutting_force"].source,
            note,
            keep_range=layer in EPIDERMIS,
        )
    return entries

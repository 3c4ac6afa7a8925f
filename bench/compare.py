"""Contrasts two files of measurements, such as build/bench.json of two commits.

    /usr/bin/python3 bench/compare.py BEFORE.json AFTER.json

Every figure in both: after over before by their medians, and the range that spreads allow (lowest after
over highest before, and the reverse). A range that does not hold 1 is marked: `*`. Figures of another unit
are left out.
"""

import sys

import measured


def contrast(before, after):
    """(name, unit, ratio, low, high, marked) of every figure in both, in the order of the second."""
    known = {figure.name: figure for figure in before}
    rows = []
    for new in after:
        old = known.get(new.name)
        if old is None or old.unit != new.unit or not old.spread[0] > 0:
            continue
        low, high = new.spread[0] / old.spread[1], new.spread[1] / old.spread[0]
        rows.append((new.name, new.unit, new.median / old.median, low, high, not low <= 1 <= high))
    return rows


def main():
    if len(sys.argv) != 3:
        print("usage: compare.py BEFORE.json AFTER.json", file=sys.stderr)
        return 2
    try:
        (about, before), (about_after, after) = (measured.read(path) for path in sys.argv[1:])
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"compare.py: {error!r} while reading a file of measurements", file=sys.stderr)
        return 2
    for key in ("commit", "compiler", "processor", "instruction_set"):
        print(f"{key}: {about.get(key)} -> {about_after.get(key)}")
    rows = contrast(before, after)
    if not rows:
        print("compare.py: the two files have no figure in common", file=sys.stderr)
        return 2
    print(f"{'figure':<46}{'after/before':>13}   range")
    for name, unit, middle, low, high, marked in rows:
        print(f"{name:<40}{unit:>6}{middle:>13.3f}   {low:.3f} to {high:.3f}{'  *' if marked else ''}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

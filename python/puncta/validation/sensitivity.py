"""Which unknown limits each prediction, and which measurement would help most.

Every sampled prediction has shares (prediction.Spread.shares); unknowns are put together by what one would
measure.
"""

# What an unknown is, by the end of the first of its keys; the first that fits.
GROUPS = (
    ("toughness", ("toughness",)),
    ("shape of the needle", ("taper_length", "shaft_diameter", "needle_width")),
    ("tip", ("tip_diameter",)),
    ("load", ("load", "load.mean")),
    ("beta of the deep dimple", ("deep_factor",)),
    ("exponent of the slit", ("opening_exponent",)),
    ("stiffness and tension of the layers", ("modulus", "stress", "poisson")),
    ("insertion force", ("intercept", "slope", "puncture.cv")),
    ("wall friction", ("wall_shear",)),
    ("thickness of the layers", ("thickness",)),
    ("drum", ("drum_radius",)),
    ("depth of the test", ("displacement", "length")),
)
MEASUREMENT = {
    "toughness": "force of cutting with the length of the slit beside it, in the skin that is rolled",
    "shape of the needle": "a micrograph of the needle's flank",
    "tip": "a micrograph of the tip",
    "load": "a load cell under the hand that rolls",
    "beta of the deep dimple": "force against displacement of a blunt pin, millimetres deep, on live skin",
    "exponent of the slit": "cutting and spreading apart in one needle's force",
    "stiffness and tension of the layers": "indentation of the same skin with two sizes of punch",
    "insertion force": "insertion forces of more than two tips, with their scatter",
    "wall friction": "force of retraction with the buried length beside it",
    "thickness of the layers": "ultrasound or histology of the same skin",
    "drum": "what the maker's 20 mm measure",
    "depth of the test": "the travel of the needle, which the source does not give",
}
OTHER = "others"
DEPTH = ("depth_of_roller", "depth_share_of_roller")  # quantities of context B: how deep a roller goes


def group(name):
    """What an unknown of this name (its keys, or `case: parameter`) is about."""
    key = name.split(", ")[0].removeprefix("case: ")
    for label, ends in GROUPS:
        if any(key == end or key.endswith((f".{end}", f"_{end}")) for end in ends):
            return label
    return OTHER


def of_row(row):
    """{group: share} of a row's prediction, largest first; shares below chance are left out.

    Shares of one group are added; correlated ones (the insertion force) count their common part twice, so
    that a group is cut at 1.
    """
    spread = row.ours.spread if row.ours else None
    if spread is None:
        return {}
    found = {}
    for name, share in spread.shares().items():
        if share > spread.noise():
            found[group(name)] = min(found.get(group(name), 0.0) + share, 1.0)
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def ranking(rows, only=None):
    """{group: mean share over the sampled predictions, or those of some quantities}, largest first."""
    sampled = [
        of_row(row)
        for row in rows
        if row.ours
        and row.ours.spread
        and len(row.ours.spread.ignorance) >= 8
        and (only is None or row.case.quantity in only)
    ]
    total = {}
    for shares in sampled:
        for name, share in shares.items():
            total[name] = total.get(name, 0.0) + share / len(sampled)
    return dict(sorted(total.items(), key=lambda item: -item[1]))

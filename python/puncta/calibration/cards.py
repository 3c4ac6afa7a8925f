"""Skin cards: reading a stack for the forward model, and writing calibrated values with their intervals."""

import re
import tomllib

import numpy as np

import puncta._core as core

SKIN_LAYERS = ("stratum_corneum", "viable_epidermis", "papillary_dermis", "reticular_dermis")
EPIDERMIS = SKIN_LAYERS[:2]  # the range of its toughness stays as wide as the literature
STATUS = "calibrated"


def stack(path):
    """Layers of a card as `puncta.station` takes them, with `skin` true above the fat."""
    card = tomllib.loads(path.read_text(encoding="utf-8"))
    layers = []
    for name in card["layers"]:
        values = card[name]
        thickness = core.quantity(values["thickness"]["value"], "length") if "thickness" in values else np.inf
        layers.append(
            {
                "thickness": thickness,
                "modulus": core.quantity(values["modulus"]["value"], "pressure"),
                "poisson": float(values["poisson"]["value"]),
                "tension": 0.0
                if np.isinf(thickness)
                else core.quantity(values["stress"]["value"], "pressure") * thickness,
                "toughness": core.quantity(values["toughness"]["value"], "toughness"),
                "wall_shear": core.quantity(values["wall_shear"]["value"], "pressure"),
                "skin": name in SKIN_LAYERS,
            }
        )
    return layers


def rewritten(text, entries):
    """The text of a card with every line marked status = "calibrated" brought to `entries`.

    entries  {(table, key): Entry}; lines of other status are left alone. Returns the new text.
    """
    table, lines = "", []
    for line in text.splitlines():
        header = re.fullmatch(r"\[(\w+)\]", line.strip())
        if header:
            table = header.group(1)
        key = line.split("=", 1)[0].strip()
        if f'status = "{STATUS}"' in line and (table, key) in entries:
            line = entries[(table, key)].line(key, line)
        lines.append(line)
    return "\n".join(lines) + "\n"


class Entry:
    """A calibrated value: how it stands on a card."""

    def __init__(self, value, interval, source, note, keep_range=False, correlation=None):
        self.value, self.interval, self.source, self.note = value, interval, source, note
        self.keep_range = keep_range
        self.correlation = correlation  # (key of the card, number)

    def line(self, key, old):
        """The line of a card; the variation between people (cv) is taken over from the old one."""
        parts = [f"value = {self.value}"]
        cv = re.search(r"cv = ([0-9.]+)", old)
        if cv:
            parts.append(f"cv = {cv.group(1)}")
        kept = re.search(r"range = (\[[^\]]*\])", old) if self.keep_range else None
        parts.append(f"range = {kept.group(1)}" if kept else f"range = [{', '.join(self.interval)}]")
        if self.correlation:
            parts.append('correlation = {{ with = "{}", value = {:.2f} }}'.format(*self.correlation))
        parts += [f'source = "{self.source}"', f'status = "{STATUS}"', f'note = "{self.note}"']
        return f"{key} = {{ {', '.join(parts)} }}"

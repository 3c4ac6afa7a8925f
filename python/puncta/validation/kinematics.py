"""Rolling without skin: angles, slits and densities."""

import tempfile
from pathlib import Path

from puncta.validation.models import Outcome, compiled, model


@model(gives="angle", takes={"drum_radius": "length", "needle_length": "length", "depression": "length"})
def entry_angle(drum_radius, needle_length, depression):
    """Angle from the vertical at which a tip meets the undeformed surface."""
    return compiled().entry_angle(drum_radius + needle_length, depression)


@model(
    gives="length",
    takes={
        "drum_radius": "length",
        "needle_length": "length",
        "depression": "length",
        "rolling_radius": "length",
    },
)
def rigid_slit(drum_radius, needle_length, depression, rolling_radius):
    """Slit of a rigid needle that rolls through the undeformed surface."""
    return compiled().rigid_slit(drum_radius + needle_length, depression, rolling_radius)


@model(gives="length", takes={"drum_radius": "length", "slip": "number"})
def rolling_radius(drum_radius, slip):
    """Advance of the axle per radian of turn."""
    return compiled().rolling_radius(drum_radius, slip)


@model(
    gives="area_density",
    takes={"needles": "count", "passes": "count", "rolling_radius": "length", "width": "length"},
)
def nominal_density(needles, passes, rolling_radius, width):
    """Punctures per area of a roller that always rolls and always punctures."""
    return compiled().nominal_density(needles, passes, rolling_radius, width)


@model(
    gives="area_density",
    takes={
        "site": "text",
        "device": "text",
        "drum_radius": "length",
        "passes": "count",
        "replicates": "count",
    },
    alone=True,
)
def density_of_run(site, device, drum_radius, passes, replicates):
    """Contacts per area of a run in one direction: its punctures over the share of contacts that enter."""
    import puncta

    text = (
        f'[skin]\nsite = "{site}"\n[device]\npreset = "{device}"\ndrum_radius = "{drum_radius!r} m"\n'
        '[treatment]\narea = ["20 mm", "20 mm"]\ndirections = ["0 deg"]\nload = "4 N"\nspeed = "50 mm/s"\n'
        f"passes = {passes}\n[run]\nreplicates = {replicates}\n[output]\npunctures = false\n"
    )
    with tempfile.TemporaryDirectory(prefix="puncta-validate-") as folder:
        scenario = Path(folder) / "density.toml"
        scenario.write_text(text, encoding="utf-8")
        result = puncta.run(scenario, Path(folder) / "density.h5", progress=lambda done, planned: None)
        summary = result.summary
    total, share = summary.loc["density_total"], summary.loc["penetrated_share", "value"]
    value = total["value"] / share
    return Outcome(value, total["ci_low"] / share, total["ci_high"] / share)

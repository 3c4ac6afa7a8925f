"""Kinematics of the whole path: fifteen passes of an MF8 against the published 250 per cm².

Doddaballapur 2009 reports about 250 holes per cm² after 15 passes of 192 needles; Schwarz & Laaff 2011 give
the drum as 20 mm x 20 mm without saying whether that is the body or the circle of the tips: both are run.
Expected: N·passes / (2 pi R_roll W) with W = 20 mm (hand arithmetic: 229.2 and 269.6 per cm²).
"""

import json
import math
import subprocess

import pytest


@pytest.mark.parametrize(("drum_radius_mm", "reported_ratio"), [(10.0, 0.917), (8.5, 1.079)])
def test_density_of_fifteen_passes(program, tmp_path, drum_radius_mm, reported_ratio):
    done = subprocess.run(
        [
            program,
            "run",
            "scenarios/reference/mf8_cheek.toml",
            "--json",
            "-o",
            str(tmp_path / "out.h5"),
            "--replicates=6",
            "--set=treatment.passes=15",
            '--set=treatment.directions=["0 deg"]',
            f'--set=device.drum_radius="{drum_radius_mm} mm"',
            "--set=output.punctures=false",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    result = json.loads(done.stdout)
    density, share = result["summary"]["density_total"], result["summary"]["penetrated_share"]["value"]
    expected = 192 * 15 / (2 * math.pi * drum_radius_mm * 1e-3 * 20e-3)
    assert result["rolling_radius"] == pytest.approx(drum_radius_mm * 1e-3, rel=1e-12)
    assert result["nominal_density"] == pytest.approx(expected, rel=1e-12)
    # Statistical tolerance: three standard errors of the mean over replicates.
    assert share > 0.99
    assert abs(density["value"] / share - expected) < 3 * density["standard_error"]
    assert density["value"] * 1e-4 / 250 == pytest.approx(reported_ratio, abs=0.01)
    per_cm2, error = density["value"] * 1e-4, density["standard_error"] * 1e-4
    print(f"R = {drum_radius_mm} mm: {per_cm2:.1f} ± {error:.1f} per cm²")

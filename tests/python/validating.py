"""What the tests of `puncta validate` share: the shipped cases, a small suite of our own, a call."""

import os
import subprocess

import runs
from puncta.validation import cases, models

SCENARIOS = runs.ROOT / "scenarios"
MODELS = models.known()
SUITE = cases.read(SCENARIOS, MODELS)
BY_ID = {case.id: case for case in SUITE.cases}

EXACT = """title = "Topic"
[[case]]
id = "half_space"
title = "half-space"
kind = "exact"
quick = true
quantity = "punch_modulus"
parameters = { radius = "125 um", layers = [{ modulus = "0.3 MPa", poisson = 0.5 }] }
expected = "400 kPa"
origin = "4/3 E"
tolerance = 1e-6
tolerance_reason = "table"
"""
PUBLISHED = """title = "Skin"
[[case]]
id = "bound"
title = "bound"
kind = "validation"
quick = true
quantity = "insertion_force"
at_most = "10 mN"
interval_reason = "a bound"
row = "davis_force"
reported = "A bound."
source = "davis2004"
status = "P"
if_missed = "The tip is too blunt."
[case.parameters]
site = "excised_human"
displacement = "1 mm"
tip_diameter = "2 um"
taper_length = "0.3 mm"
shaft_diameter = "0.1 mm"
length = "0.4 mm"
"""
LITERATURE = """[[row]]
key = "davis_force"
says = "0.1 to 3 N"
source = "davis2004"
status = "P"
use = ["validate"]

[[row]]
key = "roemgens_force"
says = "20 to 167 mN"
source = "roemgens2014"
status = "P"
use = ["calibrate"]
"""
REQUIRED = '[[line]]\nname = "flat punch"\ncases = ["half_space"]\n'


def validate(*arguments, status=0, environment=None, timeout=180):
    done = subprocess.run(
        [runs.PROGRAM, "validate", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        timeout=timeout,
        env=os.environ | (environment or {}),
    )
    assert done.returncode == status, (done.returncode, done.stdout, done.stderr)
    assert "Traceback" not in done.stderr and "\x1b" not in done.stderr + done.stdout
    return done


def change(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    file.write_text(text.replace(old, new), encoding="utf-8")

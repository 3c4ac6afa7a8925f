"""Wrong data of cases: each mistake is told with its file and case."""

import shutil

import pytest
from validating import change, validate

# Wrong data: file changed, what is replaced, and what the message must say.
SLIPS = {
    "unknown quantity": (
        "limits/topic.toml",
        '"punch_modulus"',
        '"punch_modlus"',
        'unknown quantity "punch_modlus"; did you mean punch_modulus?',
    ),
    "unknown key": ("limits/topic.toml", "origin =", "orign =", "unknown key orign; did you mean origin?"),
    "missing": ("limits/topic.toml", 'origin = "4/3 E"\n', "", "origin is missing"),
    "no unit": ("limits/topic.toml", '"125 um"', '"125"', 'parameters.radius: needs a unit: write "125 mm"'),
    "a number": ("limits/topic.toml", '"125 um"', "125", "parameters.radius must be a text with a unit"),
    "wrong unit": ("limits/topic.toml", '"400 kPa"', '"400 N"', "expected:"),
    "kind": ("limits/topic.toml", '"exact"', '"validation"', 'kind "validation" is not one of exact,'),
    "parameter": (
        "limits/topic.toml",
        "radius =",
        "radios =",
        "unknown parameter radios; did you mean radius?",
    ),
    "layer": ("limits/topic.toml", "poisson =", "poison =", "parameters.layers[0]: unknown key poison"),
    "tolerance": ("limits/topic.toml", "1e-6", "-1", "tolerance must lie between 0 and 1"),
    "not quick": ("limits/topic.toml", "quick = true", "quick = 1", "quick must be true or false"),
    "source": ("published/skin.toml", '"davis2004"', '"davies2004"', "did you mean davis2004?"),
    "status": ("published/skin.toml", '"P"', '"X"', 'status "X" is not one of P, S, M, D'),
    "no interval": ("published/skin.toml", 'at_most = "10 mN"\n', "", "a measurement has an interval"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_wrong_data(folder, slip):
    file, old, new, message = SLIPS[slip]
    change(folder / file, old, new)
    told = validate("--cases", folder, status=2).stderr
    identity = "half_space" if "topic" in file else "bound"
    assert f'{file}: case "{identity}": ' in told and message in told


def test_all_problems_are_told_at_once(folder):
    change(folder / "limits" / "topic.toml", "origin =", "orign =")
    change(folder / "published" / "skin.toml", '"P"', '"X"')
    told = validate("--cases", folder, status=2).stderr.splitlines()
    assert len(told) == 3 and all(line.startswith("puncta: ") for line in told)


def test_broken_toml_and_no_cases(folder):
    (folder / "limits" / "bad.toml").write_text("title = \n")
    assert "bad.toml: not TOML: Invalid value (at line 1" in validate("--cases", folder, status=2).stderr
    assert "no such folder" in validate("--cases", "elsewhere", status=2).stderr
    shutil.rmtree(folder / "published")
    assert "no case file" in validate("--cases", folder, status=2).stderr


def test_same_id_twice(folder):
    shutil.copy(folder / "limits" / "topic.toml", folder / "limits" / "again.toml")
    assert 'case "half_space": this id is taken' in validate("--cases", folder, status=2).stderr


def test_a_model_that_gives_up_is_broken(folder):
    """A prediction that cannot be made is no miss."""
    change(folder / "published" / "skin.toml", 'displacement = "1 mm"', 'displacement = "1 um"')
    out = validate("--cases", folder, status=3).stdout
    assert "BROKEN bound: the needle does not insert up to a displacement of 0.001 mm" in out

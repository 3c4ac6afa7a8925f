"""Aftermath: closure against its half-life, durations against the card, warnings, claims, the command."""

import json
import math
import os

import puncta as package
import pytest
from puncta.aftermath import card, claims, laws, shown, wound
from runs import CHEEK, puncta, refused, result

LONG = bool(os.environ.get("PUNCTA_LONG"))


@pytest.fixture(scope="module")
def numbers():
    return card.read()


def some_wound(**changes):
    """300 um into the dermis, 250 holes per cm², openings as wide as the card's reference."""
    values = {
        "depth": wound.Value(300e-6, 280e-6, 320e-6),
        "density": wound.Value(2.5e6, 2.4e6, 2.6e6),
        "dermis_share": wound.Value(1.0, 1.0, 1.0),
        "hypodermis_share": wound.Value(0.0, 0.0, 0.0),
        "capillary_hits": wound.Value(0.0, 0.0, 0.0),
        "opening": 60e-6,
        "sites": ("forehead",),
        "species": "human",
    }
    return wound.Wound(**(values | changes))


def outcome(found, name):
    return next(o for o in found if o.name == name)


def test_half_of_the_channels_are_open_after_the_half_life(numbers):
    # Ogunjimi 2021: half-life 23 h (20 to 26) under a patch; at the reference opening nothing else enters.
    tau = laws.time_constant(numbers, some_wound(), laws.Care(occluded=True))
    assert laws.open_share(tau[1], 23 * 3600) == pytest.approx(0.5, rel=1e-12)
    closed = laws.closure(numbers, some_wound(), laws.Care(occluded=True))
    assert closed.value == pytest.approx(23 * math.log2(1 / 0.16), rel=1e-9)  # 60.8 h; the paper: 58 to 63 h
    assert 58 <= closed.value <= 63
    assert tau[0] < tau[1] < tau[2]


def test_wider_openings_rats_and_air_change_the_closure_as_the_card_says(numbers):
    patch = laws.Care(occluded=True)
    reference = laws.time_constant(numbers, some_wound(), patch)[1]
    assert laws.time_constant(numbers, some_wound(opening=240e-6), patch)[1] == pytest.approx(2 * reference)
    assert laws.time_constant(numbers, some_wound(), laws.Care())[1] == pytest.approx(0.15 * reference)
    assert laws.time_constant(numbers, some_wound(species="rat"), patch)[1] == pytest.approx(0.5 * reference)


def test_durations_are_those_of_the_card_between_its_depths(numbers):
    at = wound.Value(40e-6, 40e-6, 40e-6)
    found = laws.durations(numbers, some_wound(depth=at), laws.Care())
    redness = outcome(found, "redness")
    assert (redness.low, redness.high) == (pytest.approx(36), pytest.approx(168))
    # Half way between 40 and 250 um sun_avoidance stays at 2 to 7 days; at 300 um half way to 7 to 10.
    half = wound.Value(300e-6, 300e-6, 300e-6)
    sun = outcome(laws.durations(numbers, some_wound(depth=half), laws.Care()), "sun_avoidance")
    assert (sun.low, sun.high) == (pytest.approx(4.5), pytest.approx(8.5))


def test_nothing_punctured_nothing_follows(numbers):
    zero = wound.Value(0.0, 0.0, 0.0)
    intact = some_wound(depth=zero, density=zero, dermis_share=zero, opening=math.nan)
    assert outcome(laws.durations(numbers, intact, laws.Care()), "redness").high == 0
    assert laws.timeline(numbers, intact) == []
    assert laws.flags(numbers, intact, laws.Care()) == []


def test_deeper_and_denser_is_never_shorter(numbers):
    last = {}
    for depth in (0.0, 10e-6, 30e-6, 100e-6, 300e-6, 600e-6, 1.2e-3):
        for o in laws.durations(numbers, some_wound(depth=wound.Value(depth, depth, depth)), laws.Care()):
            low, high = last.get(o.name, (0, 0))
            assert o.low >= low and o.high >= high, (o.name, depth)
            last[o.name] = o.low, o.high
    thin = some_wound(density=wound.Value(1e6, 1e6, 1e6))
    for a, b in zip(
        laws.durations(numbers, thin, laws.Care()),
        laws.durations(numbers, some_wound(), laws.Care()),
        strict=True,
    ):
        assert a.low <= b.low and a.high <= b.high
    for a, b in zip(
        laws.durations(numbers, some_wound(), laws.Care()),
        laws.durations(numbers, some_wound(), laws.Care(sensitive=True)),
        strict=True,
    ):
        assert b.high >= a.high


def test_warnings_and_their_reasons(numbers):
    def names(left, care=None):
        return [flag.name for flag in laws.flags(numbers, left, care or laws.Care())]

    assert names(some_wound()) == []
    assert names(some_wound(hypodermis_share=wound.Value(0.02, 0.01, 0.04))) == ["subcutis reached"]
    assert names(some_wound(hypodermis_share=wound.Value(0.0005, 0.0, 0.01))) == ["subcutis perhaps reached"]
    assert names(some_wound(capillary_hits=wound.Value(2e4, 1e4, 3e4))) == ["points of blood"]
    assert names(some_wound(density=wound.Value(4e6, 4e6, 4e6))) == ["dense"]
    assert names(some_wound(sites=("periorbital",))) == ["eyelid or midface"]
    assert names(some_wound(), laws.Care(sensitive=True)) == ["sensitive skin"]
    assert names(some_wound(), laws.Care(sessions=4, interval=14 * 86400)) == ["too soon"]
    assert names(some_wound(), laws.Care(sessions=4, interval=60 * 86400)) == []


def test_a_card_without_origin_is_refused(tmp_path):
    text = card.shipped().read_text(encoding="utf-8")
    (tmp_path / "a.toml").write_text(text.replace('status = "P", source = "ogunjimi2021"', 'status = "P"'))
    with pytest.raises(card.CardError, match="half_life needs a source"):
        card.read(tmp_path / "a.toml")
    (tmp_path / "b.toml").write_text(text.replace('"23 h"', '"23 mm"').replace('status = "D"', 'state = "D"'))
    with pytest.raises(card.CardError, match="closed_share needs a status"):
        card.read(tmp_path / "b.toml")


def test_every_source_of_the_card_is_in_the_bibliography(numbers):
    bibliography = (CHEEK.parents[2] / "models" / "sources.bib").read_text()
    entries = [*numbers.numbers.values(), *numbers.durations, *numbers.timeline]
    for source in {entry.source for entry in entries if entry.source}:
        assert f"{{{source}," in bibliography, source


def test_a_claim_is_judged_by_what_ranges_share():
    assert claims.verdict({"at_most": 24}, 2, 20) == claims.AGREES
    assert claims.verdict({"at_least": 48, "at_most": 168}, 150, 300) == claims.PARTLY
    assert claims.verdict({"at_least": 48, "at_most": 168}, 200, 300) == claims.DIFFERS
    assert claims.verdict({"at_least": 1000}, 6000, 6000) == claims.AGREES
    assert claims.verdict({"at_least": 1000}, 600, 600) == claims.DIFFERS


def test_the_command_tells_it_for_people_and_programs():
    path = result(replicates=4, treatment__passes="1")
    done = puncta("aftermath", path, "--occluded", "--sessions", 3, "--interval", "7 day")
    assert done.returncode == 0, done.stderr
    for words in (
        "redness",
        "ogunjimi2021",
        "channels still open (under a patch)",
        "! too soon",
        shown.caveat,
    ):
        assert words in done.stdout
    told = json.loads(puncta("aftermath", path, "--json").stdout)
    r = package.open(path)
    assert told["wound"]["density"]["value"] == r.summary.value["density_unique"]
    assert "no medical advice" in told["caveat"]
    # The mean depth in the dermis, from single punctures instead of the histogram; bins are 10 um or finer.
    top = dict(r.layers)["papillary_dermis"]
    direct = (r.punctures["depth"] - top).clip(min=0).mean()
    assert told["wound"]["depth"]["value"] == pytest.approx(direct, abs=5e-6)


def test_wrong_input_is_told(tmp_path):
    path = result(replicates=4, treatment__passes="1")
    assert "a result (.h5) is needed" in refused("aftermath")
    assert "belong together" in refused("aftermath", path, "--sessions", 3)
    assert "with one of the units" in refused("aftermath", path, "--sessions", 3, "--interval", "2 parsec")
    refused("aftermath", tmp_path / "none.h5", status=4)


@pytest.mark.skipif(not LONG, reason="five rollers of sixteen passes (PUNCTA_LONG)")
def test_popular_claims_agree_or_say_why_not(tmp_path, numbers):
    found = claims.run(tmp_path / "claims")
    judged = claims.judge(claims.read(), found, numbers)
    differs = [j for j in judged if j.verdict == claims.DIFFERS]
    assert len(judged) > 35
    assert len(differs) <= 2, differs

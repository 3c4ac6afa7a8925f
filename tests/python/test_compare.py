"""Designs on the same people and hands: statistics of pairs, words, the command and its page."""

import math

import numpy as np
import pytest
from puncta.comparison import differences, paired, verdict
from runs import CHEEK, puncta, refused

SMALL = (
    *("--set", 'treatment.area=["6 mm","6 mm"]', "--set", "treatment.passes=1"),
    *("--set", 'treatment.directions=["0 deg"]'),
)


def test_what_pairs_share_cancels():
    # Each design scatters by a factor of ten between people, their ratio is 3 for all: an identity.
    people = np.geomspace(1, 10, 12)
    found = paired.contrast(people, 3 * people)
    assert found.ratio == pytest.approx(3, rel=1e-14)
    assert found.ratio_low == pytest.approx(3, rel=1e-12) and found.ratio_high == pytest.approx(3, rel=1e-12)
    shifted = paired.contrast(people, people + 2)
    assert shifted.difference == pytest.approx(2, rel=1e-12) and shifted.told_apart
    assert shifted.difference_high - shifted.difference_low < 1e-9


def test_intervals_hold_what_they_promise():
    # Pairs of lognormals with a known ratio of means; 600 trials have a standard error of 0.9 %.
    draw = np.random.default_rng(11)
    held_ratio = held_difference = 0
    trials = 600
    for _ in range(trials):
        person = draw.lognormal(0, 0.4, 16)
        a, b = person * draw.lognormal(0, 0.2, 16), 2 * person * draw.lognormal(0, 0.2, 16)
        found = paired.contrast(a, b)
        mean = math.exp(0.5 * (0.4**2 + 0.2**2))
        held_ratio += found.ratio_low <= 2 <= found.ratio_high
        held_difference += found.difference_low <= mean <= found.difference_high
    assert 0.92 <= held_ratio / trials <= 0.985
    assert 0.92 <= held_difference / trials


def test_pairs_with_a_gap_are_left_out():
    found = paired.contrast([1.0, math.nan, 3.0, 2.0], [2.0, 5.0, math.nan, 4.0])
    assert found.pairs == 2 and found.reference == 1.5 and found.value == 3.0
    assert math.isnan(paired.contrast([math.nan], [1.0]).difference)
    assert math.isnan(paired.contrast([0.0, 0.0, 0.0], [1.0, 2.0, 3.0]).ratio)
    with pytest.raises(ValueError, match="pairs"):
        paired.contrast([1.0], [1.0, 2.0])


def contrast(a, b):
    return paired.contrast(np.array(a, float), np.array(b, float))


def test_a_verdict_in_plain_words():
    depth = contrast([4e-4, 4.2e-4, 3.9e-4, 4.1e-4], [5e-4, 5.2e-4, 4.95e-4, 5.1e-4])
    thrice = contrast([1e5, 1.1e5, 0.9e5, 1e5], [3.1e5, 3.3e5, 2.9e5, 3.1e5])
    none, some = contrast([0, 0, 0], [0, 0, 0]), contrast([0, 0, 0], [1e4, 2e4, 3e4])
    said = verdict.lines("B", "A", {"depth_mean": depth}, {"reticular_dermis": thrice, "hypodermis": some})
    assert said[0].startswith("B reaches the reticular dermis 3.10 times as often as A, 95 % ")
    assert said[1].startswith("B goes 101 µm deeper than A on average, 95 % ")
    assert said[2] == "B reaches the hypodermis at 2 per cm²; A never did."
    same = contrast([4e-4, 4.2e-4, 3.9e-4], [4.1e-4, 4.1e-4, 3.9e-4])
    said = verdict.lines("B", "A", {"depth_mean": same}, {"dermis": none, "hypodermis": none})
    assert said[0] == "B does not reach the dermis, nor does A."
    assert "not told apart in mean depth" in said[1] and len(said) == 2


def test_what_two_scenarios_have_different():
    first = {"title": "a", "device": {"needle": {"length": "1 mm"}, "rows": 8}}
    second = {"title": "b", "device": {"needle": {"length": "2 mm"}, "rows": 8}, "wear": 1}
    assert differences.between(first, second) == {"device.needle.length": ("1 mm", "2 mm"), "wear": (None, 1)}


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compare")
    long = folder / "long.toml"
    long.write_text(
        CHEEK.read_text().replace(
            'preset = "dermaroller-mf8"', 'preset = "dermaroller-mf8"\nneedle.length = "2 mm"'
        )
    )
    done = puncta(
        *(
            "compare",
            CHEEK,
            long,
            "--replicates",
            4,
            "--results",
            folder / "results",
            "-o",
            folder / "page.html",
        ),
        *SMALL,
    )
    assert done.returncode == 0, done.stderr
    return folder, long, done


def test_the_command_tells_what_differs_and_what_comes_of_it(compared):
    _, _, done = compared
    assert "device.needle.length: 1.5 mm -> 2 mm" in done.stdout
    assert (
        "mf8_cheek is the reference; 4 replicates, the same people, hands and random numbers" in done.stdout
    )
    assert "long goes" in done.stdout and "deeper than mf8_cheek" in done.stdout


def test_the_page_holds_verdict_and_numbers(compared):
    folder, _, done = compared
    page = (folder / "page.html").read_text()
    for text in ("no medical advice", "Verdict", "What differs", "device.needle.length", "<svg"):
        assert text in page
    sentence = next(line.strip() for line in done.stdout.splitlines() if "long goes" in line)
    assert sentence in page
    assert len(page) < 5e6 and "http://" not in page.replace("http://www.w3.org", "")


def test_results_are_kept_and_can_be_compared_again(compared):
    import puncta as package

    folder, long, done = compared
    names = sorted(path.name for path in (folder / "results").glob("*.h5"))
    settings = {"treatment.area": ["6 mm", "6 mm"], "treatment.passes": 1, "treatment.directions": ["0 deg"]}
    found = package.compare([CHEEK, long], replicates=4, set=settings, store=folder / "results")
    assert sorted(path.name for path in (folder / "results").glob("*.h5")) == names
    assert found.verdict[0][-1] in done.stdout or found.verdict[0][0] in done.stdout
    # The pairs are what the files hold, replicate by replicate.
    depths = [r.replicates["depth_mean"].to_numpy() for r in found.results]
    known = np.isfinite(depths[0]) & np.isfinite(depths[1])
    assert found.contrasts[0]["depth_mean"].difference == pytest.approx(
        (depths[1] - depths[0])[known].mean(), rel=1e-12
    )
    assert found.labels == ("mf8_cheek", "long")


def test_wrong_input_is_told(compared, tmp_path):
    folder, long, _ = compared
    assert "two or more designs" in refused("compare", CHEEK)
    assert "key=value" in refused("compare", CHEEK, long, "--set", "load")
    assert "no.toml" in refused("compare", CHEEK, tmp_path / "no.toml")
    files = sorted((folder / "results").glob("*.h5"))
    other = tmp_path / "other.h5"
    done = puncta("run", CHEEK, "-o", other, "--seed", 9, "--replicates", 2, *SMALL)
    assert done.returncode == 0, done.stderr
    assert "has seed 9" in refused("compare", files[0], other)
    (tmp_path / "mine.html").write_text("<p>mine</p>")
    refused("compare", CHEEK, long, "-o", tmp_path / "mine.html", status=4)

"""What stands out is said by written rules, in words that come and go slowly."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footlib.analysis import Measure, Refused, Summary, Verdict, summarise, verdict
from footlib.analysis.reference import BANDS
from footlib.analysis.verdict import MARGINS
from footlib.recording import Recording
from tests.footlib.analysis.test_bouts import in_a_row, steps, still
from tests.footlib.analysis.walks import half_sine_walk

EVEN: Mapping[str, float] = {
    "cadence": 110.0,
    "stance_left": 61.0,
    "stance_right": 61.0,
    "double_support": 22.0,
    "symmetry_load": 0.0,
    "load_share_left": 50.0,
}
WALK = summarise(half_sine_walk())


def walk(saturated: Any = (0.0,) * 6, **numbers: Any) -> Summary:
    """A walk whose numbers are as told, the others in the middle of their bands."""
    told: dict[str, Any] = dict(EVEN) | numbers

    def measure(one: Measure) -> Measure:
        return replace(one, result=told.get(one.key, one.result))

    return replace(WALK, saturated=saturated, measures=tuple(map(measure, WALK.measures)))


def of(summary: Summary, **more: Any) -> Verdict:
    return verdict(summary, **({"warning": 10.0, "limit": 20.0} | more))


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({}, "Nothing stands out."),
        ({"symmetry_load": -28.0, "load_share_left": 57.0}, "Leans left: 57 %."),
        ({"symmetry_load": 12.0, "load_share_left": 47.0}, "Leans right: 53 %."),
        ({"symmetry_load": 9.9, "load_share_left": 47.5}, "Nothing stands out."),
        ({"double_support": 42.0}, "Double support long: 42 %."),
        ({"double_support": 29.9}, "Nothing stands out."),
        ({"double_support": 14.0}, "Double support short: 14 %."),
        ({"cadence": 88.0}, "Cadence low: 88."),
        ({"cadence": 131.0}, "Cadence high: 131."),
        ({"cadence": 98.5}, "Nothing stands out."),
        ({"stance_left": 68.0}, "Stance long, left: 68 %."),
        ({"stance_left": 57.0, "stance_right": 66.0}, "Stance short, left: 57 %. Stance long, right: 66 %."),
        ({"stance_left": 66.0, "stance_right": 67.0}, "Stance long: 66 / 67 %."),
        ({"stance_left": 70.0, "stance_right": 72.0, "double_support": 42.0}, "Double support long: 42 %."),
        (
            {"stance_left": 72.0, "double_support": 36.0},
            "Double support long: 36 %. Stance long, left: 72 %.",
        ),
        ({"saturated": (68.0, 0, 0, 0, 0, 0)}, "Left front saturated 68 % of the time."),
        ({"saturated": (52.0, 0, 0, 71.0, 60.0, 0)}, "Right front saturated 71 % of the time, and 2 more."),
        ({"standing_share_left": 60.0}, "Leans left when standing: 60 %."),
        ({"standing_share_left": 54.0}, "Nothing stands out."),
        (
            {
                "symmetry_load": -28.0,
                "load_share_left": 57.0,
                "double_support": 42.0,
                "saturated": (68.0,) + 5 * (0.0,),
            },
            "Leans left: 57 %. Double support long: 42 %. Left front saturated 68 % of the time.",
        ),
    ],
)
def test_the_rules(numbers: dict[str, Any], words: str) -> None:
    assert str(of(walk(**numbers))) == words


def test_the_viewers_limits_decide_what_leans() -> None:
    leaning = walk(symmetry_load=-15.0, load_share_left=53.75)
    assert str(of(leaning)) == "Leans left: 54 %."
    assert str(of(leaning, warning=16.0)) == "Nothing stands out."


def test_an_asymmetry_that_has_not_lasted_is_not_said_yet() -> None:
    leaning = walk(symmetry_load=-28.0, load_share_left=57.0)
    assert str(of(leaning, held=False)) == "Nothing stands out."
    assert str(of(leaning, held=False, before=of(leaning).keys)) == "Leans left: 57 %."


@pytest.mark.parametrize("key", MARGINS)
def test_what_was_said_stays_until_it_is_clearly_over(key: str) -> None:
    band, margin = BANDS[key], MARGINS[key]
    out, near, within = (
        walk(**{key: band.high + share * margin}) for share in (1.2, 0.7, 0.3)
    )  # fmt: skip
    assert key in of(out).keys
    assert key not in of(near).keys, "it has to go further out to be said"
    assert key in of(near, before=of(out).keys).keys, "and further in to be said no more"
    assert key not in of(within, before=of(out).keys).keys


@given(st.lists(st.floats(-1, 1), min_size=2, max_size=40), st.sampled_from([*MARGINS, "symmetry_load"]))
def test_numbers_that_tremble_do_not_make_the_words_flicker(tremble: list[float], key: str) -> None:
    # About where it is begun to be said, by less than the way back.
    middle, by = (10.0, 0.9) if key == "symmetry_load" else (BANDS[key].high + MARGINS[key], 0.24 * MARGINS[key])
    keys: frozenset[str] = frozenset()
    changes = 0
    for share in tremble:
        told = of(walk(**{key: middle + by * share}), before=keys)
        changes += told.keys != keys
        keys = told.keys
    assert changes <= 1


def test_it_says_why_too_little_is_known() -> None:
    assert str(of(summarise(Recording.empty()))) == "No reading yet."
    lying = summarise(Recording.from_columns(np.arange(600) / 10, np.full((600, 6), 12)))
    assert str(of(lying)) == "Too little is known: the left foot's load spans 0 counts, a step needs 30."
    slow = str(of(summarise(in_a_row(3.3, steps(60, 3.3)))))
    assert slow.endswith("Times of steps are not known: needs 10 Hz, got 3.3 Hz.")


def test_who_stands_is_not_judged_as_if_walking() -> None:
    whole = in_a_row(20, steps(60, 20), still(30, 20, 0.62))
    told = str(of(summarise(whole.window(25), summarise(whole).thresholds)))
    assert told == "Leans left when standing: 62 %. Nobody walked, so nothing is said of a walk."


def test_a_refused_number_is_never_said() -> None:
    refused = walk(**dict.fromkeys(EVEN, Refused("needs 10 Hz, got 3.3 Hz")), saturated=(68.0,) + 5 * (0.0,))
    assert of(refused).remarks == ("Left front saturated 68 % of the time",)

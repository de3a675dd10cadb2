import sys

import numpy as np
import pytest

from footlib.analysis import Refused, require
from footlib.analysis.patterns import discords, find_similar, motifs
from footlib.recording import Recording
from tests.footlib.analysis.walks import half_sine_walk

RATE = 10.0
SHAPE = np.array([0, 3, 9, 4, 8, 2, 7, 1, 6, 5, 9, 0]) / 9
PLACES = (100, 260, 410)


@pytest.fixture(scope="module")
def strange_walk() -> Recording:
    """Noise in which one shape stands three times, each time with another height."""
    counts = np.random.default_rng(5).integers(300, 330, (600, 6)).astype(float)
    for place, height in zip(PLACES, (300, 600, 450), strict=True):
        counts[place : place + len(SHAPE)] = 300 + height * SHAPE[:, None]
    return Recording.from_columns(np.arange(600) / RATE, np.rint(counts).astype(int))


def test_find_similar_finds_the_other_places_whatever_their_height(strange_walk: Recording) -> None:
    found = require(find_similar(strange_walk, 10.0, 11.1, least=0.9))

    assert sorted(match.start for match in found) == pytest.approx([26.0, 41.0])
    assert all(match.stop - match.start == pytest.approx(1.1) for match in found)
    assert all(match.similarity > 0.99 for match in found)


def test_matches_come_best_first_and_do_not_overlap(strange_walk: Recording) -> None:
    found = require(find_similar(strange_walk, 10.0, 11.1, least=-1.0, top=20))

    assert len(found) == 20
    assert [m.similarity for m in found] == sorted((m.similarity for m in found), reverse=True)
    starts = np.sort([match.start for match in found] + [10.0])
    assert np.diff(starts).min() > 1.15, "twelve readings each"


def test_a_match_tells_which_foot_resembles(strange_walk: Recording) -> None:
    counts = np.array(strange_walk.counts)
    counts[260:272, 3:] = counts[300:312, 3:]
    found = require(find_similar(Recording.from_columns(strange_walk.time, counts), 10.0, 11.1, least=0.4, top=2))

    assert [match.start for match in found] == pytest.approx([41.0, 26.0]), "the better one first"
    both, left_only = found
    assert min(both.left, both.right) > 0.99
    assert left_only.left > 0.99
    assert left_only.right < 0.6
    assert left_only.similarity == pytest.approx((left_only.left + left_only.right) / 2)


@pytest.mark.parametrize("late", [0.0, 0.04, 0.09])
def test_the_newest_readings_can_be_asked_for(late: float) -> None:
    # The last reading lies between two places of the grid.
    walk = half_sine_walk(rate=RATE)
    time = np.array(walk.time)
    time[-1] += late
    found = require(find_similar(Recording.from_columns(time, walk.counts), time[-1] - 3, time[-1]))

    assert found[0].similarity > 0.95


def test_no_match_spans_a_gap(strange_walk: Recording) -> None:
    late = Recording.from_columns(strange_walk.time[265:] + 30, strange_walk.counts[265:])
    found = require(find_similar(Recording.join([strange_walk[:265], late]), 10.0, 11.1, least=0.9))

    assert [match.start for match in found] == pytest.approx([71.0])


def test_motifs_are_pairs_and_discords_stand_alone(strange_walk: Recording) -> None:
    pairs = require(motifs(strange_walk, 1.2, top=1))
    assert {round(pairs[0].start * RATE), round(pairs[0].other * RATE)} <= set(PLACES)
    assert pairs[0].similarity > 0.99

    walk = half_sine_walk(rate=RATE)
    counts = np.array(walk.counts)
    counts[300:312] = counts[300:312][::-1, ::-1]
    odd = require(discords(Recording.from_columns(walk.time, counts), 1.2, top=1))
    assert 28.5 < odd[0].start < 31.3


def test_what_cannot_be_asked_is_refused(strange_walk: Recording) -> None:
    holed = Recording.join([strange_walk[:105], strange_walk[150:]])

    flat = Recording.from_columns(strange_walk.time, np.full((600, 6), 700) + np.arange(600)[:, None] % 11)

    short = Refused("the stretch holds 4 readings, needs 8; pick a longer one")
    assert find_similar(strange_walk, 10.0, 10.3) == short
    still = Refused("no sensor moves by more than 10 counts in the stretch; pick one with a step in it")
    assert find_similar(flat, 10.0, 13.0) == still
    assert find_similar(holed, 10.0, 16.0) == Refused("the stretch has a gap in its readings; pick one without")
    assert motifs(strange_walk, 0.3) == Refused("0.3 s hold 3 readings, a stretch needs 8")
    assert isinstance(discords(strange_walk, 50.0), Refused)
    assert isinstance(motifs(Recording.empty(), 2.0), Refused)


def test_without_the_extra_a_sentence_says_how_to_get_it(
    strange_walk: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "stumpy", None)

    for result in (find_similar(strange_walk, 10.0, 11.1), motifs(strange_walk, 1.2)):
        assert isinstance(result, Refused)
        assert result.reason.endswith(f"{sys.executable} -m pip install stumpy")

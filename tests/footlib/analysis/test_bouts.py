"""Walking is told from standing, and each has its own numbers."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from footlib.analysis import Refused, bouts, detect, require, standing, strides, summarise, while_walking
from footlib.recording import Recording
from tests.footlib.analysis.walks import BASELINE, half_sine_walk

LEVEL = 420
GAIT = (
    "cadence",
    "stride_variability",
    "stance_left",
    "stance_right",
    "contact_left",
    "contact_right",
    "double_support",
    "load_share_left",
    "symmetry_load",
)
Shares = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def still(seconds: float, rate: float, share: Shares | float = 0.5) -> NDArray[np.int64]:
    """Counts of somebody who stands and bears a share of the load on the left foot."""
    time = np.arange(round(seconds * rate)) / rate
    left = share(time) if callable(share) else np.full(len(time), share)
    loads = 2 * LEVEL * np.column_stack((left, 1 - left))
    counts: NDArray[np.int64] = np.rint(BASELINE + np.repeat(loads, 3, axis=1)).astype(np.int64)
    return counts


def steps(seconds: float, rate: float) -> NDArray[np.int64]:
    return np.asarray(half_sine_walk(rate=rate, seconds=seconds).counts, np.int64)


def in_a_row(rate: float, *parts: NDArray[np.int64]) -> Recording:
    counts = np.concatenate(parts)
    return Recording.from_columns(np.arange(len(counts)) / rate, counts)


@pytest.mark.parametrize("rate", [3.3, 5.0, 10.0, 20.0, 100.0])
def test_standing_between_walks_changes_no_number_of_gait(rate: float) -> None:
    walk = steps(30, rate)
    apart = summarise(in_a_row(rate, walk, still(20, rate), walk))
    pure = summarise(in_a_row(rate, steps(60, rate)))

    assert apart["walking_time"].value == pytest.approx(60, abs=2.5)
    assert apart["standing_time"].value == pytest.approx(20, abs=2.5)
    assert pure["walking_time"].value == pytest.approx(60, abs=0.5)
    assert pure["standing_time"].value == 0
    for key in GAIT:
        if pure[key].value is None:
            assert apart[key].reason == pure[key].reason
        else:
            assert apart[key].value == pytest.approx(pure[key].value, abs=2.5), key


def test_a_pure_walk_is_walking_up_to_its_ends() -> None:
    contact = detect(half_sine_walk(seconds=61.3))
    found = require(bouts(contact))

    assert len(found) == 1
    assert found.walking.all()
    assert (found.start[0], found.stop[0]) == pytest.approx((0.0, contact.recording.time[-1]))
    assert while_walking(contact, found) is contact


@pytest.mark.parametrize(("pause", "number"), [(2.0, 1), (5.0, 2)])
def test_a_pause_ends_a_bout_where_it_is_long(pause: float, number: int) -> None:
    walk = steps(20, 50)
    found = require(bouts(detect(in_a_row(50, walk, still(pause, 50), walk))))

    assert len(found) == number


@pytest.mark.parametrize(("lifts", "walks"), [(1, False), (2, False), (3, True)])
def test_a_bout_holds_two_strides_of_each_foot(lifts: int, walks: bool) -> None:
    rate, stand = 50, still(6, 50)
    right, left = still(0.5, rate, 1.0), still(0.5, rate, 0.0)
    shifts = [part for _ in range(lifts) for part in (left, still(0.2, rate), right, still(0.2, rate))]
    recording = in_a_row(rate, steps(30, rate), stand, *shifts, stand, steps(30, rate))

    assert len(require(bouts(detect(recording)))) == (3 if walks else 2)


def test_lifting_the_same_foot_again_and_again_is_no_walk() -> None:
    rate = 50
    taps = [part for _ in range(10) for part in (still(0.5, rate, 1.0), still(0.5, rate))]
    recording = in_a_row(rate, steps(30, rate), *taps, steps(30, rate))

    assert len(require(bouts(detect(recording)))) == 2


def test_no_stride_is_counted_that_stands_within() -> None:
    contact = detect(in_a_row(50, steps(20, 50), still(10, 50), steps(20, 50)))
    table = require(strides(contact))
    walked = require(require(bouts(contact)).strides(table))

    assert table.stride_time.max() > 9
    assert walked.stride_time.max() < 1.5
    assert len(table) - len(walked) == 2


def test_who_walks_through_a_gap_walks_on() -> None:
    walk = half_sine_walk(seconds=60)
    holed = Recording.join([walk.between(0, 20), walk.between(40, 60)])
    found = require(bouts(detect(holed)))

    assert len(found) == 1
    assert found.walking.all()
    assert found.seconds == pytest.approx(40, abs=0.1)


def test_readings_too_far_apart_tell_no_walk_from_standing() -> None:
    recording = in_a_row(2.0, steps(60, 2.0), still(30, 2.0), steps(60, 2.0))
    summary = summarise(recording)

    reason = "needs a reading every 0.4 s to tell walking from standing, got one every 0.5 s"
    assert bouts(detect(recording)) == Refused(reason)
    assert summary["walking_time"].reason == summary["sway_sd"].reason == reason
    # Of all the time then, as ever.
    assert require(summary["double_support"].result) > 30


def test_who_only_stands_after_a_walk_has_no_number_of_gait() -> None:
    whole = in_a_row(20, steps(60, 20), still(30, 20, 0.6))
    summary = summarise(whole.window(25), summarise(whole).thresholds)

    assert summary["walking_time"].value == 0
    for key in (*GAIT, "symmetry_contact"):
        assert summary[key].reason == "no walk was seen, only standing or single steps", key
    assert summary["standing_time"].value == pytest.approx(25, abs=0.1)
    assert summary["standing_share_left"].value == pytest.approx(60, abs=1)


def test_a_short_walk_says_that_it_is_short() -> None:
    whole = in_a_row(20, steps(60, 20), still(20, 20), steps(3, 20))
    summary = summarise(whole.window(20), summarise(whole).thresholds)

    assert 0 < require(summary["walking_time"].result) < 4
    assert str(summary["double_support"].reason).endswith(" while walking")


@pytest.mark.parametrize("rate", [3.3, 10.0, 50.0])
def test_sway_is_that_of_the_load_share(rate: float) -> None:
    def swaying(time: NDArray[np.float64]) -> NDArray[np.float64]:
        return 0.55 + 0.08 * np.sin(2 * np.pi * 0.3 * time)

    summary = summarise(in_a_row(rate, steps(30, rate), still(40, rate, swaying), steps(30, rate)))

    assert summary["standing_share_left"].value == pytest.approx(55, abs=1)
    assert summary["sway_sd"].value == pytest.approx(8 / np.sqrt(2), abs=0.5)
    assert summary["sway_range"].value == pytest.approx(16, abs=1)


def test_standing_otherwise_the_next_time_is_no_sway() -> None:
    walk = steps(20, 20)
    contact = detect(in_a_row(20, walk, still(10, 20, 0.4), walk, still(20, 20, 0.7), walk))
    found = standing(contact, require(bouts(contact)))

    assert found.sd == pytest.approx(0, abs=0.3)
    assert found.extent < 1
    # Of 8 and 18 seconds, settling left out.
    assert found.share_left == pytest.approx((40 * 8 + 70 * 18) / 26, abs=1)


def test_a_lifted_foot_is_no_sway() -> None:
    stand = still(10, 20)
    recording = in_a_row(20, steps(30, 20), stand, still(0.6, 20, 1.0), stand, steps(30, 20))

    assert require(summarise(recording)["sway_range"].result) < 1


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.booleans(), st.floats(0.5, 15)), min_size=1, max_size=6), st.sampled_from([5.0, 20.0]))
def test_walking_and_standing_never_overlap(parts: list[tuple[bool, float]], rate: float) -> None:
    recording = in_a_row(rate, *(steps(s, rate) if walks else still(s, rate) for walks, s in parts), steps(20, rate))
    summary = summarise(recording)
    found = bouts(detect(recording))
    if isinstance(found, Refused):
        return
    assert (found.start <= found.stop).all()
    assert (found.start[1:] > found.stop[:-1]).all()
    walked, stood = (require(summary[key].result) for key in ("walking_time", "standing_time"))
    assert 0 <= walked + stood <= recording.duration + 1e-6

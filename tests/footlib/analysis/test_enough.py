"""Each number is right, or refused with a reason, however few, slow, gapped or repeated the readings are."""

from collections import defaultdict
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from footlib.analysis import Refused, State, adapt, detect, sensor_health, stance_bands, strides, summarise
from footlib.analysis.enough import LEAST, fresh
from footlib.analysis.spans import blocks
from footlib.recording import Recording
from footlib.standin.gait import Walker, walk
from tests.footlib.analysis.walks import half_sine_walk, seen_stance, square_walk

WALKERS = (
    Walker(cadence=95.3, stance=0.60),
    Walker(cadence=105.7, stance=0.62, asymmetry=5),
    Walker(cadence=114.4, stance=0.58, asymmetry=-8),
)
Times = Callable[[float, int, np.random.Generator], NDArray[np.float64]]


def even(interval: float, n: int, _: np.random.Generator) -> NDArray[np.float64]:
    return np.arange(n, dtype=np.float64) * interval


def jittered(interval: float, n: int, chance: np.random.Generator) -> NDArray[np.float64]:
    return np.sort(even(interval, n, chance) + chance.uniform(0, min(interval, 2.0), n)).astype(np.float64)


def lossy(interval: float, n: int, chance: np.random.Generator) -> NDArray[np.float64]:
    return even(interval, n, chance)[chance.random(n) > 0.35]


def holed(interval: float, n: int, chance: np.random.Generator) -> NDArray[np.float64]:
    holes: NDArray[np.float64] = np.repeat([0.0, 37.3, 100.1], -(-n // 3))[:n]
    return even(interval, n, chance) + holes


def snatches(interval: float, n: int, chance: np.random.Generator) -> NDArray[np.float64]:
    starts = np.cumsum(chance.uniform(50, 70, n // 2 + 1))
    times: NDArray[np.float64] = np.column_stack((starts, starts + min(interval, 5.0))).ravel()[:n]
    return times


def halting(interval: float, n: int, _: np.random.Generator) -> NDArray[np.float64]:
    return np.cumsum(np.resize([interval, 2.9 * interval], n)).astype(np.float64)


KINDS: tuple[Times, ...] = (even, jittered, lossy, holed, snatches, halting)
RMS = {"contact": 5.0, "double_support": 5.0, "load_share": 3.5, "symmetry": 9.5, "mean_load": 5.5}
"""Points; of loads percent. Steps are further from chance: 2 % of the cadence and 3 points of stance."""


@cache
def truth(walker: Walker) -> dict[str, float]:
    time = np.arange(0, 600, 0.02)
    measures = summarise(Recording.from_columns(time, walk(walker, time, 1)[0])).measures
    return {measure.key: measure.value for measure in measures if measure.value is not None}


@pytest.mark.parametrize("interval", [0.02, 0.1, 0.3, 0.7, 1.0, 2.0, 7.3, 30.1])
@pytest.mark.parametrize("times", KINDS, ids=lambda times: times.__name__)
def test_a_number_is_right_or_refused(times: Times, interval: float) -> None:
    chance = np.random.default_rng(11)
    errors: dict[str, list[float]] = defaultdict(list)
    for repeat in range(30):
        walker = WALKERS[repeat % 3]
        n = int(np.exp(chance.uniform(np.log(2), np.log(2000))))
        time = times(interval, n, chance)
        counts = walk(walker, time + chance.uniform(0, 50), 1)[0]
        for measure in summarise(Recording.from_columns(time, counts)).measures:
            assert (measure.value is None) != (measure.reason is None)
            if measure.value is not None and measure.key in truth(walker):
                errors[measure.key].append(measure.value - truth(walker)[measure.key])
                if measure.key.startswith(("mean_load", "cadence")):
                    errors[measure.key][-1] *= 100 / truth(walker)[measure.key]
    for key, found in errors.items():
        rms = float(np.sqrt(np.mean(np.square(found))))
        if key.startswith(("cadence", "stance_l", "stance_r")):
            assert np.abs(found).max() < 4, key
        for start, most in RMS.items():
            assert not key.startswith(start) or rms <= most, (key, rms, len(found))


@pytest.mark.parametrize("n", [250, 600, 1200])
def test_a_reading_every_half_minute_is_no_other_walk(n: int) -> None:
    walking = half_sine_walk(rate=1 / 30.1, seconds=30.1 * n, stance=(0.6, 0.58))
    summary = summarise(walking)

    if n < 540:
        for key in ("contact_left", "double_support", "load_share_left"):
            assert summary[key].reason == f"needs 540 readings 30.0 s apart, got {n}"
    else:
        left, right = 100 * seen_stance(0.6), 100 * seen_stance(0.58)
        assert summary["contact_left"].value == pytest.approx(left, abs=3)
        assert summary["double_support"].value == pytest.approx(left + right - 100, abs=3)


@pytest.mark.parametrize("every", [1, 2, 3])
def test_readings_that_keep_pace_with_the_steps_tell_no_share(every: int) -> None:
    stride = 120 / 104.3
    time = (stride * 2 + stride / every) * np.arange(2000) + 0.3 * stride
    counts = half_sine_walk(rate=100.0, seconds=stride * 10).counts
    shown = counts[np.rint(time % stride * 100).astype(int)]
    steady = half_sine_walk(rate=20.0)
    contact = detect(Recording.from_columns(time, shown), adapt(steady))

    assert isinstance(contact.lacks(), Refused)
    assert "keep pace with the steps" in contact.lacks().reason  # type: ignore[union-attr]


@given(st.integers(0, LEAST - 1), st.floats(0.01, 60), st.integers(0, 100))
def test_too_few_readings_give_no_number(n: int, interval: float, seed: int) -> None:
    time = np.arange(n, dtype=np.float64) * interval
    summary = summarise(Recording.from_columns(time, walk(WALKERS[0], np.asarray(time + seed, np.float64), seed)[0]))

    assert all(measure.reason for measure in summary.measures)


@given(st.integers(1, 500), st.sampled_from([0, 12, 1023]), st.sampled_from([0.02, 0.1, 1.0, 60.0]))
def test_one_value_gives_no_number(n: int, value: int, interval: float) -> None:
    summary = summarise(Recording.from_columns(interval * np.arange(n), np.full((n, 6), value)))

    assert all(measure.reason for measure in summary.measures)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=200), st.integers(0, 10))
def test_a_block_holds_enough_readings_or_all(steps: list[int], seed: int) -> None:
    time = np.cumsum(np.array([0.05, 1.0, 45.0, 4000.0])[steps])
    recording = Recording.from_columns(time, walk(WALKERS[0], time, seed)[0])
    parts = blocks(recording)

    assert sum(map(len, parts)) == len(recording)
    assert len(parts) == 1 or min(map(len, parts)) >= LEAST


@pytest.mark.parametrize("times", [2, 3, 5, 10])
def test_readings_that_a_device_repeats_are_not_new(times: int) -> None:
    fine = half_sine_walk(rate=20.0)
    repeated = Recording.from_columns(fine.time, np.repeat(fine.counts[::times], times, axis=0)[: len(fine)])
    summary = summarise(repeated)

    assert summary.rate == pytest.approx(20)
    assert fresh(repeated) == pytest.approx(20 / times)
    if times > 2:
        assert summary["cadence"].reason == f"needs 10 Hz, got {20 / times:.1f} Hz of new readings"
        assert summary["steps_left"].reason == summary["cadence"].reason


@pytest.mark.parametrize("stance", [(0.62, 0.58), (0.6, 0.6), (0.7, 0.55)])
def test_a_walk_in_which_little_changes_is_as_fast_as_it_is_read(stance: tuple[float, float]) -> None:
    assert fresh(square_walk(stance=stance)) == pytest.approx(100)


def test_sensors_that_are_looked_at_seldom_are_neither_flat_nor_stuck() -> None:
    too_few = half_sine_walk(rate=10.0, seconds=0.3)
    assert {one.state for one in sensor_health(too_few)} == {State.GOOD}

    seldom = half_sine_walk(rate=1 / 7.3, seconds=7.3 * 800)
    assert {one.state for one in sensor_health(seldom)} == {State.GOOD}


def test_bands_of_one_pair_of_strides_are_refused() -> None:
    short = half_sine_walk(rate=100.0, seconds=4.0)

    assert isinstance(stance_bands(strides(detect(short, adapt(half_sine_walk())))), Refused)

import numpy as np
import pytest

from footlib.analysis import Phases, Refused, adapt, contact_share, detect, require, time_weights
from footlib.analysis.spans import blocks
from footlib.recording import Recording
from footlib.sensors import Foot
from tests.footlib.analysis.walks import BASELINE, PEAK, half_sine_walk, square_walk


def phases_of(recording: Recording) -> Phases:
    phases = detect(recording).left
    assert isinstance(phases, Phases)
    return phases


def from_load(load: list[int], rate: float = 100.0, *, lead: int = 200) -> Recording:
    """A left foot that shows `load` on one sensor, after a lead that fixes the thresholds at 100 and 50."""
    values = np.array([0, 1000] * (lead // 2) + [0] * 50 + load)
    counts = np.zeros((len(values), 6), int)
    counts[:, 1] = values
    return Recording.from_columns(np.arange(len(values)) / rate, counts)


def test_thresholds_are_shares_of_the_percentile_range() -> None:
    left = adapt(square_walk()).left

    assert left.refused is None
    assert left.baseline.tolist() == [[BASELINE] * 3]
    assert left.on.tolist() == pytest.approx([0.10 * 3 * PEAK])
    assert left.off.tolist() == pytest.approx([0.05 * 3 * PEAK])
    assert left.window == pytest.approx(61.3, abs=0.02)


def test_thresholds_follow_a_drifting_baseline() -> None:
    walk = square_walk(seconds=601.0)
    drift = np.rint(300 * walk.time / 600).astype(int)[:, None]
    drifting = Recording.from_columns(walk.time, np.minimum(walk.counts // 2 + drift, 1023))

    assert len(adapt(drifting).left.centre) == 10
    assert require(contact_share(detect(drifting), Foot.LEFT)) == pytest.approx(62.0, abs=1.0)


@pytest.mark.parametrize("hours", [0.1, 8.0])
def test_a_threshold_rests_on_a_minute_of_readings_whatever_the_gaps(hours: float) -> None:
    walk = half_sine_walk(rate=20.0, seconds=75.0)
    again = Recording.from_columns(walk.time + 3600 * hours, walk.counts)
    left = adapt(Recording.join([walk, again])).left

    assert len(left.centre) == 2
    assert left.window == pytest.approx(75.0, abs=0.1)
    assert left.on.tolist() == pytest.approx([adapt(walk).left.on[0]] * 2, rel=0.01)


@pytest.mark.parametrize(("seconds", "number"), [(59.0, 1), (60.05, 1), (119.0, 1), (120.05, 2), (300.05, 5)])
def test_blocks_are_of_equal_time(seconds: float, number: int) -> None:
    recording = half_sine_walk(rate=20.0, seconds=seconds)
    parts = blocks(recording)

    assert len(parts) == number
    assert sum(map(len, parts)) == len(recording)
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


def test_standing_between_walks_is_contact_of_both_feet() -> None:
    walk = square_walk(seconds=301.0)
    counts = np.array(walk.counts)
    still = (walk.time > 118) & (walk.time < 183)
    sway = np.random.default_rng(7).integers(-8, 9, (still.sum(), 6))
    counts[still] = BASELINE + PEAK // 2 + sway
    contact = detect(Recording.from_columns(walk.time, counts))

    for phases in contact.feet:
        assert isinstance(phases, Phases)
        assert phases.on[still].all()


@pytest.mark.parametrize("level", [0, 500])
def test_a_foot_that_never_lifts_is_refused_with_what_was_seen(level: int) -> None:
    noise = np.random.default_rng(3).integers(0, 6, (600, 6))
    refused = detect(Recording.from_columns(np.arange(600) / 10, level + noise)).left

    assert isinstance(refused, Refused)
    assert refused.reason.startswith("the left foot's load spans ")
    assert "a step needs" in refused.reason


def test_sway_is_not_a_step() -> None:
    time = np.arange(0, 60, 0.1)
    sway = np.outer(np.sin(2 * np.pi * 0.25 * time), [1, 1, 1, -1, -1, -1])
    standing = Recording.from_columns(time, np.rint(400 + 40 * sway).astype(int))

    assert isinstance(detect(standing).left, Refused)


def test_feet_in_the_air_between_walks_make_no_steps() -> None:
    walk = square_walk(seconds=301.0)
    counts = np.array(walk.counts)
    seated = (walk.time > 118) & (walk.time < 183)
    counts[seated] = np.random.default_rng(7).integers(0, 30, (seated.sum(), 6))
    contact = detect(Recording.from_columns(walk.time, counts))

    for phases in contact.feet:
        assert isinstance(phases, Phases)
        assert not phases.on[seated].any()


@pytest.mark.parametrize(("first", "on"), [(60, False), (90, True)])
def test_the_nearer_threshold_decides_the_first_reading_after_a_gap(first: int, on: bool) -> None:
    before = from_load([600] * 10)
    after = np.zeros((20, 6), int)
    after[:, 1] = first
    holed = Recording.join([before, Recording.from_columns(before.time[-1] + 5 + np.arange(20) / 100, after)])

    assert phases_of(holed).on[-20:].tolist() == [on] * 20


def test_hysteresis_keeps_a_contact_until_the_lower_threshold() -> None:
    load = [600] * 30 + [70] * 30 + [20] * 30 + [70] * 30 + [600] * 30
    on = phases_of(from_load(load)).on[-150:]

    assert on.tolist() == [True] * 60 + [False] * 60 + [True] * 30


@pytest.mark.parametrize(("bounce", "kept"), [(9, False), (11, True)])
def test_a_bounce_shorter_than_the_refractory_time_is_passed_over(bounce: int, kept: bool) -> None:
    lifted = phases_of(from_load([600] * 40 + [0] * bounce + [600] * 40 + [0] * 40))
    touched = phases_of(from_load([0] * 40 + [600] * bounce + [0] * 40))

    assert lifted.on[-80 - bounce : -80].all() != kept
    assert touched.on[-40 - bounce : -40].any() == kept


def test_event_times_lie_between_readings() -> None:
    ramp = [0, 0, 300, 600, 900, 900, 900, 900, 600, 300, 0, 0]
    recording = from_load(ramp * 4, rate=20.0)
    phases = phases_of(recording)

    # 300 counts a reading: 100 is crossed a third of an interval after the last reading of 0.
    zero = recording.time[250 + 1]
    first = phases.start[np.searchsorted(phases.start, zero - 1e-9)]
    assert first == pytest.approx(zero + 0.05 / 3, abs=0.003)


def test_contacts_cut_by_gaps_and_ends_are_marked() -> None:
    walk = square_walk()
    holed = Recording.join([walk.between(0, 20.0), walk.between(31, 61)])
    phases = phases_of(holed)

    assert set(phases.stretch.tolist()) == {0, 1}
    assert np.count_nonzero(~phases.begun | ~phases.ended) <= 4
    assert not ((phases.start < 20.5) & (phases.stop > 30.5)).any()


def test_time_weights_make_trapezoids_and_leave_gaps_out() -> None:
    recording = Recording.from_columns([0, 1, 2, 3, 14, 15], np.zeros((6, 6), int))

    assert time_weights(recording).tolist() == [0.5, 1.0, 1.0, 0.5, 0.5, 0.5]


def test_thresholds_of_a_minute_serve_the_seconds_after_it() -> None:
    walk = half_sine_walk(rate=10.0, seconds=90.0)
    whole = detect(walk, adapt(walk.between(0, 60)))
    tail = detect(walk.window(2.0), adapt(walk.between(0, 60)))

    assert isinstance(whole.left, Phases)
    assert isinstance(tail.left, Phases)
    assert tail.left.on.tolist() == whole.left.on[-len(tail.left.on) :].tolist()


@pytest.mark.parametrize("n", [0, 1, 2])
def test_hardly_any_readings_are_refused(n: int) -> None:
    contact = detect(Recording.from_columns(np.arange(n) / 10, np.zeros((n, 6), int)))

    assert isinstance(contact_share(contact, Foot.LEFT), Refused)

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from footlib.sensors import LEFT, RIGHT
from footlib.standin.gait import Walker, walk
from footlib.standin.personas import PERSONAS

TWENTY_MINUTES = np.arange(0, 1200, 0.05)
FEET = (LEFT, RIGHT)
BUSY = Walker(standing=0.2, saturation=0.8, shuffle=0.3, anomaly_share=0.2)


def contacts(load: NDArray[np.float64], t: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Times of touch-down and toe-off, on at 10 % and off at 5 % of the p5..p95 range, interpolated."""
    low, high = np.percentile(load, [5, 95])
    on, off = low + 0.10 * (high - low), low + 0.05 * (high - low)
    down: list[float] = []
    up: list[float] = []
    in_contact = bool(load[0] > on)
    for i in range(1, len(load)):
        level = off if in_contact else on
        if (load[i] < level) if in_contact else (load[i] > level):
            in_contact = not in_contact
            crossing = t[i - 1] + (level - load[i - 1]) / (load[i] - load[i - 1]) * (t[i] - t[i - 1])
            if in_contact or down:
                (down if in_contact else up).append(float(crossing))
    return np.array(down), np.array(up)


def measured(walker: Walker, seed: int = 3) -> tuple[float, list[float], float]:
    """Cadence, stance of each foot in percent and symmetry index, of two minutes at 20 Hz."""
    t = np.arange(0, 120, 0.05)
    counts, _ = walk(walker, t, seed)
    above = np.maximum(0, counts - np.percentile(counts, 2, axis=0))
    strides, stances, means = [], [], []
    for foot in FEET:
        down, up = contacts(counts[:, foot].sum(axis=1).astype(float), t)
        stride = np.diff(down)[: len(up)]
        strides.append(np.median(stride))
        stances.append(float(np.median((up[: len(stride)] - down[: len(stride)]) / stride)) * 100)
        means.append(above[:, foot].sum(axis=1).mean())
    left, right = means
    return 120 / float(np.mean(strides)), stances, float(100 * (right - left) / (0.5 * (right + left)))


@pytest.mark.parametrize(
    ("cadence", "stance", "asymmetry"), list(itertools.product((80, 105, 125), (0.57, 0.62, 0.70), (-20, 0, 15)))
)
def test_a_walk_has_the_gait_that_was_asked_for(cadence: float, stance: float, asymmetry: float) -> None:
    found_cadence, found_stances, found_asymmetry = measured(
        Walker(cadence=cadence, stance=stance, asymmetry=asymmetry)
    )
    assert found_cadence == pytest.approx(cadence, rel=0.03)
    assert found_stances == pytest.approx([100 * stance, 100 * stance], abs=3)
    assert found_asymmetry == pytest.approx(asymmetry, abs=3)


def test_feet_can_differ_in_stance() -> None:
    _, (left, right), _ = measured(Walker(stance=0.64, stance_asymmetry=-0.10))
    assert left - right == pytest.approx(10, abs=2)


def test_clipping_is_worked_into_the_asymmetry() -> None:
    _, stances, asymmetry = measured(Walker(stance=0.64, saturation=0.85, asymmetry=-25))
    assert asymmetry == pytest.approx(-25, abs=3)
    assert stances == pytest.approx([64, 64], abs=3)


def test_saturation_is_the_share_of_contact_at_full_scale() -> None:
    counts, _ = walk(Walker(stance=0.6, saturation=0.8, variability=0, wander=0), TWENTY_MINUTES)
    assert (counts[:, [0, 3]] == 1023).mean(axis=0) == pytest.approx([0.48, 0.48], abs=0.02)


def test_heel_loads_before_the_middle_and_the_middle_before_the_front() -> None:
    t = np.arange(0, 60, 0.005)
    counts, _ = walk(Walker(noise=0, drift=0, cadence=60, wander=0, variability=0), t)
    for foot in FEET:
        above = counts[:, foot] > counts[:, foot].min(axis=0) + 20
        rises = [t[1:][above[1:, region] & ~above[:-1, region]] for region in range(3)]
        first_heel = rises[2][0]
        front, middle = (r[r > first_heel][0] for r in rises[:2])
        assert first_heel < middle < front < first_heel + 1.0
        peaks = [t[t > first_heel][counts[t > first_heel][:400, foot][:, region].argmax()] for region in range(3)]
        assert peaks[2] < peaks[1] < peaks[0], "push-off is what ends the contact"


def test_feet_alternate() -> None:
    t = np.arange(0, 60, 0.01)
    counts, _ = walk(Walker(), t)
    (left, _), (right, _) = (contacts(counts[:, foot].sum(axis=1).astype(float), t) for foot in FEET)
    between = np.diff(np.sort(np.concatenate([left, right])))
    assert between == pytest.approx(60 / 110, rel=0.15)


def test_cadence_wanders_over_half_a_minute_and_strides_differ() -> None:
    t = np.arange(0, 600, 0.01)
    counts, _ = walk(Walker(wander=0.05, variability=0), t)
    down, _ = contacts(counts[:, LEFT].sum(axis=1).astype(float), t)
    strides = np.diff(down)
    smooth = np.convolve(strides, np.ones(5) / 5, "valid")
    assert np.ptp(smooth) > 0.05 * strides.mean()
    assert np.abs(np.diff(smooth)).max() < 0.02 * strides.mean()
    steady, _ = walk(Walker(wander=0, variability=0.02), t)
    again, _ = contacts(steady[:, LEFT].sum(axis=1).astype(float), t)
    assert 0.01 < np.diff(again).std() / np.diff(again).mean() < 0.06


def test_standing_takes_its_share_of_the_time() -> None:
    counts, _ = walk(Walker(standing=0.3, standing_seconds=10, noise=0, drift=0), TWENTY_MINUTES)
    loads = np.stack([counts[:, foot].sum(axis=1) for foot in FEET], axis=1).astype(float)
    seconds = loads.reshape(-1, 20, 2)
    quiet = (np.ptp(seconds, axis=1) < 150).all(axis=1)
    assert quiet.mean() == pytest.approx(0.3, abs=0.06)
    assert seconds[quiet].min() > 200, "both feet bear the person who stands"


def test_shuffling_feet_never_lift_and_load_flat() -> None:
    counts, _ = walk(Walker(shuffle=1.0, noise=0, drift=0), TWENTY_MINUTES)
    rolled, _ = walk(Walker(shuffle=0.0, noise=0, drift=0), TWENTY_MINUTES)
    base = np.array(Walker().baselines)
    assert (counts.min(axis=0) > base + 20).all()
    assert (rolled.min(axis=0) == base).all()
    # Heel and front at once for most of the contact, in place of one after the other.
    both = [((c[:, 0] > 300) & (c[:, 2] > 300)).mean() for c in (counts, rolled)]
    assert both[0] > 2 * both[1]


def test_baselines_drift_and_noise_is_as_wide_as_asked() -> None:
    counts, _ = walk(Walker(drift=10, noise=0, baselines=(100,) * 6), TWENTY_MINUTES)
    lows = counts.reshape(-1, 400, 6).min(axis=1)
    assert np.ptp(lows, axis=0) == pytest.approx([20] * 6, abs=2)
    noisy, _ = walk(Walker(drift=0, noise=6, baselines=(100,) * 6), TWENTY_MINUTES)
    still, _ = walk(Walker(drift=0, noise=0, baselines=(100,) * 6), TWENTY_MINUTES)
    swing = still[:, 0] == 100
    assert noisy[swing, 0].std() == pytest.approx(6, rel=0.05)


@given(
    times=st.lists(st.floats(0, 1e6), min_size=1, max_size=20),
    seed=st.integers(0, 2**40),
)
def test_a_moment_shows_the_same_however_it_is_asked_for(times: list[float], seed: int) -> None:
    t = np.array(times)
    counts, anomaly = walk(BUSY, t, seed)
    backwards, flags = walk(BUSY, t[::-1], seed)
    np.testing.assert_array_equal(backwards[::-1], counts)
    np.testing.assert_array_equal(flags[::-1], anomaly)
    for i, moment in enumerate(times):
        one, flag = walk(BUSY, np.array([moment]), seed)
        np.testing.assert_array_equal(one[0], counts[i])
        assert flag[0] == anomaly[i]
    assert counts.shape == (len(t), 6)
    assert counts.dtype == np.int16
    assert anomaly.dtype == np.bool_
    assert counts.min() >= 0
    assert counts.max() <= 1023


def test_seeds_and_walkers_differ() -> None:
    t = np.arange(0, 60, 0.1)
    assert (walk(BUSY, t, 1)[0] != walk(BUSY, t, 2)[0]).any(axis=1).mean() > 0.9


@pytest.mark.parametrize("share", [0.0, 0.05, 0.5, 1.0])
def test_episodes_take_their_share_of_the_time(share: float) -> None:
    t = np.arange(0, 3600, 0.1)
    _, anomaly = walk(Walker(anomaly_share=share), t)
    assert anomaly.mean() == pytest.approx(share, rel=0.15)


def test_episodes_last_for_seconds() -> None:
    _, anomaly = walk(Walker(anomaly_share=0.1), TWENTY_MINUTES)
    edges = np.flatnonzero(np.diff(anomaly.astype(int)))
    starts, ends = edges[~anomaly[edges]], edges[anomaly[edges]]
    ends = ends[ends > starts[0]]
    lengths = (ends - starts[: len(ends)]) * 0.05
    assert len(lengths) > 20
    assert lengths.min() >= 1.5
    assert lengths.max() <= 7


def test_the_gait_within_an_episode_is_not_the_usual_one() -> None:
    disturbed, anomaly = walk(Walker(anomaly_share=0.2), TWENTY_MINUTES)
    usual, _ = walk(Walker(anomaly_share=0.0), TWENTY_MINUTES)
    far = np.abs(disturbed.astype(int) - usual).max(axis=1) > 60
    assert far[anomaly].mean() > 0.5
    assert not far[~anomaly].any()


def test_front_sensors_of_five_default_persons_are_saturated_as_often_as_in_the_recordings() -> None:
    shares = [
        (walk(p.walker, TWENTY_MINUTES, k)[0][:, [0, 3]] == 1023).mean(axis=0) for k, p in enumerate(PERSONAS, start=1)
    ]
    within = [bool(((share >= 0.49) & (share <= 0.81)).all()) for share in shares]
    assert sum(within) == 5, shares


def test_baselines_of_the_default_persons_span_what_the_recordings_span() -> None:
    baselines = np.array([np.percentile(walk(p.walker, TWENTY_MINUTES)[0], 2, axis=0) for p in PERSONAS])
    assert baselines.min() == pytest.approx(2, abs=2)
    assert baselines.max() == pytest.approx(675, abs=10)


def test_anomalies_of_the_default_persons_run_from_none_to_fifteen_percent() -> None:
    t = np.arange(0, 3600, 0.2)
    shares = [walk(p.walker, t, k)[1].mean() for k, p in enumerate(PERSONAS, start=1)]
    assert min(shares) == 0
    assert 0.10 < max(shares) <= 0.15
    assert len({round(float(share), 2) for share in shares}) >= 5


def test_default_persons_walk_visibly_differently() -> None:
    pairs = itertools.combinations([p.walker for p in PERSONAS], 2)
    for one, other in pairs:
        differences = (
            abs(one.cadence - other.cadence) / 10,
            abs(one.stance - other.stance) / 0.04,
            abs(one.asymmetry - other.asymmetry) / 10,
            abs(one.standing - other.standing) / 0.1,
            abs(one.shuffle - other.shuffle) / 0.3,
        )
        assert sum(d >= 1 for d in differences) >= 2

"""Strides laid over each other: mean and scatter of walks that are formulas."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from footlib.analysis import Quantity, Refused, StrideCurves, detect, require, stride_curves, strides
from footlib.analysis.stride_curves import PERCENT
from footlib.recording import Recording
from footlib.sensors import SENSORS, Foot
from tests.footlib.analysis.walks import BASELINE, Shape, VariedWalk, bell, half_sine, two_humps

STRIDES = 42
CLOSE = {10.0: 0.08, 20.0: 0.02, 50.0: 0.02, 100.0: 0.02}
"""Share of the range by which mean and SD may be off, by rate."""


def varied(shape: Shape = half_sine, *, spread: float = 0.1, uneven: float = 0.02, seed: int = 5) -> VariedWalk:
    chance = np.random.default_rng(seed)
    # Of a uniform draw no stride lies so far out that it is left out.
    gains, times = 1 + np.sqrt(3) * np.array([[spread], [uneven]]) * chance.uniform(-1, 1, (2, STRIDES))
    return VariedWalk(gains, 1.13 * times, shape)


def moments(walk: VariedWalk, rate: float, *, jitter: float = 0.0) -> NDArray[np.float64]:
    time = np.arange(0.0, walk.starts[-1], 1 / rate)
    return np.sort(time + np.random.default_rng(3).uniform(-jitter, jitter, len(time)) / rate)


def left(recording: Recording) -> StrideCurves:
    return require(stride_curves(detect(recording), Foot.LEFT))


def threshold(recording: Recording) -> float:
    return float(detect(recording).thresholds.left.on[0])


def off(found: NDArray[np.float64], truth: NDArray[np.float64], span: float) -> float:
    return float(np.nanmax(np.abs(found - truth))) / span


@pytest.mark.parametrize("jitter", [0.0, 0.2])
@pytest.mark.parametrize("shape", [half_sine, bell, two_humps])
@pytest.mark.parametrize("rate", CLOSE)
def test_mean_and_scatter_of_a_known_walk_come_back(rate: float, shape: Shape, jitter: float) -> None:
    walk = varied(shape)
    recording = walk.read(moments(walk, rate, jitter=jitter))
    truth = walk.laid(threshold(recording))
    curves = left(recording)
    band = curves.band()

    assert len(curves.strides) == len(truth)
    assert band.n == len(truth)
    span = float(np.ptp(truth.mean(axis=0)))
    assert off(band.mean, truth.mean(axis=0), span) < CLOSE[rate]
    assert off(band.sd, truth.std(axis=0, ddof=1), span) < CLOSE[rate]


@pytest.mark.parametrize("seconds", [1.0, 1.1, 1.2])
@pytest.mark.parametrize("shape", [half_sine, two_humps])
def test_strides_that_are_read_at_the_same_places_each_time_come_back(shape: Shape, seconds: float) -> None:
    walk = dataclasses.replace(varied(shape), times=np.full(STRIDES, seconds))
    recording = walk.read(moments(walk, 20.0))
    truth = walk.laid(threshold(recording))
    band = left(recording).band()

    span = float(np.ptp(truth.mean(axis=0)))
    assert off(band.mean, truth.mean(axis=0), span) < 0.02
    assert off(band.sd, truth.std(axis=0, ddof=1), span) < 0.02


@pytest.mark.parametrize("rate", [20.0, 50.0])
def test_each_sensor_the_integral_and_the_centre_come_the_same_way(rate: float) -> None:
    walk = varied(two_humps)
    recording = walk.read(moments(walk, rate))
    truth = walk.laid(threshold(recording))
    curves = left(recording)

    for quantity, share in zip((Quantity.FRONT, Quantity.MIDDLE, Quantity.BACK), walk.share, strict=True):
        band, expected = curves.band(quantity), truth * share / sum(walk.share)
        assert off(band.mean, expected.mean(axis=0), float(np.ptp(expected))) < 0.02
        assert off(band.sd, expected.std(axis=0, ddof=1), float(np.ptp(expected))) < 0.02
    time = curves.strides.stride_time
    integral = np.array(
        [[np.trapezoid(row[: k + 1], dx=t / 100) for k in range(101)] for row, t in zip(truth, time, strict=True)]
    )
    band = curves.band(Quantity.INTEGRAL)
    assert off(band.mean, integral.mean(axis=0), float(np.ptp(integral))) < 0.02
    assert off(band.sd, integral.std(axis=0, ddof=1), float(np.ptp(integral))) < 0.02
    centre = curves.band(Quantity.CENTRE)
    place = sum(sensor.y * share for sensor, share in zip(SENSORS[:3], walk.share, strict=True)) / sum(walk.share)
    assert centre.mean[5:55] == pytest.approx(place, abs=0.02)
    assert np.isnan(centre.mean[70:]).all()
    assert np.isnan(centre.sd[70:]).all()


@pytest.mark.parametrize("rate", [10.0, 20.0, 50.0, 100.0])
def test_outliers_are_seen_and_left_out_of_mean_and_scatter(rate: float) -> None:
    walk = varied()
    gains, times = walk.gains.copy(), walk.times.copy()
    gains[[7, 20]], times[30] = (0.4, 1.45), 1.5
    odd = dataclasses.replace(walk, gains=gains, times=times)
    recording = odd.read(moments(odd, rate))
    curves = left(recording)

    assert np.flatnonzero(curves.outlier).tolist() == [7, 20, 30]
    band, truth = curves.band(), np.delete(odd.laid(threshold(recording)), [7, 20, 30], axis=0)
    assert band.n == len(truth)
    assert off(band.mean, truth.mean(axis=0), float(np.ptp(truth))) < CLOSE[rate]
    assert off(band.sd, truth.std(axis=0, ddof=1), float(np.ptp(truth))) < CLOSE[rate]
    assert curves.of(Quantity.LOAD).shape == (STRIDES - 1, 101)


@pytest.mark.parametrize("rate", [10.0, 20.0, 100.0])
def test_strides_that_are_all_alike_have_no_outliers(rate: float) -> None:
    walk = varied(spread=0.0, uneven=0.0)
    curves = left(walk.read(moments(walk, rate)))

    assert not curves.outlier.any()
    assert curves.band().sd.max() < CLOSE[rate] * np.ptp(curves.band().mean)


@pytest.mark.parametrize("rate", [10.0, 20.0, 50.0])
@pytest.mark.parametrize("still", [3.0, 20.0])
def test_standing_is_no_stride(rate: float, still: float) -> None:
    walk = varied()
    time = moments(walk, rate)
    stop = walk.starts[15] + 0.4
    counts = np.array(walk.read(time).counts)
    row = int(np.searchsorted(time, stop))
    between = np.arange(1, int(still * rate) + 1) / rate
    standing = np.full((len(between), 6), BASELINE + 420) + np.random.default_rng(2).integers(-6, 7, (len(between), 6))
    stood = Recording.from_columns(
        np.concatenate((time[:row], time[row - 1] + between, time[row:] + still)),
        np.concatenate((counts[:row], standing, counts[row:])),
    )
    curves = left(stood)

    assert curves.strides.stride_time.max() < 1.5
    assert len(curves.strides) == STRIDES - 2
    truth = np.delete(walk.laid(threshold(stood)), 15, axis=0)
    assert off(curves.band().mean, truth.mean(axis=0), float(np.ptp(truth))) < CLOSE[rate]


def test_a_gap_ends_a_stride() -> None:
    walk = varied()
    whole = walk.read(moments(walk, 20.0))
    gap = walk.starts[10] + 0.5, walk.starts[12] + 0.5
    holed = Recording.join([whole.between(None, gap[0]), whole.between(gap[1], None)])
    curves = left(holed)

    table = curves.strides
    assert len(table) == STRIDES - 1 - 3
    assert not ((table.contact < gap[0]) & (table.next_contact > gap[0])).any()
    truth = np.delete(walk.laid(threshold(holed)), [10, 11, 12], axis=0)
    assert off(curves.load, truth, float(np.ptp(truth))) < 0.08


@pytest.mark.parametrize("rate", [1.0, 3.3, 9.4])
def test_under_ten_hertz_it_is_refused_with_the_reason(rate: float) -> None:
    walk = varied()

    assert stride_curves(detect(walk.read(moments(walk, rate))), Foot.LEFT) == Refused(f"needs 10 Hz, got {rate} Hz")


@pytest.mark.parametrize(("rate", "said"), [(10.0, "10.0 Hz"), (14.0, "14.0 Hz"), (20.0, ""), (100.0, "")])
def test_what_the_rate_does_not_carry_is_said(rate: float, said: str) -> None:
    walk = varied()
    caution = left(walk.read(moments(walk, rate))).caution

    assert said in caution
    assert bool(caution) == bool(said)


def test_few_strides_and_no_step_are_refused() -> None:
    walk = varied()
    whole = walk.read(moments(walk, 20.0))
    short = whole.between(0.0, walk.starts[2] + 0.5)
    still = Recording.from_columns(np.arange(300) / 20, np.full((300, 6), 500))

    assert stride_curves(detect(short), Foot.LEFT) == Refused("needs 3 strides, got 2")
    refused = stride_curves(detect(still), Foot.RIGHT)
    assert isinstance(refused, Refused)
    assert "counts, a step needs" in refused.reason
    assert isinstance(stride_curves(detect(Recording.empty()), Foot.LEFT), Refused)


def test_both_feet_have_their_own_strides() -> None:
    walk = varied()
    contact = detect(walk.read(moments(walk, 50.0)))
    feet = [require(stride_curves(contact, foot)) for foot in Foot]

    assert [curves.foot for curves in feet] == list(Foot)
    assert (feet[1].strides.contact[:-1] > feet[0].strides.contact[: len(feet[1].strides) - 1]).all()
    for curves, foot in zip(feet, Foot, strict=True):
        table = require(strides(contact)).of(foot)
        np.testing.assert_allclose(curves.strides.contact, table.contact, atol=0.02)


def test_what_readings_at_ten_hertz_do_to_a_time_makes_no_outlier() -> None:
    walk = dataclasses.replace(varied(), times=np.full(STRIDES, 1.13))

    assert not left(walk.read(moments(walk, 10.0, jitter=0.3))).outlier.any()


def test_as_frame() -> None:
    walk = varied()
    curves = left(walk.read(moments(walk, 50.0)))
    frame = curves.to_pandas()

    assert frame.index.tolist() == PERCENT.tolist()
    assert frame.columns.tolist() == [name for one in Quantity for name in (str(one), f"{one}_sd")]
    np.testing.assert_allclose(frame["load_sd"], curves.band().sd)
    assert [one.unit for one in Quantity][3:5] == ["counts", "count-seconds"]


@settings(deadline=None)
@given(
    counts=st.lists(st.sampled_from([0, 30, 90, 200, 700]), min_size=40, max_size=120),
    rate=st.floats(9.5, 30.0),
    seed=st.integers(0, 1000),
)
def test_whatever_a_foot_does_each_stride_takes_time(counts: list[int], rate: float, seed: int) -> None:
    chance = np.random.default_rng(seed)
    time = np.cumsum(chance.choice([1e-6, 0.4, 1.0, 1.0, 1.0, 1.3, 5.0], len(counts))) / rate
    feet = np.column_stack((np.repeat(np.array(counts)[:, None], 3, axis=1), chance.choice(counts, (len(counts), 3))))
    for foot in Foot:
        found = stride_curves(detect(Recording.from_columns(time, feet)), foot)
        if not isinstance(found, Refused):
            assert (found.strides.stride_time > 0).all()
            assert np.isfinite(found.load).all()
            assert all(np.isfinite(found.of(quantity)[:, 0]).all() for quantity in Quantity if quantity != "centre")


@settings(deadline=None)
@given(
    seed=st.integers(0, 10_000),
    rate=st.floats(10.0, 60.0),
    shift=st.integers(0, 2_000_000_000),
    lost=st.floats(0.0, 0.3),
)
def test_whatever_is_read_of_a_walk(seed: int, rate: float, shift: int, lost: float) -> None:
    walk = varied(seed=seed)
    time = moments(walk, rate, jitter=0.3)
    recording = walk.read(time[np.random.default_rng(seed).random(len(time)) >= lost])
    found = stride_curves(detect(recording), Foot.LEFT)
    if isinstance(found, Refused):
        assert found.reason
        return
    band = found.band()
    k = len(found.strides)
    assert band.n == k - np.count_nonzero(found.outlier)
    assert found.load.shape == found.integral.shape == found.centre.shape == (k, 101)
    assert np.isfinite(found.load).all()
    assert np.isfinite(band.mean).all()
    assert (band.sd >= 0).all()
    assert -0.15 * band.mean.max() < band.mean.min()
    assert np.nanmin(found.centre) >= 0
    assert np.nanmax(found.centre) <= 1
    # The same walk at another time of day, and on the other foot.
    later = Recording.from_columns(recording.time + shift, recording.counts)
    again = require(stride_curves(detect(later), Foot.LEFT)).band()
    np.testing.assert_allclose(again.mean, band.mean, atol=0.01 * np.ptp(band.mean))
    swapped = Recording.from_columns(recording.time, recording.counts[:, [3, 4, 5, 0, 1, 2]])
    np.testing.assert_allclose(require(stride_curves(detect(swapped), Foot.RIGHT)).load, found.load)

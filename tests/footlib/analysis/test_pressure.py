import numpy as np
import pytest

from footlib.analysis import (
    Refused,
    adapt,
    balance,
    centre_of_pressure,
    detect,
    impulse,
    load_share,
    mean_load,
    path_length,
    require,
    saturation,
    sensor_statistics,
    summarise,
)
from footlib.recording import Recording
from footlib.sensors import FULL_SCALE, SENSORS, Foot
from tests.footlib.analysis.walks import BASELINE, PEAK, half_sine_walk, square_walk

HEEL, MIDDLE, FRONT = (SENSORS[i].y for i in (2, 1, 0))


def test_load_share_is_the_ratio_of_mean_loads() -> None:
    contact = detect(half_sine_walk(peak=(600, 900), seconds=50 * 120 / 104.3))

    assert require(load_share(contact)) == pytest.approx(40.0, abs=0.3)
    ratio = require(mean_load(contact, Foot.RIGHT)) / require(mean_load(contact, Foot.LEFT))
    assert ratio == pytest.approx(1.5, rel=0.01)


def test_impulse_is_the_area_under_the_load() -> None:
    contact = detect(square_walk(seconds=60.0))

    assert require(impulse(contact, Foot.LEFT)) == pytest.approx(3 * PEAK * 0.62 * 60.0, rel=0.01)


def test_impulse_skips_gaps() -> None:
    walk = square_walk(seconds=120.0)
    holed = Recording.join([walk.between(0, 40), walk.between(80, 120)])

    parts = [require(impulse(detect(part, adapt(walk)), Foot.LEFT)) for part in (holed[:4001], holed[4001:])]
    assert require(impulse(detect(holed, adapt(walk)), Foot.LEFT)) == pytest.approx(sum(parts))


def test_centre_of_pressure_rolls_from_heel_to_toes() -> None:
    walk = square_walk()
    counts = np.full(walk.counts.shape, BASELINE)
    phases = detect(walk).left
    assert not isinstance(phases, Refused)
    for start, stop in zip(phases.start, phases.stop, strict=True):
        rows = np.flatnonzero((walk.time >= start) & (walk.time < stop))
        for region, part in zip((2, 1, 0), np.array_split(rows, 3), strict=True):
            counts[part, region] = BASELINE + PEAK
    counts[:, 3:] = walk.counts[:, 3:]
    contact = detect(Recording.from_columns(walk.time, counts))
    centre = centre_of_pressure(contact)

    left = contact.left
    assert not isinstance(left, Refused)
    assert set(np.round(centre.y[left.on, 0], 6)) == {HEEL, MIDDLE, FRONT}
    assert np.isnan(centre.y[~left.on, 0]).all()
    assert require(path_length(contact, centre, Foot.LEFT)) == pytest.approx(FRONT - HEEL)


def test_centre_of_pressure_says_where_all_three_sensors_are_saturated() -> None:
    walk = square_walk()
    counts = np.where(walk.counts > BASELINE, FULL_SCALE, BASELINE)
    counts[:, 4] = walk.counts[:, 4]
    centre = centre_of_pressure(detect(Recording.from_columns(walk.time, counts)))

    assert (centre.saturated[:, 0] == (walk.counts[:, 0] > BASELINE)).all()
    assert not centre.saturated[:, 1].any()


def test_balance_moves_from_foot_to_foot() -> None:
    walk = square_walk()
    share = balance(detect(walk))
    left, right = walk.counts[:, 0] > BASELINE, walk.counts[:, 3] > BASELINE

    assert (share[left & ~right] == 100.0).all()
    assert (share[right & ~left] == 0.0).all()
    np.testing.assert_allclose(share[right & left], 50.0)
    assert np.isnan(balance(detect(Recording.from_columns([0.0], np.zeros((1, 6), int))))).all()


def test_saturation_is_the_share_of_readings_at_full_scale() -> None:
    counts = np.zeros((10, 6), int)
    counts[:7, 0] = FULL_SCALE
    counts[:, 1] = FULL_SCALE - 1
    recording = Recording.from_columns(np.arange(10.0), counts)

    assert saturation(recording).tolist() == [70.0, 0, 0, 0, 0, 0]
    assert np.isnan(saturation(Recording.empty())).all()


def test_sensor_statistics_are_those_of_each_channel() -> None:
    counts = np.arange(66).reshape(11, 6)
    table = sensor_statistics(Recording.from_columns(np.arange(11.0), counts))

    assert table.minimum.tolist() == [0, 1, 2, 3, 4, 5]
    assert table.quartile_1.tolist() == [15, 16, 17, 18, 19, 20]
    assert table.median.tolist() == table.mean.tolist() == [30, 31, 32, 33, 34, 35]
    assert table.quartile_3.tolist() == [45, 46, 47, 48, 49, 50]
    assert table.maximum.tolist() == [60, 61, 62, 63, 64, 65]
    assert np.isnan(sensor_statistics(Recording.empty()).mean).all()


def test_a_foot_without_contact_refuses_its_numbers() -> None:
    walk = square_walk()
    counts = np.array(walk.counts)
    counts[:, :3] = 7
    contact = detect(Recording.from_columns(walk.time, counts))
    centre = centre_of_pressure(contact)

    assert isinstance(load_share(contact), Refused)
    assert isinstance(path_length(contact, centre, Foot.LEFT), Refused)
    assert np.isnan(centre.y[:, 0]).all()
    assert require(path_length(contact, centre, Foot.RIGHT)) >= 0


def standing() -> Recording:
    """A minute on both feet, the left one bearing twice as much; the signal trembles by a few counts."""
    counts = np.random.default_rng(3).integers(-4, 5, (600, 6)) + np.repeat([200, 100], 3)
    return Recording.from_columns(np.arange(600) / 10, counts)


def test_noise_of_who_stands_is_no_load() -> None:
    contact = detect(standing())

    assert np.isnan(balance(contact)).all()
    for foot, phases in zip(Foot, contact.feet, strict=True):
        assert isinstance(phases, Refused)
        assert mean_load(contact, foot) == impulse(contact, foot) == phases
    assert load_share(contact) == contact.left
    summary = summarise(standing())
    for key in ("load_share_left", "symmetry_contact", "symmetry_load", "symmetry_impulse"):
        assert summary[key].result == contact.left, key

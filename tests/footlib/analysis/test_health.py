import numpy as np

from footlib.analysis import State, sensor_health
from footlib.recording import Recording
from footlib.sensors import FULL_SCALE
from tests.footlib.analysis.walks import half_sine_walk


def changed(sensor: int, values: object, *, seconds: float = 61.3) -> tuple[State, str]:
    walk = half_sine_walk(rate=20.0, seconds=seconds)
    counts = np.array(walk.counts, dtype=int)
    counts[:, sensor] = values(counts[:, sensor], walk.time) if callable(values) else values
    health = sensor_health(Recording.from_columns(walk.time, np.clip(counts, 0, FULL_SCALE)))
    assert all(other.state is State.GOOD for i, other in enumerate(health) if i != sensor)
    return health[sensor].state, health[sensor].detail


def test_a_walk_has_good_sensors() -> None:
    assert changed(0, lambda counts, _: counts)[0] is State.GOOD


def test_a_sensor_with_one_value_is_flat() -> None:
    assert changed(4, 17) == (State.FLAT, "shows 17 all the time")


def test_a_sensor_that_stops_while_its_foot_moves_is_stuck() -> None:
    state, detail = changed(2, lambda counts, time: np.where((time > 10) & (time < 18), 333, counts))

    assert state is State.STUCK
    assert detail == "showed 333 for 8 s while the foot moved"


def test_a_foot_at_rest_is_not_stuck() -> None:
    walk = half_sine_walk(rate=20.0)
    counts = np.array(walk.counts, dtype=int)
    counts[(walk.time > 10) & (walk.time < 30), :3] = 200

    assert {s.state for s in sensor_health(Recording.from_columns(walk.time, counts))} == {State.GOOD}


def test_a_baseline_that_wanders_is_a_drift() -> None:
    state, detail = changed(1, lambda counts, time: counts // 2 + time.astype(int) // 2, seconds=301.0)

    assert state is State.DRIFTING
    assert "wandered" in detail


def test_a_sensor_mostly_at_full_scale_is_saturated_not_stuck() -> None:
    assert changed(3, lambda counts, time: np.where(time % 10 < 7, FULL_SCALE, counts))[0] is State.SATURATED


def test_no_readings_no_health() -> None:
    assert sensor_health(Recording.empty()) == ()

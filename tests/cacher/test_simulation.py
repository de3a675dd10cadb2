import random

import pytest

from cacher.simulation import AnomalySimulator
from footlib.reading import Reading, decode_answer, decode_sensors
from tests.conftest import answer

READING = decode_answer(answer(value=500))


def simulated(threshold: float, times: int = 2000) -> list[Reading]:
    simulator = AnomalySimulator(threshold, random.Random(3))
    return [simulator(READING) for _ in range(times)]


def test_one_never_flags() -> None:
    assert all(reading is READING for reading in simulated(1.0))


@pytest.mark.parametrize("threshold", [0.0, 0.5, 0.9])
def test_flags_the_share_over_the_threshold(threshold: float) -> None:
    share = sum(reading.flagged for reading in simulated(threshold)) / 2000
    assert share == pytest.approx(1 - threshold, abs=0.04)


def test_flags_one_random_sensor_and_leaves_the_rest() -> None:
    flagged = [reading for reading in simulated(0.5) if reading.flagged]
    assert {reading.anomaly.index(True) for reading in flagged} == set(range(6))
    for reading in flagged:
        assert sum(reading.anomaly) == 1
        sensors = decode_sensors(reading.sensors)
        assert tuple(sensor.anomaly for sensor in sensors) == reading.anomaly
        assert tuple(sensor.value for sensor in sensors) == READING.counts
        assert reading.person == READING.person


def test_a_flagged_reading_stays_flagged() -> None:
    real = decode_answer(answer(anomaly=True))
    simulator = AnomalySimulator(0.0, random.Random(3))
    assert simulator(real).anomaly == (True,) * 6

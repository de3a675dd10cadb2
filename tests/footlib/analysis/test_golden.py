"""A real walk of two minutes against values that another implementation measured."""

from pathlib import Path

import numpy as np
import pytest

from footlib.analysis import Quantity, Summary, detect, require, stride_curves, summarise, summary_json
from footlib.recording import Recording
from footlib.sensors import Foot
from footlib.sources import load

DATA = Path(__file__).parents[4] / "shared" / "data"

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not there"),
]


def assert_golden(summary: Summary) -> None:
    assert summary["steps_left"].value == pytest.approx(96, abs=2)
    assert summary["steps_right"].value == pytest.approx(97, abs=2)
    assert summary["cadence"].value == pytest.approx(97.6, rel=0.02)
    assert summary["stance_left"].value == pytest.approx(60.0, abs=2)
    assert summary["stance_right"].value == pytest.approx(60.3, abs=2)
    assert summary["contact_left"].value == pytest.approx(61.7, abs=2)
    assert summary["contact_right"].value == pytest.approx(61.2, abs=2)
    assert summary["double_support"].value == pytest.approx(22.9, abs=2)
    assert summary["symmetry_impulse"].value == pytest.approx(7.9, abs=2)


@pytest.fixture(scope="module")
def fine() -> Recording:
    return load(DATA / "physionet_GaCo01_01.txt")


@pytest.fixture(scope="module")
def coarse() -> Recording:
    return load(DATA / "gaco01_six_sensors_20hz.csv")


def test_golden_values_at_100_hz(fine: Recording) -> None:
    assert_golden(summarise(fine))


def test_golden_values_at_20_hz(coarse: Recording) -> None:
    assert_golden(summarise(coarse))


def test_golden_values_at_10_hz(fine: Recording) -> None:
    assert_golden(summarise(fine.thin(10)))


@pytest.mark.parametrize("offset", range(0, 20, 5))
def test_one_reading_a_second_keeps_the_shares_and_refuses_the_steps(coarse: Recording, offset: int) -> None:
    found = summary_json(summarise(coarse[: len(coarse) - offset].thin(20)))

    assert found["contact_left"] == pytest.approx(61.7, abs=4)
    assert found["contact_right"] == pytest.approx(61.2, abs=4)
    assert found["cadence"] is None
    assert found["stance_left"] is None
    assert found["refused"]["cadence"] == "needs 10 Hz, got 1.0 Hz"  # type: ignore[index]


@pytest.mark.parametrize(("every", "edges", "stance", "scatter", "integral"), [(5, 11, 5, 3, 2), (10, 27, 10, 7, 4)])
@pytest.mark.parametrize("foot", Foot)
def test_strides_of_fewer_readings_are_as_far_off_as_is_said(
    fine: Recording, foot: Foot, every: int, edges: float, stance: float, scatter: float, integral: float
) -> None:
    whole = require(stride_curves(detect(fine), foot))
    for first in range(every):
        thinned = require(stride_curves(detect(fine[first::every]), foot))
        truth, band = whole.band(), thinned.band()
        off = 100 * np.abs(band.mean - truth.mean) / np.ptp(truth.mean)

        assert off.max() < edges
        assert off[10:55].max() < stance
        assert 100 * np.abs(band.sd - truth.sd).max() / np.ptp(truth.mean) < scatter
        truth, band = whole.band(Quantity.INTEGRAL), thinned.band(Quantity.INTEGRAL)
        assert 100 * np.abs(band.mean - truth.mean).max() / np.ptp(truth.mean) < integral

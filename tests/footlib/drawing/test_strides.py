"""The picture of strides laid over each other, number by number."""

import re

import numpy as np
import pytest

from footlib.analysis import Quantity, Refused, StrideCurves, detect, require, stride_curves
from footlib.drawing import strides
from footlib.sensors import Foot
from tests.footlib.analysis.walks import VariedWalk

GAINS = np.tile([0.95, 1.0, 1.05], 28)


@pytest.fixture(scope="module")
def feet() -> list[StrideCurves]:
    gains = GAINS.copy()
    gains[5:75:5] = 0.3
    walk = VariedWalk(gains, np.full(len(gains), 1.13))
    contact = detect(walk.read(np.arange(0, walk.starts[-1], 0.02)))
    return [require(stride_curves(contact, foot)) for foot in Foot]


def points(drawn: str, kind: str) -> list[np.ndarray]:
    return [
        np.array([pair.split(",") for pair in re.split("[MLZ]", path) if pair], np.float64)
        for path in re.findall(f'class="{kind}" d="([^"]*)"', drawn)
    ]


@pytest.mark.parametrize("quantity", Quantity)
def test_the_lines_are_mean_and_band_on_an_axis_that_both_feet_share(
    feet: list[StrideCurves], quantity: Quantity
) -> None:
    scale = strides.axis(feet, quantity)
    for curves in feet:
        drawn = strides.plot(curves, quantity, scale)
        band = curves.band(quantity)
        known = ~np.isnan(band.mean)
        (mean,) = points(drawn, "mean")
        np.testing.assert_array_equal(mean[:, 0], np.flatnonzero(known))
        np.testing.assert_allclose(scale.top * (1 - mean[:, 1] / 100), band.mean[known], atol=scale.top * 0.0006)
        (area,) = points(drawn, "sd")
        upper = scale.top * (1 - area[: known.sum(), 1] / 100)
        np.testing.assert_allclose(upper, (band.mean + band.sd)[known], atol=scale.top * 0.0006)
        assert f"mean of {band.n}" in drawn
        assert "nan" not in drawn.lower()


def test_outliers_are_drawn_thin_the_newest_of_them_and_counted(feet: list[StrideCurves]) -> None:
    left = feet[0]
    number = int(left.outlier.sum())
    drawn = points(strides.plot(left, Quantity.LOAD, strides.axis(feet, Quantity.LOAD)), "outlier")

    assert number == 14
    assert len(drawn) == 12
    newest = left.load[left.outlier][-1][::2]
    scale = strides.axis(feet, Quantity.LOAD)
    np.testing.assert_allclose(scale.top * (1 - drawn[-1][:, 1] / 100), newest, atol=scale.top * 0.0006)
    assert strides.counted(left) == f"n = {len(left.load) - 14} strides, 14 outliers left out"


def test_without_outliers_none_are_told() -> None:
    walk = VariedWalk(GAINS, np.full(len(GAINS), 1.13))
    left = require(stride_curves(detect(walk.read(np.arange(0, 90, 0.02))), Foot.LEFT))

    assert strides.counted(left) == f"n = {len(left.load)} strides"


def test_the_centre_of_pressure_runs_from_heel_to_toes(feet: list[StrideCurves]) -> None:
    scale = strides.axis(feet, Quantity.CENTRE)
    drawn = strides.plot(feet[0], Quantity.CENTRE, scale)

    assert [word for _, word in scale.marks] == ["heel", "middle", "toes"]
    assert "of the sole from the heel" in drawn


def test_a_foot_without_strides_leaves_the_axis_to_the_other(feet: list[StrideCurves]) -> None:
    assert strides.axis([Refused("why"), feet[1]], Quantity.LOAD) == strides.axis(feet[1:], Quantity.LOAD)
    assert strides.axis([Refused("why")], Quantity.LOAD).top > 0

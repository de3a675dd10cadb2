"""The stand-in's walking model comes back from the analysis."""

from itertools import product

import numpy as np
import pytest

from footlib.analysis import Summary, summarise
from footlib.recording import Recording
from footlib.standin.gait import Walker, walk

GRID = list(product((90.0, 105.0, 120.0), (0.58, 0.62, 0.66), (-10.0, 0.0, 10.0)))
CLEAN, DISTURBED = 3.0, 6.0


def assert_recovered(summary: Summary, walker: Walker, tolerance: float) -> None:
    assert summary["cadence"].value == pytest.approx(walker.cadence, rel=tolerance / 100)
    for side, sign in (("left", -1), ("right", 1)):
        stance = 100 * (walker.stance + sign * walker.stance_asymmetry / 2)
        assert summary[f"stance_{side}"].value == pytest.approx(stance, abs=tolerance)
    assert summary["symmetry_load"].value == pytest.approx(walker.asymmetry, abs=tolerance)


@pytest.mark.parametrize(("cadence", "stance", "asymmetry"), GRID)
def test_a_walk_comes_back(cadence: float, stance: float, asymmetry: float) -> None:
    walker = Walker(cadence=cadence, stance=stance, asymmetry=asymmetry)
    time = np.arange(0, 120, 0.05)

    assert_recovered(summarise(Recording.from_columns(time, walk(walker, time)[0])), walker, CLEAN)


@pytest.mark.parametrize(("cadence", "stance", "asymmetry"), GRID)
def test_ten_readings_a_second_suffice(cadence: float, stance: float, asymmetry: float) -> None:
    walker = Walker(cadence=cadence, stance=stance, asymmetry=asymmetry)
    time = np.arange(0, 120, 0.1)

    assert_recovered(summarise(Recording.from_columns(time, walk(walker, time)[0])), walker, CLEAN)


@pytest.mark.parametrize(("cadence", "stance", "asymmetry"), GRID)
def test_a_limping_walk_comes_back(cadence: float, stance: float, asymmetry: float) -> None:
    walker = Walker(cadence=cadence, stance=stance, stance_asymmetry=asymmetry / 200)
    time = np.arange(0, 120, 0.05)
    summary = summarise(Recording.from_columns(time, walk(walker, time)[0]))

    assert_recovered(summary, walker, CLEAN)
    left, right = (summary[f"stance_{side}"].value for side in ("left", "right"))
    assert left is not None
    assert right is not None
    assert right - left == pytest.approx(asymmetry / 2, abs=CLEAN)


@pytest.mark.parametrize(("cadence", "stance", "asymmetry"), GRID)
def test_a_disturbed_walk_comes_back(cadence: float, stance: float, asymmetry: float) -> None:
    walker = Walker(cadence=cadence, stance=stance, asymmetry=asymmetry, saturation=0.6, drift=40.0)
    chance = np.random.default_rng(round(cadence + 100 * stance + asymmetry))
    time = np.arange(0.1, 120, 0.05)
    time = np.sort(time + chance.uniform(-0.02, 0.02, len(time)))[chance.random(len(time)) > 0.05]

    assert_recovered(summarise(Recording.from_columns(time, walk(walker, time)[0])), walker, DISTURBED)

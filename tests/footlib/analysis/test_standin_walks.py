"""The stand-in's walking model comes back from the analysis."""

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from footlib.analysis import Summary, saturation, summarise
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


def missing(time: NDArray[np.float64], chance: np.random.Generator) -> NDArray[np.float64]:
    """A frame in twenty is lost."""
    return time[chance.random(len(time)) > 0.05]


def jitter(time: NDArray[np.float64], chance: np.random.Generator) -> NDArray[np.float64]:
    """Readings come up to 20 ms early or late."""
    return np.sort(time + chance.uniform(-0.02, 0.02, len(time)))


def undisturbed(time: NDArray[np.float64], _: np.random.Generator) -> NDArray[np.float64]:
    return time


SATURATED, DRIFTING = {"saturation": 0.6}, {"drift": 40.0}
DISTURBANCES: dict[str, tuple[Callable[..., NDArray[np.float64]], dict[str, Any]]] = {
    "missing": (missing, {}),
    "jitter": (jitter, {}),
    "saturation": (undisturbed, SATURATED),
    "drift": (undisturbed, DRIFTING),
    "all": (lambda time, chance: missing(jitter(time, chance), chance), SATURATED | DRIFTING),
}


@pytest.mark.parametrize("disturbance", DISTURBANCES)
@pytest.mark.parametrize(("cadence", "stance", "asymmetry"), GRID)
def test_a_disturbed_walk_comes_back(cadence: float, stance: float, asymmetry: float, disturbance: str) -> None:
    times, body = DISTURBANCES[disturbance]
    walker = Walker(cadence=cadence, stance=stance, asymmetry=asymmetry, **body)
    time = times(np.arange(0.1, 120, 0.05), np.random.default_rng(round(cadence + 100 * stance + asymmetry)))
    recording = Recording.from_columns(time, walk(walker, time)[0])

    assert_disturbed(recording, disturbance)
    assert_recovered(summarise(recording), walker, DISTURBED)


def assert_disturbed(recording: Recording, disturbance: str) -> None:
    """The walk is as bad as it is meant to be."""
    intervals = np.diff(recording.time)
    together = disturbance == "all"
    assert (len(recording) < 0.97 * 120 / 0.05) == (together or disturbance == "missing")
    assert (np.std(intervals[intervals < 0.095]) > 0.01) == (together or disturbance == "jitter")
    assert (saturation(recording).max() > 20) == (together or disturbance == "saturation")
    first, last = (np.percentile(part.counts, 5, axis=0) for part in (recording[:400], recording[-400:]))
    assert (np.abs(last - first).max() > 15) == (together or disturbance == "drift")

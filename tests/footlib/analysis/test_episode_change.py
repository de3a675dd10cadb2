"""What differs in an episode, on walks whose loads are formulas."""

import numpy as np
import pytest

from footlib.analysis import Refused
from footlib.analysis.episode_change import episode_change
from footlib.recording import Recording
from tests.footlib.analysis.walks import BASELINE, PEAK, half_sine_walk

START, STOP = 20.0, 30.0


def changed(left: float, right: float) -> Recording:
    """A walk whose feet bear that many times as much from `START` to `STOP`."""
    walk = half_sine_walk(rate=50.0, seconds=60.0, cadence=120.0, peak=(PEAK / 2, PEAK / 2))
    counts = np.asarray(walk.counts, np.float64)
    within = (walk.time >= START) & (walk.time <= STOP)
    for foot, factor in ((slice(0, 3), left), (slice(3, 6), right)):
        counts[within, foot] = BASELINE + factor * (counts[within, foot] - BASELINE)
    return Recording.from_columns(walk.time, np.rint(counts))


@pytest.mark.parametrize(
    ("left", "right", "load", "share"), [(1.0, 1.0, 0.0, 50.0), (1.5, 1.5, 50.0, 50.0), (1.5, 0.5, 0.0, 75.0)]
)
def test_load_and_share_beside_what_is_around(left: float, right: float, load: float, share: float) -> None:
    change = episode_change(changed(left, right), START, STOP)
    assert change.load == pytest.approx(load, abs=1.0)
    assert change.left == pytest.approx(share, abs=1.0)
    assert change.left_around == pytest.approx(50.0, abs=1.0)


def test_less_than_a_stride_is_refused() -> None:
    walk = changed(1.0, 1.0)
    for start, stop, reason in ((20.0, 20.5, "the episode lasts 0.5 s, needs 1 s"), (0.0, 59.98, "time around it")):
        change = episode_change(walk, start, stop)
        assert isinstance(change.load, Refused)
        assert reason in change.load.reason
        assert change.left == change.left_around == change.load


def test_who_stands_still_is_compared_with_nothing() -> None:
    still = Recording.from_columns(np.arange(300) / 10, np.full((300, 6), 50))
    assert isinstance(episode_change(still, 10.0, 20.0).load, Refused)
    assert isinstance(episode_change(Recording.empty(), 10.0, 20.0).left, Refused)

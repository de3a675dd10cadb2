import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cacher.schedule import Schedule, phase

PERIODS = st.floats(0.01, 60)


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


@given(PERIODS, st.lists(st.floats(0, 5), min_size=1, max_size=50))
def test_ticks_lie_on_the_grid_ahead_and_never_come_twice(period: float, busy: list[float]) -> None:
    clock = Hand()
    schedule = Schedule(period, clock.time, clock)
    last = -math.inf
    for seconds in busy:
        due = schedule.due()
        assert due > last + period / 2
        assert due > clock.time - 0.002
        ticks = (due - schedule.origin) / period
        assert ticks == pytest.approx(round(ticks), abs=1e-6)
        last, clock.time = due, max(due, clock.time) + seconds


@given(PERIODS, st.integers(1, 1000))
def test_does_not_drift(period: float, count: int) -> None:
    clock = Hand()
    schedule = Schedule(period, clock.time, clock)
    for _ in range(count):
        # Every start is a little late, and none of it adds up.
        clock.time = schedule.due() + period / 4
    assert clock.time == pytest.approx(1000.0 + (count - 1) * period + period / 4)
    assert schedule.skipped == 0


def test_a_late_tick_is_skipped_not_made_up_for() -> None:
    clock = Hand()
    schedule = Schedule(1.0, clock.time, clock)
    assert schedule.due() == 1000.0
    clock.time = 1003.5
    assert [schedule.due(), schedule.due()] == [1004.0, 1005.0]
    assert schedule.skipped == 3


def test_a_pause_moves_to_a_later_tick_and_is_no_lateness() -> None:
    clock = Hand()
    schedule = Schedule(1.0, clock.time, clock)
    schedule.due()
    assert schedule.due(pause=2.5) == 1003.0
    assert schedule.skipped == 0


async def test_waits_for_the_tick_and_tells_how_late_it_woke() -> None:
    schedule = Schedule(0.02, 0.0)
    assert [0.0 <= await schedule.wait() < 1.0 for _ in range(3)] == [True] * 3


@given(st.integers(1, 500), PERIODS)
def test_phases_are_spread_evenly(count: int, period: float) -> None:
    phases = [phase(index, count, period) for index in range(count)]
    assert phases[0] == 0
    assert all(b - a == pytest.approx(period / count) for a, b in pairwise(phases))
    assert max(phases) < period

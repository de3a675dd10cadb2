import itertools

from hypothesis import given
from hypothesis import strategies as st

from footlib.store.clock import MICROSECONDS, Clock, as_microseconds, as_text, wall_time

HOUR = 3600 * MICROSECONDS


def test_stamps_rise_strictly() -> None:
    clock = Clock()
    stamps = [clock.stamp(1) for _ in range(1000)]
    assert all(a < b for a, b in itertools.pairwise(stamps))


def test_stamps_start_at_the_wall_clock() -> None:
    assert abs(Clock().stamp(1) - wall_time()) < MICROSECONDS


def test_history_that_lies_ahead_goes_on_a_microsecond_later_at_the_usual_speed() -> None:
    clock = Clock()
    last = wall_time() + HOUR
    assert clock.resume(1, last) > HOUR - MICROSECONDS
    first = clock.stamp(1)
    assert 0 < first - last < MICROSECONDS
    # Its age is measured by the same clock, so an hour ahead does not mean an hour frozen.
    assert clock.now(1) >= first
    assert clock.now(2) < last


def test_a_history_that_lay_ahead_moves_the_clock_once() -> None:
    clock = Clock()
    clock.resume(1, wall_time() + HOUR)
    stamp = clock.stamp(1)
    # A person who is asked once in half a minute: its newest reading is that old at the next look.
    assert clock.resume(1, stamp - 30 * MICROSECONDS) == 0
    assert clock.now(1) >= stamp


def test_history_behind_changes_nothing() -> None:
    clock = Clock()
    assert clock.resume(1, wall_time() - HOUR) == 0
    assert abs(clock.stamp(1) - wall_time()) < MICROSECONDS


@given(st.integers(0, 2**52))
def test_text_has_six_places_and_comes_back(time: int) -> None:
    text = as_text(time)
    assert len(text.partition(".")[2]) == 6
    if time < 2**51:
        assert as_microseconds(text) == time


def test_text_that_is_no_time_is_zero() -> None:
    assert as_microseconds(b"yesterday") == 0
    assert as_microseconds("inf") == 0

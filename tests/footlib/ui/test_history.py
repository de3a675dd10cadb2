import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from footlib.recording import Recording
from footlib.ui.data.history import History


def walk(start: float, n: int, step: float = 0.1) -> Recording:
    values = np.arange(n * 6).reshape(n, 6) % 1024
    return Recording.from_columns(start + step * np.arange(n), values)


@given(st.lists(st.integers(1, 400), min_size=1, max_size=12))
def test_parts_come_back_joined(sizes: list[int]) -> None:
    whole = walk(1000.0, sum(sizes))
    history = History(1e9)
    first = 0
    for size in sizes:
        history.extend(whole[first : first + size])
        first += size
    kept = history.recording
    assert np.array_equal(kept.time, whole.time)
    assert np.array_equal(kept.counts, whole.counts)
    assert history.newest == whole.time[-1]


@given(st.floats(0.5, 60), st.lists(st.integers(1, 50), min_size=1, max_size=20))
def test_what_is_older_than_the_window_goes_and_rows_stay_numbered(seconds: float, sizes: list[int]) -> None:
    whole = walk(0.0, sum(sizes))
    history = History(seconds)
    first = 0
    for size in sizes:
        history.extend(whole[first : first + size])
        first += size
    expected = whole.window(seconds)
    assert np.array_equal(history.recording.time, expected.time)
    assert history.row == len(whole) - len(expected)


def test_a_view_that_was_handed_out_does_not_change() -> None:
    history = History(5.0)
    history.extend(walk(0.0, 40))
    held = history.recording
    times = held.time.copy()
    for start in range(1, 400):
        history.extend(walk(start * 10.0, 100))
    assert np.array_equal(held.time, times)


def test_a_time_that_falls_back_starts_anew() -> None:
    history = History(100.0)
    history.extend(walk(1000.0, 20))
    history.extend(walk(10.0, 5))
    assert np.array_equal(history.recording.time, walk(10.0, 5).time)


def test_a_longer_past_goes_before_what_is_newer() -> None:
    whole = walk(0.0, 100)
    history = History(1e9)
    history.extend(whole[80:])
    history.replace(whole[:90])
    assert np.array_equal(history.recording.time, whole.time)
    assert np.array_equal(history.recording.counts, whole.counts)

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from footlib.drawing.downsample import broken, curve, envelope, thin
from footlib.recording import Recording
from footlib.sensors import LEFT

ROWS = arrays(np.int16, st.tuples(st.integers(1, 500), st.just(6)), elements=st.integers(0, 1023))


@given(ROWS, st.integers(2, 200), st.integers(0, 10_000))
def test_every_value_was_read_and_the_extremes_stay(values: np.ndarray, points: int, first_row: int) -> None:
    time = np.arange(len(values), dtype=np.float64)
    thinned_time, thinned = thin(time, values, points, first_row=first_row)
    assert len(thinned_time) == len(thinned)
    assert (np.diff(thinned_time) >= 0).all()
    for column in range(6):
        assert set(thinned[:, column]) <= set(values[:, column])
        assert thinned[:, column].max() == values[:, column].max()
        assert thinned[:, column].min() == values[:, column].min()


@given(st.integers(2, 200), st.integers(1, 5000), st.integers(0, 10_000))
def test_there_are_hardly_more_points_than_allowed(points: int, n: int, first_row: int) -> None:
    time, _ = thin(np.arange(n, dtype=np.float64), np.zeros((n, 6), np.int16), points, first_row=first_row)
    assert len(time) <= points + 4


def test_the_picture_does_not_change_as_the_window_moves_on() -> None:
    values = np.random.default_rng(1).integers(0, 1024, (3000, 6)).astype(np.int16)
    time = np.arange(3000, dtype=np.float64)
    _, before = thin(time[:2000], values[:2000], 200, first_row=0)
    _, after = thin(time[20:2020], values[20:2020], 200, first_row=20)
    assert np.array_equal(before[2:-2], after[:-2][: len(before) - 4])


def test_a_gap_is_a_nan_and_no_gap_keeps_whole_numbers() -> None:
    time = np.array([0.0, 0.1, 5.0, 5.1])
    counts = np.arange(24, dtype=np.int16).reshape(4, 6)
    x, y = broken(time, counts, 0.5)
    assert np.isnan(y[2]).all()
    assert 0.1 < x[2] < 5.0
    assert len(x) == 5
    same_x, same_y = broken(time, counts, 10.0)
    assert same_x is time
    assert same_y.dtype == np.int16


def recording(time: np.ndarray, counts: np.ndarray) -> Recording:
    return Recording.from_columns(1e9 + time, counts)


@given(ROWS, st.integers(1, 60), st.integers(0, 10_000))
def test_a_band_holds_every_reading_and_no_more(values: np.ndarray, rows: int, first_row: int) -> None:
    drawn = envelope(recording(np.arange(len(values)) / 10, values), rows, first_row=first_row)
    assert drawn.low is not None
    assert drawn.high is not None
    assert (drawn.low.min(axis=0) == values.min(axis=0)).all()
    assert (drawn.high.max(axis=0) == values.max(axis=0)).all()
    assert (drawn.low <= drawn.lines).all()
    assert (drawn.lines <= drawn.high).all()
    assert (np.diff(drawn.time) >= 0).all()
    assert len(drawn.time) <= len(values) // rows + 4
    assert (drawn.time[0], drawn.time[-1]) == pytest.approx((1e9, 1e9 + (len(values) - 1) / 10), abs=0.06)


def test_the_mean_of_a_bin_is_that_of_its_readings() -> None:
    values = np.random.default_rng(2).integers(0, 1024, (100, 6)).astype(np.int16)
    drawn = envelope(recording(np.arange(100) / 10, values), 10)
    assert drawn.lines[1:-1] == pytest.approx(values.reshape(10, 10, 6).mean(axis=1), abs=0.51)
    assert drawn.time[1:-1] == pytest.approx(1e9 + np.arange(0.45, 10, 1))


def test_no_band_leads_over_a_gap_and_a_reading_alone_is_seen() -> None:
    time = np.concatenate([np.arange(50) / 10, [30.0], 60 + np.arange(50) / 10])
    values = np.repeat(np.arange(101, dtype=np.int16)[:, None], 6, axis=1)
    drawn = envelope(recording(time, values), 10)
    assert drawn.low is not None
    missing = np.flatnonzero(np.isnan(drawn.lines[:, 0]))
    assert (np.isnan(drawn.low[:, 0]) == np.isnan(drawn.lines[:, 0])).all()
    assert drawn.time[missing] - 1e9 == pytest.approx([17.45, 45.0], abs=0.1)
    before, alone, after = np.split(np.arange(len(drawn.time)), missing)
    assert (drawn.lines[before] < 50).all()
    assert (drawn.lines[after[1:]] > 50).all()
    assert np.ptp(drawn.time[alone[1:]]) == pytest.approx(0.1)
    assert (drawn.lines[alone[1:]] == 50).all()
    assert drawn.time[before[-1]] == pytest.approx(1e9 + 4.9)
    assert drawn.time[after[1]] == pytest.approx(1e9 + 60)


def test_bins_stay_where_they_are_as_the_window_moves_on() -> None:
    values = np.random.default_rng(1).integers(0, 1024, (3000, 6)).astype(np.int16)
    time = np.arange(3000) / 10
    before, after = (envelope(recording(time[i : i + 2000], values[i : i + 2000]), 20, first_row=i) for i in (0, 25))
    kept = np.intersect1d(before.time[2:-2], after.time[2:-2])
    assert len(kept) > 90
    for one, other in ((before.lines, after.lines), (before.ends(LEFT), after.ends(LEFT))):
        assert one is not None
        assert other is not None
        assert (one[np.isin(before.time, kept)] == other[np.isin(after.time, kept)]).all()


@pytest.mark.parametrize(
    ("rate", "seconds", "length", "binned"),
    [
        (10, 30, 30, False),
        (10, 120, 120, False),
        (10, 600, 600, True),
        (10, 600, 100, True),
        (3.3, 600, 600, True),
        (1, 300, 300, False),
    ],
)
def test_bins_stand_for_readings_where_those_would_fill_the_screen(
    rate: float, seconds: float, length: float, binned: bool
) -> None:
    n = int(rate * length)
    drawn = curve(recording(np.arange(n) / rate, np.zeros((n, 6), np.int16)), seconds, 700, 270)
    assert (drawn.low is not None) is binned
    assert len(drawn.time) <= (275 if binned else 704)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_hardly_any_readings_are_drawn_as_they_are(n: int) -> None:
    drawn = curve(recording(np.arange(n) / 10, np.zeros((n, 6), np.int16)), 600, 700, 270)
    assert len(drawn.time) == n


@pytest.mark.parametrize(("first_row", "n"), [(8, 100), (0, 102), (8, 104), (0, 4)])
def test_the_mean_of_a_few_readings_at_an_end_stands_not_alone(first_row: int, n: int) -> None:
    values = np.tile(np.array([0, 1000], np.int16), (n + 1) // 2)[:n, None].repeat(6, axis=1)
    values[0], values[-1] = 1000, 1000
    drawn = envelope(recording(np.arange(n) / 10, values), 10, first_row=first_row)
    assert drawn.high is not None
    assert (drawn.high == 1000).all()
    assert drawn.lines.max() < 800

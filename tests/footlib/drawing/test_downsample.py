import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from footlib.drawing.downsample import broken, thin

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

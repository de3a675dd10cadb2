"""Labels as a column of readings, and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footlib.label import Label, cells_of, from_cells, kind_column, rows_of
from footlib.recording import Recording

TIME = np.arange(10) / 10


@pytest.mark.parametrize(
    ("start", "stop", "rows"),
    [
        (0.2, 0.4, [2, 3, 4]),
        (0.2, 0.2, [2]),
        (0.21, 0.29, [3]),
        (-5.0, 0.1, [0, 1]),
        (0.85, 9.0, [9]),
        (0.91, 9.0, []),
        (-2.0, -1.0, []),
    ],
)
def test_a_label_is_of_the_readings_within_else_of_the_next_one(start: float, stop: float, rows: list[int]) -> None:
    found = rows_of(Label(start, stop, "turn"), TIME)
    assert list(range(len(TIME)))[found] == rows
    assert list(range(0))[rows_of(Label(start, stop, "turn"), TIME[:0])] == []


def test_a_label_between_two_parts_is_of_the_first_reading_of_the_second_one() -> None:
    label = Label(0.45, 0.46, "stumble")
    first, second = TIME[:5], TIME[5:]
    assert cells_of([label], first).tolist() == [""] * 5
    assert cells_of([label], second, after=float(first[-1])).tolist() == ["stumble", *[""] * 4]
    assert cells_of([label], second, after=0.47).tolist() == [""] * 5


def test_a_label_in_a_gap_is_no_readings_of_long_after() -> None:
    time = np.array([0.0, 0.5, 249.0])
    assert cells_of([Label(60.0, 65.0, "rest")], time).tolist() == ["", "", ""]
    assert cells_of([Label(0.6, 0.6, "rest"), Label(248.5, 248.5, "turn")], time).tolist() == ["", "", "turn"]


def test_very_many_labels_of_a_stretch_stay_small_cells() -> None:
    labels = [Label(0.0, 1e9, f"kind {n % 3}") for n in range(2000)]
    cells = cells_of(labels, np.arange(20_000.0))
    assert set(cells.tolist()) == {"kind 0; kind 1; kind 2"}


def test_a_huge_cell_is_a_short_kind() -> None:
    cells = np.full(50_000, "turn", dtype=object)
    cells[7] = "x" * 20_000
    found = from_cells(cells, np.arange(50_000.0))
    assert [len(label.kind) for label in found] == [4, 40, 4]


def test_one_kind_a_reading_or_all_of_them() -> None:
    labels = [Label(0.3, 0.4, "a; b"), Label(0.1, 0.3, "turn")]
    assert kind_column(labels, TIME)[1:5].tolist() == ["turn", "turn", "a; b", "a; b"]
    assert cells_of(labels, TIME)[1:5].tolist() == ["turn", "turn", "turn; a, b", "a, b"]


KINDS = st.sampled_from(["turn", "stumble", "1st fall", "rest"])


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), KINDS), max_size=6))
def test_stretches_come_back(spans: list[tuple[int, int, str]]) -> None:
    labels = [Label(min(a, b) / 10, max(a, b) / 10, kind) for a, b, kind in spans]
    cells = cells_of(labels, TIME)
    found = from_cells(cells, TIME)
    assert [sorted({kind for kind in cell.split("; ") if kind}) for cell in cells_of(found, TIME)] == [
        sorted({kind for kind in cell.split("; ") if kind}) for cell in cells
    ]
    assert [label.start for label in found] == sorted(label.start for label in found)


@pytest.mark.parametrize("cells", [["0", "1,5", "2.5"], [f"text {i}" for i in range(300)]])
def test_a_column_of_something_else_is_none_of_labels(cells: list[str]) -> None:
    assert from_cells(np.array(cells, dtype=object), np.arange(float(len(cells)))) == ()


def test_a_part_of_a_recording_has_the_labels_of_its_time() -> None:
    turn, rest = Label(0.1, 0.3, "turn"), Label(0.7, 0.7, "rest")
    recording = Recording.from_columns(TIME, np.zeros((10, 6)), labels=[turn, rest])
    assert recording.between(0.3, 0.5).labels == (turn,)
    assert recording.window(0.25).labels == (rest,)
    assert recording[:0].labels == ()
    assert recording.resample(20.0).labels == recording.thin(3).labels == (turn, rest)
    assert Recording.join([recording[:5], recording[5:]]).labels == (turn, rest)
    assert Recording.join([recording[:3], recording[3:5]]).labels == (turn,)


def test_kinds_go_with_a_frame_and_come_back() -> None:
    labels = (Label(0.1, 0.3, "turn"), Label(0.7, 0.7, "rest"))
    frame = Recording.from_columns(TIME, np.zeros((10, 6)), labels=labels).to_pandas()
    assert frame["label"].tolist() == ["", *["turn"] * 3, *[""] * 3, "rest", "", ""]
    assert Recording.from_pandas(frame).labels == labels
    frame.loc[frame["label"] == "", "label"] = None
    assert Recording.from_pandas(frame).labels == labels

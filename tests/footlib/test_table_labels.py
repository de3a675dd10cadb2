import csv
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from footlib import tables
from footlib.label import Label
from footlib.recording import Recording
from tests.footlib.test_tables import FIRST_LINE, SUFFIXES

LABELS = (
    Label(1_700_000_000.0, 1_700_000_000.2, "turn", "to the left", ("L0",), "Zoë"),
    Label(1_700_000_000.2, 1_700_000_000.2, '=1+1, "fall"'),
    Label(1_700_000_000.5, 1_700_000_000.5, "rest"),
)


def labelled() -> Recording:
    return Recording.from_columns(1_700_000_000.0 + np.arange(6) / 10, np.zeros((6, 6)), labels=LABELS)


@pytest.mark.parametrize("size", [6, 2, 1])
def test_csv_has_the_kinds_of_labels_and_gives_their_stretches_back(tmp_path: Path, size: int) -> None:
    path, whole = tmp_path / "walk.csv", labelled()
    tables.write(path, [whole[start : start + size] for start in range(0, 6, size)], with_person=True)
    first, *rows = list(csv.reader(io.StringIO(path.read_text())))

    assert first == [*FIRST_LINE.split(","), "label", *tables.PERSON_COLUMNS]
    assert [row[10] for row in rows] == ["turn", "turn", 'turn; =1+1, "fall"', "", "", "rest"]
    found = tables.read(path).labels
    assert [(label.start, label.stop, label.kind) for label in found] == [
        (label.start, label.stop, label.kind) for label in LABELS
    ]


def test_a_spreadsheet_takes_no_label_for_a_formula(tmp_path: Path) -> None:
    path, whole = tmp_path / "walk.csv", labelled()
    tables.write(path, [replace(whole, labels=LABELS[1:2])])

    assert ""","'=1+1, ""fall""\"\n""" in path.read_text()
    assert tables.read(path).labels == LABELS[1:2]


def test_parquet_keeps_labels_as_they_are(tmp_path: Path) -> None:
    path, outside = tmp_path / "walk.parquet", Label(1_600_000_000.0, 1_600_000_001.0, "turn")
    tables.write(path, iter([labelled()]), labels=[outside, *LABELS], with_person=True)

    assert tables.read(path).labels == LABELS
    assert pd.read_parquet(path)["label"].tolist() == ["turn", "turn", 'turn; =1+1, "fall"', "", "", "rest"]


def test_labels_of_another_programs_parquet_are_the_stretches_of_their_column(tmp_path: Path) -> None:
    path = tmp_path / "walk.parquet"
    labelled().to_pandas().reset_index().to_parquet(path)

    assert [label.kind for label in tables.read(path).labels] == ["turn", '=1+1, "fall"', "rest"]


@SUFFIXES
def test_without_labels_there_is_no_column_of_them(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"walk{suffix}"
    tables.write(path, [replace(labelled(), labels=())])

    assert b"label" not in path.read_bytes()
    assert tables.read(path).labels == ()


@pytest.mark.parametrize("kinds", [["1", "2"], ["inf"], ["none", "nan"], [f"kind {n}" for n in range(201)]])
def test_no_kind_of_our_own_tables_is_taken_for_something_else(tmp_path: Path, kinds: list[str]) -> None:
    path, n = tmp_path / "walk.csv", len(kinds)
    labels = [Label(1_700_000_000.0 + i, 1_700_000_000.0 + i, kind) for i, kind in enumerate(kinds)]
    tables.write(path, [Recording.from_columns(1_700_000_000.0 + np.arange(n), np.zeros((n, 6)), labels=labels)])
    assert [label.kind for label in tables.read(path).labels] == kinds


def test_who_signed_a_label_goes_with_the_person_only(tmp_path: Path) -> None:
    for with_person, by in ((True, "Zoë"), (False, "")):
        path = tmp_path / f"walk-{with_person}.parquet"
        tables.write(path, [labelled()], with_person=with_person)
        assert tables.read(path).labels[0].by == by
        assert (b"Zo\xc3\xab" in path.read_bytes()) is with_person


def test_a_categorical_column_of_a_frame_is_one_of_labels() -> None:
    frame = labelled().to_pandas()
    frame["label"] = frame["label"].astype("category")
    assert [label.kind for label in Recording.from_pandas(frame).labels] == ["turn", '=1+1, "fall"', "rest"]

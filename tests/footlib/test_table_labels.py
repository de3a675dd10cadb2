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
    tables.write(path, iter([labelled()]), labels=[outside, *LABELS])

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

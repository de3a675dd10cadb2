"""Our own CSV, saved again by another program, is the same recording."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footlib import tables
from footlib.errors import SourceError
from footlib.reading import Person
from footlib.recording import UNKNOWN_TRACE, Recording
from footlib.sources import load
from tests.footlib.test_recording import recordings

PERSON = Person("Zoë, née", "=SUM(A1)", "1982", disabled=True)


def own(folder: Path, recording: Recording, *, with_person: bool = False) -> list[list[str]]:
    """The cells of a table of ours."""
    tables.write(folder / "own.csv", [recording], with_person=with_person, force=True)
    return list(csv.reader(io.StringIO((folder / "own.csv").read_bytes().decode(), newline="")))


def saved(folder: Path, cells: list[list[str]], text: str | None = None, encoding: str = "utf-8", **form: str) -> Path:
    sheet = io.StringIO()
    csv.writer(sheet, **form).writerows(cells)  # type: ignore[arg-type]
    path = folder / "saved.csv"
    path.write_bytes((text or sheet.getvalue()).encode(encoding))
    return path


def assert_same(found: Recording, expected: Recording) -> None:
    for column in ("time", "counts", "anomaly", "trace_id"):
        np.testing.assert_array_equal(getattr(found, column), getattr(expected, column), column)


@st.composite
def dialects(draw: st.DrawFn) -> dict[str, object]:
    return {
        "delimiter": draw(st.sampled_from([",", ";", "\t", "|"])),
        "comma": draw(st.booleans()),
        "quoting": draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
        "lineterminator": draw(st.sampled_from(["\n", "\r\n", "\r"])),
        "encoding": draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])),
        "floats": draw(st.sets(st.sampled_from(["trace_id", "L1", "R2", "anomaly", "birthdate"]))),
        "words": draw(st.sampled_from([None, ("FALSE", "TRUE"), ("False", "True"), ("FALSCH", "WAHR"), ("F", "T")])),
        "names": draw(st.booleans()),
        "extra": draw(st.integers(0, 2)),
        "note": draw(st.booleans()),
        "seed": draw(st.integers(0, 1000)),
    }


@given(written=recordings(), dialect=dialects(), person=st.sampled_from([None, PERSON]))
def test_every_dialect_is_read(
    tmp_path_factory: pytest.TempPathFactory, written: Recording, dialect: dict[str, object], person: Person | None
) -> None:
    folder = tmp_path_factory.getbasetemp()
    known = person if len(written) else None
    written = replace(written, anomaly=np.repeat(written.flagged[:, None], 6, axis=1), person=known)
    titles, *rows = own(folder, written, with_person=True)
    place = {title: number for number, title in enumerate(titles)}
    for row in rows:
        for title in dialect["floats"]:  # type: ignore[attr-defined]
            if row[place[title]]:
                row[place[title]] += ".0"
        if dialect["words"] and not row[place["anomaly"]].endswith(".0"):
            row[place["anomaly"]] = dialect["words"][int(row[place["anomaly"]])]  # type: ignore[index]
        if dialect["comma"]:
            for title in ("time", *dialect["floats"]):  # type: ignore[misc]
                row[place[title]] = row[place[title]].replace(".", ",")
    order = np.random.default_rng(dialect["seed"]).permutation(len(titles)).tolist()  # type: ignore[arg-type]
    cells = [[row[column] for column in order] for row in (titles, *rows)]
    cells = [[*row, *["more" if dialect["note"] else ""] * int(dialect["extra"])] for row in cells]  # type: ignore[call-overload]
    if dialect["names"]:
        cells = [["", *cells[0]], *([str(number), *row] for number, row in enumerate(cells[1:], 1))]
    form = {name: dialect[name] for name in ("delimiter", "quoting", "lineterminator", "encoding")}
    found = tables.read(saved(folder, cells, **form))  # type: ignore[arg-type]

    assert_same(found, written)
    assert found.person == written.person
    assert found.skipped == 0


def test_row_names_without_a_title(tmp_path: Path) -> None:
    written = Recording.from_columns(1.78e9 + np.arange(5) / 10, np.arange(30).reshape(5, 6))
    titles, *rows = own(tmp_path, written)
    cells = [titles, *([str(number), *row] for number, row in enumerate(rows, 1))]

    for delimiter in (",", " "):
        assert_same(tables.read(saved(tmp_path, cells, delimiter=delimiter)), written)
    trailing = [titles, *([*row, ""] for row in rows)]
    assert_same(tables.read(saved(tmp_path, trailing)), written)


def test_a_spreadsheets_hint_and_lines_above_are_passed_over(tmp_path: Path) -> None:
    written = Recording.from_columns(1.78e9 + np.arange(5) / 10, np.arange(30).reshape(5, 6))
    own(tmp_path, written)
    text = (tmp_path / "own.csv").read_text().replace(",", ";")

    assert_same(tables.read(saved(tmp_path, [], f"sep=;\n\n{text}")), written)


@pytest.mark.parametrize("digits", [0, 1, 2, -7])
def test_a_time_that_a_spreadsheet_rounds_is_that_of_iso_time(tmp_path: Path, digits: int) -> None:
    written = Recording.from_columns(1_780_000_000.25 + np.arange(50) / 8, np.arange(300).reshape(50, 6))
    titles, *rows = own(tmp_path, written)
    rounded = [[str(round(float(row[0]), digits)), *row[1:]] for row in rows]

    assert_same(tables.read(saved(tmp_path, [titles, *rounded])), written)


def test_an_exponent_in_a_clock_is_a_number(tmp_path: Path) -> None:
    written = Recording.from_columns([1.78e9], [[0] * 6], trace_id=np.array([2350401012010]))
    titles, row = own(tmp_path, written)
    row[2] = "2.35040101201E+12"

    assert_same(tables.read(saved(tmp_path, [titles, row])), written)


def test_columns_that_are_no_readings_may_lack(tmp_path: Path) -> None:
    written = Recording.from_columns(1.78e9 + np.arange(5) / 10, np.arange(30).reshape(5, 6))
    cells = [[row[0], *row[3:9]] for row in own(tmp_path, written)]

    assert_same(tables.read(saved(tmp_path, cells)), written)


@pytest.mark.parametrize("blank", ["", " ", "NA", "NaN", "nan", "#N/A", "null", "None", "-"])
@pytest.mark.parametrize("column", ["time", "L0", "R2"])
def test_a_blank_reading_is_left_out_and_counted(tmp_path: Path, column: str, blank: str) -> None:
    written = Recording.from_columns(1.78e9 + np.arange(20) / 10, np.arange(120).reshape(20, 6))
    titles, *rows = own(tmp_path, written)
    for row in (3, 7):
        rows[row][titles.index(column)] = blank
    found = tables.read(saved(tmp_path, [titles, *rows]))

    assert found.skipped == 2
    assert found.time.tolist() == np.delete(written.time, [3, 7]).tolist()


def test_blank_lines_are_gaps_but_not_at_the_end(tmp_path: Path) -> None:
    written = Recording.from_columns(1.78e9 + np.arange(20) / 10, np.arange(120).reshape(20, 6))
    titles, *rows = own(tmp_path, written)
    cells = [titles, *rows[:4], [""] * 10, *rows[5:], [""] * 10, [""] * 10]
    found = tables.read(saved(tmp_path, cells))
    assert (found.skipped, len(found)) == (1, 19)

    lines = (tmp_path / "own.csv").read_text().splitlines()
    found = tables.read(saved(tmp_path, [], "\n".join([*lines[:5], "", *lines[6:], "", ""])))
    assert (found.skipped, len(found)) == (1, 19)


def test_blank_flags_and_clocks_are_none(tmp_path: Path) -> None:
    written = Recording.from_columns(
        1.78e9 + np.arange(4) / 10, [[1] * 6] * 4, anomaly=np.ones((4, 6), np.bool_), trace_id=np.full(4, 12)
    )
    titles, *rows = own(tmp_path, written)
    rows[1][2], rows[2][9] = "NA", ""
    found = tables.read(saved(tmp_path, [titles, *rows]))

    assert found.skipped == 0
    assert found.trace_id.tolist() == [12, UNKNOWN_TRACE, 12, 12]
    assert found.flagged.tolist() == [True, True, False, True]


def test_a_column_without_a_value_is_named(tmp_path: Path) -> None:
    titles, *rows = own(tmp_path, Recording.from_columns([1.78e9, 1.78e9 + 1], [[1] * 6] * 2))
    for row in rows:
        row[5] = ""

    with pytest.raises(SourceError, match=r"line 2: from here on no reading is without a blank; what lacks most is L2"):
        load(saved(tmp_path, [titles, *rows]))


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "'=1", "''=1", "\uff1d1"]
HARMLESS = ["Ada", "'t Hooft", "O'Brien", "Zoë-Marie", "", "a=1"]


@pytest.mark.parametrize("name", [*FORMULAS, *HARMLESS])
def test_a_formula_in_a_name_is_written_as_text_and_comes_back(tmp_path: Path, name: str) -> None:
    person = Person(name, name, name, disabled=False)
    written = Recording.from_columns([1.78e9], [[1] * 6], person=person)
    titles, row = own(tmp_path, written, with_person=True)

    for cell in row[titles.index("firstname") : titles.index("disabled")]:
        assert cell == (f"'{name}" if name in FORMULAS else name)
    assert tables.read(tmp_path / "own.csv").person == person

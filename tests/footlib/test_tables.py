import csv
import io
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footlib import tables
from footlib.errors import ExportError, SourceError
from footlib.reading import Person
from footlib.recording import UNKNOWN_TRACE, Recording
from tests.footlib.test_recording import recordings

FIRST_LINE = "time,iso_time,trace_id,L0,L1,L2,R0,R1,R2,anomaly"
SUFFIXES = pytest.mark.parametrize("suffix", [".csv", ".parquet"])


def recording(n: int, seed: int = 0, person: Person | None = None, start: int = 1_700_000_000_000_000) -> Recording:
    """Readings at microseconds after `start`, flagged all or not at all."""
    chance = np.random.default_rng(seed)
    micros = start + np.cumsum(chance.integers(0, 300_000, n))
    return Recording.from_columns(
        micros / 1e6,
        chance.integers(0, 1024, (n, 6)),
        anomaly=np.repeat(chance.random(n) < 0.1, 6).reshape(n, 6),
        trace_id=np.where(chance.random(n) < 0.2, UNKNOWN_TRACE, 2350401012010),
        person=person,
    )


PERSONS = (
    None,
    Person("Zoë, née", '"Q"\n', "1982", disabled=True),
    Person("Zoë"),
    Person("", "", "1982", disabled=False),
)


def assert_same(found: Recording, expected: Recording) -> None:
    for column in ("time", "counts", "anomaly", "trace_id"):
        np.testing.assert_array_equal(getattr(found, column), getattr(expected, column), column)


@SUFFIXES
@pytest.mark.parametrize("n", [1, 1000, 200_000])
def test_a_recording_comes_back_exactly(tmp_path: Path, suffix: str, n: int) -> None:
    path, written = tmp_path / f"walk{suffix}", recording(n)
    parts = (written[start : start + 777] for start in range(0, n, 777))

    assert tables.write(path, parts) == n
    assert_same(tables.read(path), written)


@SUFFIXES
@given(written=recordings(), persons=st.sampled_from(PERSONS))
def test_every_recording_comes_back_exactly(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, written: Recording, persons: Person | None
) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{suffix}"
    if suffix == ".csv":
        # CSV has one flag a reading, by contract.
        written = replace(written, anomaly=np.repeat(written.flagged[:, None], 6, axis=1))
    written = replace(written, person=persons if len(written) else None)
    tables.write(path, [written], with_person=True, force=True)

    assert_same(tables.read(path), written)
    assert tables.read(path).person == written.person


def test_parquet_keeps_each_sensors_flag_and_every_bit_of_time(tmp_path: Path) -> None:
    chance = np.random.default_rng(1)
    written = Recording.from_columns(
        np.cumsum(chance.random(500)), chance.integers(0, 1024, (500, 6)), anomaly=chance.random((500, 6)) < 0.5
    )
    tables.write(tmp_path / "walk.parquet", [written])

    assert_same(tables.read(tmp_path / "walk.parquet"), written)


def test_csv_is_written_as_the_contract_says(tmp_path: Path) -> None:
    anomaly = np.zeros((3, 6), bool)
    anomaly[1, 4] = True
    written = Recording.from_columns(
        [0.0, 1700000000.25, 1700000000.5],
        [[0, 1, 2, 3, 4, 5], [1023] * 6, [7] * 6],
        anomaly=anomaly,
        trace_id=np.array([UNKNOWN_TRACE, 2350401012010, UNKNOWN_TRACE]),
    )
    tables.write(tmp_path / "walk.csv", [written])
    rows = list(csv.reader(io.StringIO((tmp_path / "walk.csv").read_text())))

    assert ",".join(rows[0]) == FIRST_LINE
    assert rows[1][:1] + rows[1][2:] == ["0.000000", "", "0", "1", "2", "3", "4", "5", "0"]
    assert rows[2][:1] + rows[2][2:] == ["1700000000.250000", "2350401012010", *["1023"] * 6, "1"]
    for row in rows[1:]:
        stamp = datetime.fromisoformat(row[1])
        assert stamp.timestamp() == float(row[0])
        assert stamp.utcoffset() == datetime.fromtimestamp(float(row[0])).astimezone().utcoffset()


def test_iso_time_has_the_local_offset_of_its_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "walk.csv"
    winter, summer = 1_700_000_000.0, 1_720_000_000.5
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Europe/Warsaw")
        time.tzset()
        tables.write(path, [Recording.from_columns([winter, summer], [[0] * 6] * 2)])
    time.tzset()
    lines = path.read_text().splitlines()

    assert lines[1].split(",")[1] == "2023-11-14T23:13:20.000000+01:00"
    assert lines[2].split(",")[1] == "2024-07-03T11:46:40.500000+02:00"


@SUFFIXES
def test_the_person_is_written_only_when_asked_for(tmp_path: Path, suffix: str) -> None:
    person = Person('Zoë "Z", née', "=Müller\nx", "1982", True)
    written = recording(100, person=person)
    plain, full = tmp_path / f"plain{suffix}", tmp_path / f"full{suffix}"
    tables.write(plain, [written])
    tables.write(full, [written], with_person=True)

    assert "Zoë".encode() not in plain.read_bytes()
    assert tables.read(plain).person is None
    assert tables.read(full).person == person
    assert_same(tables.read(full), written)


def test_each_row_has_the_person_of_its_part(tmp_path: Path) -> None:
    path = tmp_path / "walk.csv"
    first, second = recording(3, person=Person("Ada")), recording(2, person=Person("Bea"), start=1_800_000_000_000_000)
    tables.write(path, [first, second], with_person=True)

    assert [row["firstname"] for row in csv.DictReader(io.StringIO(path.read_text()))] == ["Ada"] * 3 + ["Bea"] * 2
    assert tables.read(path).person == Person("Bea")


@SUFFIXES
def test_an_unknown_person_leaves_the_columns_empty(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"walk{suffix}"
    tables.write(path, [recording(10)], with_person=True)

    assert tables.read(path).person is None
    if suffix == ".csv":
        assert path.read_text().splitlines()[0] == f"{FIRST_LINE},firstname,lastname,birthdate,disabled"
        assert path.read_text().splitlines()[1].endswith(",,,,")


def test_parquet_names_units_and_format(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    tables.write(tmp_path / "walk.parquet", [recording(10)])
    schema = pq.read_schema(tmp_path / "walk.parquet")

    assert schema.metadata[b"footwatch.format"] == b"1"
    assert all(schema.field(name).metadata[b"unit"] for name in schema.names)
    assert schema.field("L0").metadata[b"unit"] == b"counts 0..1023"
    assert schema.field("time").metadata[b"unit"].startswith(b"s since 1970")


@SUFFIXES
def test_nothing_to_write_makes_an_empty_table(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"walk{suffix}"

    assert tables.write(path, [Recording.empty()]) == 0
    assert len(tables.read(path)) == 0


@SUFFIXES
def test_a_file_that_exists_is_kept_unless_forced(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"walk{suffix}"
    path.write_text("precious")

    with pytest.raises(ExportError, match="exists"):
        tables.write(path, [recording(5)])
    assert path.read_text() == "precious"
    assert tables.write(path, [recording(5)], force=True) == 5
    assert len(tables.read(path)) == 5


@SUFFIXES
def test_a_failure_on_the_way_leaves_nothing(tmp_path: Path, suffix: str) -> None:
    def parts() -> Iterator[Recording]:
        yield recording(100_000)
        raise ValueError("the store went away")

    with pytest.raises(ValueError, match="went away"):
        tables.write(tmp_path / f"walk{suffix}", parts())
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"allowed are \.csv and \.parquet"):
        tables.write(tmp_path / "walk.xlsx", [])
    with pytest.raises(ExportError, match="cannot be written: No such file"):
        tables.write(tmp_path / "nowhere" / "walk.csv", [])
    with pytest.raises(ExportError, match="before"):
        tables.write(tmp_path / "walk.csv", [recording(5), recording(5)])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("1700000000.5,2023-11-14T22:13:20+00:00,,1,2,three,4,5,6,0", r"line 3: L2 is 'three', allowed is a whole"),
        ("1700000000.5,2023-11-14T22:13:20+00:00,,1,2", r"line 3: found 5 columns, allowed is 10"),
        (
            "1700000000.5,2023-11-14T22:13:20+00:00,,1,2,9999,4,5,6,0",
            r"line 3: L2 is 9999, allowed are whole counts from 0 to 1023",
        ),
        ("1700000000.5,2023-11-14T22:13:20+00:00,,1,2,-3,4,5,6,0", r"line 3: L2 is -3"),
        ("1700000000.5,2023-11-14T22:13:20+00:00,,1,2,99999,4,5,6,0", r"line 3: L2 is 99999"),
        ("1600000000.5,2023-11-14T22:13:20+00:00,,1,2,3,4,5,6,0", r"line 3: time falls to 1600000000.5 after 17"),
        ("soon,2023-11-14T22:13:20+00:00,,1,2,3,4,5,6,0", r"line 3, column 1 \(time\): found 'soon', allowed are num"),
        ("inf,2023-11-14T22:13:20+00:00,,1,2,3,4,5,6,0", r"line 3, column 1 \(time\): found inf, allowed is a finite"),
        ("1700000000.5,2023-11-14T22:13:20+00:00,,1,2,3,4,5,6,2", r"line 3: anomaly is '2', allowed is 0 or 1"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "walk.csv"
    path.write_text(f"{FIRST_LINE}\n1700000000.0,2023-11-14T22:13:20+00:00,,1,2,3,4,5,6,0\n{line}\n")

    with pytest.raises(SourceError, match=message):
        tables.read(path)


def test_tables_of_others_are_refused(tmp_path: Path) -> None:
    (tmp_path / "walk.csv").write_text("a,b\n1,2\n")
    (tmp_path / "walk.parquet").write_bytes(b"PAR1 and nothing more")

    with pytest.raises(SourceError, match="no column L0, L1"):
        tables.read(tmp_path / "walk.csv")
    with pytest.raises(SourceError, match="is not a table of Footwatch"):
        tables.read(tmp_path / "walk.parquet")
    with pytest.raises(SourceError, match="cannot be read"):
        tables.read(tmp_path / "none.csv")


@SUFFIXES
def test_memory_does_not_grow_with_the_rows(tmp_path: Path, suffix: str) -> None:
    script = f"""
import resource, sys
from pathlib import Path
import numpy as np
from footlib import tables
from footlib.recording import Recording

def parts(rows):
    for start in range(0, rows, 600):
        yield Recording.from_columns(1.7e9 + np.arange(start, start + 600) / 10, np.full((600, 6), start % 1000))

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

tables.write(Path(sys.argv[1]) / "few{suffix}", parts(240_000))
before = peak()
tables.write(Path(sys.argv[1]) / "many{suffix}", parts(1_200_000))
print(peak() - before)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path], capture_output=True, text=True, check=True, env=os.environ
    )

    assert int(done.stdout) < 40

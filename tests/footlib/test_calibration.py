"""What counts stand for, kept with a recording wherever it goes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import footlib
from footlib import tables
from footlib.analysis import summarise
from footlib.analysis.frames import gait_frame
from footlib.calibration import COUNTS, Calibration
from footlib.errors import ExportError, RecordingError, SourceError
from footlib.recording import Recording
from footlib.reporting.shell import print_summary
from footlib.standin.gait import walk
from footlib.standin.personas import PERSONAS

NEWTONS = Calibration("N", 0.61234567891, 12.0, tuple((0.1 * i, 1 - 0.1 * i) for i in range(6)))
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@pytest.fixture
def newtons() -> Recording:
    time = 1.78e9 + np.arange(600) / 20
    return Recording.from_columns(time, walk(PERSONAS[0].walker, time)[0], calibration=NEWTONS)


@given(
    st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=40),
    st.floats(min_value=1e-300, max_value=1e300),
    NUMBERS,
    st.just(()) | st.lists(st.tuples(NUMBERS, NUMBERS), min_size=6, max_size=6).map(tuple),
)
def test_its_line_says_all_of_it(
    unit: str, per_count: float, zero: float, places: tuple[tuple[float, float], ...]
) -> None:
    calibration = Calibration(unit, per_count, zero, places)
    assert Calibration.read(calibration.text) == calibration


@pytest.mark.parametrize(
    "text", ["", "N", "N = 1 * (counts - x)", "N = 0.0 * (counts - 1.0)", "N = 1.0 * (counts - 0.0); at 0.1 0.2", "a\n"]
)
def test_another_line_is_refused(text: str) -> None:
    with pytest.raises(SourceError):
        Calibration.read(text)


def test_values_follow_from_counts(newtons: Recording) -> None:
    assert newtons.values == pytest.approx((newtons.counts - 12.0) * 0.61234567891)
    plain = replace(newtons, calibration=COUNTS)
    assert plain.values.tolist() == plain.counts.tolist()


def test_parts_and_grids_keep_it(newtons: Recording) -> None:
    parts = newtons[:100], newtons.between(newtons.time[100]), newtons.thin(2), newtons.resample(7), newtons.window(3)
    assert all(part.calibration == NEWTONS for part in parts)
    assert Recording.join(list(parts[:2])).calibration == NEWTONS
    with pytest.raises(RecordingError, match="one unit"):
        Recording.join([newtons[:100], replace(newtons[100:], calibration=COUNTS)])


@pytest.mark.parametrize("name", ["walk.csv", "walk.parquet"])
def test_files_keep_it(newtons: Recording, tmp_path: Path, name: str) -> None:
    tables.write(tmp_path / name, [newtons])
    found = footlib.load(tmp_path / name)
    assert found.calibration == NEWTONS
    assert found.counts.tolist() == newtons.counts.tolist()
    with pytest.raises(ExportError, match="another unit"):
        tables.write(tmp_path / f"two-{name}", [newtons[:300], replace(newtons[300:], calibration=COUNTS)])


def test_a_file_of_counts_is_as_ever(newtons: Recording, tmp_path: Path) -> None:
    tables.write(tmp_path / "walk.csv", [replace(newtons, calibration=COUNTS)])
    assert (tmp_path / "walk.csv").read_text().splitlines()[0] == ",".join(tables.COLUMNS)
    assert footlib.load(tmp_path / "walk.csv").calibration == COUNTS


def test_a_file_of_two_units_is_refused(newtons: Recording, tmp_path: Path) -> None:
    tables.write(tmp_path / "walk.csv", [newtons])
    text = (tmp_path / "walk.csv").read_text()
    for other, said in (("N = 1.0 * (counts - 0.0)", "2 units"), ("newtons", "allowed is a line")):
        lines = text.splitlines()
        kept = lines[:-1] if said == "2 units" else lines[:1]
        changed = [line.replace(NEWTONS.text, other) for line in lines[len(kept) :]]
        (tmp_path / "walk.csv").write_text("\n".join([*kept, *changed]))
        with pytest.raises(SourceError, match=said):
            footlib.load(tmp_path / "walk.csv")


def test_frames_and_data_sets_keep_it(newtons: Recording) -> None:
    assert Recording.from_pandas(newtons.to_pandas()).calibration == NEWTONS
    assert tables.from_xarray(tables.to_xarray(newtons)).calibration == NEWTONS


def test_loads_are_told_in_the_unit(newtons: Recording, capsys: pytest.CaptureFixture[str]) -> None:
    counted, measured = summarise(replace(newtons, calibration=COUNTS)), summarise(newtons)
    for key, units in (("mean_load_left", ("counts", "N")), ("impulse_right", ("count-seconds", "N s"))):
        assert (counted[key].unit, measured[key].unit) == units
        assert measured[key].value == pytest.approx((counted[key].value or 0) * NEWTONS.per_count)
    for key in ("cadence", "stance_left", "symmetry_load", "load_share_left"):
        assert measured[key] == counted[key]
    print_summary(measured)
    said = " ".join(capsys.readouterr().out.split())
    assert "off under" in said
    assert "12 counts are 0 N, 1023 counts are 619.1 N or more" in said
    assert said.replace("12 counts are", "").replace("1023 counts are", "").count("counts") == 0


def test_recordings_of_two_units_stand_side_by_side_in_counts(newtons: Recording) -> None:
    units = gait_frame({"a": newtons, "b": newtons[:300]})["unit"]
    assert set(units) & {"N", "counts", "count-seconds", "N s"} == {"N", "N s"}
    units = gait_frame({"a": newtons, "b": replace(newtons, calibration=COUNTS)})["unit"]
    assert set(units) & {"N", "counts", "count-seconds", "N s"} == {"counts", "count-seconds"}

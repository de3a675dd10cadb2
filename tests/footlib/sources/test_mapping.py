"""Tables of any columns, told by a TOML file."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from footlib import cli
from footlib.calibration import Calibration
from footlib.errors import SourceError
from footlib.recording import Recording
from footlib.sources import load
from tests import commands

TITLES = ("toe l", "ball l", "mid l", "heel l", "toe r", "ball r", "mid r", "heel r")
COLUMNS = """
[columns]
L0 = ["toe l", "ball l"]
L1 = "Mid L"
L2 = "heel l"
R0 = ["toe r", "ball r"]
R1 = "mid r"
R2 = "heel r"
"""
PLACES = "\n[places]\n" + "\n".join(
    f"{name} = [0.{i}, 0.5]" for i, name in enumerate(("L0", "L1", "L2", "R0", "R1", "R2"), 1)
)


def table(folder: Path, values: np.ndarray, step: int = 10) -> Path:
    file = folder / "walk.txt"
    rows = [f"{row * step};" + ";".join(f"{v:g}".replace(".", ",") for v in line) for row, line in enumerate(values)]
    file.write_text("Klinik am Wald\n" + "Zeit;" + ";".join(TITLES) + "\n" + "\n".join(rows) + "\n")
    return file


def mapped(folder: Path, values: np.ndarray, text: str, columns: str = COLUMNS) -> Recording:
    (folder / "walk.toml").write_text(f'time = "Zeit"\ntime_unit = "ms"\n{text}\n{columns}')
    return load(table(folder, values), mapping=folder / "walk.toml")


def six(values: np.ndarray, join: float) -> np.ndarray:
    """Six sensors of eight columns, those of the front joined."""
    left, right = ((values[:, first] + values[:, first + 1]) * join for first in (0, 4))
    return np.column_stack([left, *values[:, 2:4].T, right, *values[:, 6:].T])


@pytest.fixture
def values() -> np.ndarray:
    return np.random.default_rng(1).uniform(0, 90, (50, 8)).round(2)


def test_forces_of_several_columns_are_added(values: np.ndarray, tmp_path: Path) -> None:
    recording = mapped(tmp_path, values, 'unit = "N"\nscale = 9.81')
    assert recording.time.tolist() == [round(row * 0.01, 2) for row in range(50)]
    forces = six(values, 1) * 9.81
    assert recording.calibration.unit == "N"
    assert recording.values == pytest.approx(forces, abs=recording.calibration.per_count / 2 + 1e-9)
    assert recording.values.max() == pytest.approx(forces.max())


def test_of_pressures_the_mean_is_taken_and_places_stay(values: np.ndarray, tmp_path: Path) -> None:
    recording = mapped(tmp_path, values, 'unit = "kPa"\nfull = 50.0', COLUMNS + PLACES)
    pressures = six(values, 0.5)
    assert recording.calibration.places[5] == (0.6, 0.5)
    assert ((recording.counts == 1023) == (np.rint(12 + pressures / 50 * 1011) >= 1023)).all()
    below = recording.counts < 1023
    assert recording.values[below] == pytest.approx(pressures[below], abs=recording.calibration.per_count)


def test_counts_of_another_converter(tmp_path: Path) -> None:
    raw = np.random.default_rng(2).integers(0, 4096, (50, 8)).astype(float)
    raw[0] = 4095
    recording = mapped(tmp_path, raw, "bits = 12")
    assert (recording.counts == np.floor(six(raw, 0.5) * 1023 / 4095)).all()
    assert recording.calibration == Calibration("counts of 12 bits", 4095 / 1023)
    assert recording.values[0].tolist() == pytest.approx([4095] * 6)
    plain = mapped(tmp_path, (raw / 8).round(), "")
    assert plain.calibration.counted or plain.calibration.unit == "counts"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("uint = 'N'", r"walk.toml: uint: found an unknown key, allowed is one of .* \(did you mean unit\?\)"),
        ("unit = 5", "unit: found 5, allowed is counts, N"),
        ("scale = 0", "scale: found 0, allowed is a number above 0"),
        ("scale = 'x'", "scale: found 'x'"),
        ("bits = 40", "bits: found 40, allowed is a whole number from 1 to 32"),
        ("unit = 'N'\nbits = 12", "bits: found 12 and the unit N"),
        ("scale = 2.0", "scale: found it and counts"),
        ("full = 2.0", "full: found it and counts"),
        ("rate = 50.0", "rate: found it and a column of times"),
        ("places = {L0 = [1.0, 2.0]}", "places: found L0, allowed is the six sensors"),
        ("places = {L0 = [1.0]}", "places: found"),
        ("columns = 3", "no TOML"),
        ("unit = ", "no TOML"),
        ("unit = 'a = b'", "the unit is"),
    ],
)
def test_a_wrong_mapping_says_what_is_allowed(text: str, said: str, values: np.ndarray, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=said):
        mapped(tmp_path, values, text)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ("", r"columns: found nothing, allowed is a table \[columns\]"),
        ("[columns]\nL0 = 'toe l'", "columns: found L0, allowed is the six sensors L0, L1"),
        (COLUMNS.replace("L2", "L3"), "columns: found L0, L1, L3"),
        (COLUMNS.replace('"heel l"', "[]"), "columns: found"),
        (COLUMNS.replace('"heel l"', '"heel r"'), "the column heel r is told twice"),
        (COLUMNS.replace("heel l", "heal l"), "no column heal l .* nearest has Zeit, toe l, ball l"),
    ],
)
def test_wrong_columns_say_what_was_found(columns: str, said: str, values: np.ndarray, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=said):
        mapped(tmp_path, values, "unit = 'N'", columns)


def test_wrong_values_and_times_are_named_with_their_line(values: np.ndarray, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"walk.txt, line 3: L1 is \d+\.\d+, allowed are whole|line 3: L0 is"):
        mapped(tmp_path, values + 4096, "bits = 12")
    (tmp_path / "walk.toml").write_text(f'time = "zeit [s]"\nunit = "N"\n{COLUMNS}')
    with pytest.raises(SourceError, match=r"no column zeit \[s\] of times; it has Zeit"):
        load(table(tmp_path, values), mapping=tmp_path / "walk.toml")


def test_a_mapping_stands_alone(values: np.ndarray, tmp_path: Path) -> None:
    mapped(tmp_path, values, "unit = 'N'")
    file, mapping = tmp_path / "walk.txt", tmp_path / "walk.toml"
    with pytest.raises(SourceError, match="leave the options for these out"):
        load(file, mapping=mapping, scale=True)
    with pytest.raises(SourceError, match="leave the rate of 50 Hz out"):
        load(file, mapping=mapping, rate=50)
    with pytest.raises(SourceError, match=r"--mapping names .*nowhere\.toml, which cannot be read"):
        load(file, mapping=tmp_path / "nowhere.toml")


def test_the_command_takes_one(values: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mapped(tmp_path, values, "unit = 'N'")
    monkeypatch.chdir(tmp_path)
    done = commands.run(
        cli.main, "footwatch", "analyse", "walk.txt", "--mapping", "walk.toml", environment=dict(os.environ)
    )
    assert done.code == 0, done.err
    assert "1023 counts are" in " ".join(done.out.split())

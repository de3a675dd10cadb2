"""Exports of loadsol, pedar, F-Scan and XSENSOR: zones and grids of sensors as the six regions of a pair of insoles."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from footlib.errors import SourceError
from footlib.recording import Recording
from footlib.sources import load

RNG = np.random.default_rng(3)


def written(folder: Path, text: str) -> Path:
    file = folder / "walk.any"
    file.write_text(text)
    return file


def told(recording: Recording, values: np.ndarray, unit: str) -> bool:
    """Whether a recording has these values, within half a count, and nothing is cut."""
    assert recording.calibration.unit == unit
    assert recording.counts.max() == 1023
    return np.allclose(recording.values, values, atol=recording.calibration.per_count * 0.51)


LEFT = ("heel", "medial", "lateral")
RIGHT = ("lateral", "medial", "heel")


def loadsol_text(force: np.ndarray, *, motion: bool = True, left: tuple[str, ...] = LEFT) -> str:
    """Forces of shape (n, 6), left then right, each in the order of its titles."""
    extra = ["", *(f"{{}}::{axis}" for axis in ("xAcc", "yAcc"))] * motion
    titles, units = [""], []
    for insole, zones in (("PAA001-L", left), ("PAA002-R", RIGHT)):
        titles += [*(f"{insole}::{zone}" for zone in zones), insole, *(title.format(insole) for title in extra), ""]
        units += ["Time[secs]", *["Force[N]"] * (len(zones) + 1), *["Time[secs]", "[g]", "[g]"] * motion]
    rows = []
    for row, forces in enumerate(force):
        cells = []
        for foot in np.split(forces, 2):
            sums = [*(f"{f:.3f}" for f in foot), f"{foot.sum():.3f}"]
            cells += [f"{row / 100:.3f}", *sums, *[f"{row / 100:.3f}", "0.018", "-0.047"] * motion]
        rows.append("\t".join([*cells, "", ""]))
    return "\n".join(["loadapp_1.loadflux", "comment a walk ", "\t".join(titles), "\t".join(units) + "\t", *rows, ""])


@pytest.mark.parametrize("motion", [True, False])
def test_loadsol_has_three_zones_a_foot(tmp_path: Path, motion: bool) -> None:
    force = RNG.uniform(0, 700, (60, 6)).round(3)
    recording = load(written(tmp_path, loadsol_text(force, motion=motion)))
    assert told(recording, force[:, [1, 2, 0, 4, 3, 5]], "N")
    assert recording.rate == pytest.approx(100)
    assert recording.time[0] == 0


def test_loadsol_s_lost_values_are_gaps(tmp_path: Path) -> None:
    lines = loadsol_text(RNG.uniform(0, 700, (60, 6))).split("\n")
    cells = lines[20].split("\t")
    lines[20] = "\t".join([*cells[:2], "-", *cells[3:]])
    recording = load(written(tmp_path, "\n".join(lines)))
    assert (len(recording), recording.skipped) == (59, 1)


def test_loadsol_with_other_zones_is_refused(tmp_path: Path) -> None:
    text = loadsol_text(np.ones((5, 6)), left=("heel", "medial", "toes"))
    with pytest.raises(SourceError, match=r"line 3: found no lateral of -L; export both insoles .* --mapping"):
        load(written(tmp_path, text))


def pedar_text(pressure: np.ndarray, sensors: int = 99) -> str:
    """Pressures of shape (n, 2 x sensors)."""
    numbers = [f"{number:7d}" for number in range(1, sensors + 1)]
    head = [
        "file name:  walk.sol\tdate/time  01.02.26 10.00",
        "sensor type:  v-1234L,v-1234R",
        "total time [secs]:  1.000\ttime per frame [secs]:  0.02000\tscanning rate [Hz]:   50",
        "pressure values in  kPa",
        "",
        "\t".join(["time[secs]    ", *numbers, *numbers]),
    ]
    rows = [f"{(n + 1) / 50:11.5f}\t" + "\t".join(f"{p:7.3f}" for p in row) + "\t" for n, row in enumerate(pressure)]
    return "\n".join([*head, *rows, ""])


def test_pedar_s_rows_are_regions(tmp_path: Path) -> None:
    pressure = RNG.uniform(0, 400, (60, 198)).round(3)
    parts = slice(54, 99), slice(26, 54), slice(0, 26)
    means = [pressure[:, foot : foot + 99][:, part].mean(axis=1) for foot in (0, 99) for part in parts]
    recording = load(written(tmp_path, pedar_text(pressure)))
    assert told(recording, np.column_stack(means), "kPa")
    assert recording.time[0] == 0.02
    assert recording.rate == pytest.approx(50)


def test_pedar_of_some_sensors_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"line 6: found 170 sensors, allowed are 1 to 99"):
        load(written(tmp_path, pedar_text(np.ones((5, 170)), 85)))


def xsensor_text(left: np.ndarray, right: np.ndarray) -> str:
    """Pressures of shape (n, rows, columns) of each foot; a frame every 40 ms through midnight."""
    pad = ",," * 4
    lines = ["File:,C:\\walk.XSN", "Units:,mmHg", "Threshold:,5.17"]
    for frame, feet in enumerate(zip(left, right, strict=True)):
        moment = 23 * 3600 + 59 * 60 + 59 + 0.04 * frame
        day, seconds = 16 + int(moment // 86400), moment % 86400
        clock = f"{int(seconds // 3600):02d}:{int(seconds // 60 % 60):02d}:{seconds % 60:06.3f}"
        lines += [f"FRAME,{frame}", f"Date, 2022 Aug {day}", f"Time, {clock}"]
        for side, foot in zip("LR", feet, strict=True):
            lines += [f"SENSOR,HX1.M-{side}F S1", f"Rows,{len(foot)}", f"Columns,{foot.shape[1]}", "Stride Time,1"]
            lines += ["SENSELS", *(",".join(f"{p:g}" for p in row) for row in foot)]
        lines += ["GROUP,1", "Name,Left Heel", "Cells,2", "SENSELS", "1,2"]
    return "\n".join(f"{line}{pad}\n{pad}" for line in lines)


def test_xsensor_s_rows_are_regions(tmp_path: Path) -> None:
    feet = RNG.uniform(1, 900, (2, 60, 31, 11)).round(2)
    feet[:, :, :, 0] = 0
    parts = slice(0, 16), slice(16, 26), slice(26, 31)
    means = [foot[:, part, 1:].mean(axis=(1, 2)) for foot in feet for part in parts]
    recording = load(written(tmp_path, xsensor_text(*feet)))
    assert told(recording, np.column_stack(means), "mmHg")
    assert np.diff(recording.time) == pytest.approx([0.04] * 59, abs=1e-6)
    assert recording.time[0] > 1.66e9


def test_a_foot_that_bears_nothing_is_zero(tmp_path: Path) -> None:
    feet = np.zeros((2, 5, 31, 11))
    feet[0] = 100
    recording = load(written(tmp_path, xsensor_text(*feet)))
    assert (recording.counts[:, 3:] == 12).all()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Time, 23:59:59.040", "Time, soon", r"line \d+: its time is '2022 Aug 16' 'soon'"),
        ("Date, 2022 Aug 16", "Date, 16.8.2022", r"its time is '16.8.2022'"),
        ("HX1.M-RF", "HX1.M-XX", r"line 7: the frame has no right foot"),
        ("Rows,4", "Rows,5", r"found 'SENSOR.*', allowed are 2 numbers, row 5 of 5"),
        ("Columns,2", "Columns,9", r"allowed are 9 numbers, row 1 of 4"),
        ("Rows,4", "Rows,", r"found no Rows and Columns above"),
    ],
)
def test_a_broken_xsensor_file_is_named_with_its_line(old: str, new: str, said: str, tmp_path: Path) -> None:
    text = xsensor_text(np.ones((3, 4, 2)), np.ones((3, 4, 2)))
    assert old in text
    with pytest.raises(SourceError, match=said):
        load(written(tmp_path, text.replace(old, new)))


def tekscan_text(pressure: np.ndarray, first: int = 1, **changed: str) -> str:
    """Pressures of shape (n, rows, columns); NaN lies beside the insole."""
    rows, columns = pressure.shape[1:]
    head = {
        "DATA_TYPE": "MOVIE",
        "SENSOR_TYPE": "FSCAN",
        "ROWS": str(rows),
        "COLS": str(columns),
        "ROW_SPACING": "5.08 mm",
        "SECONDS_PER_FRAME": "0.02",
        "UNITS": "KPa",
        "ASCII_DATA": "@@",
    }
    lines = [f"{key} {value}" for key, value in (head | changed).items()]
    for number, frame in enumerate(pressure, first):
        lines += ["", f"Frame {number}"]
        lines += [",".join("B" if np.isnan(p) else f"{p:g}" for p in row) for row in frame]
    return "\n".join([*lines, ""])


def pair(folder: Path, left: str, right: str, names: tuple[str, str] = ("walkL.asf", "walkR.asf")) -> tuple[Path, Path]:
    files = folder / names[0], folder / names[1]
    files[0].write_text(left)
    files[1].write_text(right)
    return files


def insoles() -> tuple[np.ndarray, np.ndarray]:
    """Feet that bear on rows 3 to 32 of 36, with the corners beside the insole."""
    feet = RNG.uniform(20, 500, (2, 40, 36, 8)).round(1)
    feet[:, :, :3], feet[:, :, 33:] = 0, 0
    feet[:, :, :, 0] = np.nan
    return feet[0], feet[1]


PAIRS = [("walkL.asf", "walkR.asf"), ("walk_l.csv", "walk_r.csv"), ("7 Left.asf", "7 Right.asf"), ("left", "right")]


@pytest.mark.parametrize("names", PAIRS)
def test_a_pair_of_f_scan_files_is_one_recording(tmp_path: Path, names: tuple[str, str]) -> None:
    left, right = insoles()
    parts = slice(3, 13), slice(13, 23), slice(23, 33)
    means = [foot[:, part, 1:].mean(axis=(1, 2)) for foot in (left, right) for part in parts]
    files = pair(tmp_path, tekscan_text(left), tekscan_text(right), names)
    for file in files:
        recording = load(file)
        assert told(recording, np.column_stack(means), "kPa")
        assert recording.time[:3].tolist() == [0.02, 0.04, 0.06]


def test_frames_of_one_foot_alone_are_left_out(tmp_path: Path) -> None:
    left, right = insoles()
    file, _ = pair(tmp_path, tekscan_text(left, 11), tekscan_text(right, 1))
    recording = load(file)
    assert (len(recording), recording.time[0]) == (30, 0.22)
    pair(tmp_path, tekscan_text(left, 1001), tekscan_text(right, 1))
    with pytest.raises(SourceError, match="no frame of the same number"):
        load(file)


def test_one_foot_alone_is_refused(tmp_path: Path) -> None:
    text = tekscan_text(insoles()[0])
    beside = "the file of the other one, walkR.asf, has to be beside it"
    for name, said in (("walkL.asf", beside), ("walk", "holds one foot")):
        (tmp_path / name).write_text(text)
        with pytest.raises(SourceError, match=said):
            load(tmp_path / name)
    (tmp_path / "walkR.asf").write_text("t_s,L0\n")
    with pytest.raises(SourceError, match=r"walkR\.asf is no export of F-Scan"):
        load(tmp_path / "walkL.asf")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"UNITS": "Raw"}, "walkL.asf has kPa every 0.02 s, walkR.asf Raw every"),
        ({"SECONDS_PER_FRAME": "0.01"}, "every 0.01 s; export both feet"),
        ({"SECONDS_PER_FRAME": "soon"}, "walkR.asf: SECONDS_PER_FRAME is 'soon', allowed is a number above 0"),
        ({"ROWS": "37"}, r"walkR.asf, line \d+: found '.*', allowed are 8 numbers or B"),
        ({"COLS": "9"}, r"walkR.asf, line 11: found '.*', allowed are 9 numbers or B"),
    ],
)
def test_a_broken_f_scan_file_is_named(changed: dict[str, str], said: str, tmp_path: Path) -> None:
    left, right = insoles()
    file, _ = pair(tmp_path, tekscan_text(left), tekscan_text(right, 1, **changed))
    with pytest.raises(SourceError, match=said):
        load(file)

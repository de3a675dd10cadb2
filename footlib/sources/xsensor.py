"""The CSV export of XSENSOR's insoles, frame by frame.

``File:`` and ``Units:`` stand above, then each ``FRAME`` with ``Date`` and ``Time`` and, for each insole, ``SENSOR``
with ``-LF`` or ``-RF`` in its name, ``Rows``, ``Columns`` and, below ``SENSELS``, the pressures, the row at the toes
first; groups of sensels that may follow are passed over. Lines without a value stand between. (Facts of the public
example of https://github.com/Telfer/pressuRe.)

Of 31 rows the example's own groups have 16 as toes and metatarsals, 10 as the midfoot and 5 as the heel: the same
shares of the rows are the front, the middle and the back sensor. Each is the mean pressure of those of its sensels that
are loaded at any time, since the others lie beside the sole. Times are those of the recorder's clock, of the time zone
of this machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlib.errors import SourceError
from footlib.recording import Recording
from footlib.sensors import Foot
from footlib.sources.forces import recording_of_forces
from footlib.sources.lines import Lines, is_number
from footlib.sources.scale import WHOLE
from footlib.sources.sensels import regions

_SIDE: Final = re.compile(r"-([LR])F(?!\w)")
_FEET: Final = {"L": Foot.LEFT, "R": Foot.RIGHT}
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE: Final = re.compile(r"(\d{4}) ([A-Z][a-z]{2}) (\d{1,2})")
_FRONT: Final = 16 / 31
_BACK: Final = 26 / 31
"""Shares of the rows, from the toes on, where the front one ends and the back one begins."""


@dataclass(slots=True)
class _Frame:
    line: int
    date: str = ""
    time: str = ""
    feet: dict[Foot, NDArray[np.float64]] = field(default_factory=dict)


def matches(lines: Lines) -> bool:
    """Whether the head looks like this format."""
    keys = {_key(row) for row in lines.head}
    return lines.first.startswith("File:") and {"Units:", "FRAME", "SENSOR", "SENSELS"} <= keys


def read(lines: Lines) -> Recording:
    """Read the pressures, in the unit that the file names; times are epoch seconds.

    Raises
    ------
    SourceError
        Names the line of a frame that lacks a foot or its time, or has another number of sensels.
    """
    unit = next(_value(row) for row in lines.head if _key(row) == "Units:")
    frames = list(_frames(lines))
    time = np.array([_seconds(lines, frame) for frame in frames])
    feet = []
    for foot in Foot:
        for frame in frames:
            if foot not in frame.feet or frame.feet[foot].shape != frames[0].feet[foot].shape:
                raise SourceError(
                    f"{_at(lines, frame.line)}: the frame has no {foot} foot as large as that of the first one; "
                    "export both insoles whole"
                )
        pressure = np.stack([frame.feet[foot] for frame in frames])
        rows = pressure.shape[1]
        feet.append(regions(pressure, (0, round(rows * _FRONT), round(rows * _BACK), rows)))
    return recording_of_forces(lines, 0, time, np.column_stack(feet), unit or "a.u.", cut=WHOLE)


def _frames(lines: Lines) -> Iterator[_Frame]:
    frame: _Frame | None = None
    foot: Foot | None = None
    shape = [0, 0]
    rows = iter(enumerate(lines.rows))
    for number, row in rows:
        key = _key(row)
        if key == "FRAME":
            if frame is not None:
                yield frame
            frame, foot = _Frame(number), None
        elif frame is None:
            continue
        elif key in {"Date", "Time"} and not frame.feet:
            setattr(frame, key.lower(), _value(row))
        elif key in {"SENSOR", "GROUP"}:
            side = _SIDE.search(row) if key == "SENSOR" else None
            foot, shape = _FEET[side[1]] if side else None, [0, 0]
        elif key in {"Rows", "Columns"}:
            shape[key == "Columns"] = int(_value(row)) if _value(row).isdigit() else 0
        elif key == "SENSELS" and foot is not None:
            frame.feet[foot] = _sensels(lines, number, rows, shape)
    if frame is not None:
        yield frame


def _sensels(lines: Lines, at: int, rows: Iterator[tuple[int, str]], shape: list[int]) -> NDArray[np.float64]:
    found: list[list[float]] = []
    while len(found) < shape[0]:
        number, row = next(rows, (at, "nothing more"))
        cells = [cell.strip() for cell in row.split(",")]
        if not any(cells):
            continue
        if not all(map(is_number, cells[: shape[1]])) or len(cells) < shape[1]:
            raise SourceError(
                f"{_at(lines, number)}: found {row[:20]!r}, allowed are {shape[1]} numbers, row {len(found) + 1} "
                f"of {shape[0]}"
            )
        found.append([float(cell) for cell in cells[: shape[1]]])
    if not found:
        raise SourceError(f"{_at(lines, at)}: found no Rows and Columns above; export both insoles whole")
    return np.array(found)


def _seconds(lines: Lines, frame: _Frame) -> float:
    match = _DATE.fullmatch(frame.date)
    try:
        month = _MONTHS.index(match[2]) + 1 if match else 0
        day = f"{match[1]}-{month:02d}-{int(match[3]):02d}" if match else ""
        return round(datetime.fromisoformat(f"{day}T{frame.time}").astimezone().timestamp(), 6)
    except (ValueError, OverflowError):
        raise SourceError(
            f"{_at(lines, frame.line)}: its time is {frame.date[:20]!r} {frame.time[:20]!r}, "
            "allowed is a Date as 2022 Aug 16 and a Time as 08:21:17.982"
        ) from None


def _key(row: str) -> str:
    return row.partition(",")[0].strip()


def _value(row: str) -> str:
    return row.partition(",")[2].partition(",")[0].strip()


def _at(lines: Lines, number: int) -> str:
    return f"{lines.name}, line {number + 1}"

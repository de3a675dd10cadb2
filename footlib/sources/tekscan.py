"""The ASCII export of Tekscan's F-Scan insoles (``.asf``, also as ``.csv``), a file a foot.

A head of keys and values, as ``ROWS 60``, ``SECONDS_PER_FRAME 0.032`` and ``UNITS KPa``, ends with ``ASCII_DATA @@``;
then come the frames, ``Frame 1`` above a row of sensels a line, the row at the toes first, ``B`` beside the insole. The
names of the two files of a pair differ in their last letter, L and R, or in left and right at their end. (Facts of the
public example of https://github.com/ellenlii07/pressuRe, where each step begins in the last rows, and of the naming of
https://github.com/GallVp/footPress.)

Front, middle and back are thirds of the length on which the foot bears in the recording, since insoles are cut to size.
Each is the mean pressure of those of its sensels that are loaded at any time. Frames that only one foot has are left
out; the clock begins at zero with frame 0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlib.errors import SourceError
from footlib.recording import Recording
from footlib.sensors import Foot
from footlib.sources.forces import recording_of_forces
from footlib.sources.lines import Lines, is_number
from footlib.sources.scale import WHOLE
from footlib.sources.sensels import regions, thirds

_SIDES: Final = {"l": "r", "left": "right"}
_SIDE: Final = re.compile(r"(?:left|right|l|r)$", re.IGNORECASE)
_FRAME: Final = re.compile(r"frame\s+(\d+)", re.IGNORECASE)
_BESIDE: Final = "B"


@dataclass(frozen=True, slots=True)
class _Insole:
    """The frames of a file, by their numbers, and what its head says."""

    name: str
    step: float
    unit: str
    frames: dict[int, NDArray[np.float64]]


def matches(lines: Lines) -> bool:
    """Whether the head looks like this format."""
    return lines.first.startswith("DATA_TYPE") and any(line.startswith("ASCII_DATA") for line in lines.head)


def read(path: Path, lines: Lines) -> Recording:
    """Read the pressures of both feet, in the unit that the files name.

    Raises
    ------
    SourceError
        If the file of the other foot is not beside this one, or names the line of what is no frame.
    """
    foot, mate = _mate(path)
    other = Lines.open(mate)
    if other is None or not matches(other):
        raise SourceError(f"{mate.name} is no export of F-Scan; the other foot of {path.name} has to be in it")
    own = {foot: _insole(lines), _opposite(foot): _insole(other)}
    left, right = own[Foot.LEFT], own[Foot.RIGHT]
    if (left.step, left.unit) != (right.step, right.unit):
        raise SourceError(
            f"{left.name} has {left.unit} every {left.step:g} s, {right.name} {right.unit} every {right.step:g} s; "
            "export both feet of one recording alike"
        )
    numbers = sorted(left.frames.keys() & right.frames.keys())
    if not numbers:
        raise SourceError(f"{left.name} and {right.name} have no frame of the same number; export the same stretch")
    feet = [np.stack([insole.frames[number] for number in numbers]) for insole in (left, right)]
    time = np.round(np.array(numbers) * left.step, 6)
    force = np.column_stack([regions(pressure, thirds(pressure)) for pressure in feet])
    return recording_of_forces(lines, 0, time, force, left.unit, cut=WHOLE)


def _mate(path: Path) -> tuple[Foot, Path]:
    """Whose foot a file is, and the file of the other one."""
    match = _SIDE.search(path.stem)
    side = match[0] if match else ""
    other = {**_SIDES, **{right: left for left, right in _SIDES.items()}}.get(side.lower(), "")
    swapped = other.upper() if side.isupper() else other.title() if side.istitle() else other
    mate = path.with_name(f"{path.stem.removesuffix(side)}{swapped}{path.suffix}")
    if not side or not mate.exists():
        beside = f", {mate.name}," if side else ""
        raise SourceError(
            f"{path.name} holds one foot; the file of the other one{beside} has to be beside it, with names that end "
            "in L and R, as walkL.asf and walkR.asf"
        )
    return (Foot.LEFT if side.lower() in _SIDES else Foot.RIGHT), mate


def _opposite(foot: Foot) -> Foot:
    return Foot.RIGHT if foot is Foot.LEFT else Foot.LEFT


def _insole(lines: Lines) -> _Insole:
    begin = next(number for number, row in enumerate(lines.rows) if row.startswith("ASCII_DATA"))
    head = dict(row.strip().strip(",").split(None, 1) for row in lines.rows[:begin] if len(row.split()) > 1)
    rows, columns = (int(_number(lines, head, key)) for key in ("ROWS", "COLS"))
    frames: dict[int, NDArray[np.float64]] = {}
    number = begin + 1
    while number < len(lines.rows):
        if match := _FRAME.match(lines.rows[number]):
            frames[int(match[1])] = np.array(
                [_sensels(lines, row, columns) for row in range(number + 1, number + 1 + rows)]
            )
            number += rows
        number += 1
    unit = head.get("UNITS", "a.u.").split()[0].strip(",")
    return _Insole(lines.name, _number(lines, head, "SECONDS_PER_FRAME"), "kPa" if unit == "KPa" else unit, frames)


def _number(lines: Lines, head: dict[str, str], key: str) -> float:
    text = head.get(key, "nothing").split()[0].strip(",")
    if not is_number(text) or float(text) <= 0:
        raise SourceError(f"{lines.name}: {key} is {text[:20]!r}, allowed is a number above 0")
    return float(text)


def _sensels(lines: Lines, row: int, columns: int) -> list[float]:
    text = lines.rows[row] if row < len(lines.rows) else "nothing more"
    cells = [cell.strip() for cell in text.rstrip().rstrip(",").split(",")]
    if len(cells) != columns or not all(cell == _BESIDE or is_number(cell) for cell in cells):
        raise SourceError(f"{lines.name}, line {row + 1}: found {text[:20]!r}, allowed are {columns} numbers or B")
    return [0.0 if cell == _BESIDE else float(cell) for cell in cells]

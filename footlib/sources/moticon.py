"""The text export of Moticon's insoles.

Lines that begin with ``#`` tell the start and name the columns; then come 16 pressures a
foot in N/cm², motion, total force, centre of pressure and event marks, separated by tabs.

The cells' areas and places follow from the export itself: least squares of the total force
and of force x centre of pressure on the pressures give the same 16 areas and 16 positions
for both feet. Along the sole (-0.5 heel to 0.5 toes) cells 1 to 4 lie at -0.42 to -0.27,
5 to 8 at -0.15 to 0.08, 9 to 13 at 0.17 to 0.26 and 14 to 16 at 0.35 to 0.41.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlib.errors import SourceError
from footlib.recording import Recording
from footlib.sensors import Foot
from footlib.sources.forces import recording_of_forces
from footlib.sources.lines import Lines

CELLS: Final = 16
_AREAS: Final = np.array(
    (8.67, 7.67, 9.32, 9.23, 9.20, 9.07, 12.81, 12.74, 10.98, 8.72, 8.75, 8.88, 7.32, 7.13, 8.86, 4.63)
)
"""Square centimetres of each cell, size 3."""
_REGIONS: Final = (slice(8, 16), slice(4, 8), slice(0, 4))
_START: Final = "# Start timestamp:"
_TIME: Final = "# time\t"


@dataclass(frozen=True, slots=True)
class Event:
    """An event mark of a recording.

    Attributes
    ----------
    time
        On the recording's clock, seconds.
    foot
        Whose event it is.
    label, value
        As in the file.
    """

    time: float
    foot: Foot
    label: str
    value: float


@dataclass(frozen=True, slots=True)
class _Header:
    length: int
    columns: list[str]
    start: float


def matches(lines: Lines) -> bool:
    """Whether the header looks like this format."""
    return lines.first.startswith("#") and any(
        row.startswith(_TIME) and "left pressure 1[" in row for row in lines.head[:100]
    )


def read(lines: Lines) -> Recording:
    """Read the pressures; times are epoch seconds where the header tells the start.

    Raises
    ------
    SourceError
        Names the line.
    """
    header = _header(lines)
    places = [_column(lines, header, f"{foot} pressure {cell}[") for foot in Foot for cell in range(1, CELLS + 1)]
    numbers = lines.table(header.length, len(header.columns), "\t", [0, *places])
    feet = numbers[:, 1 : CELLS + 1], numbers[:, CELLS + 1 :]
    force = np.column_stack([_regions(cells) for cells in feet])
    return recording_of_forces(lines, header.length, np.round(header.start + numbers[:, 0], 6), force)


def events(lines: Lines) -> list[Event]:
    """Event marks of both feet, oldest first.

    Raises
    ------
    SourceError
        Names the line.
    """
    header = _header(lines)
    found = []
    for foot in Foot:
        title = foot.title()
        marks = _column(lines, header, f"{title} Events[")
        labels = _column(lines, header, f"{title} Events label[")
        for row, line in enumerate(lines.rows[header.length :]):
            fields = line.split("\t")
            if len(fields) != len(header.columns) or not fields[marks]:
                continue
            try:
                time = round(header.start + float(fields[0]), 6)
                found.append(Event(time, foot, fields[labels], float(fields[marks])))
            except ValueError:
                place = lines.at(row, header.length)
                raise SourceError(f"{place}: the event is {fields[marks][:20]!r}, allowed is a number") from None
    return sorted(found, key=lambda event: event.time)


def _header(lines: Lines) -> _Header:
    start = 0.0
    for number, row in enumerate(lines.rows, 1):
        if row.startswith(_START):
            try:
                start = int(row.removeprefix(_START)) / 1000
                datetime.fromtimestamp(start).astimezone()
            except (ValueError, OverflowError, OSError):
                raise SourceError(
                    f"{lines.name}, line {number}: found {row[:40]!r}, allowed is a time in milliseconds"
                ) from None
        if row.startswith(_TIME):
            return _Header(number, row.split("\t"), start)
    raise SourceError(f"{lines.name} names no columns; allowed is a line that begins with '# time'")


def _column(lines: Lines, header: _Header, prefix: str) -> int:
    for place, title in enumerate(header.columns):
        if title.startswith(prefix):
            return place
    raise SourceError(f"{lines.name}, line {header.length}: found no column '{prefix}...]'; export all of them")


def _regions(cells: NDArray[np.float64]) -> NDArray[np.float64]:
    force = cells * _AREAS
    return np.column_stack([force[:, region].sum(axis=1) for region in _REGIONS])

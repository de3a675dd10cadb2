"""Readings as the files of Motion-BIDS, and its tables.

The Brain Imaging Data Structure keeps a recording as ``*_motion.tsv``, a column a channel and no titles, with
``*_channels.tsv`` that names the columns; see *Motion* in
https://bids-specification.readthedocs.io/en/v1.11.0/modality-specific-files/motion.html.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final, Self

import numpy as np

from footlib.calibration import COUNTS, Calibration
from footlib.column_names import FLAGS
from footlib.errors import SourceError
from footlib.recording import UNKNOWN_TRACE, Recording
from footlib.sensors import FULL_SCALE, NAMES, SENSORS, Sensor
from footlib.tables.columns import trace_column
from footlib.tables.dialect import lines_of, text_of
from footlib.tables.text import decimal_seconds

MISSING: Final = "n/a"
"""What stands for a value that is not there."""
CHANNEL_COLUMNS: Final = ("name", "component", "type", "tracked_point", "units", "placement", "description")
LATENCY: Final = "LATENCY"
"""Type of the channel that holds the times."""
TRACE: Final = "trace_id"
_TIMES: Final = "latency"
_RAW: Final = f"raw pressure, 0 to {FULL_SCALE}"
_STANDS_FOR: Final = ", which stands for "


@dataclass(slots=True)
class BidsTable:
    """A table of BIDS: cells of text between tabs, below a line of titles.

    Attributes
    ----------
    titles
        Of the columns.
    rows
        Each with a cell for every title.
    """

    titles: list[str]
    rows: list[dict[str, str]]

    @classmethod
    def read(cls, path: Path) -> Self:
        """The table in a file.

        Raises
        ------
        SourceError
            If it cannot be read; names the line that has more or fewer cells than titles.
        """
        lines = lines_of(text_of(path) or "")
        titles = lines[0].split("\t")
        rows = {number: line.split("\t") for number, line in enumerate(lines, 1) if line.strip()}
        for number, row in rows.items():
            if len(row) != len(titles):
                raise SourceError(f"{path.name}, line {number}: found {len(row)} cells, allowed is {len(titles)}")
        return cls(titles, [dict(zip(titles, row, strict=True)) for number, row in rows.items() if number > 1])

    def find(self, title: str, cell: str) -> dict[str, str] | None:
        """The first row with that cell; None if there is none."""
        return next((row for row in self.rows if row.get(title) == cell), None)

    def add(self, cells: Mapping[str, str]) -> None:
        """Add a row; a column that is new has no value in the others."""
        self.titles += [title for title in cells if title not in self.titles]
        self.rows.append({title: " ".join(text.split()) or MISSING for title, text in cells.items()})

    def text(self) -> str:
        """What a file of it holds."""
        lines = [self.titles, *([row.get(title) or MISSING for title in self.titles] for row in self.rows)]
        return "".join("\t".join(line) + "\n" for line in lines)


def channels_of(recording: Recording) -> BidsTable:
    """The channels of a recording, in the order of the columns: time, counts, flags, the trace where one is known."""
    table = BidsTable(list(CHANNEL_COLUMNS), [])
    table.add(_channel(_TIMES, LATENCY, "s", "time of reception since acq_time in scans.tsv"))
    calibration = recording.calibration
    stands_for = "" if calibration == COUNTS else f"{_STANDS_FOR}{calibration.text}"
    for sensor in SENSORS:
        table.add(_channel(sensor.name, "MISC", "arbitrary", f"{_RAW}{stands_for}", sensor))
    for sensor, flag in zip(SENSORS, FLAGS, strict=True):
        table.add(_channel(flag, "MISC", MISSING, f"1 where {sensor.name} is flagged as anomalous", sensor))
    if (recording.trace_id != UNKNOWN_TRACE).any():
        table.add(_channel(TRACE, "MISC", MISSING, "clock of the device as [H]HMMSSDDMMYYYY"))
    return table


def _channel(name: str, kind: str, units: str, description: str, sensor: Sensor | None = None) -> dict[str, str]:
    point = MISSING if sensor is None else f"{sensor.foot.title()}Foot"
    place = MISSING if sensor is None else f"{sensor.region} of the {sensor.foot} sole"
    return dict(zip(CHANNEL_COLUMNS, (name, MISSING, kind, point, units, place, description), strict=True))


def calibration_of(channels: BidsTable) -> Calibration:
    """What the counts of a table that `channels_of` has made stand for; counts of any other."""
    row = channels.find("name", SENSORS[0].name) or {}
    return Calibration.read(text) if (text := row.get("description", "").partition(_STANDS_FOR)[2]) else COUNTS


def motion_of(recording: Recording, channels: BidsTable) -> str:
    """The readings as text, a column for each channel; times since the first reading, to the microsecond."""
    import pyarrow as pa
    import pyarrow.csv as pc

    micros = np.rint(recording.time * 1e6).astype(np.int64)
    columns = {_TIMES: decimal_seconds(micros - micros[0]), TRACE: trace_column(recording)}
    columns |= dict(zip(NAMES, map(pa.array, np.ascontiguousarray(recording.counts.T)), strict=True))
    columns |= dict(zip(FLAGS, map(pa.array, recording.anomaly.T.astype(np.int8)), strict=True))
    names = [row["name"] for row in channels.rows]
    table = pa.table({name: columns[name].cast(pa.string()).fill_null(MISSING) for name in names})
    sink = BytesIO()
    options = pc.WriteOptions(include_header=False, delimiter="\t", quoting_style="none")
    pc.write_csv(table, sink, options)
    return sink.getvalue().decode()


def write_whole(path: Path, text: str) -> None:
    """Write a file that is there wholly or not at all.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.part")
    with unfinished.open("w", encoding="utf-8", newline="\n") as sink:
        sink.write(text)
        sink.flush()
        os.fsync(sink.fileno())
    unfinished.replace(path)

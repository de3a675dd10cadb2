"""Recordings as CSV and Parquet files, written in constant memory and read back; as data sets of xarray.

Examples
--------
>>> recording = footlib.load("walk.csv")
>>> footlib.tables.write("minute.parquet", [recording.window(60.0)])
1200
>>> footlib.tables.read("minute.parquet").duration
59.95
>>> footlib.tables.to_xarray(recording)["counts"].dims
('time', 'sensor')
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from footlib.calibration import COUNTS
from footlib.errors import ExportError, RecordingError, SourceError
from footlib.label import Label
from footlib.recording import Recording
from footlib.tables import saved
from footlib.tables.clock import UNITS
from footlib.tables.columns import PERSON_COLUMNS, Written
from footlib.tables.datasets import from_xarray, to_xarray
from footlib.tables.dialect import dialect_of, nearest, text_of
from footlib.tables.layout import OWN, Layout
from footlib.tables.parquet import read_parquet, write_parquet
from footlib.tables.text import COLUMNS, write_csv

__all__ = [
    "COLUMNS",
    "OWN",
    "PERSON_COLUMNS",
    "UNITS",
    "Layout",
    "from_xarray",
    "has_times",
    "matches",
    "read",
    "text_of",
    "to_xarray",
    "write",
]

CHUNK: Final = 16_384
"""Readings that are in memory at a time."""
_MOST_SHOWN: Final = 12
_SHOWN: Final = 40


def write(
    path: str | Path,
    parts: Iterable[Recording],
    *,
    labels: Iterable[Label] | None = None,
    with_person: bool = False,
    force: bool = False,
) -> int:
    """Write recordings that follow each other into one file.

    The file appears under its name when it is whole; what fails on the way leaves nothing.

    Parameters
    ----------
    path
        Ends in ``.csv`` or ``.parquet``. CSV holds times to the microsecond, one flag a
        reading and the kinds of labels; Parquet holds everything as it is.
    parts
        In the order of time; taken one by one.
    labels
        What somebody saw meanwhile, in a column of its own if there is any; by default what the parts carry, if they
        are in a list.
    with_person
        Add the person's data as columns.
    force
        Replace a file that exists.

    Returns
    -------
    int
        Rows written.

    Raises
    ------
    ExportError
        If the suffix is another, the file exists or cannot be written, time falls, or parts differ in their unit.
    """
    path = Path(path)
    writers = {".csv": write_csv, ".parquet": write_parquet}
    if path.suffix.lower() not in writers:
        raise ExportError(f"{path.name} ends in {path.suffix or 'nothing'!r}, allowed are {' and '.join(writers)}")
    if path.exists() and not force:
        raise ExportError(f"{path} exists; choose another name, or replace it with --force")
    if labels is None:
        labels = (label for part in parts for label in part.labels) if isinstance(parts, Sequence) else ()
    chunks = _chunks(parts)
    first = list(itertools.islice(chunks, 1))
    calibration = first[0].calibration if first else COUNTS
    columns = Written(with_person, tuple(dict.fromkeys(labels)), calibration)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("xb") as sink:
            rows = writers[path.suffix.lower()](sink, itertools.chain(first, chunks), columns)
            sink.flush()
            os.fsync(sink.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return rows


def read(
    path: str | Path,
    *,
    rate: float | None = None,
    unit: str | None = None,
    layout: Layout = OWN,
) -> Recording:
    """Read a table of readings: what `write` wrote, also when another program has saved it again.

    Columns are found by name, in any order and beside others. Text may be quoted, separated by
    comma, semicolon, tab or bar, and have decimal commas. A reading with a blank is left out and
    counted as skipped. A CSV file does not tell which sensor of a reading was flagged: all six are then.

    Parameters
    ----------
    path
        The file.
    rate
        Readings a second of a text file without times.
    unit
        Of the times: ``s``, ``ms``, ``us`` or ``ns``; what the file tells by default.
    layout
        What the columns of a text file are called, and what is in them; Footwatch's own by default.

    Returns
    -------
    Recording
        Times in seconds, counts 0 to 1023.

    Raises
    ------
    SourceError
        If it is no such table; names line and column.
    """
    import pyarrow as pa

    path = Path(path)
    text = text_of(path)
    try:
        if text is None:
            return read_parquet(path, unit=unit)
        dialect = dialect_of(path.name, text, layout)
        if dialect is None:
            raise SourceError(_unnamed(path.name, text, layout))
        return saved.read(dialect, rate, unit, layout)
    except (pa.ArrowException, RecordingError) as error:
        raise SourceError(f"{path.name} is not a table of Footwatch: {error}") from error
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}") from error


def _unnamed(name: str, text: str, layout: Layout) -> str:
    found = nearest(text, layout)
    known = {title.casefold() for title in found}
    missing = [title for columns in layout.channels for title in columns if title.strip().casefold() not in known]
    shown = ", ".join(title[:_SHOWN] for title in found[:_MOST_SHOWN])
    more = f" and {len(found) - _MOST_SHOWN} more" if len(found) > _MOST_SHOWN else ""
    asked = f"{name} has no column {', '.join(missing)} in a line that names them"
    return f"{asked}; the one that is nearest has {shown}{more}"


def matches(text: str) -> bool:
    """Whether the text of a file, from `text_of`, is a table that `read` reads."""
    return dialect_of("", text) is not None


def has_times(text: str) -> bool:
    """Whether the text of a file, from `text_of`, is a table that `read` reads and has a column of times."""
    dialect = dialect_of("", text)
    return dialect is not None and saved.time_column(dialect) is not None


def _chunks(parts: Iterable[Recording]) -> Iterator[Recording]:
    waiting: list[Recording] = []
    last, unit = -np.inf, None
    for part in parts:
        if not len(part):
            continue
        if part.time[0] < last:
            raise ExportError(f"a part begins at {part.time[0]:.6f}, before {last:.6f}, where the part before ended")
        if unit is not None and part.calibration != unit:
            raise ExportError(f"a part has another unit than the one before, {part.calibration.text}; write it apart")
        last, unit = float(part.time[-1]), part.calibration
        # One chunk has one person, since the person's columns are constant within it.
        if waiting and waiting[-1].person != part.person:
            yield from _cut(Recording.join(waiting))
            waiting = []
        waiting.append(part)
        if sum(map(len, waiting)) >= CHUNK:
            yield from _cut(Recording.join(waiting))
            waiting = []
    if waiting:
        yield from _cut(Recording.join(waiting))


def _cut(recording: Recording) -> Iterator[Recording]:
    for start in range(0, len(recording), CHUNK):
        yield recording[start : start + CHUNK]

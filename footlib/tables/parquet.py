"""Recordings as Parquet: exact, small, with a flag for each sensor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from footlib.calibration import COUNTS, Calibration
from footlib.column_names import FLAGS, UNITS
from footlib.errors import LabelError, SourceError
from footlib.label import Label
from footlib.reading import Person
from footlib.recording import UNKNOWN_TRACE, Recording
from footlib.sensors import NAMES
from footlib.tables import clock
from footlib.tables.columns import PERSON_COLUMNS, TableColumns, Written, flags, trace_column

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT_VERSION: Final = "1"
_LABELS: Final = "footwatch.labels"
"""Metadata: all labels as they are."""
_CALIBRATION: Final = "footwatch.calibration"
"""Metadata: what counts stand for."""
_ENCODINGS: Final = {"time": "BYTE_STREAM_SPLIT", **dict.fromkeys(NAMES, "DELTA_BINARY_PACKED")}
"""A third smaller than plain columns; every reader of Parquet knows both."""


def write_parquet(sink: IO[bytes], chunks: Iterator[Recording], columns: Written) -> int:
    """Write chunks of one person each; the number of rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = _schema(columns)
    rows = 0
    repeating = [name for name in schema.names if name not in {*_ENCODINGS, *FLAGS}]
    layout = {"compression": "zstd", "use_dictionary": repeating, "column_encoding": _ENCODINGS}
    with pq.ParquetWriter(sink, schema, **layout) as writer:
        for chunk in chunks:
            arrays = [
                pa.array(chunk.time),
                trace_column(chunk),
                *(pa.array(np.ascontiguousarray(channel)) for channel in chunk.counts.T),
                *(pa.array(np.ascontiguousarray(channel)) for channel in chunk.anomaly.T),
            ]
            if columns.labels:
                arrays.append(pa.array(columns.cells(chunk), pa.string()))
            if columns.person:
                person = chunk.person
                values = [None if person is None else getattr(person, name) for name in PERSON_COLUMNS]
                arrays += [
                    pa.repeat(pa.scalar(value, schema.field(name).type), len(chunk))
                    for name, value in zip(PERSON_COLUMNS, values, strict=True)
                ]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            rows += len(chunk)
        if columns.labels:
            writer.add_key_value_metadata({_LABELS: msgspec.json.encode(columns.used).decode()})
    return rows


def read_parquet(path: Path, *, unit: str | None = None) -> Recording:
    """Read the whole file, be it of `write_parquet` or of another program with columns of the same names.

    Parameters
    ----------
    path
        The file.
    unit
        Of times that are plain numbers, as in `footlib.tables.clock.UNITS`; what their type,
        their name or their size tells by default.

    Raises
    ------
    SourceError
        If a column is missing, or names the row of what is no reading.
    """
    with path.open("rb") as source:
        return parse_parquet(source, path.name, unit=unit)


def parse_parquet(source: IO[bytes], file: str, *, unit: str | None = None) -> Recording:
    """Read what `read_parquet` reads from an open file, which `file` names in messages."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    opened = pq.ParquetFile(source)
    table, metadata = opened.read(), opened.metadata.metadata or {}
    titles = {title.casefold(): title for title in reversed(table.column_names)}
    timed = next((name for name in ("time", "t_s", *titles) if name in titles and clock.is_time(name)), None)
    if missing := [*(["time"] if timed is None else []), *(name for name in NAMES if name.casefold() not in titles)]:
        raise SourceError(f"{file} has no column {', '.join(missing)}; it is no table of readings")
    own = b"footwatch.format" in metadata
    try:
        time, sure = _seconds(table[titles[timed or ""]], titles[timed or ""], "s" if own else unit)
        columns = TableColumns(
            time,
            np.column_stack([_floats(table[titles[name.casefold()]]) for name in NAMES]),
            flags(
                {name: _flags(table[name]) for name in (*FLAGS, "anomaly") if name in table.column_names}, len(table)
            ),
            _traces(table),
            clock.TimeSource(lambda row: f"{file}, row {row + 1}", f"column {titles[timed or '']}"),
            sure,
            _label_cells(table),
        )
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError) as error:
        raise SourceError(f"{file} has a column that holds no numbers: {error}") from error

    recording = columns.recording(_person(table))
    told = metadata.get(_CALIBRATION.encode())
    calibration = Calibration.read(told.decode()) if told else COUNTS
    return replace(recording, labels=_whole_labels(metadata) or recording.labels, calibration=calibration)


def _seconds(column: pa.ChunkedArray, title: str, unit: str | None) -> tuple[NDArray[np.float64], bool]:
    """Times in seconds, and whether their unit is beyond doubt."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_timestamp(kind) or pa.types.is_duration(kind):
        return clock.from_arrow(column), True
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        stamps = clock.from_iso(column)
        if stamps is not None:
            return stamps, True
    named = unit or clock.unit_of(title)
    if named is None and pa.types.is_integer(kind):
        named = clock.of_wall_clock(column.fill_null(0).to_numpy().astype(np.int64))
    sure = unit is not None or named not in {None, "s"}
    return clock.in_seconds(_floats(column), named or "s"), sure


def _floats(column: pa.ChunkedArray) -> NDArray[np.float64]:
    import pyarrow as pa

    floats: NDArray[np.float64] = column.cast(pa.float64(), safe=False).to_numpy()
    return floats


def _flags(column: pa.ChunkedArray) -> NDArray[np.bool_]:
    import pyarrow as pa

    flagged: NDArray[np.bool_] = column.cast(pa.bool_()).fill_null(False).to_numpy().astype(np.bool_)
    return flagged


def _traces(table: pa.Table) -> NDArray[np.int64]:
    import pyarrow as pa

    if "trace_id" not in table.column_names:
        return np.full(len(table), UNKNOWN_TRACE, np.int64)
    column = table["trace_id"]
    if pa.types.is_floating(column.type):
        return np.nan_to_num(_floats(column), nan=UNKNOWN_TRACE).astype(np.int64)
    traces: NDArray[np.int64] = column.cast(pa.int64()).fill_null(UNKNOWN_TRACE).to_numpy()
    return traces


def _label_cells(table: pa.Table) -> NDArray[np.object_] | None:
    import pyarrow as pa

    if "label" not in table.column_names or pa.types.is_floating(table["label"].type):
        return None
    cells: NDArray[np.object_] = table["label"].cast(pa.string()).fill_null("").to_numpy()
    return cells


def _whole_labels(metadata: Mapping[bytes, bytes]) -> tuple[Label, ...]:
    """Labels with their texts and sensors, as `write_parquet` leaves them; none of a file without."""
    encoded = metadata.get(_LABELS.encode(), b"[]")
    try:
        return tuple(label.checked() for label in msgspec.json.decode(encoded, type=list[Label]))
    except (msgspec.MsgspecError, LabelError):
        return ()


def _person(table: pa.Table) -> Person | None:
    if not len(table) or not set(PERSON_COLUMNS) <= set(table.column_names):
        return None
    fields = {name: table[name][-1].as_py() for name in PERSON_COLUMNS}
    person = Person(**{name: value for name, value in fields.items() if value is not None})
    return None if person == Person() else person


def _schema(columns: Written) -> pa.Schema:
    import pyarrow as pa

    types = {
        "time": pa.float64(),
        "trace_id": pa.int64(),
        **dict.fromkeys(NAMES, pa.int16()),
        **dict.fromkeys(FLAGS, pa.bool_()),
    }
    fields = [
        pa.field(name, kind, nullable=name == "trace_id", metadata={"unit": UNITS[name]})
        for name, kind in types.items()
    ]
    if columns.labels:
        fields.append(pa.field("label", pa.string(), nullable=False, metadata={"unit": UNITS["label"]}))
    if columns.person:
        fields += [pa.field(name, pa.bool_() if name == "disabled" else pa.string()) for name in PERSON_COLUMNS]
    told = {} if columns.calibration == COUNTS else {_CALIBRATION: columns.calibration.text}
    return pa.schema(fields, metadata={"footwatch.format": FORMAT_VERSION, **told})

"""Recordings as Parquet: exact, small, with a flag for each sensor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import numpy as np

from footlib.recording import FLAGS, UNITS, Recording
from footlib.sensors import NAMES
from footlib.tables.columns import PERSON_COLUMNS, to_recording, trace_column

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT_VERSION: Final = "1"


def write_parquet(sink: IO[bytes], chunks: Iterator[Recording], *, with_person: bool) -> int:
    """Write chunks of one person each; the number of rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = _schema(with_person=with_person)
    rows = 0
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        for chunk in chunks:
            columns = [
                pa.array(chunk.time),
                trace_column(chunk),
                *(pa.array(np.ascontiguousarray(channel)) for channel in chunk.counts.T),
                *(pa.array(np.ascontiguousarray(channel)) for channel in chunk.anomaly.T),
            ]
            if with_person:
                person = chunk.person
                values = [None if person is None else getattr(person, name) for name in PERSON_COLUMNS]
                columns += [
                    pa.repeat(pa.scalar(value, schema.field(name).type), len(chunk))
                    for name, value in zip(PERSON_COLUMNS, values, strict=True)
                ]
            writer.write_batch(pa.record_batch(columns, schema=schema))
            rows += len(chunk)
    return rows


def read_parquet(path: Path) -> Recording:
    """Read the whole file."""
    import pyarrow.parquet as pq

    with path.open("rb") as source:
        return to_recording(pq.read_table(source), FLAGS)


def _schema(*, with_person: bool) -> pa.Schema:
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
    if with_person:
        fields += [pa.field(name, pa.bool_() if name == "disabled" else pa.string()) for name in PERSON_COLUMNS]
    return pa.schema(fields, metadata={"footwatch.format": FORMAT_VERSION})

"""What the two kinds of table share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from footlib.errors import SourceError
from footlib.reading import Person
from footlib.recording import UNKNOWN_TRACE, Recording
from footlib.sensors import NAMES

if TYPE_CHECKING:
    import pyarrow as pa

PERSON_COLUMNS: Final = Person.__struct_fields__
"""Columns at the end that only an export with the person has."""


def trace_column(chunk: Recording) -> pa.Array:
    """The device's clock, null where it is unknown."""
    import pyarrow as pa

    return pa.array(np.ascontiguousarray(chunk.trace_id), mask=chunk.trace_id == UNKNOWN_TRACE)


def to_recording(table: pa.Table, flags: Sequence[str]) -> Recording:
    """Readings of a table; `flags` names the column of each sensor's flag."""
    if missing := {"time", "trace_id", *NAMES, *flags}.difference(table.column_names):
        raise SourceError(f"the table has no column {', '.join(sorted(missing))}; it is not one of Footwatch")
    return Recording.from_columns(
        table["time"].to_numpy(),
        np.column_stack([table[name].to_numpy() for name in NAMES]),
        anomaly=np.column_stack([table[name].to_numpy() for name in flags]),
        trace_id=table["trace_id"].fill_null(UNKNOWN_TRACE).to_numpy(),
        person=_person(table),
    )


def _person(table: pa.Table) -> Person | None:
    if not table.num_rows or not set(PERSON_COLUMNS) <= set(table.column_names):
        return None
    fields = {name: table[name][-1].as_py() for name in PERSON_COLUMNS}
    return None if fields["disabled"] is None else Person(**fields)

"""The readings of a trial as one value of Redis: a Parquet file as `footlib.tables` writes it."""

from __future__ import annotations

from io import BytesIO

from footlib.errors import SourceError, StoreError
from footlib.recording import Recording
from footlib.tables import parquet
from footlib.tables.columns import Written


def encode(recording: Recording) -> bytes:
    """A recording as a file, without the person."""
    sink = BytesIO()
    parquet.write_parquet(sink, iter([recording]), Written(calibration=recording.calibration))
    return sink.getvalue()


def decode(blob: bytes, trial_id: str) -> Recording:
    """The recording in a file.

    Raises
    ------
    StoreError
        If it is none.
    """
    import pyarrow as pa

    try:
        return parquet.parse_parquet(BytesIO(blob), f"trial {trial_id}")
    except (SourceError, pa.ArrowException) as error:
        raise StoreError(f"trial {trial_id} cannot be read ({error}); restore it from a back-up") from error

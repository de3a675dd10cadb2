"""The columns of a recording, taken out of a frame of pandas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from footlib.calibration import COUNTS, Calibration
from footlib.column_names import FLAGS
from footlib.errors import RecordingError
from footlib.label import from_cells
from footlib.sensors import NAMES

if TYPE_CHECKING:
    import pandas as pd


def columns_of(frame: pd.DataFrame) -> dict[str, Any]:
    """What `footlib.Recording.from_columns` takes, by its names.

    Raises
    ------
    RecordingError
        If a channel is missing or the index holds no times.
    """
    if missing := [name for name in NAMES if name not in frame]:
        raise RecordingError(f"the frame has no column {', '.join(missing)}; it needs {', '.join(NAMES)}")
    if frame.index.dtype.kind != "M":
        raise RecordingError(f"the frame's index holds {frame.index.dtype}, it needs times, as of to_pandas")
    flags = None
    if set(FLAGS) <= set(frame):
        flags = frame[list(FLAGS)].to_numpy(np.bool_)
    elif "anomaly" in frame:
        flags = np.repeat(frame["anomaly"].to_numpy(np.bool_)[:, None], len(NAMES), axis=1)
    time = frame.index.to_numpy(dtype="datetime64[us]").astype(np.int64) / 1e6
    told = frame.attrs.get("calibration")
    return {
        "time": time,
        "counts": frame[list(NAMES)].to_numpy(np.float64, na_value=np.nan),
        "anomaly": flags,
        "trace_id": frame["trace_id"].to_numpy(np.int64) if "trace_id" in frame else None,
        "labels": from_cells(frame["label"].astype(object).fillna("").to_numpy(), time) if "label" in frame else (),
        "calibration": COUNTS if told is None else Calibration.read(told),
    }

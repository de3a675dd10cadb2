"""Recordings as labelled arrays of xarray, which is an extra."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from footlib.calibration import COUNTS, Calibration
from footlib.column_names import UNITS
from footlib.errors import ExportError, SourceError
from footlib.label import cells_of, from_cells
from footlib.recording import Recording
from footlib.sensors import FULL_SCALE, NAMES, SENSORS

if TYPE_CHECKING:
    import xarray as xr


def to_xarray(recording: Recording) -> xr.Dataset:
    """A data set: ``counts`` and ``anomaly`` over ``time`` and ``sensor``, ``trace_id`` and ``label`` over ``time``.

    Times stay the seconds that they are, exact; ``foot`` and ``region`` tell where a sensor
    sits, so that ``dataset.counts.groupby("foot").sum()`` is the load of each. Personal data
    are left out. What a count stands for is the attribute ``calibration``.

    Raises
    ------
    ExportError
        If xarray is not installed.
    """
    try:
        import xarray as xr
    except ImportError as error:
        raise ExportError("xarray is not installed; pip install 'footwatch[xarray]'") from error
    both = ("time", "sensor")
    return xr.Dataset(
        {
            "counts": (both, recording.counts, {"units": UNITS[NAMES[0]], "valid_range": (0, FULL_SCALE)}),
            "anomaly": (both, recording.anomaly, {"long_name": "whether the sensor is flagged"}),
            "trace_id": ("time", recording.trace_id, {"units": UNITS["trace_id"]}),
            "label": ("time", cells_of(recording.labels, recording.time), {"long_name": UNITS["label"]}),
        },
        {
            "time": ("time", recording.time, {"units": UNITS["time"]}),
            "sensor": ("sensor", list(NAMES)),
            "foot": ("sensor", [str(sensor.foot) for sensor in SENSORS]),
            "region": ("sensor", [str(sensor.region) for sensor in SENSORS]),
        },
        {"title": "Footwatch recording", "skipped": recording.skipped, "calibration": recording.calibration.text},
    )


def from_xarray(dataset: xr.Dataset) -> Recording:
    """The reverse of `to_xarray`; ``anomaly``, ``trace_id`` and ``label`` may be absent.

    Raises
    ------
    SourceError
        If counts, times or a sensor are missing.
    RecordingError
        If time falls or a count is out of range.
    """
    if missing := [name for name in ("counts", "time", "sensor") if name not in dataset.variables]:
        raise SourceError(f"the data set has no {', '.join(missing)}; it is not one of to_xarray")
    if unknown := set(NAMES).difference(dataset["sensor"].to_numpy().tolist()):
        raise SourceError(f"the data set has no sensor {', '.join(sorted(unknown))}; it needs {', '.join(NAMES)}")
    ordered = dataset.sel(sensor=list(NAMES)).transpose("time", "sensor")
    time = ordered["time"].to_numpy()
    return Recording.from_columns(
        time,
        ordered["counts"].to_numpy(),
        anomaly=ordered["anomaly"].to_numpy().astype(np.bool_) if "anomaly" in ordered else None,
        trace_id=ordered["trace_id"].to_numpy() if "trace_id" in ordered else None,
        labels=from_cells(ordered["label"].to_numpy(), time) if "label" in ordered else (),
        skipped=int(ordered.attrs.get("skipped", 0)),
        calibration=Calibration.read(ordered.attrs.get("calibration", COUNTS.text)),
    )

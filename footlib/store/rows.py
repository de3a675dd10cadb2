"""Stored rows become columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from footlib.errors import ReadingError
from footlib.reading import Person, Sensor, decode_sensors
from footlib.recording import UNKNOWN_TRACE, Recording
from footlib.sensors import NAMES

_rows_decoder: Final = msgspec.json.Decoder(list[list[Sensor]])
_IDS: Final = np.arange(len(NAMES))


def to_recording(
    rows: Sequence[bytes], times: Sequence[bytes], traces: Sequence[bytes] = (), person: Person | None = None
) -> Recording:
    """Decode aligned rows; one that cannot be read is skipped and counted.

    Parameters
    ----------
    rows
        ``sensors`` arrays in JSON.
    times
        Epoch seconds in decimal, as many. They need not be sorted: a foreign writer's clock may jump.
    traces
        The device's clock; fewer or empty elements stand for an unknown one.
    person
        Personal data to go with them.
    """
    if not rows:
        return Recording.from_columns([], [], person=person)
    counts, anomaly, readable = _columns(rows)
    stamps, timed = _times(times)
    clocks = [int(t) if t.isdigit() else UNKNOWN_TRACE for t in traces[: len(rows)]]
    trace_id = np.array(clocks + [UNKNOWN_TRACE] * (len(rows) - len(clocks)), np.int64)
    keep = readable & timed
    skipped = int(len(rows) - np.count_nonzero(keep))
    if skipped:
        counts, anomaly, stamps, trace_id = counts[keep], anomaly[keep], stamps[keep], trace_id[keep]
    if np.any(np.diff(stamps) < 0):
        order = np.argsort(stamps, kind="stable")
        counts, anomaly, stamps, trace_id = counts[order], anomaly[order], stamps[order], trace_id[order]
    return Recording(stamps, counts, anomaly, trace_id, person, skipped)


def _columns(rows: Sequence[bytes]) -> tuple[NDArray[np.int16], NDArray[np.bool_], NDArray[np.bool_]]:
    try:
        decoded = _rows_decoder.decode(b"[" + b",".join(rows) + b"]")
        whole = len(decoded) == len(rows) and all(len(row) == len(NAMES) for row in decoded)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        whole = False
    if not whole:
        return _columns_one_by_one(rows)
    flat = list(chain.from_iterable(decoded))
    shape = (len(rows), len(NAMES))
    ids = np.array([s.id for s in flat], np.int16).reshape(shape)
    counts = np.array([s.value for s in flat], np.int16).reshape(shape)
    anomaly = np.array([s.anomaly for s in flat], np.bool_).reshape(shape)
    if (ids != _IDS).any():
        order = np.argsort(ids, axis=1)
        if (np.take_along_axis(ids, order, 1) != _IDS).any():
            return _columns_one_by_one(rows)
        counts, anomaly = np.take_along_axis(counts, order, 1), np.take_along_axis(anomaly, order, 1)
    return counts, anomaly, np.ones(len(rows), np.bool_)


def _columns_one_by_one(rows: Sequence[bytes]) -> tuple[NDArray[np.int16], NDArray[np.bool_], NDArray[np.bool_]]:
    counts = np.zeros((len(rows), len(NAMES)), np.int16)
    anomaly = np.zeros((len(rows), len(NAMES)), np.bool_)
    readable = np.ones(len(rows), np.bool_)
    for i, row in enumerate(rows):
        try:
            for sensor in decode_sensors(row):
                counts[i, sensor.id], anomaly[i, sensor.id] = sensor.value, sensor.anomaly
        except ReadingError:
            readable[i] = False
    return counts, anomaly, readable


def _times(times: Sequence[bytes]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    try:
        stamps = np.array([float(t) for t in times])
    except ValueError:
        stamps = np.array([_float_or_nan(t) for t in times])
    return stamps, np.isfinite(stamps)


def _float_or_nan(text: bytes) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")

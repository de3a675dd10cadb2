"""Stored rows become columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, compress
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from footlib.epoch import TIME_LIMIT
from footlib.errors import ReadingError
from footlib.reading import Person, SensorValue, decode_sensors
from footlib.recording import UNKNOWN_TRACE, Recording
from footlib.sensors import NAMES
from footlib.store import vectorised

_rows_decoder: Final = msgspec.json.Decoder(list[list[SensorValue]])
_IDS: Final = np.arange(len(NAMES))
_LONGEST_CLOCK: Final = 18
"""Digits that surely fit 64 bits; a clock has 14."""
_R: Final = ord("r")
_NEGATED: Final = bytes([1, *[0] * 255])
_BLOCK: Final = 1000
"""Rows decoded at once; with more, malloc asks the kernel for every array anew, which takes half as long again."""


_FEW: Final = 50
"""Rows that a JSON parser decodes sooner than numpy has set out."""


def to_recording(
    rows: Sequence[bytes],
    times: Sequence[bytes],
    traces: Sequence[bytes] = (),
    person: Person | None = None,
    runs: Sequence[int] = (),
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
    runs
        For how many rows each element of `traces` stands; for one each by default.
    """
    if not rows:
        return Recording.from_columns([], [], person=person)
    counts, anomaly, readable = _columns(rows)
    stamps, timed = _times(times)
    trace_id = _clocks(traces, runs, len(rows))
    keep = readable & timed
    skipped = int(len(rows) - np.count_nonzero(keep))
    if skipped:
        counts, anomaly, stamps, trace_id = counts[keep], anomaly[keep], stamps[keep], trace_id[keep]
    if np.any(np.diff(stamps) < 0):
        order = np.argsort(stamps, kind="stable")
        counts, anomaly, stamps, trace_id = counts[order], anomaly[order], stamps[order], trace_id[order]
    return Recording(stamps, counts, anomaly, trace_id, person, skipped)


_Columns = tuple[NDArray[np.int16], NDArray[np.bool_], NDArray[np.bool_]]
"""Counts and flags in the order of the sensor ids, shape (n, 6), and which rows could be read, shape (n,)."""


def _columns(rows: Sequence[bytes]) -> _Columns:
    if len(rows) <= _FEW:
        return _decoded(rows)
    counts = np.zeros((len(rows), len(NAMES)), np.int16)
    anomaly = np.zeros((len(rows), len(NAMES)), np.bool_)
    readable = np.zeros(len(rows), np.bool_)
    # In a row of the documented form only `true` has an r, so flagged rows are told from others at once.
    flagged = bytes([_R in row for row in rows])
    for kind in (flagged, flagged.translate(_NEGATED)):
        places = np.flatnonzero(np.frombuffer(kind, np.bool_))
        of_kind = list(compress(rows, kind))
        for start in range(0, len(of_kind), _BLOCK):
            block = slice(start, start + _BLOCK)
            at = places[block]
            counts[at], anomaly[at], readable[at] = _decoded(of_kind[block])
    return counts, anomaly, readable


def _decoded(rows: Sequence[bytes]) -> _Columns:
    found = (vectorised.decode_rows(rows) if len(rows) > _FEW else None) or _parsed(rows)
    if found is None:
        return _columns_one_by_one(rows)
    counts, anomaly = found.counts, found.anomaly
    if (found.ids != _IDS).any():
        order = np.argsort(found.ids, axis=1)
        if (np.take_along_axis(found.ids, order, 1) != _IDS).any():
            return _columns_one_by_one(rows)
        counts, anomaly = np.take_along_axis(counts, order, 1), np.take_along_axis(anomaly, order, 1)
    return counts, anomaly, np.ones(len(rows), np.bool_)


def _parsed(rows: Sequence[bytes]) -> vectorised.DecodedRows | None:
    try:
        decoded = _rows_decoder.decode(b"[" + b",".join(rows) + b"]")
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    if len(decoded) != len(rows) or any(len(row) != len(NAMES) for row in decoded):
        return None
    flat = list(chain.from_iterable(decoded))
    shape = (len(rows), len(NAMES))
    return vectorised.DecodedRows(
        np.array([s.id for s in flat], np.int16).reshape(shape),
        np.array([s.value for s in flat], np.int16).reshape(shape),
        np.array([s.anomaly for s in flat], np.bool_).reshape(shape),
    )


def _columns_one_by_one(rows: Sequence[bytes]) -> _Columns:
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
    micros = vectorised.decode_numbers(times, decimals=6) if len(times) > _FEW else None
    stamps = np.array([_float_or_nan(t) for t in times]) if micros is None else micros / 1e6
    return stamps, np.abs(stamps) < TIME_LIMIT


def _clocks(traces: Sequence[bytes], runs: Sequence[int], n: int) -> NDArray[np.int64]:
    known = np.array([int(t) if t.isdigit() and len(t) <= _LONGEST_CLOCK else UNKNOWN_TRACE for t in traces], np.int64)
    clocks = np.full(n, UNKNOWN_TRACE, np.int64)
    each = (np.repeat(known, runs) if runs else known)[:n]
    clocks[: len(each)] = each
    return clocks


def _float_or_nan(text: bytes) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")

"""A recording of a Motion-BIDS data set: ``*_motion.tsv`` with the ``*_channels.tsv`` beside it.

Times are those of the channel of type LATENCY; without one they follow from the rate in ``*_motion.json``. They are
epoch seconds where the session's ``*_scans.tsv`` tells the moment of the first sample.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlib import tables
from footlib.column_names import FLAGS
from footlib.errors import SourceError
from footlib.recording import UNKNOWN_TRACE, Recording
from footlib.sources.lines import Lines
from footlib.tables.bids import LATENCY, MISSING, TRACE, BidsTable, calibration_of
from footlib.tables.clock import TimeSource
from footlib.tables.columns import TableColumns, flags

_ENDING: Final = "_motion.tsv"


def matches(path: Path, lines: Lines) -> bool:
    """Whether a file is called as one of BIDS, and is no table with titles of its own."""
    return path.name.endswith(_ENDING) and (_beside(path, "channels.tsv").exists() or not tables.matches(lines.text))


def read(
    path: Path,
    lines: Lines,
    rate: float | None = None,
    layout: tables.Layout = tables.OWN,
) -> Recording:
    """Read the recording.

    Parameters
    ----------
    path, lines
        The file of readings.
    rate
        Readings a second, where neither a channel nor ``*_motion.json`` tells.
    layout
        Which channels are which sensors', and what they hold.

    Raises
    ------
    SourceError
        If ``*_channels.tsv`` is not there or names other channels; names line and column of what is no reading.
    """
    described = BidsTable.read(_described(path))
    names = [row.get("name", "") for row in described.rows]
    channels = [name for of_sensor in layout.channels for name in of_sensor]
    if missing := [name for name in channels if name not in names]:
        raise SourceError(
            f"{_beside(path, 'channels.tsv').name} names no channel {', '.join(missing)}; "
            "tell six that it names with --columns, and that they hold forces with --scale"
        )
    latency = [row["name"] for row in described.rows if row.get("type") == LATENCY][:1]
    wanted = list(dict.fromkeys([*channels, *latency, *(name for name in (*FLAGS, TRACE) if name in names)]))
    numbers = lines.table(0, len(names), "\t", [names.index(name) for name in wanted])
    columns = dict(zip(wanted, numbers.T, strict=True))
    places = [place for of_sensor in layout.places for place in of_sensor]
    values = layout.combined({place: columns[name] for place, name in zip(places, channels, strict=True)})
    source = TimeSource(lambda row: lines.at(row, 0), "its time")
    counts, calibration = layout.counted(values, source)
    n = len(counts)
    return TableColumns(
        _times(path, columns[latency[0]] if latency else None, rate, n),
        counts,
        flags({name: column == 1 for name, column in columns.items()}, n),
        np.nan_to_num(columns.get(TRACE, np.full(n, np.nan)), nan=UNKNOWN_TRACE).astype(np.int64),
        source,
        sure=True,
        calibration=calibration_of(described) if layout is tables.OWN else calibration,
    ).recording()


def _described(path: Path) -> Path:
    beside = _beside(path, "channels.tsv")
    if not beside.exists():
        raise SourceError(f"{path.name} has no titles, and {beside.name}, which names its channels, is not beside it")
    return beside


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(f"{path.name.removesuffix(_ENDING)}_{ending}")


def _times(path: Path, latency: NDArray[np.float64] | None, rate: float | None, n: int) -> NDArray[np.float64]:
    if latency is None:
        latency = np.arange(n) / _rate(path, rate)
    elif rate is not None:
        raise SourceError(f"{path.name} has times of its own; leave the rate of {rate:g} Hz out")
    micros: NDArray[np.float64] = np.rint(latency * 1e6) + _start(path)
    return micros / 1e6


def _rate(path: Path, rate: float | None) -> float:
    beside = _beside(path, "motion.json")
    if rate is None and beside.exists():
        try:
            rate = float(json.loads(beside.read_bytes())["SamplingFrequency"])
        except (ValueError, TypeError, KeyError, OSError) as error:
            raise SourceError(f"{beside.name} tells no SamplingFrequency ({error!r}); it has to be a number") from error
    if rate is None:
        raise SourceError(f"{path.name} holds no times; say at which rate it was recorded (--rate)")
    if not (rate > 0 and np.isfinite(rate)):
        raise SourceError(f"a rate of {rate} Hz cannot be, allowed is a number above 0")
    return rate


def _start(path: Path) -> float:
    """Microseconds since the epoch of the first sample; 0 where no table of scans tells."""
    folder = path.absolute().parent
    prefix = re.match(r"sub-[^_]+(_ses-[^_]+)?", path.name)
    scans = folder.parent / f"{prefix[0] if prefix else ''}_scans.tsv"
    row = BidsTable.read(scans).find("filename", f"{folder.name}/{path.name}") if scans.exists() else None
    text = MISSING if row is None else row.get("acq_time", MISSING)
    if text == MISSING:
        return 0.0
    try:
        return round(datetime.fromisoformat(text).astimezone().timestamp() * 1e6)
    except (ValueError, OverflowError):
        raise SourceError(
            f"{scans.name}: acq_time is {text[:40]!r}, allowed is a time as 2026-11-29T14:17:50Z"
        ) from None

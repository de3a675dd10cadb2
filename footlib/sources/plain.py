"""CSV with six channels of counts, with times or with a rate."""

from typing import Final

import numpy as np

from footlib.errors import SourceError
from footlib.recording import Recording
from footlib.sensors import FULL_SCALE, NAMES
from footlib.sources.lines import Lines, is_number

TIME: Final = "t_s"
_DELIMITERS: Final = (",", ";", "\t")


def knows(lines: Lines) -> bool:
    """Whether the first line names the channels, or holds six numbers."""
    return _titles(lines) in (_TIMED, _BARE) or _numbers(lines.first.split(_delimiter(lines)))


def load(lines: Lines, rate: float | None) -> Recording:
    """Read the counts.

    Parameters
    ----------
    lines
        The file.
    rate
        Readings a second; needed where there is no column ``t_s``, refused where there is.

    Raises
    ------
    SourceError
        Names the line.
    """
    titles = _titles(lines)
    timed = titles == _TIMED
    if timed and rate is not None:
        raise SourceError(f"{lines.name} has times of its own; leave the rate of {rate:g} Hz out")
    if not timed and rate is None:
        raise SourceError(f"{lines.name} holds no column {TIME}; say at which rate it was recorded (--rate)")
    if rate is not None and not (rate > 0 and np.isfinite(rate)):
        raise SourceError(f"a rate of {rate} Hz cannot be, allowed is a number above 0")
    skip = 1 if titles in (_TIMED, _BARE) else 0
    numbers = lines.table(skip, len(NAMES) + timed, _delimiter(lines))
    counts = numbers[:, 1:] if timed else numbers
    wrong = (counts < 0) | (counts > FULL_SCALE) | (counts != np.rint(counts))
    if wrong.any():
        row, channel = (int(first) for first in np.argwhere(wrong)[0])
        raise SourceError(
            f"{lines.at(row, skip)}: {NAMES[channel]} is {counts[row, channel]:g}, "
            f"allowed are whole counts from 0 to {FULL_SCALE}"
        )
    time = numbers[:, 0] if timed else np.arange(len(numbers)) / (rate or 1.0)
    if (falls := np.flatnonzero(np.diff(time) < 0)).size:
        row = int(falls[0]) + 1
        raise SourceError(f"{lines.at(row, skip)}: time falls to {time[row]:g} after {time[row - 1]:g}")
    return Recording.from_columns(time, counts.astype(np.int64))


_BARE: Final = list(NAMES)
_TIMED: Final = [TIME, *NAMES]


def _delimiter(lines: Lines) -> str:
    return max(_DELIMITERS, key=lines.first.count)


def _titles(lines: Lines) -> list[str]:
    return [field.strip().strip('"') for field in lines.first.split(_delimiter(lines))]


def _numbers(fields: list[str]) -> bool:
    return len(fields) == len(NAMES) and all(map(is_number, fields))

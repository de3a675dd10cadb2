"""What is new about a person, decoded from what the script ``watch`` answers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

from footlib.epoch import TIME_LIMIT
from footlib.reading import UNKNOWN_TRACE, Person, clock_of
from footlib.recording import Recording
from footlib.store.rows import to_recording

_TIMES: Final = 3
"""Start, stop and begin of an open trial."""
IMPORTED: Final = "import"
"""Name of the trace of a recording that was brought in, and that nobody adds to."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far somebody has read: a time, and how many rows there are from the first of that time on.

    A foreign writer may give several rows the same time, or one that is none, so the time alone is not enough.
    """

    time: float
    rows: int


@dataclass(frozen=True, slots=True)
class Status:
    """How polling a person goes, as the cacher left word.

    Attributes
    ----------
    last_success, oldest, newest
        Epoch seconds; None where there was none. `oldest` and `newest` are the first and the last stored reading.
    last_error
        Why the API gave no reading, free of personal data.
    failures
        Consecutive failures; 0 while it goes well.
    trace_id, trace_name
        The device's clock and trace of the newest answer.
    request_delay
        Seconds between two requests, None in a foreign store.
    """

    last_success: float | None = None
    last_error: str = ""
    failures: int = 0
    trace_id: int = UNKNOWN_TRACE
    trace_name: str = ""
    request_delay: float | None = None
    oldest: float | None = None
    newest: float | None = None

    @property
    def imported(self) -> bool:
        """Whether it is a recording that was brought in, not a person whom somebody follows."""
        return self.trace_name == IMPORTED and not self.failures


@dataclass(frozen=True, slots=True)
class Update:
    """What is new about a person since a cursor.

    Attributes
    ----------
    recording
        The new readings only.
    status, person
        The present ones.
    cursor
        To be given at the next call.
    flagged
        Flagged readings stored in all.
    trials
        How often a trial of the person has changed.
    recorded
        From when to when a trial is recorded, of several the one that ends last, epoch seconds: one whose end is still
        to come runs. None without an open trial.
    """

    recording: Recording
    status: Status
    person: Person | None
    cursor: Cursor | None
    flagged: int
    trials: int = 0
    recorded: tuple[float, float] | None = None


def decode(reply: Sequence[Any], cursor: Cursor | None, person: Person | None) -> Update:
    """The update that an answer tells to somebody who has read up to a cursor."""
    rows, times, traces, newest, trace, fields, _, flagged, oldest, trials, open_trials = reply
    # Where the sweep dropped what had been read, nothing of it comes again.
    skip = cursor.rows if cursor and cursor.time in map(stored_number, times[: cursor.rows]) else 0
    recording = to_recording(rows[skip:], times[skip:], traces[skip:], person)
    last, n = tail(times)
    return Update(
        recording,
        _status(fields, oldest, newest, trace),
        person,
        cursor if last is None else Cursor(last, n),
        flagged,
        int(stored_number(trials) or 0),
        max(filter(None, map(_recorded, open_trials)), key=itemgetter(1), default=None),
    )


def refused(reason: str, cursor: Cursor | None) -> Update:
    """The update of a person whose keys cannot be read."""
    return Update(Recording.from_columns([], []), Status(last_error=reason, failures=1), None, cursor, 0)


def tail(times: Sequence[bytes]) -> tuple[float | None, int]:
    """The last time that is one, and how many rows stand behind the last earlier one."""
    last, rows = None, 0
    for time in map(stored_number, reversed(times)):
        if time is not None:
            if last is not None and time < last:
                break
            last = time if last is None else last
        rows += 1
    return last, rows


def _recorded(open_trial: bytes) -> tuple[float, float] | None:
    """When an open trial was begun and when it ends; None of what is none."""
    times = [_time(text) for text in open_trial.split()]
    if len(times) != _TIMES or times[1] is None or times[2] is None:
        return None
    return times[2], times[1]


def stored_number(text: str | bytes | None) -> float | None:
    """A stored number; None where there is none, or something else."""
    try:
        value = float(text) if text else math.nan
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _time(text: bytes | str | None) -> float | None:
    time = stored_number(text)
    return time if time is not None and abs(time) < TIME_LIMIT else None


def _status(fields: Sequence[bytes], oldest: bytes | None, newest: bytes | None, trace: bytes | None) -> Status:
    texts = [field.decode(errors="replace") for field in fields]
    values = dict(zip(texts[::2], texts[1::2], strict=True))
    # Of a person without readings left the sweep has noted the last one.
    trace_id = values.get("trace_id", "") if trace is None else trace.decode(errors="replace")
    last = _time(newest)
    return Status(
        last_success=_time(values.get("last_success")) if last is None else last,
        last_error=values.get("last_error", ""),
        failures=int(stored_number(values.get("failures")) or 0),
        trace_id=clock_of(trace_id),
        trace_name=values.get("trace_name", ""),
        request_delay=stored_number(values.get("request_delay")),
        oldest=_time(oldest),
        newest=last,
    )

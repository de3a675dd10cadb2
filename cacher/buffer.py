"""A bounded queue of readings; when it is full, ordinary readings go before flagged ones."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from footlib.reading import Reading
from footlib.store import Entry

_OVERHEAD: Final = 900
"""Bytes of an entry's objects beside its texts, as tracemalloc counts them."""


class BufferedEntry(msgspec.Struct, frozen=True, gc=False):
    """An entry in the buffer.

    Attributes
    ----------
    number
        Place in the order of arrival.
    entry
        The reading.
    size
        Bytes of memory, estimated closely enough to keep a limit.
    """

    number: int
    entry: Entry
    size: int


@dataclass(frozen=True, slots=True)
class Dropped:
    """How many readings were dropped to keep the limits, by kind."""

    ordinary: int = 0
    flagged: int = 0


class Buffer:
    """Readings in the order in which they came; when it is full, the oldest ordinary ones are dropped first.

    Parameters
    ----------
    most_readings, most_bytes
        Limits; a batch that was taken does not count until it is put back.
    """

    def __init__(self, most_readings: int, most_bytes: int) -> None:
        self.bytes = 0
        self._most_readings = most_readings
        self._most_bytes = most_bytes
        self._ordinary: deque[BufferedEntry] = deque()
        self._flagged: deque[BufferedEntry] = deque()
        self._number = 0

    def __len__(self) -> int:
        return len(self._ordinary) + len(self._flagged)

    @property
    def half_full(self) -> bool:
        """Whether half of a limit is reached."""
        return 2 * len(self) > self._most_readings or 2 * self.bytes > self._most_bytes

    def put(self, entry: Entry) -> Dropped:
        """Append a reading and return what was dropped for it."""
        self._number += 1
        item = BufferedEntry(self._number, entry, _size(entry.reading))
        self._queue_of(item).append(item)
        self.bytes += item.size
        return self._trimmed()

    def take(self, most: int) -> list[BufferedEntry]:
        """Remove and return the oldest readings."""
        batch: list[BufferedEntry] = []
        ordinary, flagged = self._ordinary, self._flagged
        while len(batch) < most and (ordinary or flagged):
            older = ordinary if not flagged or (ordinary and ordinary[0].number < flagged[0].number) else flagged
            batch.append(older.popleft())
        self.bytes -= sum(item.size for item in batch)
        return batch

    def put_back(self, batch: Sequence[BufferedEntry]) -> Dropped:
        """Undo `take` and return what was dropped for it."""
        for item in reversed(batch):
            self._queue_of(item).appendleft(item)
            self.bytes += item.size
        return self._trimmed()

    def _queue_of(self, item: BufferedEntry) -> deque[BufferedEntry]:
        return self._flagged if item.entry.reading.flagged else self._ordinary

    def _trimmed(self) -> Dropped:
        ordinary = flagged = 0
        while len(self) > self._most_readings or self.bytes > self._most_bytes:
            if self._ordinary:
                self.bytes -= self._ordinary.popleft().size
                ordinary += 1
            else:
                self.bytes -= self._flagged.popleft().size
                flagged += 1
        return Dropped(ordinary, flagged)


def _size(reading: Reading) -> int:
    person = reading.person
    texts = len(reading.trace_name) + len(person.firstname) + len(person.lastname) + len(person.birthdate)
    return len(reading.sensors) + texts + _OVERHEAD

"""Readings that Redis acknowledged and may not have synced to its disk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from cacher.buffer import BufferedEntry
from cacher.schedule import boot_seconds

_SEC: Final = 3.0
"""Seconds; a Redis that is killed may lose what it acknowledged in the last two (appendfsync everysec)."""


class Unsynced:
    """The last readings of each person, until later ones have been acknowledged long enough after them.

    An acknowledgement proves that what was written before is still there. So a reading that is some seconds older is
    on the disk, however long Redis was away or idle in between.

    Parameters
    ----------
    most_bytes
        Limit; beyond it a person's oldest readings are dropped.
    """

    def __init__(self, most_bytes: int) -> None:
        self._bytes = 0
        self._most_bytes = most_bytes
        # Lists, since an empty deque takes 760 bytes and there may be thousands of persons.
        self._items: defaultdict[int, list[tuple[float, BufferedEntry]]] = defaultdict(list)

    def add(self, items: Iterable[BufferedEntry]) -> None:
        """Keep readings that have just been acknowledged."""
        now = boot_seconds()
        for item in items:
            own = self._items[item.entry.person]
            own.append((now, item))
            self._bytes += item.size
            while now - own[0][0] > _SEC or (self._bytes > self._most_bytes and len(own) > 1):
                self._bytes -= own.pop(0)[1].size

    def take(self, persons: Iterable[int] | None = None) -> list[BufferedEntry]:
        """Remove and return what is kept of persons (None: of all), in the order in which it came."""
        items = [
            item
            for person in (list(self._items) if persons is None else persons)
            for _, item in self._items.pop(person, ())
        ]
        self._bytes -= sum(item.size for item in items)
        return sorted(items, key=lambda item: item.number)

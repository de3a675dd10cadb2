"""Details of person and trace that cannot be read: said once, and once more when they can be read again."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Final

from cacher.log import Log, as_ranges
from cacher.schedule import boot_seconds

_ROUND: Final = 1.0
"""Seconds between two looks, so that persons with the same trouble share a line."""
_STEADY: Final = 5.0
"""Seconds that a detail must have been readable; one that comes and goes is one trouble, not many."""


class Details:
    """Keeps whose details count as unknown; their readings are stored all the same.

    Parameters
    ----------
    log
        Hears of fields and persons, never of values.
    """

    def __init__(self, log: Log) -> None:
        # Of each field that was unreadable: since when it is readable again.
        self._troubles: dict[int, dict[str, float | None]] = {}
        self._said: set[tuple[int, str]] = set()
        self._log = log
        self._any = asyncio.Event()

    def came(self, person: int, unreadable: tuple[str, ...]) -> None:
        """Note which fields of a person's newest answer could not be read."""
        if not unreadable and person not in self._troubles:
            return
        own = self._troubles.setdefault(person, {})
        for field in own:
            if field not in unreadable and own[field] is None:
                own[field] = boot_seconds()
        own.update(dict.fromkeys(unreadable))
        self._any.set()

    def forget(self, person: int) -> None:
        """Drop what is known of a person that somebody else follows now."""
        for field in self._troubles.pop(person, ()):
            self._said.discard((person, field))

    async def run(self) -> None:
        """Tell the log, for ever."""
        while True:
            await self._any.wait()
            self._say()
            self._settle()
            if not self._troubles:
                self._any.clear()
            await asyncio.sleep(_ROUND)

    def _say(self) -> None:
        troubled = {(person, field) for person, own in self._troubles.items() for field in own}
        for field, persons in _by_field(troubled - self._said).items():
            self._log.warning(
                "a detail cannot be read and counts as unknown; readings are stored without it",
                field=field,
                persons=as_ranges(persons),
            )
        self._said |= troubled

    def _settle(self) -> None:
        now = boot_seconds()
        settled = {
            (person, field)
            for person, own in self._troubles.items()
            for field, since in own.items()
            if since is not None and now - since >= _STEADY
        }
        for person, field in settled:
            del self._troubles[person][field]
            if not self._troubles[person]:
                del self._troubles[person]
        self._said -= settled
        for field, persons in _by_field(settled).items():
            self._log.info("a detail can be read again", field=field, persons=as_ranges(persons))


def _by_field(pairs: set[tuple[int, str]]) -> dict[str, list[int]]:
    persons: dict[str, list[int]] = defaultdict(list)
    for person, field in sorted(pairs):
        persons[field].append(person)
    return persons

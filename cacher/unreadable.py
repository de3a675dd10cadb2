"""Fields of person and trace that cannot be read: logged once, and once more when they can be read again."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Final

from cacher.log import Log, as_ranges
from cacher.schedule import boot_seconds

_INTERVAL_SEC: Final = 1.0
"""Seconds between two checks, so that persons with the same unreadable field share a line of the log."""
_STABLE_SEC: Final = 5.0
"""Seconds that a field must have been readable; one that comes and goes is logged once, not each time."""


class UnreadableFields:
    """Which fields of which persons count as unknown; their readings are stored all the same.

    Parameters
    ----------
    log
        Gets fields and persons, never values.
    """

    def __init__(self, log: Log) -> None:
        # Of each field that was unreadable: since when it is readable again.
        self._by_person: dict[int, dict[str, float | None]] = {}
        self._logged: set[tuple[int, str]] = set()
        self._log = log
        self._any = asyncio.Event()

    def observe(self, person: int, unreadable: tuple[str, ...]) -> None:
        """Note which fields of a person's newest answer could not be read."""
        if not unreadable and person not in self._by_person:
            return
        own = self._by_person.setdefault(person, {})
        for field in own:
            if field not in unreadable and own[field] is None:
                own[field] = boot_seconds()
        own.update(dict.fromkeys(unreadable))
        self._any.set()

    def forget(self, person: int) -> None:
        """Forget a person that another cacher follows now."""
        for field in self._by_person.pop(person, ()):
            self._logged.discard((person, field))

    async def run(self) -> None:
        """Log what changed, for ever."""
        while True:
            await self._any.wait()
            self._log_new()
            self._log_recovered()
            if not self._by_person:
                self._any.clear()
            await asyncio.sleep(_INTERVAL_SEC)

    def _log_new(self) -> None:
        unreadable = {(person, field) for person, own in self._by_person.items() for field in own}
        for field, persons in _by_field(unreadable - self._logged).items():
            self._log.warning(
                "a detail cannot be read and counts as unknown; readings are stored without it",
                field=field,
                persons=as_ranges(persons),
            )
        self._logged |= unreadable

    def _log_recovered(self) -> None:
        now = boot_seconds()
        recovered = {
            (person, field)
            for person, own in self._by_person.items()
            for field, since in own.items()
            if since is not None and now - since >= _STABLE_SEC
        }
        for person, field in recovered:
            del self._by_person[person][field]
            if not self._by_person[person]:
                del self._by_person[person]
        self._logged -= recovered
        for field, persons in _by_field(recovered).items():
            self._log.info("a detail can be read again", field=field, persons=as_ranges(persons))


def _by_field(pairs: set[tuple[int, str]]) -> dict[str, list[int]]:
    persons: dict[str, list[int]] = defaultdict(list)
    for person, field in sorted(pairs):
        persons[field].append(person)
    return persons

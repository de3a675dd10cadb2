"""Which persons this cacher follows: each person has one writer, which holds its lease."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Final, Protocol

from cacher.log import Log, as_ranges
from cacher.metrics import Metrics
from cacher.outage import Outage
from cacher.schedule import boot_seconds
from footlib.errors import StoreError
from footlib.store import Writer
from footlib.store.clock import MICROSECONDS

_LEASES_PER_CALL: Final = 500
_RETRY_SEC: Final = 0.2
_LONGEST_WAIT: Final = 10.0
"""Seconds; a cacher that is alive keeps its leases, however long another one waits."""
_CLOCKS_DIFFER_US: Final = MICROSECONDS
"""Clocks of two machines may differ by so much before a warning is logged."""


class PollerControl(Protocol):
    """Starts and stops the polling of persons."""

    def start(self, person: int) -> None:
        """Start to poll a person."""

    def stop(self, person: int) -> None:
        """Stop to poll a person."""


class Leases:
    """Takes, renews and releases the leases of persons.

    Parameters
    ----------
    writer
        Takes them in its name.
    persons
        Everybody who is to be followed.
    lease_sec
        Seconds that a lease lasts.
    pollers
        Started for a person whose lease was taken, stopped for one whose lease was lost.
    outage, metrics, log
        Where it counts and logs what happens.

    Attributes
    ----------
    held_elsewhere
        Persons that another writer holds, with its name.
    refused
        Persons whose leases Redis does not grant, with the reason.
    """

    def __init__(
        self,
        writer: Writer,
        persons: Sequence[int],
        lease_sec: float,
        *,
        pollers: PollerControl,
        outage: Outage,
        metrics: Metrics,
        log: Log,
    ) -> None:
        self.held_elsewhere: Final[dict[int, str]] = {}
        self._renewed: dict[int, float] = {}
        self._taken_over: set[int] = set()
        self.refused: Final[dict[int, str]] = {}
        self._writer = writer
        self._persons = persons
        self._lease_sec = lease_sec
        self._pollers = pollers
        self._outage = outage
        self._metrics = metrics
        self._log = log
        metrics.held.set_function(lambda: len(self._renewed))

    @property
    def held(self) -> list[int]:
        """Persons whose leases are held."""
        return list(self._renewed)

    def renewed(self, persons: Iterable[int]) -> None:
        """Note that an append has renewed the leases of persons: at least four fifths of their length are left."""
        now = boot_seconds()
        for person in persons:
            if person in self._renewed:
                self._renewed[person] = now

    def lost(self, person: int, holder: str) -> None:
        """Note that another writer holds a person's lease."""
        if self.held_elsewhere.get(person) != holder:
            self.held_elsewhere[person] = holder
            self._log_held_elsewhere([person])
        if self._renewed.pop(person, None) is not None:
            self._pollers.stop(person)

    async def take_over(self, persons: Collection[int], writer: str) -> None:
        """Take the leases of a writer that has stopped; wait for those that another one holds, but not for ever."""
        self._taken_over |= set(persons)
        waited = 0.0
        while waited <= min(self._lease_sec, _LONGEST_WAIT):
            try:
                await self._writer.release(list(persons), writer)
                taken = await self._writer.lease(list(persons))
            except StoreError as error:
                self._outage.began(error)
            else:
                self._outage.ended()
                self._log_ahead(taken.ahead)
                if not taken.held_elsewhere:
                    return
                waited += _RETRY_SEC
            await asyncio.sleep(_RETRY_SEC)

    async def run(self) -> None:
        """Renew leases whenever a third of their length has passed, and take what has become free, for ever."""
        while True:
            try:
                await self.round()
                pause = self._lease_sec / 3
            except StoreError as error:
                self._outage.began(error)
                pause = min(self._lease_sec / 3, 1.0)
            await asyncio.sleep(pause)

    async def round(self) -> None:
        """Renew the leases that are due, and try to take those that others hold.

        Raises
        ------
        StoreError
            If Redis cannot be used.
        """
        due = self._due()
        for start in range(0, len(due), _LEASES_PER_CALL):
            part = due[start : start + _LEASES_PER_CALL]
            with self._metrics.redis("lease"):
                taken = await self._writer.lease(part)
            self._outage.ended()
            self._note_held_elsewhere(taken.held_elsewhere)
            self._note_refused(taken.failed)
            self._log_ahead(taken.ahead)
            for person in part:
                if person not in taken.held_elsewhere and person not in taken.failed:
                    self._note_taken(person)

    async def release(self) -> None:
        """Release all leases.

        Raises
        ------
        StoreAwayError
            If Redis cannot be used; the leases then expire.
        """
        held = list({*self._renewed, *self._taken_over})
        self._renewed.clear()
        if held:
            await self._writer.release(held)

    def _due(self) -> list[int]:
        now = boot_seconds()
        # After an outage the earlier writer still has readings to store, and must not lose its leases to us.
        ended = self._outage.ended_at
        waiting = ended is not None and now - ended < self._lease_sec
        return [
            person
            for person in self._persons
            if (now - self._renewed[person] >= self._lease_sec / 3 if person in self._renewed else not waiting)
        ]

    def _note_taken(self, person: int) -> None:
        new = person not in self._renewed
        self._renewed[person] = boot_seconds()
        self.refused.pop(person, None)
        if self.held_elsewhere.pop(person, None):
            self._log.info("taken over", persons=str(person))
        if new:
            self._pollers.start(person)

    def _note_held_elsewhere(self, held_elsewhere: dict[int, str]) -> None:
        new = [person for person, holder in held_elsewhere.items() if self.held_elsewhere.get(person) != holder]
        self.held_elsewhere.update(held_elsewhere)
        self._log_held_elsewhere(new)
        for person in held_elsewhere:
            if self._renewed.pop(person, None) is not None:
                self._pollers.stop(person)

    def _note_refused(self, failed: dict[int, StoreError]) -> None:
        for person, error in failed.items():
            if person not in self.refused:
                self._log.error("no lease", persons=str(person), reason=str(error))
            self.refused[person] = str(error)

    def _log_ahead(self, ahead: dict[int, int]) -> None:
        far = {person: by for person, by in ahead.items() if by > _CLOCKS_DIFFER_US}
        if far:
            self._log.warning(
                "stored readings lie ahead of this machine's clock; new ones go on after them",
                persons=as_ranges(far),
                by_s=round(max(far.values()) / MICROSECONDS, 1),
            )

    def _log_held_elsewhere(self, persons: Sequence[int]) -> None:
        by_holder: dict[str, list[int]] = defaultdict(list)
        for person in persons:
            by_holder[self.held_elsewhere[person]].append(person)
        for holder, held in by_holder.items():
            self._log.warning(
                "another cacher follows these persons; they are left alone until it ends",
                persons=as_ranges(held),
                cacher=holder,
            )

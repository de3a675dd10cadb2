"""Persons that give no readings: logged once, written to the store, logged again after recovery."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from cacher.log import Log, as_ranges
from cacher.schedule import boot_seconds
from footlib.errors import StoreError
from footlib.store import Clock, Writer

_INTERVAL_SEC: Final = 1.0
"""Seconds between two writes to the store."""
_STABLE_SEC: Final = 2.0
"""Seconds without a failure that count as recovery, so that one failing request in five is logged only once."""
_NOTES_PER_CALL: Final = 500


@dataclass(slots=True)
class _Failure:
    reason: str
    time: int
    began: float
    count: int = 0
    stable_since: float | None = None
    logged: bool = False
    written: bool = False


class Failures:
    """Keeps which persons give no readings, and why.

    Parameters
    ----------
    writer
        Writes to the store why persons give no readings.
    clock
        Stamps the failures.
    log
        Gets one line when a person starts to fail and one when it recovers.
    """

    def __init__(self, writer: Writer, clock: Clock, log: Log) -> None:
        self.failing: Final[set[int]] = set()
        self._by_person: dict[int, _Failure] = {}
        self._writer = writer
        self._clock = clock
        self._log = log
        self._any = asyncio.Event()

    def failed(self, person: int, reason: str, count: int = 1) -> None:
        """Note that a person gave no reading for the `count`-th time in a row."""
        failure = self._by_person.get(person)
        if failure is None:
            failure = self._by_person[person] = _Failure(reason, 0, boot_seconds())
        failure.reason, failure.time, failure.count = reason, self._clock.now(person), count
        failure.stable_since, failure.written = None, False
        self.failing.add(person)
        self._any.set()

    def succeeded(self, person: int) -> None:
        """Note that a person gave a reading."""
        if person in self.failing:
            self.failing.remove(person)
            failure = self._by_person[person]
            failure.stable_since, failure.count = boot_seconds(), 0

    def forget(self, person: int) -> None:
        """Forget a person that another cacher follows now."""
        self.failing.discard(person)
        self._by_person.pop(person, None)

    async def run(self) -> None:
        """Log and write what changed, for ever."""
        while True:
            await self._any.wait()
            self._log_new()
            await self._write_status()
            self._log_recovered()
            if not self._by_person:
                self._any.clear()
            await asyncio.sleep(_INTERVAL_SEC)

    def _log_new(self) -> None:
        by_reason: dict[str, list[int]] = defaultdict(list)
        for person, failure in self._by_person.items():
            if not failure.logged:
                failure.logged = True
                by_reason[failure.reason].append(person)
        for reason, persons in by_reason.items():
            self._log.warning("no readings", persons=as_ranges(persons), reason=reason)

    async def _write_status(self) -> None:
        fresh = [(person, failure) for person, failure in self._by_person.items() if not failure.written]
        for start in range(0, len(fresh), _NOTES_PER_CALL):
            part = fresh[start : start + _NOTES_PER_CALL]
            notes = [(person, failure.time, failure.reason, failure.count) for person, failure in part]
            for _, failure in part:
                failure.written = True
            try:
                await self._writer.note_failures(notes)
            except StoreError:
                # The outbox says that Redis is away; the note is written after that.
                for _, failure in part:
                    failure.written = False
                return

    def _log_recovered(self) -> None:
        now = boot_seconds()
        recovered = [
            person
            for person, failure in self._by_person.items()
            if failure.written and failure.stable_since is not None and now - failure.stable_since >= _STABLE_SEC
        ]
        longest = max((now - self._by_person[person].began for person in recovered), default=0.0)
        for person in recovered:
            del self._by_person[person]
        if recovered:
            self._log.info("readings again", persons=as_ranges(recovered), after_s=round(longest, 1))

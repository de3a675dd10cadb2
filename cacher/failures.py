"""Persons that give no readings: said once, told to the store, forgotten after recovery."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from cacher.log import Log, as_ranges
from cacher.schedule import boot_seconds
from footlib.errors import StoreError
from footlib.store import Clock, Writer

_ROUND: Final = 1.0
"""Seconds between two notes to the store."""
_STEADY: Final = 2.0
"""Seconds without a failure that make a recovery; one request in five that fails is one trouble, not many."""
_NOTES_PER_CALL: Final = 500


@dataclass(slots=True)
class _Trouble:
    reason: str
    time: int
    began: float
    count: int = 0
    steady_since: float | None = None
    said: bool = False
    noted: bool = False


class Failures:
    """Keeps who fails and why.

    Parameters
    ----------
    writer
        Is told why persons give no readings.
    clock
        Stamps the failures.
    log
        Hears of every trouble once, and of its end.
    """

    def __init__(self, writer: Writer, clock: Clock, log: Log) -> None:
        self.failing: Final[set[int]] = set()
        self._troubles: dict[int, _Trouble] = {}
        self._writer = writer
        self._clock = clock
        self._log = log
        self._any = asyncio.Event()

    def failed(self, person: int, reason: str, count: int = 1) -> None:
        """Note that a person gave no reading for the `count`-th time in a row."""
        trouble = self._troubles.get(person)
        if trouble is None:
            trouble = self._troubles[person] = _Trouble(reason, 0, boot_seconds())
        trouble.reason, trouble.time, trouble.count = reason, self._clock.now(person), count
        trouble.steady_since, trouble.noted = None, False
        self.failing.add(person)
        self._any.set()

    def succeeded(self, person: int) -> None:
        """Note that a person gave a reading."""
        if person in self.failing:
            self.failing.remove(person)
            trouble = self._troubles[person]
            trouble.steady_since, trouble.count = boot_seconds(), 0

    def forget(self, person: int) -> None:
        """Drop what is known of a person that somebody else follows now."""
        self.failing.discard(person)
        self._troubles.pop(person, None)

    async def run(self) -> None:
        """Tell the log and the store, for ever."""
        while True:
            await self._any.wait()
            self._say()
            await self._note()
            self._settle()
            if not self._troubles:
                self._any.clear()
            await asyncio.sleep(_ROUND)

    def _say(self) -> None:
        by_reason: dict[str, list[int]] = defaultdict(list)
        for person, trouble in self._troubles.items():
            if not trouble.said:
                trouble.said = True
                by_reason[trouble.reason].append(person)
        for reason, persons in by_reason.items():
            self._log.warning("no readings", persons=as_ranges(persons), reason=reason)

    async def _note(self) -> None:
        fresh = [(person, trouble) for person, trouble in self._troubles.items() if not trouble.noted]
        for start in range(0, len(fresh), _NOTES_PER_CALL):
            part = fresh[start : start + _NOTES_PER_CALL]
            notes = [(person, trouble.time, trouble.reason, trouble.count) for person, trouble in part]
            for _, trouble in part:
                trouble.noted = True
            try:
                await self._writer.note_failures(notes)
            except StoreError:
                # The outbox says that Redis is away; the note is written after that.
                for _, trouble in part:
                    trouble.noted = False
                return

    def _settle(self) -> None:
        now = boot_seconds()
        recovered = [
            person
            for person, trouble in self._troubles.items()
            if trouble.noted and trouble.steady_since is not None and now - trouble.steady_since >= _STEADY
        ]
        longest = max((now - self._troubles[person].began for person in recovered), default=0.0)
        for person in recovered:
            del self._troubles[person]
        if recovered:
            self._log.info("readings again", persons=as_ranges(recovered), after_s=round(longest, 1))

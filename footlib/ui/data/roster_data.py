"""What is known of everybody: who there is, what arrives of each, each one's anomalies."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from heapq import nsmallest
from typing import Final

from footlib.drawing.times import LocalTime
from footlib.errors import StoreError
from footlib.reading import Person
from footlib.store import Store
from footlib.store.episodes import GAP_SEC
from footlib.ui.data.anomaly_log import AnomalyLog
from footlib.ui.data.background import Background, Job
from footlib.ui.data.coordinator import Coordinator
from footlib.ui.model.data_status import StatusKind, judge
from footlib.ui.model.playhead import Playhead
from footlib.ui.model.roster import PAGE_SIZE, RECENT, PersonSnapshot

_PEOPLE_EVERY: Final = 5.0
_LOADS: Final = 16
"""Persons whose anomalies are asked for at a time."""
_LIVE: Final = Playhead()


class RosterData:
    """Asks the store for everybody while somebody wants to see them.

    Parameters
    ----------
    store, coordinator
        Where the data are, and what arrives of them.
    background
        Runs what is asked.

    Attributes
    ----------
    total
        How many persons the store has; None until it has answered.
    changed
        Whether others are there than when they were last looked at.
    """

    def __init__(self, store: Store, coordinator: Coordinator, background: Background) -> None:
        self._store, self._coordinator, self._background = store, coordinator, background
        self.total: int | None = None
        self.changed = False
        self._logs: dict[int, AnomalyLog] = {}
        self._people: Mapping[int, Person] = {}
        self._people_due = 0.0
        self._people_job = Job()
        self._followers: set[object] = set()

    @property
    def followed(self) -> bool:
        """Whether somebody wants to see everybody."""
        return bool(self._followers)

    def follow(self, who: object) -> None:
        """Ask for everybody's data until `who` no longer wants them."""
        if not self.followed:
            for number in self._logs:
                self._coordinator.want(number)
        self._followers.add(who)

    def unfollow(self, who: object) -> None:
        """Ask for nobody's data any more, unless somebody else still wants them."""
        if who in self._followers:
            self._followers.remove(who)
            if not self.followed:
                for number in self._logs:
                    self._coordinator.leave(number)

    def ask(self) -> None:
        """Ask who there is, when that is due."""
        now = time.monotonic()
        if now >= self._people_due:
            self._people_due = now + _PEOPLE_EVERY
            self._background.run(self._fetch_people(), self._people_job)

    async def _fetch_people(self) -> None:
        try:
            numbers = await self._store.persons()
            self._people = await self._store.people(numbers)
        except StoreError:
            self._people_due = 0.0
            raise
        self._take(numbers)

    def _take(self, numbers: Sequence[int]) -> None:
        self.total, self.changed = len(numbers), True
        for number in set(self._logs) - set(numbers):
            del self._logs[number]
            if self.followed:
                self._coordinator.leave(number)
        new = [number for number in numbers if number not in self._logs]
        # All at once would stall the kernel by the first answer, which holds ten minutes of each.
        if len(new) > PAGE_SIZE:
            self._people_due = 0.0
        for number in new[:PAGE_SIZE]:
            self._logs[number] = AnomalyLog(self._store)
            if self.followed:
                self._coordinator.want(number)

    def look(self, now: float, times: LocalTime, late_after: float) -> list[PersonSnapshot]:
        """Everybody at a wall clock time, epoch seconds.

        Parameters
        ----------
        now, times
            The time, and the viewer's way to write it.
        late_after
            Seconds without a reading, beyond three usual intervals, that are called late.
        """
        self.changed = False
        return [self._snapshot(number, now, times, late_after) for number in self._logs]

    def _snapshot(self, number: int, now: float, times: LocalTime, late_after: float) -> PersonSnapshot:
        freshness = self._coordinator.freshness(number, now)
        state = judge(freshness, _LIVE, times, now, late_after)
        recording = self._coordinator.person(number).history.recording
        known = self._logs[number].known
        return PersonSnapshot(
            number=number,
            person=self._people.get(number),
            state=state,
            silent=freshness.age or 0.0,
            recording=recording,
            anomalies=known,
            recent=len(known.between(now - RECENT, now)),
            flagged=state.kind is StatusKind.LIVE and bool(recording.window(GAP_SEC).anomaly.any()),
        )

    def load_anomalies(self, since: float) -> None:
        """Ask for anomalies back to a time, epoch seconds, of those of whom others are told than are known."""
        flagged = {number: self._coordinator.person(number) for number in self._logs}
        due = (
            number
            for number, log in self._logs.items()
            if flagged[number].asked and log.due(flagged[number].flagged, since)
        )
        # Who is flagged at every reading is always due, and must not keep the others waiting.
        for number in nsmallest(_LOADS, due, key=lambda number: self._logs[number].asked_at):
            log = self._logs[number]
            self._background.run(log.load(number, flagged[number].flagged, since), log.loading)

    def fill(self, numbers: Iterable[int], seconds: float) -> None:
        """Ask for the past of one fast person, of whom the first answer told the newest readings only."""
        for data in map(self._coordinator.person, numbers):
            recording, oldest = data.history.recording, data.status.oldest
            known = not len(recording) or oldest is None or oldest >= recording.time[0]
            lacks = not known and recording.duration < seconds and data.filled < seconds
            if lacks and self._coordinator.away_since is None:
                self._background.run(self._coordinator.fill(data, seconds), data.filling)
                return

    def close(self) -> None:
        """Ask for nobody's data any more, whoever wants them."""
        for who in list(self._followers):
            self.unfollow(who)

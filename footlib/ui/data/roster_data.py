"""What is known of all persons: who there is, the newest readings, the anomalies."""

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
from footlib.ui.model.roster import ALARM, PAGE_SIZE, RECENT, PersonSnapshot

_PEOPLE_EVERY: Final = 5.0
_LOADS: Final = 16
"""Persons whose anomalies are fetched at a time."""
_LIVE: Final = Playhead()


class RosterData:
    """Has all persons polled while a card shows them, and fetches names and anomalies.

    Parameters
    ----------
    store, coordinator
        Where the data are, and what polls it.
    background
        Runs the fetches.

    Attributes
    ----------
    total
        How many persons the store has; None until it has answered.
    changed
        Whether persons were asked for since the last `look`.
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
        """Whether a card shows all persons."""
        return bool(self._followers)

    def follow(self, who: object) -> None:
        """Have all persons polled until `unfollow`."""
        if not self.followed:
            for number in self._logs:
                self._coordinator.want(number)
        self._followers.add(who)

    def unfollow(self, who: object) -> None:
        """Undo `follow`; persons that nobody else wants are polled no longer."""
        if who in self._followers:
            self._followers.remove(who)
            if not self.followed:
                for number in self._logs:
                    self._coordinator.leave(number)

    def ask(self) -> None:
        """Fetch numbers and names of all persons, if that is due."""
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
        # The first answer holds hundreds of readings of each person; all of them at once would block the kernel.
        if len(new) > PAGE_SIZE:
            self._people_due = 0.0
        for number in new[:PAGE_SIZE]:
            self._logs[number] = AnomalyLog(self._store)
            if self.followed:
                self._coordinator.want(number)

    def look(self, now: float, times: LocalTime, late_after: float) -> list[PersonSnapshot]:
        """A snapshot of each person, by number.

        Parameters
        ----------
        now, times
            Wall clock in epoch seconds, and how the viewer writes times.
        late_after
            Seconds without a reading, beyond three usual intervals, that are called late.
        """
        self.changed = False
        return [self._snapshot(number, now, times, late_after) for number in self._logs]

    def _snapshot(self, number: int, now: float, times: LocalTime, late_after: float) -> PersonSnapshot:
        freshness = self._coordinator.freshness(number, now)
        state = judge(freshness, _LIVE, times, now, late_after)
        data = self._coordinator.person(number)
        recording, live = data.history.recording, state.kind is StatusKind.LIVE
        known = self._logs[number].known
        return PersonSnapshot(
            number=number,
            person=self._people.get(number),
            state=state,
            silent=freshness.age or 0.0,
            recording=recording,
            anomalies=known,
            recent=len(known.between(now - RECENT, now)),
            recorded=data.recorded_for(now, time.monotonic()),
            flagged=live and bool(recording.window(GAP_SEC).anomaly.any()),
            alarmed=live and bool(recording.window(ALARM).anomaly.any()),
        )

    def load_anomalies(self, since: float) -> None:
        """Fetch anomalies back to a time, epoch seconds, of some of those who have other ones than are known."""
        flagged = {number: self._coordinator.person(number) for number in self._logs}
        due = (
            number
            for number, log in self._logs.items()
            if flagged[number].asked and log.due(flagged[number].flagged, since)
        )
        # Longest ago first: a person flagged at every reading is always due, and must not starve the others.
        for number in nsmallest(_LOADS, due, key=lambda number: self._logs[number].asked_at):
            log = self._logs[number]
            self._background.run(log.load(number, flagged[number].flagged, since), log.loading)

    def fill(self, numbers: Iterable[int], seconds: float) -> None:
        """Fetch the past of one person whose first answer held less than `seconds`, since readings come fast."""
        for data in map(self._coordinator.person, numbers):
            recording, oldest = data.history.recording, data.status.oldest
            known = not len(recording) or oldest is None or oldest >= recording.time[0]
            lacks = not known and recording.duration < seconds and data.filled < seconds
            if lacks and self._coordinator.away_since is None:
                self._background.run(self._coordinator.fill(data, seconds), data.filling)
                return

    def close(self) -> None:
        """Undo every `follow`."""
        for who in list(self._followers):
            self.unfollow(who)

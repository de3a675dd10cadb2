"""The reading side of the store: what notebooks, the dashboard and exports ask for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Final, Self

from redis.exceptions import RedisError

from footlib.reading import Person, decode_person
from footlib.recording import Recording
from footlib.settings import Settings
from footlib.store import chunks, context, counting, durability, script_calls, updates
from footlib.store.connection import Client, affects_all, as_store_error, execute_each, redis_client, store_errors
from footlib.store.episodes import AnomalyCounts, Episode, parse_episode
from footlib.store.keys import PERSON_PATTERN, Keys, persons_of
from footlib.store.labels import Labels
from footlib.store.rows import to_recording
from footlib.store.script_calls import ScriptCall
from footlib.store.trials import Trials
from footlib.store.updates import Cursor, Update

Span = tuple[float | None, float | None]
"""First and last time in epoch seconds, both included; None: no limit."""


class Store:
    """Reads what the cacher stored; never asks the API.

    Its methods are to be awaited, as in a cell of a notebook; a script runs them with `asyncio.run`. They raise
    `StoreAwayError` where Redis cannot be reached, and `StoreError` where it refuses. Times are epoch seconds by the
    wall clock of reception.

    Parameters
    ----------
    settings
        With `host`; `connect` finds the embedded store's.

    Attributes
    ----------
    settings
        What it was made with.
    trials, labels
        Walks that were recorded by hand, and last; what somebody saw in them or at any other time.

    Examples
    --------
    >>> store = footlib.connect()
    >>> recording = await store.window(3)
    >>> len(recording), round(recording.rate, 3)
    (600, 10.0)
    >>> counts = await store.anomaly_counts(3)
    >>> counts.readings, counts.episodes
    (90, 2)
    >>> await store.close()
    """

    def __init__(self, settings: Settings) -> None:
        self.settings: Final = settings
        self._client: Client = redis_client(settings)
        self._cluster = settings.cluster
        self.trials: Final = Trials(self._client, settings)
        self.labels: Final = Labels(self._client, settings)
        self._context = settings.context_sec
        self._people: dict[bytes, Person | None] = {}

    def _keys(self, person: int) -> Keys:
        return Keys(person, self._cluster)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connection; ``async with`` does so."""
        await self._client.aclose()

    async def danger(self) -> str:
        """Why anomalies may get lost, in a sentence; empty where they are safe, or the store does not tell.

        Raises
        ------
        StoreError
            If the store is away.
        """
        return await durability.danger(self._client) or ""

    async def persons(self) -> list[int]:
        """Numbers of the persons of whom something is stored, sorted."""
        async with store_errors():
            return persons_of([key async for key in self._client.scan_iter(match=PERSON_PATTERN, count=1000)])

    async def people(self, persons: Sequence[int]) -> dict[int, Person]:
        """Personal data of those persons of whom they are stored, by number."""
        async with store_errors(), self._client.pipeline(transaction=False) as pipeline:
            for person in persons:
                pipeline.get(self._keys(person).person_data)
            replies = await execute_each(pipeline)
        found = {person: self._person(reply) for person, reply in zip(persons, replies, strict=True)}
        return {number: person for number, person in found.items() if person is not None}

    async def watch(self, cursors: Mapping[int, Cursor | None], limit: int = 600) -> dict[int, Update]:
        """What is new since each person's cursor, in one round trip.

        Parameters
        ----------
        cursors
            Where each person was left; None for the newest `limit` readings.
        limit
            Readings of a person at the most, the newest of them.

        Returns
        -------
        dict
            By person; the `cursor` of an update is that of the next call.

        Raises
        ------
        StoreAwayError
            If Redis cannot be reached; the next call may succeed.
        """
        wanted = [
            ScriptCall(
                "watch",
                keys.watched,
                (repr(cursor.time) if cursor else 0, limit + (cursor.rows if cursor else 0)),
            )
            for keys, cursor in ((self._keys(person), cursor) for person, cursor in cursors.items())
        ]
        replies = await script_calls.run(self._client, wanted)
        return {
            person: self._update(reply, cursor)
            for (person, cursor), reply in zip(cursors.items(), replies, strict=True)
        }

    async def window(self, person: int, since: float | None = None, until: float | None = None) -> Recording:
        """Stored readings with ``since <= time <= until``, in one round trip.

        Parameters
        ----------
        person
            Number of the person; of one who is not stored there are no readings.
        since, until
            Epoch seconds; None for no limit.

        Returns
        -------
        Recording
            Without personal data; rows that cannot be read are left out, and counted as `skipped`.
        """
        history = self._keys(person).history
        rows, times, traces, runs = await script_calls.run_one(self._client, "read", history, *_span(since, until))
        return to_recording(rows, times, traces, runs=runs)

    async def chunks(
        self, person: int, since: float | None = None, until: float | None = None, *, anomalies: bool = False
    ) -> AsyncIterator[Recording]:
        """Stored readings, oldest first, in parts of constant size.

        Readings that the sweep drops meanwhile are left out; none comes twice.

        Parameters
        ----------
        person, since, until
            As of `window`.
        anomalies
            The flagged readings that are kept for ever, in place of the history. They have the device's clock where
            the history, a context or an open trial still tells it.

        Yields
        ------
        Recording
            Some thousands of readings.
        """
        keys = self._keys(person)
        lists = keys.anomalies if anomalies else keys.history
        async for rows, times, traces in chunks.rows(self._client, lists, *_span(since, until)):
            told = await chunks.clocks(self._client, keys, times) if anomalies else traces
            yield to_recording(rows, times, told)

    async def count(
        self, person: int, since: float | None = None, until: float | None = None, *, anomalies: bool = False
    ) -> int:
        """How many readings `chunks` would hand out, for the same parameters."""
        keys = self._keys(person)
        lists = keys.anomalies if anomalies else keys.history[:2]
        return int(await script_calls.run_one(self._client, "span", lists, *_span(since, until)))

    async def absence(self, person: int, *, anomalies: bool = False) -> str:
        """What to tell somebody who asked for a span in which nothing is stored of a person, or no anomaly."""
        persons = await self.persons()
        stored = ", ".join(map(str, persons)) or "none"
        if anomalies and person in persons:
            ever = await self.count(person, anomalies=True)
            return (
                f"no anomaly of person {person} is stored in that span, {ever} are outside it; take another span"
                if ever
                else f"no anomaly of person {person} is stored; leave --anomalies out for the history"
            )
        return f"nothing is stored for person {person} in that span; stored persons are: {stored}"

    async def anomaly_counts(self, person: int) -> AnomalyCounts:
        """Running counts over everything ever flagged; the cost does not grow with their number."""
        return await counting.read(self._client, self._keys(person))

    def count_foreign(self, person: int) -> AsyncIterator[float]:
        """Count flagged readings that a foreign writer stored, once; yields the share done."""
        return counting.catch_up(self._client, self._keys(person))

    async def episodes(self, person: int, page: int = 0, size: int = 20) -> list[Episode]:
        """One page of episodes, newest first.

        Parameters
        ----------
        person
            Number of the person.
        page, size
            Which page, from 0 on, and how many episodes it has at the most.

        Raises
        ------
        StoreError
            If a foreign writer stored what is no episode.
        """
        key = self._keys(person).episodes
        async with store_errors():
            elements = await self._client.lrange(key, -(page + 1) * size, -page * size - 1)
        return [parse_episode(element) for element in reversed(elements)]

    async def episodes_in(self, person: int, spans: Sequence[tuple[float, float]]) -> list[Episode]:
        """Episodes that overlap any of some spans of epoch seconds, oldest first.

        The cost grows with what is found, and not with what is stored.
        """
        return await counting.episodes_in(self._client, self._keys(person), spans)

    def counts_of(self, person: int, episodes: Sequence[Episode]) -> AsyncIterator[tuple[Episode, AnomalyCounts]]:
        """The share of each episode in the running counts of `anomaly_counts`; yields it with the episode."""
        return counting.of_episodes(self._client, self._keys(person), episodes)

    async def episode_window(self, person: int, episode: Episode, seconds: float | None = None) -> Recording:
        """Readings from `seconds` before an episode to `seconds` after it, however long ago it was.

        Each comes once, be it still in the history or kept as the context of an episode.

        Parameters
        ----------
        person, episode
            Whose, and one of `episodes`.
        seconds
            None for the context that is kept (CONTEXT_SEC). Of more, only what other episodes
            or the history still hold is there.

        Returns
        -------
        Recording
            Of an episode whose context nobody kept, the flagged readings alone.
        """
        return await context.read(self._client, self._keys(person), episode, seconds, self._context)

    def _update(self, reply: Any, cursor: Cursor | None) -> Update:
        if not isinstance(reply, RedisError):
            return updates.decode(reply, cursor, self._person(reply[6]))
        if affects_all(reply):
            raise as_store_error(reply) from reply
        return updates.refused(str(as_store_error(reply)), cursor)

    def _person(self, stored: Any) -> Person | None:
        if not isinstance(stored, bytes):
            return None
        if stored not in self._people:
            self._people[stored] = decode_person(stored)
        return self._people[stored]


def _span(since: float | None, until: float | None) -> tuple[str, str]:
    return repr(float(since)) if since is not None else "0", repr(float(until)) if until is not None else "inf"

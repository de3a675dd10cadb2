"""Everything that is stored of a person: told, and deleted for good."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from redis.exceptions import ResponseError

from footlib.errors import StoreError
from footlib.settings import Settings
from footlib.store import script_calls
from footlib.store.clock import Clock
from footlib.store.connection import Client, store_errors
from footlib.store.keys import FORGOTTEN, Keys
from footlib.store.reader import Store
from footlib.store.writer import Writer
from footlib.texts import counted

_PER_CALL: Final = 200


@dataclass(frozen=True, slots=True)
class Stored:
    """How much is stored of a person.

    Attributes
    ----------
    readings
        In the history.
    anomalies, context
        Flagged readings, and others that are kept because they lie around those.
    trials
        Kept, open, and deleted lately.
    labels
        Of moments and stretches.
    personal
        Whether there are personal data.
    keys
        How many keys of the store hold all that.
    """

    readings: int = 0
    anomalies: int = 0
    context: int = 0
    trials: int = 0
    labels: int = 0
    personal: bool = False
    keys: int = 0

    def words(self) -> Iterator[str]:
        """What there is of it, a part each."""
        counts = (
            (self.readings, "reading"),
            (self.anomalies, "flagged reading"),
            (self.trials, "trial"),
            (self.labels, "label"),
        )
        yield from (counted(n, what) for n, what in counts if n)
        if self.context:
            yield f"{self.context} readings around flagged ones"
        if self.personal:
            yield "personal data"


class Forgetting:
    """Tells and deletes what is stored of persons.

    Parameters
    ----------
    client
        Connection to Redis.
    settings
        Of the store.
    """

    def __init__(self, client: Client, settings: Settings) -> None:
        self._client = client
        self._settings = settings
        self._writer = Writer(client, settings, Clock())

    async def stored(self, person: int) -> Stored:
        """How much is stored of a person.

        Raises
        ------
        StoreError
            If the store does not answer.
        """
        keys = self._writer.keys(person)
        starts, _, _, deleted = keys.trials
        async with store_errors(), self._client.pipeline(transaction=False) as pipeline:
            for key in (keys.data, keys.anomalies[0], keys.context[0]):
                pipeline.llen(key)
            pipeline.zcard(starts)
            pipeline.hlen(keys.open_trials)
            pipeline.zcard(deleted)
            pipeline.hlen(keys.labels[1])
            pipeline.exists(keys.person_data)
            readings, anomalies, context, kept, opened, gone, labels, personal = await pipeline.execute()
        names = [key async for key in self._names(keys)]
        return Stored(readings, anomalies, context, kept + opened + gone, labels, bool(personal), len(names))

    async def forget(self, person: int, now: float) -> Stored:
        """Delete all that is stored of a person, and note when that was.

        Parameters
        ----------
        person
            Whom.
        now
            Wall clock, epoch seconds, for the note.

        Returns
        -------
        Stored
            What there was.

        Raises
        ------
        StoreError
            If a cacher follows the person, who would store the next reading at once; or the store refuses it.
        """
        keys = self._writer.keys(person)
        await self._lease(person)
        try:
            stored = await self.stored(person)
            async with store_errors():
                found = [name async for name in self._names(keys) if name != keys.lease.encode()]
                for first in range(0, len(found), _PER_CALL):
                    await self._client.unlink(*found[first : first + _PER_CALL])
            await self._note(person, now, stored, None)
        finally:
            await self._writer.release([person])
        await self._rewrite()
        return stored

    async def forget_before(self, person: int, limit: float, now: float) -> Stored:
        """Delete a person's trials, labels and anomalies that are older than a time, and note when that was.

        Parameters
        ----------
        person
            Whom.
        limit
            Epoch seconds; what ends before goes.
        now
            Wall clock, epoch seconds, for the note.

        Returns
        -------
        Stored
            What was deleted.
        """
        keys = self._writer.keys(person)
        trials, labels = await self._before(person, limit)
        lists = (*keys.anomalies, *keys.context, keys.episodes, keys.counts)
        anomalies, context = await script_calls.run_one(self._client, "forget", lists, repr(limit))
        starts, facts, notes, deleted = keys.trials
        for trial_id in trials:
            async with store_errors(), self._client.pipeline(transaction=True) as pipeline:
                pipeline.zrem(starts, trial_id)
                pipeline.zrem(deleted, trial_id)
                pipeline.hdel(facts, trial_id)
                pipeline.hdel(notes, trial_id)
                pipeline.unlink(keys.trial(trial_id))
                pipeline.incr(keys.trial_version)
                await pipeline.execute()
        for label_id in labels:
            await script_calls.run_one(self._client, "label_remove", (*keys.labels, keys.trial_version), label_id)
        removed = Stored(anomalies=anomalies, context=context, trials=len(trials), labels=len(labels))
        if removed != Stored():
            await self._note(person, now, removed, limit)
            await self._rewrite()
        return removed

    async def _before(self, person: int, limit: float) -> tuple[list[str], list[str]]:
        """Trials and labels that end before a time, by their ids."""
        async with Store(self._settings) as store:
            kept = [trial async for trial in store.trials.all(person) if trial.facts is not None]
            gone = (await store.trials.page(person, size=10**6, deleted=True)).trials
            labels = await store.labels.all(person)
        ends = {trial.id: trial.facts.last or trial.stop for trial in (*kept, *gone) if trial.facts is not None}
        return (
            [trial_id for trial_id, end in ends.items() if end < limit],
            [label.id for label in labels if label.stop < limit],
        )

    async def _lease(self, person: int) -> None:
        result = await self._writer.lease([person])
        if person in result.failed:
            raise result.failed[person]
        if holder := result.held_elsewhere.get(person):
            raise StoreError(
                f"person {person} is followed by {holder}, which would store the next reading at once; take the number "
                "out of IDS, or stop that cacher, and try again"
            )

    def _names(self, keys: Keys) -> Any:
        prefix = keys.data.removesuffix("data")
        return self._client.scan_iter(match=f"{prefix}*", count=1000)

    async def _note(self, person: int, now: float, what: Stored, limit: float | None) -> None:
        line = {"person": person, "time": now, "before": limit, "what": list(what.words())}
        async with store_errors():
            await self._client.rpush(FORGOTTEN, msgspec.json.encode(line))

    async def _rewrite(self) -> None:
        """Have the server write its file anew, which holds what was deleted until then."""
        with suppress(StoreError, ResponseError):
            async with store_errors():
                await self._client.bgrewriteaof()

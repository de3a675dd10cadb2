"""Trials: walks that somebody recorded, named and keeps.

From when it begins, a trial is a span of a person's time, and the sweep spares what was received within. Once a later
reading has come, nothing can be added to it any more; then its readings are kept as one Parquet file, together with
what never changes of it. So it makes no difference when, by whom and whether at all it is kept.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from math import inf
from typing import Any, Final

import msgspec

from footlib.errors import StoreError, TrialError
from footlib.recording import Recording
from footlib.settings import Settings
from footlib.store import script_calls
from footlib.store.connection import Client, store_errors
from footlib.store.keys import Keys
from footlib.store.readable import readable
from footlib.store.received import received
from footlib.store.trial import Trial, TrialFacts, TrialNote, TrialPage, is_name, kept_trial, new_id, open_trial

_PAGE: Final = 200
_NEAR: Final = 20


class Trials:
    """The trials of a store; `footlib.store.Store.trials` is one.

    Its methods are to be awaited, and raise `StoreAwayError` where Redis cannot be reached.

    Parameters
    ----------
    client
        Connection to Redis.
    settings
        Uses cluster, trial_sec, trial_names and trial_conditions.

    Attributes
    ----------
    names, conditions
        What trials are usually called here, and under which conditions somebody walks.
    """

    def __init__(self, client: Client, settings: Settings) -> None:
        self.names: Final = settings.trial_names
        self.conditions: Final = settings.trial_conditions
        self._limit = settings.trial_sec
        self._client = client
        self._cluster = settings.cluster

    def _keys(self, person: int) -> Keys:
        return Keys(person, self._cluster)

    async def begin(
        self,
        person: int,
        note: TrialNote = TrialNote(),  # noqa: B008 - frozen
        *,
        back: float | None = 0.0,
        limit: float | None = None,
        now: float | None = None,
    ) -> Trial:
        """Begin a trial; it ends by `end`, or by itself.

        Parameters
        ----------
        person
            Whose.
        note
            What is known of it by now.
        back
            Seconds before the newest reading that belong to it already; None for all that is stored.
        limit
            Seconds after which it ends by itself; TRIAL_SEC by default.
        now
            The wall clock, epoch seconds; the machine's by default.

        Raises
        ------
        TrialError
            If one runs already, or the note is too long.
        """
        now = time.time() if now is None else now
        keys, trial_id = self._keys(person), new_id(now)
        reach = "all" if back is None else repr(float(back))
        longest = repr(float(self._limit if limit is None else limit))
        encoded = msgspec.json.encode(note.checked())
        lists = (keys.open_trials, keys.history[1], keys.trials[2], keys.trial_version)
        found, value = await script_calls.run_one(
            self._client, "trial_begin", lists, trial_id, repr(now), reach, longest, encoded
        )
        running = open_trial(found, value, encoded, b"")
        if running.id != trial_id:
            since = datetime.fromtimestamp(running.begun, UTC).astimezone().strftime("%H:%M:%S")
            raise TrialError(f"person {person} is being recorded since {since}; end that trial before another")
        return running

    async def end(self, person: int, trial_id: str, now: float | None = None) -> None:
        """End a trial that runs; of one that has ended nothing changes.

        Raises
        ------
        TrialError
            If there is none of this name that is not kept yet.
        """
        keys = self._keys(person)
        lists, at = (keys.open_trials, keys.history[1], keys.trial_version), time.time() if now is None else now
        if await script_calls.run_one(self._client, "trial_end", lists, trial_id, repr(at)) is None:
            raise TrialError("this trial has ended, and is kept")

    async def page(self, person: int, page: int = 0, size: int = 20, *, deleted: bool = False) -> TrialPage:
        """One page of the trials that are kept, newest first, and all that are open.

        Parameters
        ----------
        person
            Whose.
        page, size
            Which page, from 0 on, and how many trials it has at the most.
        deleted
            Those that were deleted lately and can be restored, last deleted first.
        """
        return await self._listing(person, page * size, (page + 1) * size - 1, deleted=deleted)

    async def all(self, person: int) -> AsyncIterator[Trial]:
        """Every trial of a person, newest first, those that are open too."""
        rank, seen = 0, set[str]()
        while True:
            listing = await self._listing(person, rank, rank + _PAGE - 1)
            found = (*(listing.open if rank == 0 else ()), *listing.trials)
            for trial in sorted(found, key=lambda trial: trial.start, reverse=True):
                # One that is kept meanwhile moves those after it on by a place.
                if trial.id not in seen:
                    seen.add(trial.id)
                    yield trial
            rank += _PAGE
            if rank >= listing.kept:
                return

    async def around(self, person: int, start: float, stop: float) -> Trial | None:
        """A trial that is kept and has readings of a span, epoch seconds; None if there is none.

        Of several, the one that began last; the store asks a few that began before the span's end.
        """
        keys = self._keys(person)
        async with store_errors():
            ids: Any = await self._client.zrevrangebyscore(keys.trials[0], stop, "-inf", start=0, num=_NEAR)
            found: Any = await self._client.hmget(keys.trials[1], ids) if ids else []
        trials = readable(kept_trial, ((name, facts, b"") for name, facts in zip(ids, found, strict=True) if facts))
        return next((trial for trial in trials if trial.facts and (trial.facts.last or -inf) >= start), None)

    async def get(self, person: int, trial_id: str) -> Trial | None:
        """The trial of that name, be it open, kept or deleted lately; None if there is none."""
        if not is_name(trial_id):
            return None
        keys = self._keys(person)
        async with store_errors(), self._client.pipeline(transaction=True) as pipeline:
            pipeline.hget(keys.open_trials, trial_id)
            pipeline.hget(keys.trials[1], trial_id)
            pipeline.hget(keys.trials[2], trial_id)
            pipeline.lindex(keys.history[1], -1)
            value, facts, note, newest = await pipeline.execute()
        if facts is not None:
            return kept_trial(trial_id.encode(), facts, note or b"")
        return None if value is None else open_trial(trial_id.encode(), value, note or b"", newest or b"")

    async def readings(self, person: int, trial: Trial) -> Recording:
        """The readings of a trial; of one that is open, those that were received by now.

        Raises
        ------
        StoreError
            If what is kept cannot be read.
        """
        from footlib.store import trial_file

        keys = self._keys(person)
        if trial.facts is None:
            recording = await received(self._client, keys, trial.start, trial.stop)
            kept = await self.get(person, trial.id)
            # The rows go where they are kept: what was read meanwhile may lack some.
            if kept is None or kept.facts is None:
                return recording
        async with store_errors():
            blob = await self._client.get(keys.trial(trial.id))
        if not isinstance(blob, bytes):
            raise StoreError(f"the readings of trial {trial.id} are not in the store; restore them from a back-up")
        return await asyncio.to_thread(trial_file.decode, blob, trial.id)

    async def keep(
        self, person: int, trial_id: str, facts: TrialFacts, recording: Recording, note: TrialNote | None = None
    ) -> bool:
        """Keep a trial for good.

        Parameters
        ----------
        person, trial_id
            Which; see `new_id`.
        facts
            What never changes of it.
        recording
            Its readings.
        note
            Of a trial that was not begun here, but brought in.

        Returns
        -------
        bool
            False where it is kept already.

        Raises
        ------
        TrialError
            If that is no id of a trial.
        """
        from footlib.store import trial_file

        if not is_name(trial_id):
            raise TrialError(f"{trial_id[:80]!r} is no id of a trial; allowed are 80 letters, digits and _ . - in it")
        keys = self._keys(person)
        lists = (*keys.trials, keys.open_trials, keys.trial_version, keys.trial(trial_id), *keys.trial_rows)
        brought_in = () if note is None else (msgspec.json.encode(note.checked()),)
        file = await asyncio.to_thread(trial_file.encode, recording)
        arguments = trial_id, repr(facts.start), msgspec.json.encode(facts), file, *brought_in
        return bool(await script_calls.run_one(self._client, "trial_keep", lists, *arguments))

    async def annotate(self, person: int, trial_id: str, note: TrialNote, seen: TrialNote | None = None) -> None:
        """Change what may change of a trial.

        Parameters
        ----------
        person, trial_id
            Which.
        note
            What is to be known of it.
        seen
            What whoever changes it has seen: what is the same there stays as it is, whoever has changed it meanwhile.

        Raises
        ------
        TrialError
            If there is no such trial, or a text is too long.
        """
        keys = self._keys(person)
        lists = (keys.trials[1], keys.open_trials, keys.trials[2], keys.trial_version)
        texts, known = msgspec.structs.asdict(note.checked()), {} if seen is None else msgspec.structs.asdict(seen)
        changed = {field: text for field, text in texts.items() if text != known.get(field)}
        if not await script_calls.run_one(self._client, "trial_note", lists, trial_id, msgspec.json.encode(changed)):
            raise _absent(person)

    async def delete(self, person: int, trial_id: str, now: float | None = None) -> None:
        """Delete a trial that is kept; for 30 days it can be restored.

        Raises
        ------
        TrialError
            If there is no such trial.
        """
        await self._move(person, trial_id, (0, 3), repr(time.time() if now is None else now))

    async def restore(self, person: int, trial_id: str) -> None:
        """Take back that a trial was deleted.

        Raises
        ------
        TrialError
            If it was deleted too long ago.
        """
        await self._move(person, trial_id, (3, 0))

    async def _move(self, person: int, trial_id: str, way: tuple[int, int], *when: str) -> None:
        keys = self._keys(person)
        lists = (*(keys.trials[i] for i in way), keys.trials[1], keys.trial_version)
        if not await script_calls.run_one(self._client, "trial_move", lists, trial_id, *when):
            raise _absent(person)

    async def _listing(self, person: int, first: int, last: int, *, deleted: bool = False) -> TrialPage:
        keys = self._keys(person)
        starts = keys.trials[3] if deleted else keys.trials[0]
        lists = (starts, *keys.trials[1:3], keys.open_trials, keys.history[1])
        kept, ids, facts, notes, open_ids, spans, open_notes, newest = await script_calls.run_one(
            self._client, "trial_list", lists, first, last
        )
        open_trials = readable(open_trial, ((*one, newest) for one in zip(open_ids, spans, open_notes, strict=True)))
        return TrialPage(
            kept,
            tuple(readable(kept_trial, zip(ids, facts, notes, strict=True))),
            () if deleted else tuple(sorted(open_trials, key=lambda trial: trial.start, reverse=True)),
        )


def _absent(person: int) -> TrialError:
    return TrialError(f"person {person} has no such trial any more; look at the list again")

"""Somebody's recording into the store, to be replayed on the dashboard."""

from __future__ import annotations

import asyncio
import math
from bisect import bisect_right
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Any, Final, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from footlib import progress, trials
from footlib.epoch import EPOCH_FROM
from footlib.errors import ImportingError
from footlib.imported import Imported, local_time
from footlib.reading import Person, Reading
from footlib.recording import Recording
from footlib.sensors import NAMES
from footlib.settings import Settings
from footlib.store import IMPORTED, Clock, Entry, Store, TrialNote, Writer, pending_import, redis_client
from footlib.store.clock import MICROSECONDS, wall_time
from footlib.store.connection import Client
from footlib.store.pending_import import PendingImport
from footlib.store_work import on_store

_PER_CALL: Final = 2000
_RETRY_SEC: Final = 0.1


class _Plan(NamedTuple):
    """Stored times of all readings in microseconds, how many are stored already, and the note of the import."""

    times: list[int]
    before: int
    pending: PendingImport


def import_recording(settings: Settings, recording: Recording, person: int, note: TrialNote | None = None) -> Imported:
    """Store a recording as a person's readings, and as a trial; at a terminal a bar shows how far it has come.

    Times that are epoch seconds stay; those of a recording that counts from its own start
    are moved so that it ends now. Readings that share a time follow each other by a microsecond.
    An import that was broken off, however hard, goes on where it was when it is run again.

    Parameters
    ----------
    settings
        Name the store; without HOST the embedded one is found, or started for the time being.
    recording
        From `footlib.sources.load`.
    person
        Under whose number it is stored.
    note
        Name, condition and note of the trial.

    Raises
    ------
    ImportingError
        If the recording is empty or ends in the future, a cacher writes this person, what
        is stored of the person is not earlier, or the import is interrupted.
    StoreError
        If the store cannot be written.
    """
    checked = (note or TrialNote()).checked()
    return _run(settings, recording, lambda filled: _stored(filled, recording, person, checked))


def import_trial(settings: Settings, recording: Recording, person: int, note: TrialNote | None = None) -> Imported:
    """Store a recording as a trial alone, whoever follows the person and whatever was received since.

    Parameters
    ----------
    settings, recording, person, note
        As in `import_recording`; times are placed as there.

    Returns
    -------
    Imported
        With `before` the readings where the same trial is kept already.

    Raises
    ------
    ImportingError
        If the recording is empty or ends in the future, or the import is interrupted.
    StoreError
        If the store cannot be written.
    """
    checked = (note or TrialNote()).checked()
    return _run(settings, recording, lambda filled: _stored_trial(filled, recording, person, checked))


def _run(
    settings: Settings, recording: Recording, work: Callable[[Settings], Coroutine[Any, Any, Imported]]
) -> Imported:
    if not len(recording):
        raise ImportingError("the recording has no readings; choose another file")
    try:
        return on_store(settings, work)
    except KeyboardInterrupt:
        raise ImportingError("interrupted; run the same import again, and it goes on where it was") from None


async def _stored_trial(settings: Settings, recording: Recording, person: int, note: TrialNote) -> Imported:
    now = wall_time()
    placed = now if recording.time[0] < EPOCH_FROM else None
    times = _times(recording, placed)
    _check_past(times, now)
    async with Store(settings) as store:
        trial, new = await _kept(store, recording, times, person, note)
    return _imported(recording, times, moved=placed is not None, before=0 if new else len(recording), trial=trial)


async def _kept(store: Store, recording: Recording, times: list[int], person: int, note: TrialNote) -> tuple[str, bool]:
    at = np.array(times, np.float64) / MICROSECONDS
    labels = tuple(label.moved(at[0] - recording.time[0]) for label in recording.labels)
    return await trials.bring_in(store, person, replace(recording, time=at, person=None, labels=labels), note)


def _imported(recording: Recording, times: list[int], *, moved: bool, before: int, trial: str) -> Imported:
    return Imported(
        readings=len(recording),
        flagged=int(np.count_nonzero(recording.flagged)),
        start=times[0] / MICROSECONDS,
        end=times[-1] / MICROSECONDS,
        moved=moved,
        before=before,
        trial=trial,
        calibration=recording.calibration,
    )


async def _stored(settings: Settings, recording: Recording, person: int, note: TrialNote) -> Imported:
    if math.isfinite(recording.interval):
        settings = msgspec.structs.replace(settings, request_delay=recording.interval)
    store, client = Store(settings), redis_client(settings)
    writer = Writer(client, settings, Clock())
    try:
        await _lease(settings, store, writer, client, person)
        try:
            plan = await _planned(store, client, writer, recording, person)
            await pending_import.begin(client, writer.keys(person), plan.pending)
            await _append(store, writer, recording, person, plan)
            trial, _ = await _kept(store, recording, plan.times, person, note)
            await pending_import.end(client, writer.keys(person))
        finally:
            await writer.release([person])
    finally:
        await store.close()
        await client.aclose()
    return _imported(recording, plan.times, moved=plan.pending.placed is not None, before=plan.before, trial=trial)


async def _lease(settings: Settings, store: Store, writer: Writer, client: Client, person: int) -> None:
    begun = await pending_import.read(client, writer.keys(person))
    # An import that was killed holds its lease until that runs out; one that still runs renews it.
    tries = math.ceil((settings.lease_sec + 1) / _RETRY_SEC)
    for _ in range(tries):
        leased = await writer.lease([person])
        if person in leased.failed:
            raise leased.failed[person]
        holder = leased.held_elsewhere.get(person)
        if holder is None:
            return
        if begun is None or holder != begun.writer:
            break
        await asyncio.sleep(_RETRY_SEC)
    free = max([*settings.ids, *await store.persons()]) + 1
    raise ImportingError(
        f"person {person} is being written by {holder}; "
        f"import to a number that nobody follows, as {free}, or as a trial alone (--trial-only), or stop that one"
    )


async def _planned(store: Store, client: Client, writer: Writer, recording: Recording, person: int) -> _Plan:
    """Where the readings go; those of the same import that was broken off stay where they are."""
    now, digest = wall_time(), _digest(recording)
    status = (await store.watch({person: None}, 1))[person].status
    last = round(max(status.newest or 0.0, status.last_success or 0.0) * MICROSECONDS)
    begun = await pending_import.read(client, writer.keys(person))
    if begun is not None and begun.start <= last:
        if begun.digest != digest:
            raise ImportingError(
                f"an import of another recording to person {person} was broken off; "
                "run that one again, which goes on with it, or import to another number"
            )
        times = _times(recording, begun.placed)
        before = bisect_right(times, last)
        if times[before - 1] != last:
            raise ImportingError(
                f"this import was broken off, and readings of person {person} were stored since, up to "
                f"{local_time(last)}; import it to another number"
            )
        return _Plan(times, before, PendingImport(digest, times[0], begun.placed, writer.name))
    placed = now if recording.time[0] < EPOCH_FROM else None
    times = _times(recording, placed)
    _check_past(times, now)
    if times[0] <= last:
        raise ImportingError(
            f"the recording begins at {local_time(times[0])}, but readings of person {person} are stored up to "
            f"{local_time(last)}; import it to another number, or as a trial alone (--trial-only)"
        )
    return _Plan(times, 0, PendingImport(digest, times[0], placed, writer.name))


def _check_past(times: Sequence[int], now: int) -> None:
    if times[-1] > now:
        raise ImportingError(
            f"the recording ends at {local_time(times[-1])}, which is still to come; correct its times"
        )


async def _append(store: Store, writer: Writer, recording: Recording, person: int, plan: _Plan) -> None:
    known = recording.person or (await store.people([person])).get(person, Person())
    with progress.bar("Importing", len(recording)) as done:
        done(plan.before)
        for entries in _batches(recording[plan.before :], plan.times[plan.before :], person, known):
            appended = await writer.append(entries)
            if person in appended.failed:
                raise appended.failed[person]
            if appended.held_elsewhere:
                raise ImportingError(f"person {person} was taken over by {appended.held_elsewhere[person]} meanwhile")
            if appended.stored < len(entries):
                raise ImportingError("Redis came back without its last seconds; run the same import again")
            done(len(entries))


def _digest(recording: Recording) -> str:
    digest = blake2b(digest_size=16)
    for column in (recording.time, recording.counts, recording.anomaly, recording.trace_id):
        digest.update(np.ascontiguousarray(column).tobytes())
    return digest.hexdigest()


def _times(recording: Recording, end: int | None) -> list[int]:
    micros = np.rint(recording.time * MICROSECONDS).astype(np.int64)
    if end is not None:
        micros += end - micros[-1]
    # The store takes rising times only; a clock of whole seconds repeats them.
    order = np.arange(len(micros))
    rising = np.maximum.accumulate(micros - order) + order
    rising -= max(0, int(rising[-1]) - end) if end is not None else 0
    times: list[int] = rising.tolist()
    return times


def _batches(recording: Recording, times: Sequence[int], person: int, known: Person) -> Iterator[list[Entry]]:
    for first in range(0, len(recording), _PER_CALL):
        part = recording[first : first + _PER_CALL]
        yield [
            Entry(person, time, _reading(counts, flags, trace, known))
            for time, counts, flags, trace in zip(
                times[first : first + _PER_CALL], part.counts, part.anomaly, part.trace_id.tolist(), strict=True
            )
        ]


def _reading(counts: NDArray[np.int16], flags: NDArray[np.bool_], trace: int, known: Person) -> Reading:
    values, anomaly = tuple(counts.tolist()), tuple(flags.tolist())
    sensors = [
        {"anomaly": flag, "id": i, "name": name, "value": value}
        for i, (name, value, flag) in enumerate(zip(NAMES, values, anomaly, strict=True))
    ]
    return Reading(msgspec.json.encode(sensors), values, anomaly, trace, IMPORTED, known)

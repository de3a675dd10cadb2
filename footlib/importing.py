"""Somebody's recording into the store, to be replayed on the dashboard."""

from __future__ import annotations

import asyncio
import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from footlib import progress
from footlib.drawing.times import LocalTime
from footlib.errors import ImportingError
from footlib.reading import Person, Reading
from footlib.recording import EPOCH_FROM, Recording
from footlib.sensors import NAMES
from footlib.settings import Settings
from footlib.stopping import stoppable
from footlib.store import IMPORTED, Clock, Entry, Store, Writer, pending_import, redis_client
from footlib.store.clock import MICROSECONDS, wall_time
from footlib.store.connection import Client
from footlib.store.embedded import ensure_store
from footlib.store.pending_import import PendingImport

_PER_CALL: Final = 2000
_RETRY_SEC: Final = 0.1


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import.

    Attributes
    ----------
    readings, flagged
        How many were stored, and how many of them are kept for ever.
    start, end
        Stored times of the first and the last reading, epoch seconds.
    moved
        Whether the recording has no wall clock and was placed so that it ends now.
    before
        How many of the readings were there from the same import that was broken off.
    """

    readings: int
    flagged: int
    start: float
    end: float
    moved: bool
    before: int = 0


class _Plan(NamedTuple):
    """Stored times of all readings in microseconds, how many are stored already, and the note of the import."""

    times: list[int]
    before: int
    pending: PendingImport


def import_recording(settings: Settings, recording: Recording, person: int) -> Imported:
    """Store a recording as a person's readings; at a terminal a bar shows how far it has come.

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

    Raises
    ------
    ImportingError
        If the recording is empty or ends in the future, a cacher writes this person, what
        is stored of the person is not earlier, or the import is interrupted.
    StoreError
        If the store cannot be written.
    """
    if not len(recording):
        raise ImportingError("the recording has no readings; choose another file")
    with ensure_store(settings) as filled:
        try:
            return asyncio.run(stoppable(_stored(filled, recording, person)))
        except KeyboardInterrupt:
            raise ImportingError("interrupted; run the same import again, and it goes on where it was") from None


def describe_import(imported: Imported, person: int, settings: Settings) -> str:
    """What an import did, and how long it will last, in sentences for the shell."""
    placed = "the file has no wall clock, so it ends now" if imported.moved else "times as in the file"
    start, end = (_local_time(round(time * MICROSECONDS)) for time in (imported.start, imported.end))
    lasting = (
        f"Person {person} is among the IDS that are followed: the cacher drops what is older than MAX_SEC "
        f"({settings.max_sec:g} s), save what is flagged and its context."
        if person in settings.ids
        else f"Person {person} is not among the IDS that are followed, so no cacher drops any of it."
    )
    resumed = f"{imported.before} of them were there from the import that was broken off. " if imported.before else ""
    return (
        f"{imported.readings} readings are stored for person {person}, {start} to {end} ({placed}); "
        f"{imported.flagged} of them are flagged and kept for ever. {resumed}{lasting}"
    )


async def _stored(settings: Settings, recording: Recording, person: int) -> Imported:
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
            await pending_import.end(client, writer.keys(person))
        finally:
            await writer.release([person])
    finally:
        await store.close()
        await client.aclose()
    return Imported(
        readings=len(recording),
        flagged=int(np.count_nonzero(recording.flagged)),
        start=plan.times[0] / MICROSECONDS,
        end=plan.times[-1] / MICROSECONDS,
        moved=plan.pending.placed is not None,
        before=plan.before,
    )


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
        f"import to a number that nobody follows, as {free}, or stop that one"
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
                f"{_local_time(last)}; import it to another number"
            )
        return _Plan(times, before, PendingImport(digest, times[0], begun.placed, writer.name))
    placed = now if recording.time[0] < EPOCH_FROM else None
    times = _times(recording, placed)
    if times[-1] > now:
        raise ImportingError(
            f"the recording ends at {_local_time(times[-1])}, which is still to come; correct its times"
        )
    if times[0] <= last:
        raise ImportingError(
            f"the recording begins at {_local_time(times[0])}, but readings of person {person} are stored up to "
            f"{_local_time(last)}; import it to another number"
        )
    return _Plan(times, 0, PendingImport(digest, times[0], placed, writer.name))


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


def _local_time(microseconds: int) -> str:
    return LocalTime().at(microseconds / MICROSECONDS).isoformat(" ", "seconds")

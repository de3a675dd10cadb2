"""Somebody's recording into the store, to be replayed on the dashboard."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from footlib import progress
from footlib.errors import ImportingError
from footlib.reading import Person, Reading
from footlib.recording import EPOCH_FROM, Recording
from footlib.sensors import NAMES
from footlib.settings import Settings
from footlib.store import Clock, Entry, Store, Writer, connect
from footlib.store.clock import MICROSECONDS, wall_time
from footlib.store.embedded import provided

TRACE_NAME: Final = "import"
_PER_CALL: Final = 2000


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
    """

    readings: int
    flagged: int
    start: float
    end: float
    moved: bool


def import_recording(settings: Settings, recording: Recording, person: int) -> Imported:
    """Store a recording as a person's readings; at a terminal a bar shows how far it has come.

    Times that are epoch seconds stay; those of a recording that counts from its own start
    are moved so that it ends now. Readings that share a time follow each other by a microsecond.

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
        If the recording is empty or ends in the future, a cacher writes this person, or what
        is stored of the person is not earlier.
    StoreError
        If the store cannot be written.
    """
    if not len(recording):
        raise ImportingError("the recording has no readings; choose another file")
    with provided(settings) as filled:
        return asyncio.run(_stored(filled, recording, person))


def told(imported: Imported, person: int, settings: Settings) -> str:
    """What an import did, and how long it will last, in sentences for the shell."""
    placed = "the file has no wall clock, so it ends now" if imported.moved else "times as in the file"
    start, end = (_told(round(time * MICROSECONDS)) for time in (imported.start, imported.end))
    lasting = (
        f"Person {person} is among the IDS that are followed: the cacher drops what is older than MAX_SEC "
        f"({settings.max_sec:g} s), save what is flagged and its context."
        if person in settings.ids
        else f"Person {person} is not among the IDS that are followed, so no cacher drops any of it."
    )
    return (
        f"{imported.readings} readings are stored for person {person}, {start} to {end} ({placed}); "
        f"{imported.flagged} of them are flagged and kept for ever. {lasting}"
    )


async def _stored(settings: Settings, recording: Recording, person: int) -> Imported:
    if math.isfinite(recording.interval):
        settings = msgspec.structs.replace(settings, request_delay=recording.interval)
    store, client = Store(settings), connect(settings)
    writer = Writer(client, settings, Clock())
    try:
        leased = await writer.lease([person])
        if person in leased.elsewhere:
            free = max([*settings.ids, *await store.persons()]) + 1
            raise ImportingError(
                f"person {person} is being written by {leased.elsewhere[person]}; "
                f"import to a number that nobody follows, as {free}, or stop that cacher"
            )
        if person in leased.failed:
            raise leased.failed[person]
        try:
            return await _appended(store, writer, recording, person)
        finally:
            await writer.release([person])
    finally:
        await store.close()
        await client.aclose()


async def _appended(store: Store, writer: Writer, recording: Recording, person: int) -> Imported:
    now = wall_time()
    moved = bool(recording.time[0] < EPOCH_FROM)
    times = _times(recording, now if moved else None)
    if times[-1] > now:
        raise ImportingError(f"the recording ends at {_told(times[-1])}, which is still to come; correct its times")
    status = (await store.watch({person: None}, 1))[person].status
    last = max(status.newest or 0.0, status.last_success or 0.0)
    if times[0] <= round(last * MICROSECONDS):
        raise ImportingError(
            f"the recording begins at {_told(times[0])}, but readings of person {person} are stored up to "
            f"{_told(round(last * MICROSECONDS))}; import it to another number"
        )
    known = recording.person or (await store.people([person])).get(person, Person())
    stored = 0
    with progress.shown("Importing", len(recording)) as done:
        for entries in _batches(recording, times, person, known):
            appended = await writer.append(entries)
            if person in appended.failed:
                raise appended.failed[person]
            if appended.held_elsewhere:
                raise ImportingError(f"person {person} was taken over by {appended.held_elsewhere[person]} meanwhile")
            stored += appended.stored
            done(len(entries))
    flagged = int(np.count_nonzero(recording.flagged))
    return Imported(stored, flagged, times[0] / MICROSECONDS, times[-1] / MICROSECONDS, moved)


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


def _batches(recording: Recording, times: list[int], person: int, known: Person) -> Iterator[list[Entry]]:
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
    return Reading(msgspec.json.encode(sensors), values, anomaly, trace, TRACE_NAME, known)


def _told(microseconds: int) -> str:
    return datetime.fromtimestamp(microseconds / MICROSECONDS).astimezone().isoformat(" ", "seconds")

"""Keeps trials that have ended, with what was measured in them."""

from __future__ import annotations

import asyncio
import math
from dataclasses import replace
from hashlib import blake2b
from typing import Final

import msgspec
import numpy as np

from footlib.analysis import Summary, summarise
from footlib.calibration import COUNTS
from footlib.recording import Recording
from footlib.store import Label, Store, Trial, TrialFacts, TrialNote
from footlib.store.clock import MICROSECONDS
from footlib.store.trial import is_name, new_id

_DIGITS: Final = 6
_NEAR: Final = 1e3
"""Places of a time in a second that a move to another day does not change."""


def facts_of(trial: Trial, recording: Recording, origin: str = "recorded") -> TrialFacts:
    """What never changes of a trial, from its readings.

    Parameters
    ----------
    trial
        Whose span it is.
    recording
        All that was received within.
    origin
        ``recorded``, ``imported`` or ``anomaly``.
    """
    # Of all trials in counts, so that one can be held against another.
    summary = summarise(replace(recording, calibration=COUNTS))
    return TrialFacts(
        start=trial.start,
        stop=trial.stop,
        readings=len(recording),
        skipped=recording.skipped,
        first=_rounded(summary.start),
        last=_rounded(summary.stop),
        origin=origin,
        rate=_rounded(summary.rate),
        gaps=summary.gap_time,
        saturated=tuple(round(share, 1) for share in summary.saturated) if len(recording) else (),
        flagged=int(recording.flagged.sum()),
        numbers=_numbers(summary),
    )


async def bring_in(
    store: Store, person: int, recording: Recording, note: TrialNote, origin: str = "imported"
) -> tuple[str, bool]:
    """Keep readings from elsewhere as a trial; the same ones are kept once, whenever they end, and also if deleted.

    Their labels become the person's, those that are not yet.

    Parameters
    ----------
    store, person
        Where, and whose.
    recording
        With at least one reading.
    note
        What may change of it.
    origin
        ``imported`` or ``anomaly``.

    Returns
    -------
    str, bool
        Name of the trial, and whether it is new.

    Raises
    ------
    StoreError
        If the store cannot be read or written.
    """
    trial_id, new = await _found_or_kept(store, person, recording, note, origin)
    if recording.labels:
        await _bring_labels(store, person, trial_id, recording)
    return trial_id, new


async def _bring_labels(store: Store, person: int, trial_id: str, recording: Recording) -> None:
    """Add labels where their trial is; what came with it before stays, however it was changed or removed from."""
    trial = await store.trials.get(person, trial_id)
    begin = recording.time[0] if trial is None or trial.facts is None else trial.facts.first or trial.start
    moved = [label.moved(float(begin - recording.time[0])).checked() for label in recording.labels]
    alike = {_place(label) for label in await store.labels.all(person)}
    named = [label for label in moved if label.id and is_name(label.id)]
    # A table of text tells no names: one of the same place and kind is the same.
    unnamed = [label for label in moved if not (label.id and is_name(label.id)) and _place(label) not in alike]
    await store.labels.add_once(person, named)
    await store.labels.add_once(person, [msgspec.structs.replace(label, id=_named(label)) for label in unnamed])


def _place(label: Label) -> tuple[int, int, str]:
    return round(label.start * MICROSECONDS), round(label.stop * MICROSECONDS), label.kind


def _named(label: Label) -> str:
    return blake2b(msgspec.json.encode(label), digest_size=6).hexdigest()


async def _found_or_kept(
    store: Store, person: int, recording: Recording, note: TrialNote, origin: str
) -> tuple[str, bool]:
    tail = _digest(recording)
    async for trial in store.trials.all(person):
        if trial.id.endswith(tail):
            return trial.id, False
    for trial in (await store.trials.page(person, size=10**6, deleted=True)).trials:
        if trial.id.endswith(tail):
            # It would be gone after its 30 days, though somebody wants it kept.
            await store.trials.restore(person, trial.id)
            return trial.id, True
    start, stop = float(recording.time[0]), float(recording.time[-1])
    trial = Trial(new_id(start, tail), start, stop, start, note)
    facts = await asyncio.to_thread(facts_of, trial, recording, origin)
    return trial.id, await store.trials.keep(person, trial.id, facts, recording, note)


async def keep_complete(store: Store, person: int) -> int:
    """Keep every trial of a person that has ended and to which nothing can be added any more.

    Anybody may call it at any time, and several at once: the first one's result stands, and it is the same.

    Parameters
    ----------
    store
        Where the trials are.
    person
        Whose.

    Returns
    -------
    int
        How many were kept by this call.

    Raises
    ------
    StoreError
        If the store cannot be read or written.
    """
    kept = 0
    for trial in (await store.trials.page(person, size=1)).open:
        if trial.complete:
            kept += await keep(store, person, trial)
    return kept


async def keep(store: Store, person: int, trial: Trial) -> bool:
    """Keep a trial that has ended with what was received of it by now; whether it was not kept already.

    One that is not complete loses what comes of its time later: that of a person whose readings never come again may be
    kept so.
    """
    recording = await store.trials.readings(person, trial)
    facts = await asyncio.to_thread(facts_of, trial, recording)
    return await store.trials.keep(person, trial.id, facts, recording)


def _digest(recording: Recording) -> str:
    """Tells one recording from another, wherever in time it is placed: by what was measured, and how far apart."""
    digest = blake2b(digest_size=6)
    offsets = np.rint((recording.time - recording.time[0]) * _NEAR).astype(np.int64)
    for column in (offsets, recording.counts, recording.anomaly, recording.trace_id):
        digest.update(np.ascontiguousarray(column).tobytes())
    return digest.hexdigest()


def _numbers(summary: Summary) -> dict[str, float | None]:
    return {measure.key: _rounded(measure.value) for measure in summary.measures}


def _rounded(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, _DIGITS)

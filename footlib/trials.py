"""Keeps trials that have ended, with what was measured in them."""

from __future__ import annotations

import asyncio
import math

from footlib.analysis import Summary, summarise
from footlib.recording import Recording
from footlib.store import Store, Trial, TrialFacts

_DIGITS = 6


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
    summary = summarise(recording)
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
            recording = await store.trials.readings(person, trial)
            facts = await asyncio.to_thread(facts_of, trial, recording)
            kept += await store.trials.keep(person, trial.id, facts, recording)
    return kept


def _numbers(summary: Summary) -> dict[str, float | None]:
    return {measure.key: _rounded(measure.value) for measure in summary.measures}


def _rounded(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, _DIGITS)

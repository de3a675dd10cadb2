"""Drops what a person's keys need keep no longer: old readings, and trials that were deleted long ago."""

from __future__ import annotations

from typing import Any, Final

from footlib.store import episodes, script_calls
from footlib.store.clock import MICROSECONDS, as_text
from footlib.store.connection import Client, store_errors
from footlib.store.keys import Keys

_DELETED_FOR_US: Final = 30 * 86400 * MICROSECONDS
_PURGED_PER_CALL: Final = 20
_SWEPT_PER_CALL: Final = 250
"""Bounds how long an append waits for a sweep."""


async def sweep(client: Client, keys: Keys, limit: int, context: float) -> int:
    """Drop readings earlier than a time, epoch microseconds; `context` seconds around flagged ones stay."""
    trials = (keys.open_trials, *keys.trial_rows)
    lists = (*keys.history, keys.anomalies[1], keys.counts, *keys.context, keys.status, *trials)
    rule = (_SWEPT_PER_CALL, context, episodes.GAP_SEC)
    dropped, more = 0, 1
    while more:
        due, more = await script_calls.run_one(client, "sweep", lists, as_text(limit), *rule)
        dropped += due
    return dropped


async def purge(client: Client, keys: Keys, now: int) -> int:
    """Remove trials that were deleted 30 days before a time, epoch microseconds, some at a time; their number."""
    _, facts, notes, deleted = keys.trials
    limit = as_text(now - _DELETED_FOR_US)
    async with store_errors():
        due: Any = await client.zrangebyscore(deleted, "-inf", f"({limit}", start=0, num=_PURGED_PER_CALL)
    if not due:
        return 0
    # Another program's id may be no text.
    files = (keys.trial("").encode() + trial_id for trial_id in due)
    lists = (deleted, facts, notes, keys.trial_version, *files)
    return int(await script_calls.run_one(client, "trial_purge", lists, limit, *due))

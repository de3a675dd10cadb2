"""Aligned rows of lists in parts of constant size, while others append and sweep."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Final

from footlib.store import script_calls, updates
from footlib.store.connection import Client
from footlib.store.keys import Keys

_CHUNK: Final = 5_000

Rows = tuple[list[bytes], list[bytes], list[bytes]]
"""Arrays of sensors, their times, and the device's clock of as many or fewer."""


async def rows(client: Client, lists: Sequence[str], low: str, high: str) -> AsyncIterator[Rows]:
    """Rows of a span, oldest first; those that the sweep drops meanwhile are left out, and none comes twice.

    Parameters
    ----------
    client, lists
        Rows and timestamps of a person, and the device's clock where there is one.
    low, high
        Epoch seconds in decimal, both included; ``0`` and ``inf`` for no limit.
    """
    seen, end = 0, -1
    while True:
        span = (low, high, seen, _CHUNK, end)
        found, times, traces, end = await script_calls.run_one(client, "chunk", lists, *span)
        if not found:
            return
        yield found, times, traces
        last, n = updates.tail(times)
        seen = n + (seen if n == len(times) and last in {None, float(low)} else 0)
        if last is not None:
            low = repr(last)


async def clocks(client: Client, keys: Keys, times: Sequence[bytes]) -> list[bytes]:
    """The device's clock of flagged readings, which are stored without it, told by the same readings elsewhere.

    Parameters
    ----------
    client, keys
        Where the person's readings are.
    times
        Of flagged readings, as stored.

    Returns
    -------
    list
        As many, empty where no list tells one any more, or readings of that time have different ones.
    """
    sought = set(times)
    stamps = [stamp for stamp in map(updates.stored_number, times) if stamp is not None]
    told: dict[bytes, bytes] = {}
    # The sweep moves readings from the first of these lists to the others, so none is missed.
    for _, timestamps, traces in (keys.history, keys.context, keys.trial_rows) if stamps else ():
        async for found, at, _ in rows(client, (traces, timestamps), repr(min(stamps)), repr(max(stamps))):
            for time, trace in zip(at, found, strict=True):
                if trace and time in sought and told.setdefault(time, trace) != trace:
                    told[time] = b""
    return [told.get(time, b"") for time in times]

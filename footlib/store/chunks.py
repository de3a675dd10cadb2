"""Aligned rows of lists in parts of constant size, while others append and sweep."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Final

from footlib.store import script_calls, updates
from footlib.store.connection import Client

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

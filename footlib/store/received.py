"""What was received within a span, wherever it lies by now."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import zip_longest

from footlib.recording import Recording
from footlib.store import chunks
from footlib.store.connection import Client
from footlib.store.keys import Keys
from footlib.store.rows import to_recording

_Reading = tuple[bytes, ...]
"""Row, time and trace."""


async def received(client: Client, keys: Keys, start: float, stop: float) -> Recording:
    """Readings of an open trial's span.

    The history is read first, then what the sweep has moved from there for open trials meanwhile.

    Parameters
    ----------
    client, keys
        Where, and whose.
    start, stop
        Epoch seconds, both included.
    """
    history, moved = [
        [
            reading
            async for part in chunks.rows(client, lists, repr(start), repr(stop))
            for reading in zip_longest(*part, fillvalue=b"")
        ]
        for lists in (keys.history, keys.trial_rows)
    ]
    # Two hours at 100 Hz take seconds, in which a page is to go on.
    return await asyncio.to_thread(_joined, history, moved)


def _joined(history: Sequence[_Reading], moved: Sequence[_Reading]) -> Recording:
    known = {(row, stamp) for row, stamp, _ in history}
    readings = [reading for reading in moved if reading[:2] not in known] + list(history)
    rows, times, traces = ([reading[i] for reading in readings] for i in range(3))
    return to_recording(rows, times, traces)

"""A note of an import while it runs, so that one that was broken off can go on."""

from __future__ import annotations

import msgspec

from footlib.store.connection import Client, store_errors
from footlib.store.keys import Keys


class PendingImport(msgspec.Struct, frozen=True):
    """An import that has begun and not ended.

    Attributes
    ----------
    digest
        Tells one recording from another.
    start
        Time of its first reading as stored, epoch microseconds.
    placed
        Where a recording without a wall clock was made to end; None for one that has a clock.
    writer
        Who holds the lease while it runs.
    """

    digest: str
    start: int
    placed: int | None
    writer: str


async def read(client: Client, keys: Keys) -> PendingImport | None:
    """The import of a person that has not ended, or None."""
    async with store_errors():
        stored = await client.get(keys.pending_import)
    return None if stored is None else msgspec.json.decode(stored, type=PendingImport)


async def begin(client: Client, keys: Keys, pending: PendingImport) -> None:
    """Note an import, before its first reading is stored."""
    async with store_errors():
        await client.set(keys.pending_import, msgspec.json.encode(pending))


async def end(client: Client, keys: Keys) -> None:
    """Delete the note, after its last reading was stored."""
    async with store_errors():
        await client.delete(keys.pending_import)

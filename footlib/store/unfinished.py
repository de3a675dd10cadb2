"""What an import leaves word of while it runs, so that one that was broken off can go on."""

from __future__ import annotations

import msgspec

from footlib.store.connection import Client, named_errors
from footlib.store.keys import Keys


class Unfinished(msgspec.Struct, frozen=True):
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


async def read(client: Client, keys: Keys) -> Unfinished | None:
    """The import of a person that has not ended; None where there is none."""
    async with named_errors():
        stored = await client.get(keys.unfinished)
    return None if stored is None else msgspec.json.decode(stored, type=Unfinished)


async def begin(client: Client, keys: Keys, unfinished: Unfinished) -> None:
    """Leave word of an import, before its first reading is stored."""
    async with named_errors():
        await client.set(keys.unfinished, msgspec.json.encode(unfinished))


async def end(client: Client, keys: Keys) -> None:
    """Take the word back, after its last reading was stored."""
    async with named_errors():
        await client.delete(keys.unfinished)

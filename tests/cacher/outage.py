"""Redis is killed while persons are polled: is every reading that the API served stored exactly once, in order?"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from redis.asyncio import Redis

from tests.cacher.api import Api
from tests.cacher.helpers import Cacher, KillableRedis, eventually, stored

_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the readings.

    Attributes
    ----------
    served, stored
        Readings that the API gave out, and elements of the lists.
    lost, duplicated, out_of_order
        Readings that are not in the lists, that are there again, and that stand behind a later one.
    behind
        Seconds from the restart of Redis until all that had been served by then was stored.
    """

    served: int
    stored: int
    lost: int
    duplicated: int
    out_of_order: int
    behind: float


async def ridden_out(
    api: Api, redis: KillableRedis, cacher: Cacher, *, steady: float, away: float = 0.0, forgotten: float = 0.0
) -> Account:
    """Poll for a while, kill Redis, start it again on the same file, poll on, end the cacher and count.

    Parameters
    ----------
    api, redis, cacher
        Running; every reading of the cacher comes from this API.
    steady
        Seconds of polling before and after.
    away
        Seconds between the kill and the restart; 0 leaves Redis alone.
    forgotten
        Seconds before the kill whose writes are cut off the file, as where the machine failed and not the process.
    """
    client = Redis(port=redis.port)
    await asyncio.sleep(steady)
    behind = 0.0
    if away:
        size = redis.written()
        await asyncio.sleep(forgotten)
        redis.kill()
        if forgotten:
            redis.cut(size)
        await asyncio.sleep(away)
        due = {person: len(numbers) for person, numbers in api.served.items()}
        await asyncio.to_thread(redis.start)
        started = time.monotonic()
        await _reached(client, due)
        behind = time.monotonic() - started
    await asyncio.sleep(steady)
    assert await cacher.ended() == 0
    found = {person: await stored(client, person) for person in api.served}
    await client.aclose()
    return accounted(api.served, found, behind)


async def _reached(client: Redis, due: Mapping[int, int]) -> None:
    async def enough() -> bool:
        async with client.pipeline(transaction=False) as pipeline:
            for person in due:
                pipeline.llen(f"{person}_data")
            lengths = await pipeline.execute()
        return all(length >= wanted for length, wanted in zip(lengths, due.values(), strict=True))

    await eventually(enough, _PATIENCE)


def accounted(served: Mapping[int, Sequence[int]], found: Mapping[int, Sequence[int]], behind: float = 0.0) -> Account:
    """Compare the numbers of each person's readings."""
    return Account(
        served=sum(map(len, served.values())),
        stored=sum(map(len, found.values())),
        lost=sum(len(set(numbers) - set(found[person])) for person, numbers in served.items()),
        duplicated=sum(len(numbers) - len(set(numbers)) for numbers in found.values()),
        out_of_order=sum(later <= earlier for numbers in found.values() for earlier, later in pairwise(numbers)),
        behind=behind,
    )

"""Script calls, many in one round trip."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from redis.asyncio.cluster import RedisCluster
from redis.exceptions import NoScriptError, RedisError

from footlib.store import scripts
from footlib.store.connection import Client, is_away, named, named_errors


class Call(NamedTuple):
    """One script call: the script's name, its keys and its arguments."""

    script: str
    keys: Sequence[str]
    arguments: Iterable[str | bytes | int | float]


async def run(client: Client, calls: Sequence[Call]) -> list[Any]:
    """Run scripts in one round trip (one a call in a cluster).

    Returns
    -------
    list
        A reply for every call; a `RedisError` in place of the reply of a call that failed alone.

    Raises
    ------
    StoreAwayError
        If any call failed in a way that waiting may mend; all of them may be repeated.
    """
    try:
        return await _once(client, calls)
    except NoScriptError:
        async with named_errors():
            for name in {call.script for call in calls}:
                await client.script_load(scripts.load(name).text)
        return await _once(client, calls)


async def one(client: Client, script: str, keys: Sequence[str], *arguments: str | bytes | float) -> Any:
    """Run one script and return its reply.

    Raises
    ------
    StoreError
        If Redis refuses it or is away.
    """
    (reply,) = await run(client, [Call(script, keys, arguments)])
    if isinstance(reply, RedisError):
        raise named(reply) from reply
    return reply


async def _once(client: Client, calls: Sequence[Call]) -> list[Any]:
    commands = [
        ("EVALSHA", scripts.load(call.script).digest, len(call.keys), *call.keys, *call.arguments) for call in calls
    ]
    async with named_errors():
        if isinstance(client, RedisCluster):
            replies = await asyncio.gather(*(client.execute_command(*c) for c in commands), return_exceptions=True)
        else:
            async with client.pipeline(transaction=False) as pipeline:
                for command in commands:
                    pipeline.execute_command(*command)
                replies = await pipeline.execute(raise_on_error=False)
    for reply in replies:
        if isinstance(reply, NoScriptError):
            raise reply
        if isinstance(reply, RedisError | OSError) and is_away(reply):
            raise named(reply) from reply
        if isinstance(reply, BaseException) and not isinstance(reply, RedisError):
            raise reply
    return list(replies)

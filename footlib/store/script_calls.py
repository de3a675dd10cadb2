"""Calls of Lua scripts, many in one round trip."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import tee
from typing import Any, NamedTuple

from redis.asyncio import Redis
from redis.asyncio.cluster import RedisCluster
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import NoScriptError, RedisError, ResponseError

from footlib.store import scripts
from footlib.store.connection import Client, as_store_error, is_away, store_errors


class ScriptCall(NamedTuple):
    """One script call: the script's name, its keys and its arguments."""

    script: str
    keys: Sequence[str | bytes]
    arguments: Iterable[str | bytes | int | float]


async def run(client: Client, calls: Iterable[ScriptCall]) -> list[Any]:
    """Run scripts in one round trip (one a node in a cluster).

    Each call is sent as soon as it is made, so Redis works on it while a generator makes the next.

    Returns
    -------
    list
        A reply for every call; a `RedisError` in place of the reply of a call that failed alone.

    Raises
    ------
    StoreAwayError
        If Redis is away for any of them; all may be repeated.
    """
    calls, again = tee(calls)
    try:
        return await _once(client, calls)
    except NoScriptError:
        repeated = list(again)
        async with store_errors():
            for name in {call.script for call in repeated}:
                await client.script_load(scripts.get(name).text)
        return await _once(client, repeated)


async def run_one(client: Client, script: str, keys: Sequence[str | bytes], *arguments: str | bytes | float) -> Any:
    """Run one script and return its reply.

    Raises
    ------
    StoreError
        If Redis refuses it or is away.
    """
    (reply,) = await run(client, [ScriptCall(script, keys, arguments)])
    if isinstance(reply, RedisError):
        raise as_store_error(reply) from reply
    return reply


async def _once(client: Client, calls: Iterable[ScriptCall]) -> list[Any]:
    commands = (
        ("EVALSHA", scripts.get(call.script).digest, len(call.keys), *call.keys, *call.arguments) for call in calls
    )
    async with store_errors():
        if isinstance(client, RedisCluster):
            # The calls of one person stay in order: its keys are on one node, and so on one connection.
            async with client.pipeline(transaction=False) as pipeline:
                for command in commands:
                    pipeline.execute_command(*command)
                replies = await pipeline.execute(raise_on_error=False)
        else:
            replies = await _pipelined(client, commands)
    for reply in replies:
        if isinstance(reply, NoScriptError):
            raise reply
        if isinstance(reply, BaseException) and is_away(reply):
            raise as_store_error(reply) from reply
        if isinstance(reply, BaseException) and not isinstance(reply, RedisError):
            raise reply
    return list(replies)


async def _pipelined(client: Redis, commands: Iterable[Sequence[Any]]) -> list[Any]:
    # redis-py's own pipeline sends nothing before it has packed everything.
    connection = await client.connection_pool.get_connection()  # type: ignore[no-untyped-call]
    try:
        sent = 0
        for command in commands:
            await connection.send_command(*command)
            sent += 1
        return [await _reply(connection) for _ in range(sent)]
    except BaseException:
        # Replies that nobody has read must not meet the next command.
        await connection.disconnect(nowait=True)
        raise
    finally:
        await client.connection_pool.release(connection)


async def _reply(connection: AbstractConnection) -> Any:
    try:
        return await connection.read_response()
    except ResponseError as error:
        return error

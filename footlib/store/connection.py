"""A connection to Redis whose failures have this project's names."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any, Final

import hiredis
from redis.asyncio import Redis
from redis.asyncio.cluster import RedisCluster
from redis.asyncio.connection import Connection, SSLConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import (
    AuthenticationError,
    BusyLoadingError,
    ClusterDownError,
    MasterDownError,
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisClusterException,
    RedisError,
    ResponseError,
)
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.maint_notifications import MaintNotificationsConfig

from footlib.errors import StoreAwayError, StoreError, StoreProtectedError
from footlib.settings import Settings

Client = Redis | RedisCluster
"""Replies stay bytes: rows are decoded once, as columns."""

TIMEOUT: Final = 5.0
_AWAY: Final = (
    RedisConnectionError,
    RedisTimeoutError,
    BusyLoadingError,
    ClusterDownError,
    MasterDownError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisClusterException,
    OSError,
)
_AWAY_REPLIES: Final = (
    "OOM",
    "MISCONF",
    "READONLY",
    "LOADING",
    "NOREPLICAS",
    "CLUSTERDOWN",
    "MASTERDOWN",
    "BUSY",
    "DENIED",
)
_RIGHTS: Final = ("NOPERM", "ACL failure in script", "user executing the script can't run")
"""The second is said by version 7 of Redis and later, the third by earlier ones."""
_QUOTED: Final = re.compile(r",? with args beginning with:.*|(?<=\b[Uu]ser )\S+ (?=has )", re.DOTALL)
"""What Redis quotes of a command, which may hold the password, and the user's name."""

_PROTECTED: Final = "unning in protected mode"
"""Redis goes on with a page of advice, most of which opens it to everybody."""


class _HiredisPacking:
    """Has hiredis pack commands, which redis-py does in Python on asyncio's connections: a third of the time."""

    def pack_command(self, *args: Any) -> list[bytes]:
        # A command of two words goes as two arguments.
        return [hiredis.pack_command((*args[0].split(), *args[1:]))]


class _Packed(_HiredisPacking, Connection):
    pass


class _PackedTls(_HiredisPacking, SSLConnection):
    pass


def redis_client(settings: Settings) -> Client:
    """A client for the Redis that the settings name; nothing is sent before the first command.

    Retrying is left to the callers, who know what is safe to repeat. Only a cluster's client does it by itself,
    since it looks for a new master in no other way; so whatever is sent to a cluster must be safe to repeat.
    """
    assert settings.host, "the embedded store's address is filled in by footlib.store.embedded"
    options: dict[str, Any] = {
        "host": settings.host,
        "port": settings.port,
        "username": settings.username,
        "password": settings.password,
        # Its own time limit is asyncio.wait_for, which in Python 3.11 may swallow a cancellation; see store_errors.
        "socket_timeout": None,
        "socket_connect_timeout": TIMEOUT,
        "socket_keepalive": True,
        "ssl": settings.tls,
        # With them, redis-py takes connections that died while they lay idle for good ones.
        "maint_notifications_config": MaintNotificationsConfig(enabled=False),
    }
    if settings.cluster:
        return RedisCluster(**options)
    client = Redis(**options, db=settings.db, retry=Retry(NoBackoff(), 0))
    client.connection_pool.connection_class = _PackedTls if settings.tls else _Packed
    return client


def is_away(error: BaseException) -> bool:
    """Whether waiting may help, as against an error in what was sent."""
    if isinstance(error, AuthenticationError | NoPermissionError):
        return False
    return isinstance(error, _AWAY) or (
        isinstance(error, ResponseError) and any(reply in str(error)[:80] for reply in _AWAY_REPLIES)
    )


def affects_all(error: BaseException) -> bool:
    """Whether an error is no matter of a single person's keys: Redis is away, or its user lacks rights."""
    return is_away(error) or any(reply in str(error) for reply in _RIGHTS) or isinstance(error, NoPermissionError)


async def execute_each(pipeline: Any) -> list[Any]:
    """Run a pipeline; the error of a command that failed alone stands in place of its reply."""
    replies: list[Any] = await pipeline.execute(raise_on_error=False)
    for reply in replies:
        if isinstance(reply, Exception) and affects_all(reply):
            raise reply
    return replies


@asynccontextmanager
async def store_errors() -> AsyncIterator[None]:
    """Give what Redis is asked `TIMEOUT` seconds, and turn redis-py's errors into `StoreAwayError` or `StoreError`."""
    try:
        async with asyncio.timeout(TIMEOUT):
            yield
    except (RedisError, RedisClusterException, OSError) as error:
        raise as_store_error(error) from error


def as_store_error(error: BaseException) -> StoreError:
    """The error of this project that stands for one of redis-py's."""
    if any(_PROTECTED in str(one) for one in _chain(error)):
        return StoreProtectedError(
            "Redis is in protected mode: without a password it lets in programs of its own machine only. Set a "
            "password there (requirepass) and here (PASSWORD); or, where nobody else reaches it, protected-mode no"
        )
    message = _QUOTED.sub("", str(error)) or f"no answer within {TIMEOUT:g} s"
    text = f"{type(error).__name__}: {message}"
    if is_away(error):
        return StoreAwayError(f"Redis cannot be used just now ({text}); what is waiting goes on when it is back")
    if isinstance(error, AuthenticationError):
        return StoreError(f"Redis lets nobody in without the right password ({text}); set USERNAME and PASSWORD")
    return StoreError(f"Redis refused a command ({text}); check its version (5 or newer), rights and keys")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those that led to it: a cluster's client hides what a node said."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__

"""Whether Redis keeps what is written, so that anomalies are stored for good."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from redis.exceptions import ResponseError

from footlib.store.connection import Client, is_away, store_errors

_KEEPS: Final = "noeviction"
_POLICY: Final = "maxmemory_policy"


async def danger(client: Client) -> str | None:
    """Say why anomalies may be lost, and what to do about it.

    Returns
    -------
    str or None
        A sentence; empty if they are safe, None if Redis does not tell, as managed ones may not.

    Raises
    ------
    StoreError
        If Redis is away.
    """
    async with store_errors():
        try:
            info = await client.info()
        except ResponseError as error:
            if is_away(error):
                raise
            return None
    # A cluster of several nodes answers by node.
    nodes = [node for node in (info, *info.values()) if isinstance(node, Mapping) and _POLICY in node]
    reasons = dict.fromkeys(reason for node in nodes for reason in _reasons(node))
    if not nodes:
        return None
    return f"Anomalies are not safe: {'; '.join(reasons)}" if reasons else ""


def _reasons(info: Mapping[str, Any]) -> Iterator[str]:
    if (policy := info[_POLICY]) != _KEEPS:
        yield f"Redis may remove them when its memory is full (maxmemory-policy {policy}): set it to {_KEEPS}"
    if not info.get("aof_enabled", True):
        yield "Redis keeps no append-only file and may lose the newest when it stops: set appendonly yes"
    written = (info.get("aof_last_write_status", "ok"), info.get("rdb_last_bgsave_status", "ok"))
    if written != ("ok", "ok"):
        yield "Redis could not write to its disk: look at its room and its rights"

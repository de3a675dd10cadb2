import asyncio
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import psutil
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from footlib.errors import StoreAwayError, StoreError
from footlib.settings import Settings
from footlib.store import Store
from footlib.store.embedded import EmbeddedStore, ensure_store, found, keep_alive


def client(settings: Settings) -> redis.Redis:
    assert settings.host
    return redis.Redis(settings.host, settings.port, password=settings.password, retry=Retry(NoBackoff(), 0))


def test_data_outlive_a_restart_and_the_runtime_file_does_not(tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path))
    with ensure_store(settings) as filled, client(filled) as connection:
        connection.rpush("1_anomaly", "kept")
        assert (tmp_path / "store.json").stat().st_mode & 0o077 == 0, "the password is nobody else's"
    assert not (tmp_path / "store.json").exists()
    with ensure_store(settings) as filled, client(filled) as connection:
        assert connection.lrange("1_anomaly", 0, -1) == [b"kept"]
        assert connection.config_get("list-compress-depth") == {"list-compress-depth": "1"}


def test_store_asks_for_its_password(tmp_path: Path) -> None:
    with (
        ensure_store(Settings(data_dir=str(tmp_path))) as filled,
        redis.Redis(filled.host or "", filled.port) as stranger,
        pytest.raises(redis.AuthenticationError),
    ):
        stranger.get("1_person")


async def test_whoever_comes_without_the_password_is_told_so(tmp_path: Path) -> None:
    with ensure_store(Settings(data_dir=str(tmp_path))) as filled:
        store = Store(msgspec.structs.replace(filled, password=None))
        with pytest.raises(StoreError, match="set USERNAME and PASSWORD"):
            await store.persons()
        await store.close()


def test_a_folder_that_cannot_be_used_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(StoreError, match="DATA_DIR cannot be used"),
        ensure_store(Settings(data_dir=str(tmp_path / "file"))),
    ):
        pass


def test_everybody_finds_the_running_one(tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path))
    with pytest.raises(StoreAwayError, match="footwatch run"):
        found(settings)
    with ensure_store(settings) as owner:
        assert found(settings) == owner
        with ensure_store(settings) as guest:
            assert guest == owner
        with client(owner) as connection:
            assert connection.ping(), "a guest does not end it"


@contextmanager
def another_user(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that uses the store of a folder, until its standard input ends."""
    code = (
        "import sys; from pathlib import Path; from footlib.store.embedded import EmbeddedStore\n"
        "store = EmbeddedStore(Path(sys.argv[1])); print(flush=True); sys.stdin.read(); store.close()"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code, folder], stdin=pipe, stdout=pipe) as process:
        assert process.stdout
        assert process.stdout.readline() == b"\n"
        yield process


def servers(folder: Path) -> list[psutil.Process]:
    """Every process that has the folder's append-only file open."""
    file = str(folder / "appendonlydir")
    using = []
    for process in psutil.process_iter():
        try:
            opened = [entry.path for entry in process.open_files()]
        except psutil.Error:
            continue
        if any(path.startswith(file) for path in opened):
            using.append(process)
    return using


def test_one_that_ends_leaves_the_store_to_the_others(tmp_path: Path) -> None:
    with another_user(tmp_path) as first:
        guest = EmbeddedStore(tmp_path)
        first.communicate()
    with client(guest.filled(Settings())) as connection:
        assert connection.ping()
    guest.close()
    assert servers(tmp_path) == []
    assert not (tmp_path / "store.json").exists()


def test_many_that_start_at_once_share_one_server(tmp_path: Path) -> None:
    stores: list[EmbeddedStore] = []
    threads = [threading.Thread(target=lambda: stores.append(EmbeddedStore(tmp_path))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({store.pid for store in stores}) == 1
    assert len(stores) == 4
    assert len(servers(tmp_path)) == 1
    for store in stores:
        store.close()
    assert servers(tmp_path) == []


def test_server_of_a_killed_process_is_the_next_ones(tmp_path: Path) -> None:
    with another_user(tmp_path) as killed:
        killed.kill()
    (left,) = servers(tmp_path)
    with ensure_store(Settings(data_dir=str(tmp_path))) as filled, client(filled) as connection:
        assert connection.info("server")["process_id"] == left.pid
    assert servers(tmp_path) == []


def test_no_server_starts_beside_one_that_stands_still(tmp_path: Path) -> None:
    with another_user(tmp_path) as killed:
        killed.kill()
    (left,) = servers(tmp_path)
    left.suspend()
    stores: list[EmbeddedStore] = []
    opening = threading.Thread(target=lambda: stores.append(EmbeddedStore(tmp_path)))
    opening.start()
    opening.join(2.5)
    assert opening.is_alive(), "longer than one ping, it waits"
    assert servers(tmp_path) == [left]
    left.resume()
    opening.join()
    (store,) = stores
    assert store.pid == left.pid
    left.suspend()
    assert store.alive(), "it writes on as soon as it can"
    store.close()
    assert servers(tmp_path) == []


def test_server_ends_with_its_user_though_the_folder_is_gone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    store = EmbeddedStore(folder)
    server = psutil.Process(store.pid)
    shutil.rmtree(folder)
    assert store.alive()
    store.close()
    assert not server.is_running() or server.status() == psutil.STATUS_ZOMBIE


async def test_every_user_starts_a_dead_server_anew_at_the_place_that_all_know(tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path))
    with another_user(tmp_path) as first:
        guest = EmbeddedStore(tmp_path)
        said: list[str] = []
        keeping = asyncio.create_task(keep_alive(guest, said.append))
        for pid in (guest.pid, first.pid):
            os.kill(pid, signal.SIGKILL)
    async with asyncio.timeout(10):
        while not said or not guest.alive():  # noqa: ASYNC110 - the server is another process
            await asyncio.sleep(0.02)
    keeping.cancel()
    await asyncio.wait([keeping])
    with ensure_store(settings) as again:
        assert again == guest.filled(settings)
    guest.close()
    assert servers(tmp_path) == []


def test_killed_server_starts_anew_at_the_same_place_with_its_data(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    try:
        filled = store.filled(Settings())
        with client(filled) as connection:
            connection.config_set("appendfsync", "always")
            connection.rpush("1_anomaly", "kept")
        os.kill(store.pid, signal.SIGKILL)
        deadline = time.monotonic() + 5
        while store.alive():
            assert time.monotonic() < deadline
        store.restart()
        assert store.filled(Settings()) == filled
        with client(filled) as connection:
            assert connection.lrange("1_anomaly", 0, -1) == [b"kept"]
    finally:
        store.close()


def test_host_that_is_set_is_left_alone() -> None:
    settings = Settings(host="redis.example")
    with ensure_store(settings) as filled:
        assert filled is settings
    assert found(settings) is settings


def test_store_that_still_loads_its_data_is_waited_for(tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path))
    with ensure_store(settings) as filled, client(filled) as connection:
        # Many short commands take longest to load.
        for _ in range(30):
            pipeline = connection.pipeline(transaction=False)
            for i in range(10_000):
                pipeline.rpush("1_anomaly", i)
            pipeline.execute()
    with ensure_store(settings) as filled, client(filled) as connection:
        assert connection.llen("1_anomaly") == 300_000

import os
import signal
import time
from pathlib import Path

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from footlib.errors import StoreAwayError, StoreHeldError
from footlib.settings import Settings
from footlib.store.embedded import EmbeddedStore, found, provided


def client(settings: Settings) -> redis.Redis:
    assert settings.host
    return redis.Redis(settings.host, settings.port, password=settings.password, retry=Retry(NoBackoff(), 0))


def test_data_outlive_a_restart_and_the_runtime_file_does_not(tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path))
    with provided(settings) as filled, client(filled) as connection:
        connection.rpush("1_anomaly", "kept")
        assert (tmp_path / "store.json").stat().st_mode & 0o077 == 0, "the password is nobody else's"
    assert not (tmp_path / "store.json").exists()
    with provided(settings) as filled, client(filled) as connection:
        assert connection.lrange("1_anomaly", 0, -1) == [b"kept"]
        assert connection.config_get("list-compress-depth") == {"list-compress-depth": "1"}


def test_store_asks_for_its_password(tmp_path: Path) -> None:
    with (
        provided(Settings(data_dir=str(tmp_path))) as filled,
        redis.Redis(filled.host or "", filled.port) as stranger,
        pytest.raises(redis.AuthenticationError),
    ):
        stranger.get("1_person")


def test_everybody_finds_the_running_one(tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path))
    with pytest.raises(StoreAwayError, match="footwatch run"):
        found(settings)
    with provided(settings) as owner:
        assert found(settings) == owner
        with provided(settings) as guest:
            assert guest == owner
        with client(owner) as connection:
            assert connection.ping(), "a guest does not end it"


def test_second_owner_is_told_who_holds_it(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    try:
        with pytest.raises(StoreHeldError, match=f"process {os.getpid()}"):
            EmbeddedStore(tmp_path)
    finally:
        store.close()


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
    with provided(settings) as filled:
        assert filled is settings
    assert found(settings) is settings


def test_store_that_still_loads_its_data_is_waited_for(tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path))
    with provided(settings) as filled, client(filled) as connection:
        # Many short commands take longest to load.
        for _ in range(30):
            pipeline = connection.pipeline(transaction=False)
            for i in range(10_000):
                pipeline.rpush("1_anomaly", i)
            pipeline.execute()
    with provided(settings) as filled, client(filled) as connection:
        assert connection.llen("1_anomaly") == 300_000

import asyncio
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import redis

from footlib.calibration import Calibration
from footlib.errors import ImportingError, TrialError
from footlib.exporting import export_stored
from footlib.imported import describe_import, describe_trial
from footlib.importing import import_recording, import_trial
from footlib.reading import Person
from footlib.recording import UNKNOWN_TRACE, Recording
from footlib.settings import Settings
from footlib.sources import load
from footlib.store import Clock, EmbeddedStore, Store, TrialNote, Writer, redis_client
from tests.conftest import SHARED_DATA

MANY = 25_000
"""Readings that take long enough to be interrupted."""
NOBODY_FOLLOWS = 9
START = 1_600_000_000.0


def walk(start: float, n: int = 5000, *, flagged: slice = slice(0, 0), person: Person | None = None) -> Recording:
    counts = np.arange(6 * n).reshape(n, 6) % 1024
    anomaly = np.zeros((n, 6), np.bool_)
    anomaly[flagged, 2] = True
    trace = np.arange(2350401012010, 2350401012010 + n)
    return Recording.from_columns(start + np.arange(n) / 20, counts, anomaly=anomaly, trace_id=trace, person=person)


def exported(settings: Settings, person: int, folder: Path, *, anomalies: bool = False) -> Recording:
    file = folder / f"{person}.parquet"
    export_stored(settings, person, file, anomalies=anomalies, force=True)
    return load(file)


def same(one: Recording, other: Recording) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in ("time", "counts", "anomaly", "trace_id")
    )


async def swept(settings: Settings) -> None:
    client = redis_client(settings)
    await Writer(client, settings, Clock()).sweep(NOBODY_FOLLOWS, 1)
    await client.aclose()


def trial(settings: Settings, person: int, name: str) -> Recording:
    async def read() -> Recording:
        store = Store(settings)
        try:
            found = await store.trials.get(person, name)
            assert found is not None
            return await store.trials.readings(person, found)
        finally:
            await store.close()

    return asyncio.run(read())


def test_a_trial_alone_goes_to_anybody(settings: Settings, server: redis.Redis) -> None:
    server.set("3_lease", "ward-2:77:abcd", px=60_000)
    server.rpush("3_timestamp", "1700000000.0")
    server.rpush("3_data", "[]")
    recording = walk(START, flagged=slice(100, 121))
    imported = import_trial(settings, recording, 3, TrialNote("6 min walk", "brace"))
    assert same(trial(settings, 3, imported.trial), recording)
    assert describe_trial(imported, 3).startswith("5000 readings, ")
    assert server.llen("3_data") == 1
    assert server.exists("3_anomaly") == 0
    again = import_trial(settings, recording, 3)
    assert again.trial == imported.trial
    assert describe_trial(again, 3) == f"The same 5000 readings are trial {again.trial} of person 3 already."
    assert server.hget("3_trial_note", again.trial) == b'{"name":"6 min walk","condition":"brace"}'
    with pytest.raises(ImportingError, match="which is still to come"):
        import_trial(settings, walk(time.time() - 5), 3)
    with pytest.raises(TrialError, match="the name has 99 characters, allowed are 80"):
        import_recording(settings, recording, NOBODY_FOLLOWS, TrialNote("x" * 99))
    assert server.keys("9_*") == []


def test_without_a_wall_clock_the_same_walk_is_one_trial(settings: Settings, server: redis.Redis) -> None:
    names = {import_trial(settings, walk(0.0, 100), 3).trial for _ in range(2)}
    assert len(names) == 1
    import_trial(settings, walk(0.0, 101), 3)
    assert server.zcard("3_trial_start") == 2


def test_epoch_times_stay_and_everything_comes_back(settings: Settings, server: redis.Redis, tmp_path: Path) -> None:
    recording = walk(START, flagged=slice(100, 121))
    imported = import_recording(settings, recording, NOBODY_FOLLOWS)
    assert (imported.readings, imported.flagged, imported.moved) == (5000, 21, False)
    assert (imported.start, imported.end) == (START, recording.time[-1])
    assert same(exported(settings, NOBODY_FOLLOWS, tmp_path), recording)
    flagged = exported(settings, NOBODY_FOLLOWS, tmp_path, anomalies=True)
    assert flagged.time.tolist() == recording.time[100:121].tolist()
    (episode,) = server.lrange("9_episode", 0, -1)
    assert episode.split()[3:5] == [b"21", b"4"], "readings, and the mask of the flagged sensor"
    assert server.exists("9_lease") == 0
    assert same(trial(settings, NOBODY_FOLLOWS, imported.trial), recording), "and it is a trial"


def test_recording_without_a_wall_clock_ends_now(settings: Settings, server: redis.Redis, tmp_path: Path) -> None:
    before = time.time()
    imported = import_recording(settings, walk(0.0, 100), NOBODY_FOLLOWS)
    assert imported.moved
    assert before - 0.001 <= imported.end <= time.time()
    stored = exported(settings, NOBODY_FOLLOWS, tmp_path)
    assert np.allclose(np.diff(stored.time), 0.05, atol=2e-6)


def test_readings_that_share_a_time_are_all_stored(settings: Settings, server: redis.Redis, tmp_path: Path) -> None:
    seconds = np.repeat(np.arange(50) + START, 3)
    for start in (0.0, -START):
        server.flushall()
        imported = import_recording(settings, Recording.from_columns(seconds + start, [[7] * 6] * 150), NOBODY_FOLLOWS)
        assert imported.readings == 150
        assert imported.end <= time.time()
        stored = exported(settings, NOBODY_FOLLOWS, tmp_path)
        assert (np.diff(stored.time) > 0).all()
        assert np.abs(stored.time - stored.time[0] - (seconds - seconds[0])).max() < 1e-5
        assert stored.trace_id.tolist() == [UNKNOWN_TRACE] * 150


def test_person_whom_a_cacher_writes_is_refused(settings: Settings, server: redis.Redis) -> None:
    server.set("3_lease", "ward-2:77:abcd", px=60_000)
    with pytest.raises(ImportingError, match=r"written by ward-2:77:abcd.* as 7"):
        import_recording(settings, walk(START), 3)
    assert server.keys("3_*") == [b"3_lease"]
    assert server.get("3_lease") == b"ward-2:77:abcd"


def test_person_whose_history_is_later_is_refused(settings: Settings, server: redis.Redis) -> None:
    import_recording(settings, walk(START), NOBODY_FOLLOWS)
    for again in (START, START + 100):
        with pytest.raises(ImportingError, match=r"stored up to 2020-09-13.* another number"):
            import_recording(settings, walk(again), NOBODY_FOLLOWS)
    asyncio.run(swept(settings))
    assert server.exists("9_data") == 0
    with pytest.raises(ImportingError, match="stored up to"):
        import_recording(settings, walk(START), NOBODY_FOLLOWS)
    assert server.exists("9_lease", "9_data") == 0
    assert import_recording(settings, walk(START + 1000), NOBODY_FOLLOWS).readings == 5000


def test_recording_from_the_future_or_without_readings_is_refused(settings: Settings, server: redis.Redis) -> None:
    with pytest.raises(ImportingError, match="still to come"):
        import_recording(settings, walk(time.time() + 3600), NOBODY_FOLLOWS)
    with pytest.raises(ImportingError, match="no readings"):
        import_recording(settings, Recording.empty(), NOBODY_FOLLOWS)
    assert server.keys("*") == []


def test_personal_data_stay_unless_the_file_brings_some(settings: Settings, server: redis.Redis) -> None:
    known = Person("Ada", "Byron", "1815")
    server.set("9_person", msgspec.json.encode(known))
    import_recording(settings, walk(START, 10), NOBODY_FOLLOWS)
    raw: Any = server
    assert json.loads(raw.get("9_person"))["firstname"] == "Ada"
    import_recording(settings, walk(START + 10, 10, person=Person("Mary", "Shelley", "1797")), NOBODY_FOLLOWS)
    assert json.loads(raw.get("9_person"))["firstname"] == "Mary"


def test_sentences_say_where_it_is_and_how_long_it_stays(settings: Settings, server: redis.Redis) -> None:
    followed = import_recording(settings, walk(START, flagged=slice(0, 3)), 3)
    text = describe_import(followed, 3, settings)
    assert "5000 readings are stored for person 3" in text
    assert "times as in the file" in text
    assert "3 of them are flagged" in text
    assert "older than MAX_SEC (600 s)" in text
    moved = import_recording(settings, walk(0.0), NOBODY_FOLLOWS)
    assert "no wall clock, so it ends now" in describe_import(moved, NOBODY_FOLLOWS, settings)
    assert "no cacher drops" in describe_import(moved, NOBODY_FOLLOWS, settings)


def test_embedded_store_is_started_for_the_time_being(tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path / "data"))
    recording = walk(START, 100)
    import_recording(settings, recording, NOBODY_FOLLOWS)
    assert same(exported(settings, NOBODY_FOLLOWS, tmp_path), recording)
    EmbeddedStore(tmp_path / "data").close()


@pytest.mark.data
@pytest.mark.skipif(not SHARED_DATA.is_dir(), reason="../shared/data is not here")
@pytest.mark.parametrize(
    ("name", "moved"),
    [("gaco01_six_sensors_20hz.csv", True), ("physionet_GaCo01_01.txt", True), ("moticon_walk_text_export.txt", False)],
)
def test_real_recordings(settings: Settings, server: redis.Redis, tmp_path: Path, name: str, moved: bool) -> None:
    recording = load(SHARED_DATA / name)
    imported = import_recording(settings, recording, NOBODY_FOLLOWS)
    assert (imported.readings, imported.moved) == (len(recording), moved)
    assert np.array_equal(exported(settings, NOBODY_FOLLOWS, tmp_path).counts, recording.counts)


def test_what_counts_stand_for_is_kept_with_the_trial(settings: Settings, server: redis.Redis) -> None:
    newtons = replace(walk(START), calibration=Calibration("N", 0.5, 12))
    done = import_recording(settings, newtons, 2)
    assert trial(settings, 2, done.trial).calibration == newtons.calibration
    for said in (describe_import(done, 2, settings), describe_trial(done, 2)):
        assert "they stand for N: 12 counts are 0 N, 1023 counts are" in said
    counted = import_recording(settings, walk(START + 1000), 3)
    assert "stand for" not in describe_import(counted, 3, settings)

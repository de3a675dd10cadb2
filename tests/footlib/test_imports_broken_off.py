import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import redis
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from footlib import tables
from footlib.errors import ImportingError
from footlib.importing import _digest, import_recording
from footlib.recording import Recording
from footlib.settings import Settings
from footlib.store.pending_import import PendingImport
from tests import commands
from tests.footlib.test_importing import MANY, NOBODY_FOLLOWS, START, exported, same, walk


def keys_of(server: redis.Redis, person: int) -> dict[str, Any]:
    """Everything that is stored of a person."""
    raw: Any = server
    read = {
        b"list": lambda key: raw.lrange(key, 0, -1),
        b"hash": raw.hgetall,
        b"string": raw.get,
        b"zset": lambda key: raw.zrange(key, 0, -1),
    }
    return {key.decode(): read[raw.type(key)](key) for key in raw.keys(f"{person}_*")}


@pytest.mark.parametrize(("start", "stop"), [(START, signal.SIGINT), (START, signal.SIGTERM), (0.0, signal.SIGKILL)])
def test_an_interrupted_import_goes_on_when_it_is_run_again(
    settings: Settings, server: redis.Redis, tmp_path: Path, start: float, stop: signal.Signals
) -> None:
    recording = walk(start, MANY, flagged=slice(500, MANY - 1000))
    file = tmp_path / "walk.parquet"
    tables.write(file, [recording])
    program = str(Path(sys.executable).with_name("footwatch"))
    command = [program, "import", str(file), "--person", str(NOBODY_FOLLOWS)]
    environment = os.environ | msgspec.structs.replace(settings, lease_sec=1.0).environment()
    first = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while server.llen("9_data") < 2000:
        assert first.poll() is None, first.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.001)
    first.send_signal(stop)
    said = first.communicate()[1]
    assert first.returncode != 0
    assert ("goes on where it was" in said) == (stop == signal.SIGINT)
    before = server.llen("9_data")
    assert 2000 <= before < MANY, "it was stopped on its way"

    again = commands.footwatch(*command[1:], environment=environment)

    assert again.code == 0, again.err
    assert f"{before} of them were there from the import that was broken off" in again.out
    assert server.exists("9_lease", "9_import") == 0
    found = keys_of(server, NOBODY_FOLLOWS)
    assert [len(found[f"9_{name}"]) for name in ("data", "timestamp", "anomaly")] == [MANY, MANY, MANY - 1500]
    if start:
        server.flushall()
        import_recording(settings, recording, NOBODY_FOLLOWS)
        assert found == keys_of(server, NOBODY_FOLLOWS), "as if it had never been interrupted"
    else:
        times = np.array([float(element) for element in found["9_timestamp"]])
        assert np.allclose(np.diff(times), 0.05, atol=2e-6)
    with pytest.raises(ImportingError, match="stored up to"):
        import_recording(settings, recording, NOBODY_FOLLOWS)


def broken_off(settings: Settings, server: redis.Redis, recording: Recording, at: int) -> PendingImport:
    """A store as an import leaves it that dies after some readings, its lease run out."""
    import_recording(settings, recording[:at], NOBODY_FOLLOWS)
    server.delete(*server.keys("9_trial*"))
    pending = PendingImport(_digest(recording), round(recording.time[0] * 1e6), None, "ward-2:77:abcd")
    server.set("9_import", msgspec.json.encode(pending))
    return pending


@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=2, max_size=60), share=st.floats(0, 1))
def test_wherever_it_was_broken_off_everything_is_there_once(
    settings: Settings, server: redis.Redis, steps: list[tuple[int, bool]], share: float
) -> None:
    seconds = START + np.cumsum([step for step, _ in steps])
    anomaly = np.repeat([[flag] for _, flag in steps], 6, axis=1)
    counts = np.arange(6 * len(steps)).reshape(-1, 6)
    recording = Recording.from_columns(seconds, counts, anomaly=anomaly)
    server.flushall()
    import_recording(settings, recording, NOBODY_FOLLOWS)
    whole = keys_of(server, NOBODY_FOLLOWS)
    server.flushall()
    at = 1 + int(share * (len(steps) - 1))
    broken_off(settings, server, recording, at)

    assert import_recording(settings, recording, NOBODY_FOLLOWS).before == at
    assert keys_of(server, NOBODY_FOLLOWS) == whole


def test_another_recording_does_not_take_the_place_of_a_broken_off_one(
    settings: Settings, server: redis.Redis, tmp_path: Path
) -> None:
    broken_off(settings, server, walk(START), 3000)
    for other in (walk(START, 100), walk(START + 1000)):
        with pytest.raises(ImportingError, match=r"another recording to person 9 was broken off.*another number"):
            import_recording(settings, other, NOBODY_FOLLOWS)
    assert server.llen("9_data") == 3000
    assert import_recording(settings, walk(START), NOBODY_FOLLOWS).before == 3000
    assert same(exported(settings, NOBODY_FOLLOWS, tmp_path), walk(START))


def test_what_somebody_else_stored_since_is_not_written_over(settings: Settings, server: redis.Redis) -> None:
    broken_off(settings, server, walk(START), 3000)
    server.rpush("9_data", server.lindex("9_data", -1) or b"")
    server.rpush("9_timestamp", f"{START + 155.01:.6f}")
    with pytest.raises(ImportingError, match=r"readings of person 9 were stored since"):
        import_recording(settings, walk(START), NOBODY_FOLLOWS)
    assert server.llen("9_data") == 3001


def test_an_import_that_died_before_its_first_reading_leaves_the_person_free(
    settings: Settings, server: redis.Redis
) -> None:
    server.set("9_import", msgspec.json.encode(PendingImport("of another", 1_600_000_000_000_000, None, "gone:1:a")))
    assert import_recording(settings, walk(START + 50), NOBODY_FOLLOWS).before == 0
    assert server.exists("9_import") == 0


def test_an_import_that_still_runs_is_left_alone(settings: Settings, server: redis.Redis) -> None:
    pending = broken_off(settings, server, walk(START), 3000)
    server.set("9_lease", pending.writer)
    quick = msgspec.structs.replace(settings, lease_sec=1.0)
    with pytest.raises(ImportingError, match=r"written by ward-2:77:abcd"):
        import_recording(quick, walk(START), NOBODY_FOLLOWS)
    assert server.llen("9_data") == 3000

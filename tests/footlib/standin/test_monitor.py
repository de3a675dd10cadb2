from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footlib.errors import SettingsError
from footlib.reading import decode_answer
from footlib.recording import Recording
from footlib.standin import Monitor, StandinOptions
from footlib.standin.personas import DeviceClock
from footlib.standin.replay import Replay

HEADER = "t_s,L0,L1,L2,R0,R1,R2\n"


def recording(rows: int, rate: float, **columns: Any) -> Recording:
    counts = np.random.default_rng(5).integers(0, 1024, (rows, 6))
    return Recording.from_columns(np.arange(rows) / rate, counts, **columns)


def write_csv(path: Path, counts: list[list[int]], rate: float) -> Path:
    lines = [f"{k / rate:.3f}," + ",".join(map(str, row)) for k, row in enumerate(counts)]
    path.write_text(HEADER + "\n".join(lines) + "\n")
    return path


@pytest.mark.parametrize("person", range(1, 10))
def test_the_answer_has_exactly_the_documented_fields(person: int) -> None:
    answer = json.loads(Monitor(StandinOptions(persons=9)).answer(person, 12.3))
    assert list(answer) == ["birthdate", "disabled", "firstname", "id", "lastname", "trace"]
    assert answer["id"] == 12
    assert answer["birthdate"].isdigit()
    assert len(answer["birthdate"]) == 4
    assert isinstance(answer["disabled"], bool)
    assert answer["firstname"]
    assert answer["lastname"]
    assert list(answer["trace"]) == ["id", "name", "sensors"]
    assert answer["trace"]["name"].isalpha()
    assert isinstance(answer["trace"]["id"], int)
    assert [list(sensor) for sensor in answer["trace"]["sensors"]] == [["anomaly", "id", "value"]] * 6
    assert [sensor["id"] for sensor in answer["trace"]["sensors"]] == list(range(6))
    for sensor in answer["trace"]["sensors"]:
        assert isinstance(sensor["anomaly"], bool)
        assert type(sensor["value"]) is int
        assert 0 <= sensor["value"] <= 1023


@given(person=st.integers(1, 6), elapsed=st.floats(0, 1e7))
def test_every_answer_is_a_measurement_and_says_what_the_frame_says(person: int, elapsed: float) -> None:
    monitor = Monitor(StandinOptions())
    frame = monitor.sample(person, elapsed)
    reading = decode_answer(monitor.answer(person, elapsed))
    assert (reading.counts, reading.anomaly, reading.trace_id) == (frame.counts, frame.anomaly, frame.trace_id)
    assert len(set(frame.anomaly)) == 1


def test_the_seed_decides_everything() -> None:
    def walk(seed: int) -> list[bytes]:
        monitor = Monitor(StandinOptions(seed=seed, persons=8))
        return [monitor.answer(person, k / 7) for person in (1, 6, 8) for k in range(50)]

    assert walk(1) == walk(1)
    assert walk(1) != walk(2)


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_the_anomaly_share_can_be_set_for_everybody(share: float) -> None:
    monitor = Monitor(StandinOptions(anomaly_share=share))
    for person in (1, 4):
        flagged = [monitor.sample(person, k * 0.5).anomaly[0] for k in range(2000)]
        assert np.mean(flagged) == pytest.approx(share, abs=0.05)


def test_known_persons() -> None:
    monitor = Monitor(StandinOptions(persons=3))
    assert [person in monitor for person in (-1, 0, 1, 3, 4)] == [False, False, True, True, False]


@given(rows=st.integers(2, 50), rate=st.sampled_from([3.0, 10.0, 20.0, 33.3, 100.0]), elapsed=st.floats(0, 1e5))
def test_a_replay_serves_the_frame_at_floor_of_elapsed_times_rate(rows: int, rate: float, elapsed: float) -> None:
    source = recording(rows, rate)
    frame = Replay(source, DeviceClock()).sample(elapsed)
    expected = source.counts[math.floor(elapsed * rate) % rows]
    np.testing.assert_array_equal(frame.counts, expected)
    assert frame.anomaly == (False,) * 6


def lasting(source: Recording) -> tuple[float, list[int]]:
    """How long a replay takes until it begins again, and the rows in the order in which they are shown."""
    replay = Replay(source, DeviceClock())
    moments = np.arange(0, source.duration + 60, 0.01)
    rows = [replay.row(float(moment)) for moment in moments]
    return float(moments[int(np.argmax(np.diff(rows) < 0)) + 1]), rows


@pytest.mark.parametrize("readings", [2, 3, 10])
def test_a_replay_of_whole_seconds_lasts_as_long_as_the_recording(readings: int) -> None:
    chance = np.random.default_rng(1)
    time = np.floor(np.sort(chance.uniform(0, 60, 60 * readings)))
    time[[0, -1]] = 0, 59
    counts = np.arange(6 * len(time)).reshape(-1, 6) % 1024
    for start in (0.0, 1.78e9):
        length, rows = lasting(Recording.from_columns(start + time, counts))
        assert length == pytest.approx(60, abs=0.02)
        assert set(rows) == set(range(len(time)))


def test_a_replay_leaves_the_gaps_as_long_as_they_were() -> None:
    time = np.concatenate([np.arange(100) / 10, 30 + np.arange(100) / 10])
    length, rows = lasting(Recording.from_columns(time, np.zeros((200, 6), int)))

    assert length == pytest.approx(40, abs=0.02)
    assert [rows[1500], rows[2500], rows[3001], rows[3500]] == [99, 99, 100, 150]


def test_a_replay_of_a_recording_with_lost_readings_keeps_its_pace() -> None:
    time = np.delete(np.arange(600) / 10, np.arange(5, 600, 6))
    assert lasting(Recording.from_columns(time, np.zeros((500, 6), int)))[0] == pytest.approx(60, abs=0.2)


def test_a_replay_passes_on_flags_and_the_device_clock() -> None:
    flags = np.zeros((4, 6), np.bool_)
    flags[2, 3] = True
    source = recording(4, 10.0, anomaly=flags, trace_id=np.array([2350401012010, 2350401012010, 2350501012010, -1]))
    frames = [Replay(source, DeviceClock()).sample(k / 10 + 0.01) for k in range(4)]
    assert [frame.anomaly[3] for frame in frames] == [False, False, True, False]
    assert frames[2].anomaly[:3] == (False, False, False)
    assert [frame.trace_id for frame in frames[:3]] == [2350401012010, 2350401012010, 2350501012010]
    assert frames[3].trace_id == DeviceClock().at(0.3)


def test_a_replays_clock_jumps_back_as_it_starts_again() -> None:
    replay = Replay(recording(30, 10.0), DeviceClock(loop=1.0))
    shown = [replay.sample(k / 10 + 0.01).trace_id for k in range(60)]
    assert shown[:30] == shown[30:]
    assert len(set(shown)) == 3


def test_a_single_reading_is_served_for_ever() -> None:
    replay = Replay(recording(1, 1.0), DeviceClock())
    assert replay.sample(0.0) == replay.sample(99.9)


def test_an_empty_recording_is_refused() -> None:
    with pytest.raises(SettingsError, match="without a single reading"):
        Replay(Recording.empty(), DeviceClock())


def test_file_k_is_for_person_k_and_files_go_round(tmp_path: Path) -> None:
    first = write_csv(tmp_path / "first.csv", [[10 * k + c for c in range(6)] for k in range(8)], 20.0)
    second = write_csv(tmp_path / "second.csv", [[500 + k] * 6 for k in range(5)], 10.0)
    monitor = Monitor(StandinOptions(replay=(first, second)))
    assert 3 not in monitor
    assert monitor.sample(1, 0.151).counts == (30, 31, 32, 33, 34, 35)
    assert monitor.sample(1, 0.451).counts == (10, 11, 12, 13, 14, 15)
    assert monitor.sample(2, 0.351).counts == (503,) * 6
    more = Monitor(StandinOptions(replay=(first, second), persons=4))
    assert more.sample(3, 0.151).counts == (30, 31, 32, 33, 34, 35)
    assert more.sample(4, 0.351).counts == (503,) * 6

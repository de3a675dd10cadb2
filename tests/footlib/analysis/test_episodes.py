from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footlib import analysis, store
from footlib.analysis import episodes
from footlib.recording import UNKNOWN_TRACE, Recording


def flagged(rows: dict[int, list[int]], n: int = 100, rate: float = 10.0) -> Recording:
    anomaly = np.zeros((n, 6), bool)
    for row, sensors in rows.items():
        anomaly[row, sensors] = True
    counts = np.arange(n)[:, None] + np.arange(6)
    return Recording.from_columns(np.arange(n) / rate, counts, anomaly=anomaly)


def test_flagged_readings_within_two_seconds_are_one_episode() -> None:
    first, second = episodes(flagged({10: [0], 12: [1, 5], 32: [1], 53: [2]}))

    assert (first.start, first.stop, first.n, first.sensors, first.peak) == (1.0, 3.2, 3, ("L0", "L1", "R2"), 33)
    assert (second.start, second.stop, second.n, second.sensors) == (5.3, 5.3, 1, ("L2",))
    assert second.trace_id == UNKNOWN_TRACE
    assert first.duration == 2.2
    assert (first.first, second.first) == (0, 3), "counted among the flagged readings, as in the store"


def test_an_episode_is_the_same_thing_in_the_store_and_in_a_recording() -> None:
    assert analysis.Episode is store.Episode
    (episode,) = episodes(flagged({10: [0], 12: [1]}))
    assert (episode.end, episode.length) == (episode.stop, episode.duration)


def test_an_episode_cuts_its_readings_out_with_some_before_and_after() -> None:
    recording = flagged({10: [0], 12: [1, 5], 95: [1]})
    first, last = episodes(recording)

    assert first.of(recording).time.tolist() == [1.0, 1.1, 1.2]
    assert first.of(recording, 0.5).time.tolist() == pytest.approx(np.arange(5, 18) / 10)
    assert last.of(recording, 5.0).time.tolist() == pytest.approx(np.arange(45, 100) / 10)
    assert np.shares_memory(first.of(recording, 0.5).counts, recording.counts)


def test_the_gap_is_a_setting() -> None:
    assert len(episodes(flagged({10: [0], 12: [1], 32: [1]}), gap=0.1)) == 3


def test_nothing_flagged_nothing_found() -> None:
    assert episodes(flagged({})) == []
    assert episodes(Recording.empty()) == []


@given(st.lists(st.booleans(), max_size=200), st.floats(0.05, 3.0))
def test_every_flagged_reading_is_in_one_episode_and_episodes_are_apart(flags: list[bool], gap: float) -> None:
    recording = flagged({row: [0] for row, flag in enumerate(flags) if flag}, max(1, len(flags)))
    found = episodes(recording, gap=gap)

    assert sum(episode.n for episode in found) == sum(flags)
    for before, after in pairwise(found):
        assert after.start - before.stop > gap

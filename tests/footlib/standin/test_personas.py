from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from footlib.recording import Recording
from footlib.standin.personas import PERSONAS, DeviceClock, persona


@pytest.mark.parametrize(
    ("start", "shown"),
    [
        (datetime(2010, 1, 1, 2, 35, 4), 2350401012010),  # noqa: DTZ001
        (datetime(2010, 12, 31, 23, 59, 59), 23595931122010),  # noqa: DTZ001
        (datetime(2010, 1, 2, 0, 5, 6), 50602012010),  # noqa: DTZ001
    ],
)
def test_the_clock_reads_hours_unpadded_and_the_rest_padded(start: datetime, shown: int) -> None:
    assert DeviceClock(start=start).at(0.0) == shown


def test_the_clock_counts_whole_seconds_at_its_own_speed_and_jumps_back() -> None:
    clock = DeviceClock(speed=1.5, loop=60.0)
    shown = np.array([clock.at(t / 10) for t in range(1300)], np.int64)
    seconds = Recording.from_columns(np.arange(1300) / 10, np.zeros((1300, 6), np.int64), trace_id=shown).device_clock
    since = (seconds - seconds[0]).astype(int)
    np.testing.assert_array_equal(since, [int((t / 10) % 60 * 1.5) for t in range(1300)])
    assert (np.diff(since) < 0).sum() == 2


def test_at_the_default_delay_frames_share_a_second_and_some_clocks_run_fast() -> None:
    for played in PERSONAS:
        shown = [played.clock.at(k * 0.3) for k in range(400)]
        _, times = np.unique(shown, return_counts=True)
        assert 2 <= times.max() <= 4
    assert sum(p.clock.speed > 1 for p in PERSONAS) >= 2
    assert sum(p.clock.speed == 1 for p in PERSONAS) >= 2


def test_further_persons_are_drawn_from_the_seed() -> None:
    assert [persona(k, 1) for k in range(1, 7)] == list(PERSONAS)
    assert persona(7, 1) == persona(7, 1)
    assert persona(7, 1) != persona(8, 1)
    assert persona(7, 1) != persona(7, 2)
    for k in range(7, 40):
        played = persona(k, 1)
        assert played.person.firstname
        assert played.person.lastname
        assert 1900 < int(played.person.birthdate) < 2010
        assert 0 <= played.walker.anomaly_share <= 0.15


def test_default_persons_differ_in_their_data() -> None:
    people = [p.person for p in PERSONAS]
    assert len({p.lastname for p in people}) == len({p.firstname for p in people}) == len(people)
    assert {p.disabled for p in people} == {True, False}

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footlib.drawing.times import LocalTime, ago

NOON = datetime.fromisoformat("2026-11-24T12:03:21.456+00:00").timestamp()


def test_times_are_the_viewers() -> None:
    assert LocalTime("UTC").clock(NOON, tenths=True) == "12:03:21.4"
    assert LocalTime("Europe/Warsaw").clock(NOON) == "13:03:21"
    assert LocalTime("Asia/Kolkata").short(NOON) == "17:33"
    assert LocalTime("Nowhere/At_All", offset=-300).clock(NOON) == "07:03:21"
    assert LocalTime("../../etc/passwd", offset=60).clock(NOON) == "13:03:21"


def test_the_day_is_named_unless_it_is_today() -> None:
    utc = LocalTime("UTC")
    assert utc.moment(NOON, NOON + 60) == "12:03:21"
    assert utc.moment(NOON, NOON + 86_400) == "24 Nov 2026 12:03:21"


@given(st.floats(), st.floats(), st.sampled_from(["", "UTC", "Pacific/Kiritimati", "Etc/GMT+12"]))
def test_a_time_beyond_the_calendar_is_drawn_all_the_same(epoch: float, now: float, zone: str) -> None:
    times = LocalTime(zone)

    assert times.clock(epoch, tenths=True)
    assert times.moment(epoch, now)
    assert times.stretch(epoch, now, now)


@given(
    st.floats(1e9, 2e9),
    st.floats(1, 1e7),
    st.integers(2, 8),
    st.sampled_from(["UTC", "Asia/Kathmandu", "America/St_Johns"]),
)
def test_ticks_are_few_rising_and_within(start: float, span: float, most: int, zone: str) -> None:
    ticks = LocalTime(zone).ticks(start, start + span, most)
    moments = [moment for moment, _ in ticks]
    assert len(ticks) <= most + 1
    assert moments == sorted(moments)
    assert all(start - 1e-3 <= moment <= start + span + 1e-3 for moment in moments)
    assert all(label for _, label in ticks)


def test_ticks_are_round_on_the_viewers_clock() -> None:
    labels = [label for _, label in LocalTime("Asia/Kathmandu").ticks(NOON, NOON + 600, 5)]
    assert labels == ["17:50", "17:52", "17:54", "17:56", "17:58"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-1, "0.0 s"), (0.21, "0.2 s"), (4.2, "4 s"), (240, "4 min"), (7200, "2 h"), (864_000, "10 days")],
)
def test_ages_in_words(seconds: float, words: str) -> None:
    assert ago(seconds) == words

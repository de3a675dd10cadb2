import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footlib.drawing.times import LocalTime
from footlib.ui.model.data_status import OUTAGES, SHAPES, DataStatus, Freshness, StatusKind, judge
from footlib.ui.model.playhead import Playhead

UTC = LocalTime("UTC")
NOW = 1_700_000_000.0


def said(freshness: Freshness, playhead: Playhead | None = None) -> DataStatus:
    return judge(freshness, playhead or Playhead(), UTC, NOW)


def freshness(age: float | None, *, interval: float = 0.1, away: float | None = None, reason: str = "") -> Freshness:
    return Freshness(age, None if age is None else NOW - age, interval, away, reason, asked=True)


def test_words_for_every_state() -> None:
    assert said(Freshness()) == DataStatus(StatusKind.WAITING, "Connecting")
    assert said(freshness(0.2)).text == "Live 0.2 s"
    assert said(freshness(4.0, reason="HTTP 500")) == DataStatus(StatusKind.LATE, "Late 4 s", "HTTP 500")
    assert said(freshness(80.0)).text == "No data since 22:12:00"
    assert said(freshness(None, reason="connection refused")) == DataStatus(
        StatusKind.GONE, "No data yet", "connection refused"
    )
    away = said(freshness(0.2, away=NOW - 5, reason="no answer"))
    assert (away.text, away.detail) == ("Store away", "since 22:13:15: no answer")
    for kind, words in {StatusKind.REFUSED: "Store refuses", StatusKind.FAULT: "Fault of Footwatch"}.items():
        lacks = said(Freshness(0.2, NOW - 0.2, 0.1, NOW - 5, "why", asked=True, outage=kind))
        assert (lacks.kind, lacks.text) == (kind, words)
        assert lacks.detail.startswith("since 22:13:15: why")
    assert said(Freshness(away_since=NOW - 5, reason="no answer")).detail == "at least since 22:13:15: no answer"


def test_a_recording_has_ended_and_nobody_failed() -> None:
    recorded = Freshness(500.0, NOW - 500, 0.1, asked=True, recorded=True)
    assert said(recorded) == DataStatus(StatusKind.RECORDING, "Recording to 22:05:00")
    playhead = Playhead()
    playhead.pause()
    assert said(recorded, playhead).text == "Paused"


def test_old_data_are_named_with_their_day() -> None:
    assert said(freshness(86_400.0)).text == "No data since 13 Nov 2023 22:13:20"


def test_a_pause_and_a_replay_say_so_and_what_goes_on_behind() -> None:
    playhead = Playhead()
    playhead.pause()
    assert said(freshness(0.2), playhead).text == "Paused"
    assert said(freshness(0.2, away=NOW, reason="no answer"), playhead).text == "Paused · store away"
    playhead.set_speed(0.5)
    playhead.play(NOW - 100, NOW)
    assert said(freshness(0.2), playhead).text == "Replay 22:11:40 \N{MULTIPLICATION SIGN}0.5"


def test_slow_polling_is_not_late() -> None:
    assert said(freshness(8.0, interval=5.0)).kind is StatusKind.LIVE
    assert said(freshness(20.0, interval=5.0)).kind is StatusKind.LATE
    assert said(freshness(101.0, interval=5.0)).kind is StatusKind.GONE


@given(st.floats(0, 1e5), st.floats(0.01, 60) | st.just(math.nan))
def test_the_older_the_worse(age: float, interval: float) -> None:
    order = [StatusKind.LIVE, StatusKind.LATE, StatusKind.GONE]
    younger, older = said(freshness(age, interval=interval)), said(freshness(age * 1.5 + 1, interval=interval))
    assert order.index(younger.kind) <= order.index(older.kind)


@pytest.mark.parametrize("kind", list(StatusKind))
def test_every_state_has_its_own_shape(kind: StatusKind) -> None:
    assert DataStatus(kind, "").shape
    assert len(set(SHAPES.values())) == len(StatusKind)


def test_only_a_picture_that_stands_against_the_viewers_wish_is_stale() -> None:
    assert {kind for kind in StatusKind if DataStatus(kind, "").stale} == {StatusKind.LATE, StatusKind.GONE, *OUTAGES}
